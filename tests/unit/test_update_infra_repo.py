"""Pushes become one commit on the head that was read, whatever happens in between."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.core.snapshot import File, Snapshot
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.patience import ATTEMPTS, LONGEST_PAUSE_SECONDS, PATIENCE_SECONDS
from tagboat.updating.progress import Result
from tests.image_pushes import image_push, image_pushes, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import DEFAULTS

RULES = b"""
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - {name: api, image: team/api, targets: [{file: tags/api}]}
  - {name: job, image: team/job, targets: [{file: tags/job}]}
"""
FILES = {".tagboat.yaml": RULES, "tags/web": b"0\n", "tags/api": b"0\n", "tags/job": b"0\n"}
WEB, API, JOB = (image_push("1.0", f"team/{name}") for name in ("web", "api", "job"))


class Time:
    """A clock that only moves when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


class GitHost(InMemoryGitHost):
    """The fake, and what a test wants to happen in between."""

    def __init__(self, files: Mapping[str, bytes] = FILES) -> None:
        super().__init__(files)
        self.before_read: Callable[[], object] = lambda: None
        self.after_commit: Callable[[], object] = lambda: None
        self.asked: list[list[str]] = []
        self.refuses: Callable[[Mapping[str, File]], Exception | None] = lambda _: None

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        self.asked.append(list(paths))
        self.before_read()
        return super().read(branch, paths, at=at, proposals=proposals)

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        if error := self.refuses(files):
            raise error
        commit = super().commit(snapshot, files, message, author)
        self.after_commit()
        return commit

    @property
    def commits(self) -> int:
        """Made since the beginning, by anybody."""
        return len(self.branches["main"]) - 1


class Repo:
    """The use case and all that it works with."""

    def __init__(
        self, files: Mapping[str, bytes] = FILES, source: RulesSource | None = None
    ) -> None:
        self.host = GitHost(files)
        self.time = Time()
        self.update = UpdateInfraRepo(
            self.host,
            source or RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            sleep=self.time.sleep,
            clock=self.time.clock,
            now=this_evening,
        )


@pytest.fixture
def repo() -> Repo:
    return Repo()


def kinds(result: Result) -> dict[str, Kind]:
    return {outcome.push.repository: outcome.kind for outcome in result.outcomes}


def reasons(result: Result) -> list[type[errors.TagboatError]]:
    return [type(outcome.error) for outcome in result.outcomes if outcome.error]


def in_turn(*actions: Callable[[], object] | errors.TagboatError | None) -> Callable[[], None]:
    """Does one thing at each call, then nothing."""
    waiting: Iterable[Callable[[], object] | errors.TagboatError | None] = iter(actions)

    def do() -> None:
        action = next(iter(waiting), None)
        if isinstance(action, errors.TagboatError):
            raise action
        if action:
            action()

    return do


def always(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_all_pushes_become_one_commit(repo: Repo) -> None:
    result = repo.update([WEB, API])
    assert (repo.host.content("tags/web"), repo.host.content("tags/api")) == (b"1.0\n", b"1.0\n")
    assert repo.host.commits == 1
    assert result.commits == (repo.host.branches["main"][-1],)
    assert [outcome.commit for outcome in result.outcomes] == [*result.commits] * 2
    assert kinds(result) == {"team/web": Kind.WRITTEN, "team/api": Kind.WRITTEN}
    assert repo.host.authors == [DEFAULTS.author]
    headline = "[Auto] Update api to 1.0, web to 1.0"
    assert repo.host.messages[0].startswith(f"{headline}\n\n* [Auto] Update tags/api to 1.0\n")
    assert (result.conflicts, repo.time.slept) == (0, [])


def test_the_rules_file_may_name_the_author() -> None:
    rules = RULES + b"author: {name: Team, email: team@example.com}\n"
    repo = Repo(FILES | {".tagboat.yaml": rules})
    repo.update([WEB])
    assert repo.host.authors == [Author("Team", "team@example.com", named=True)]


def test_no_pushes_are_no_reason_to_read(repo: Repo) -> None:
    assert repo.update([]) == Result()
    assert repo.host.reads == 0


def test_the_same_push_again_makes_no_commit(repo: Repo) -> None:
    repo.update([WEB])
    result = repo.update([WEB])
    assert kinds(result) == {"team/web": Kind.UNCHANGED}
    assert (result.commits, repo.host.commits) == ((), 1)


def test_pushes_that_no_rule_is_about_make_no_commit(repo: Repo) -> None:
    result = repo.update([image_push(image="team/other")])
    assert kinds(result) == {"team/other": Kind.IGNORED}
    assert (repo.host.asked, repo.host.commits) == ([[".tagboat.yaml"]], 0)


def test_files_are_read_with_the_rules_that_named_them_the_last_time(repo: Repo) -> None:
    repo.update([WEB])
    assert repo.host.asked == [[".tagboat.yaml"], [".tagboat.hold", "tags/web"]]
    repo.host.asked.clear()
    repo.update([image_push("1.1", at=1)])
    assert repo.host.asked == [[".tagboat.yaml", ".tagboat.hold", "tags/web"]]
    assert repo.host.content("tags/web") == b"1.1\n"


def test_a_wrong_guess_costs_one_more_read(repo: Repo) -> None:
    repo.update([WEB])
    moved = RULES.replace(b"tags/web", b"tags/job")
    repo.host.push({".tagboat.yaml": File(moved)})
    repo.host.asked.clear()
    repo.update([image_push("1.1", at=1)])
    assert repo.host.asked == [[".tagboat.yaml", ".tagboat.hold", "tags/web"], ["tags/job"]]
    assert (repo.host.content("tags/web"), repo.host.content("tags/job")) == (b"1.0\n", b"1.1\n")


def test_files_are_read_at_the_head_that_the_rules_were_read_at(repo: Repo) -> None:
    between = in_turn(None, lambda: repo.host.push({"tags/web": File(b"by-hand\n")}))
    repo.host.before_read = between
    result = repo.update([WEB])
    assert result.conflicts == 1
    assert repo.host.content("tags/web") == b"1.0\n"
    assert repo.host.commits == 2


def test_somebody_s_commit_in_between_is_kept(repo: Repo) -> None:
    repo.host.before_commit = in_turn(lambda: repo.host.push({"README.md": File(b"by hand")}))
    result = repo.update([WEB])
    assert kinds(result) == {"team/web": Kind.WRITTEN}
    assert (result.conflicts, repo.host.commits, len(repo.time.slept)) == (1, 2, 1)
    assert repo.host.content("README.md") == b"by hand"
    assert repo.host.content("tags/web") == b"1.0\n"


def test_after_a_conflict_everything_is_decided_again(repo: Repo) -> None:
    repo.host.before_commit = in_turn(lambda: repo.host.push({"tags/web": File(b"1.0\n")}))
    result = repo.update([WEB])
    assert kinds(result) == {"team/web": Kind.UNCHANGED}
    assert (result.commits, result.conflicts, repo.host.commits) == ((), 1, 1)


def test_after_a_conflict_the_rules_are_read_again(repo: Repo) -> None:
    moved = File(RULES.replace(b"tags/web", b"tags/job"))
    repo.host.before_commit = in_turn(lambda: repo.host.push({".tagboat.yaml": moved}))
    repo.update([WEB])
    assert (repo.host.content("tags/web"), repo.host.content("tags/job")) == (b"0\n", b"1.0\n")


def test_attempts_are_bounded(repo: Repo) -> None:
    repo.host.before_commit = always(errors.HeadMoved("main moved"))
    result = repo.update([WEB])
    assert reasons(result) == [errors.HeadMoved]
    assert (result.conflicts, repo.host.commits) == (ATTEMPTS, 0)
    assert len(repo.time.slept) == ATTEMPTS - 1
    assert max(repo.time.slept) <= LONGEST_PAUSE_SECONDS


def test_pauses_differ_so_that_writers_do_not_meet_again() -> None:
    slept = set()
    for _ in range(5):
        repo = Repo()
        repo.host.before_commit = always(errors.HeadMoved("main moved"))
        repo.update([WEB])
        slept.update(repo.time.slept)
    assert len(slept) > ATTEMPTS


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (errors.HeadMoved("main moved"), 0.05),
        (errors.HostUnavailable("down"), 0.5),
        (errors.Throttled("slow down"), 0.5),
    ],
)
def test_a_pause_is_a_random_part_of_a_growing_time(
    repo: Repo, error: errors.TagboatError, base: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda _, longest: longest)
    repo.host.before_commit = in_turn(error, error, error)
    assert kinds(repo.update([WEB])) == {"team/web": Kind.WRITTEN}
    assert repo.time.slept == [base * 2, base * 4, base * 8]


def test_no_attempt_begins_once_patience_has_ended(repo: Repo) -> None:
    def slow() -> None:
        repo.time.now += PATIENCE_SECONDS / 2
        raise errors.HostUnavailable("down")

    repo.host.before_read = slow
    assert reasons(repo.update([WEB])) == [errors.HostUnavailable]
    assert repo.host.reads + len(repo.host.asked) == 2


@pytest.mark.parametrize(("patience", "attempts"), [(0, 1), (15, 2), (35, 4)])
def test_somebody_may_have_more_time_or_less(repo: Repo, patience: float, attempts: int) -> None:
    def slow() -> None:
        repo.time.now += 9
        raise errors.Throttled("slow down", retry_after=1)

    repo.host.before_read = slow
    assert reasons(repo.update([WEB], patience)) == [errors.Throttled]
    assert len(repo.host.asked) == attempts


def test_a_short_pause_that_the_host_asks_for_is_kept_to_the_second(repo: Repo) -> None:
    repo.host.before_read = in_turn(errors.Throttled("slow down", retry_after=3))
    assert kinds(repo.update([WEB])) == {"team/web": Kind.WRITTEN}
    assert repo.time.slept == [3]


def test_a_long_pause_that_the_host_asks_for_is_told_at_once(repo: Repo) -> None:
    repo.host.before_commit = always(errors.Throttled("slow down", retry_after=60))
    (outcome,) = repo.update([WEB]).outcomes
    assert isinstance(outcome.error, errors.Throttled)
    assert outcome.error.retry_after == 60
    assert (repo.time.slept, repo.host.commits, len(repo.host.asked)) == ([], 0, 2)


def test_a_commit_whose_answer_was_lost_is_found_again(repo: Repo) -> None:
    repo.host.after_commit = in_turn(errors.HostUnavailable("cut"))
    result = repo.update([WEB])
    assert kinds(result) == {"team/web": Kind.UNCHANGED}
    assert repo.host.commits == 1


@pytest.mark.parametrize("made", [errors.BranchProtected, errors.PermissionMissing])
def test_a_host_that_refuses_every_commit_fails_what_would_be_written(
    repo: Repo, made: type[errors.HostError]
) -> None:
    repo.host.before_commit = always(made("no"))
    other = image_push(image="team/other")
    result = repo.update([WEB, other, API])
    assert kinds(result) == {
        "team/web": Kind.FAILED,
        "team/api": Kind.FAILED,
        "team/other": Kind.IGNORED,
    }
    assert reasons(result) == [made, made]
    assert {outcome.rule for outcome in result.outcomes if outcome.failed} == {"web", "api"}
    assert len(repo.host.asked) == 2


def test_a_host_that_cannot_be_read_fails_every_push(repo: Repo) -> None:
    repo.host.exists = False
    result = repo.update([WEB, image_push(image="team/other")])
    assert reasons(result) == [errors.RepositoryMissing] * 2
    assert repo.time.slept == []


def test_rules_that_do_not_load_fail_every_push_until_they_are_mended(repo: Repo) -> None:
    repo.host.push({".tagboat.yaml": File(b"version: 2")})
    assert reasons(repo.update([WEB, API])) == [errors.InvalidRules] * 2
    repo.host.push({".tagboat.yaml": File(RULES)})
    assert kinds(repo.update([WEB])) == {"team/web": Kind.WRITTEN}


def test_a_file_that_cannot_be_written_fails_its_own_push_only(repo: Repo) -> None:
    repo.host.push({"tags/web": None})
    result = repo.update([WEB, API])
    assert kinds(result) == {"team/web": Kind.FAILED, "team/api": Kind.WRITTEN}
    assert reasons(result) == [errors.FileMissing]
    assert (len(result.commits), repo.host.commits) == (1, 2)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (errors.CommitRefused("too large"), errors.CommitRefused),
        (ValueError("a mistake"), errors.Defect),
    ],
)
@pytest.mark.parametrize("guilty", ["tags/web", "tags/api", "tags/job"])
def test_a_push_that_spoils_the_commit_is_found_and_its_neighbours_are_written(
    repo: Repo, guilty: str, error: Exception, told: type[errors.TagboatError]
) -> None:
    repo.host.refuses = lambda files: error if guilty in files else None
    result = repo.update([WEB, API, JOB])
    for path in ("tags/web", "tags/api", "tags/job"):
        assert repo.host.content(path) == (b"0\n" if path == guilty else b"1.0\n")
    (failed,) = [outcome for outcome in result.outcomes if outcome.failed]
    assert f"tags/{failed.push.repository.removeprefix('team/')}" == guilty
    assert type(failed.error) is told
    assert len(result.outcomes) == 3


def test_a_mistake_of_tagboat_s_own_is_told_as_one(repo: Repo) -> None:
    cause = ZeroDivisionError("division by zero")
    repo.host.before_read = always(cause)
    (outcome,) = repo.update([WEB]).outcomes
    assert isinstance(outcome.error, errors.Defect)
    assert outcome.error.__cause__ is cause
    assert "Please report it" in outcome.reason


def test_the_older_half_is_written_first(repo: Repo) -> None:
    newest = image_push("2.0", at=5)
    repo.host.refuses = lambda files: errors.CommitRefused("no") if len(files) > 1 else None
    result = repo.update([newest, API, image_push("1.5", at=1)])
    assert repo.host.content("tags/web") == b"2.0\n"
    assert not [outcome for outcome in result.outcomes if outcome.failed]


def test_looking_for_the_guilty_push_ends_with_patience_too(repo: Repo) -> None:
    def slow() -> None:
        repo.time.now += PATIENCE_SECONDS / 4

    repo.host.before_read = slow
    repo.host.refuses = lambda _: errors.CommitRefused("too large")
    pushes = [image_push(f"1.{at}", at=at) for at in range(100)]
    result = repo.update(pushes)
    assert {outcome.push for outcome in result.outcomes} == set(pushes)
    assert reasons(result) == [errors.CommitRefused] * 100
    assert repo.time.now <= 1000 + PATIENCE_SECONDS + PATIENCE_SECONDS / 2


def quick_start(**files: bytes) -> Repo:
    source = RulesFromParameters(
        image="team/web",
        tags="v.+",
        destination_file="deployed_tags/prod_image_tag",
        defaults=DEFAULTS,
    )
    return Repo({"README.md": b"infra", **files}, source)


def test_the_quick_start_reads_its_one_file_and_no_rules() -> None:
    repo = quick_start(**{"deployed_tags/prod_image_tag": b"v1"})
    repo.update([image_push("v2")])
    assert repo.host.asked == [["deployed_tags/prod_image_tag"]]
    assert repo.host.content("deployed_tags/prod_image_tag") == b"v2"
    assert repo.host.messages[0].startswith(
        "[Auto] Update deployed_tags/prod_image_tag to v2\n\nTagboat-Image: "
    )


def test_the_quick_start_reads_nothing_for_a_tag_that_it_does_not_want() -> None:
    repo = quick_start()
    assert kinds(repo.update([image_push("latest")])) == {"team/web": Kind.IGNORED}
    assert repo.host.asked == []


def test_the_quick_start_says_that_its_file_is_missing() -> None:
    repo = quick_start()
    result = repo.update([image_push("v2")])
    assert reasons(result) == [errors.FileMissing]
    assert "Rule 'quick-start': deployed_tags/prod_image_tag" in result.outcomes[0].reason


FAULTS: dict[str, Exception] = {
    "moved": errors.HeadMoved("main moved"),
    "down": errors.HostUnavailable("down"),
    "throttled": errors.Throttled("slow down", retry_after=1),
    "throttled long": errors.Throttled("slow down", retry_after=600),
    "protected": errors.BranchProtected("no"),
    "refused": errors.CommitRefused("too large"),
    "mistake": KeyError("data"),
}
faults = st.lists(st.sampled_from([None, None, *FAULTS, "person"]), max_size=12)
batches = st.lists(
    st.lists(image_pushes(images=("team/web", "team/api", "team/x")), max_size=5), max_size=3
)


@given(batches, faults, faults, faults)
def test_whatever_happens_nobody_s_work_is_lost_and_every_push_has_an_outcome(
    batches: list[list[ImagePush]],
    reads: list[str | None],
    commits: list[str | None],
    answers: list[str | None],
) -> None:
    repo = Repo()
    by_hand = [0]

    def script(plan: list[str | None]) -> Callable[[], None]:
        waiting = iter(plan)

        def do() -> None:
            what = next(waiting, None)
            if what == "person":
                by_hand[0] += 1
                repo.host.push({"notes": File(str(by_hand[0]).encode())})
            elif what:
                raise FAULTS[what]

        return do

    repo.host.before_read = script(reads)
    repo.host.before_commit = script(commits)
    repo.host.after_commit = script([fault for fault in answers if fault in (None, "down")])
    landed: list[ImagePush] = []
    for pushes in batches:
        result = repo.update(pushes)
        failed = {outcome.push.repository for outcome in result.outcomes if outcome.failed}
        # Half of a batch may be written where the other half fails: nothing is known then.
        landed = [push for push in landed if push.repository not in failed]
        landed += [
            outcome.push
            for outcome in result.outcomes
            if outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED)
            and outcome.push.repository not in failed
        ]
        assert {outcome.push for outcome in result.outcomes} == set(pushes)
        for outcome in result.outcomes:
            assert outcome.failed == (outcome.error is not None)
            assert (outcome.commit in result.commits) == (outcome.kind is Kind.WRITTEN)
        check_newest(repo, landed)
    if by_hand[0]:
        assert repo.host.content("notes") == str(by_hand[0]).encode()
    trees = [repo.host.trees[commit] for commit in repo.host.branches["main"]]
    assert all(before != after for before, after in pairwise(trees))
    ours = len(repo.host.branches["main"]) - 1 - by_hand[0]
    assert ours == len(repo.host.messages)


def check_newest(repo: Repo, pushes: list[ImagePush]) -> None:
    for name in ("web", "api"):
        of_image = [push for push in pushes if push.repository == f"team/{name}"]
        if of_image:
            newest = max(push.pushed_at for push in of_image)
            written = repo.host.content(f"tags/{name}").decode().strip()
            assert written in {push.tag for push in of_image if push.pushed_at == newest}
