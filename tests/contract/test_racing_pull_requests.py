"""Functions that write to one pull request at once: there is one, and nothing is lost."""

from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.pull_requests.standing import State
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.proposing.base import HostedPullRequests
from tests.image_pushes import image_push, this_evening

RACING = 10
DEPLOYED = 2
"""MaximumConcurrency of the template's function."""
PATIENCE = 60
MOST_TURNS = 3 * RACING
BRANCH = "tagboat/all"
NAMES = [f"app-{number}" for number in range(RACING)]
RULES = "version: 1\ndeliver: {pull_request: {branch: tagboat/all}}\nrules:\n" + "".join(
    f"  - {{name: {name}, image: team/{name}, targets: [{{file: tags/{name}}}]}}\n"
    for name in NAMES
)
DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")


def test_functions_that_race_share_one_pull_request_and_lose_nothing(
    proposing: HostedPullRequests,
) -> None:
    names = NAMES[: most_racing(proposing)]
    begin(proposing)
    outcomes = race(proposing, [image_push("1.0", f"team/{name}") for name in names])
    the_open_one(proposing)
    assert outcomes <= told(proposing)
    for name in names:
        assert proposing.content_on(BRANCH, f"tags/{name}") == b"1.0\n"
    assert own_commits(proposing) <= len(names)
    assert proposing.complaints() == ""


def test_functions_that_race_with_one_push_make_one_pull_request_of_one_commit(
    proposing: HostedPullRequests,
) -> None:
    begin(proposing)
    outcomes = race(proposing, [image_push("1.0", "team/app-0")] * most_racing(proposing))
    the_open_one(proposing)
    assert outcomes <= told(proposing)
    assert proposing.content_on(BRANCH, "tags/app-0") == b"1.0\n"
    assert own_commits(proposing) == 1
    assert proposing.complaints() == ""


def most_racing(proposing: HostedPullRequests) -> int:
    return RACING if proposing.abilities.begins_in_place else DEPLOYED


def the_open_one(proposing: HostedPullRequests) -> None:
    """The one that is open in the end, and the only one where branches begin in place."""
    *ended, shown = proposing.pull_requests()
    assert shown.state is State.OPEN
    assert {one.state for one in ended} <= {State.CLOSED}
    assert not ended or not proposing.abilities.begins_in_place


def told(proposing: HostedPullRequests) -> Set[Kind]:
    """What a push may become: held, if another function has closed what it was proposed in."""
    kinds = {Kind.PROPOSED, Kind.UNCHANGED}
    return kinds if proposing.abilities.begins_in_place else {*kinds, Kind.HELD}


def own_commits(proposing: HostedPullRequests) -> int:
    of_base = set(proposing.history())
    return len([commit for commit in proposing.log(BRANCH) if commit.id not in of_base])


def begin(proposing: HostedPullRequests) -> None:
    files = {f"tags/{name}": b"0.9\n" for name in NAMES}
    proposing.push({".tagboat.yaml": RULES.encode(), **files})


def race(proposing: HostedPullRequests, pushes: Sequence[ImagePush]) -> set[Kind]:
    """Hand a push to each of several functions at once, and again as long as it fails.

    Returns:
        What has become of them.
    """
    together = Barrier(len(pushes), timeout=PATIENCE)

    def hand_over(push: ImagePush) -> Outcome:
        rules = RulesFile(".tagboat.yaml", DEFAULTS)
        host = proposing.again()
        update = UpdateInfraRepo(
            host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
        )
        together.wait()
        for _ in range(MOST_TURNS):
            (outcome,) = update([push]).outcomes
            if not outcome.failed:
                break
        return outcome

    with ThreadPoolExecutor(len(pushes)) as functions:
        return {outcome.kind for outcome in functions.map(hand_over, pushes)}
