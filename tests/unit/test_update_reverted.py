"""What people took back is not written again until a newer image comes or they release it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.commit_message import Author
from tagboat.core.errors import (
    HeadMoved,
    HostUnavailable,
    PermissionMissing,
    TagboatError,
    Throttled,
)
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scanned
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

ANN = Author("Ann", "ann@example.com")


class Repo:
    """The use case over fakes; each call is another function, which remembers nothing."""

    def __init__(self, rule: str = "", *pushes: ImagePush, rules: str = "", **files: str) -> None:
        text = rules or f"rules:\n- {{name: web, image: team/web, {rule} targets: [{{file: web}}]}}"
        there = {".tagboat.yaml": f"version: 1\n{text}\n", "web": "0.9.0\n"} | files
        self.host = InMemoryGitHost({path: text.encode() for path, text in there.items()})
        self.host.now = lambda: NOON + timedelta(seconds=self.seconds)
        self.seconds: float = 0
        self.registry = InMemoryRegistry(image_push("0.9.0", at=-90), *pushes)
        self.has_registry = True
        self.slept: list[float] = []

    def deliver(self, *pushes: ImagePush, at: float | None = None) -> dict[str, Outcome]:
        """Some seconds after noon; what becomes of each push, by its tag."""
        self.seconds = self.seconds if at is None else at
        update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=(lambda: self.registry) if self.has_registry else None,
            sleep=self.slept.append,
            clock=lambda: 0.0,
            now=this_evening,
        )
        return {outcome.push.tag: outcome for outcome in update(pushes).outcomes}

    def push(self, tag: str, *, at: float, delivered: float | None = None, **more: Any) -> Outcome:
        """Push an image, and deliver it a second later unless told when."""
        pushed = image_push(tag, at=at, **more)
        self.registry.push(pushed)
        return self.deliver(pushed, at=at + 1 if delivered is None else delivered)[tag]

    def commit(self, at: float, message: str = "By hand", **files: str | None) -> str:
        """Somebody commits files."""
        self.seconds = at
        made = {
            path: None if text is None else File(f"{text}\n".encode())
            for path, text in files.items()
        }
        return self.host.push(made, "main", message, ANN)

    def text(self, path: str = "web") -> str:
        return self.host.content(path).decode().strip()


POLICIES = ["", 'policy: {semver: "*"},', "policy: {alphabetical: asc},"]
V1, V2, V3 = (image_push(f"{n}.0.0", at=n * 100) for n in (1, 2, 3))


def taken_back(rule: str = "", **more: Any) -> tuple[Repo, str]:
    """A repo in which 2.0.0 was written at 201 and taken back at 250, and the commit of that."""
    repo = Repo(rule, **more)
    repo.push("1.0.0", at=100)
    assert repo.push("2.0.0", at=200).kind is Kind.WRITTEN
    return repo, repo.commit(250, web="1.0.0")


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_that_was_taken_back_is_held_until_a_newer_one_is_pushed(rule: str) -> None:
    repo, commit = taken_back(rule)
    outcome = repo.deliver(V2, at=300)["2.0.0"]
    assert outcome.kind is Kind.HELD
    assert not outcome.failed
    assert outcome.held_by == commit
    assert outcome.reason == (
        f"Ann changed 2.0.0 to 1.0.0 in web with {commit[:7]} at 2026-03-02 12:04:10 UTC, after"
        " this image was pushed; push a newer image, or commit its value by hand, to release it"
    )
    assert repo.text() == "1.0.0"
    assert repo.push("3.0.0", at=301).kind is Kind.WRITTEN
    assert repo.deliver(V2, at=400)["2.0.0"].kind is Kind.OLDER
    assert repo.text() == "3.0.0"


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_between_the_two_is_held_as_well(rule: str) -> None:
    repo, commit = taken_back(rule)
    outcome = repo.push("1.5.0", at=150, delivered=300)
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.text() == "1.0.0"


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_that_is_newer_than_what_was_taken_back_is_written(rule: str) -> None:
    repo, _ = taken_back(rule)
    assert repo.push("2.0.1", at=220, delivered=300).kind is Kind.WRITTEN
    assert repo.text() == "2.0.1"


def test_a_lower_version_that_is_pushed_later_is_written_and_does_not_let_the_bad_one_back() -> (
    None
):
    repo, commit = taken_back('policy: {semver: "*"},')
    assert repo.push("1.0.1", at=300).kind is Kind.WRITTEN
    outcome = repo.deliver(V2, at=400)["2.0.0"]
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.text() == "1.0.1"


@pytest.mark.parametrize("rule", POLICIES)
def test_people_release_it_by_committing_it(rule: str) -> None:
    repo, _ = taken_back(rule)
    repo.commit(260, web="2.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.UNCHANGED
    assert repo.push("2.0.1", at=220, delivered=301).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_taking_back_one_after_the_other_holds_both(rule: str) -> None:
    repo = Repo(rule)
    for n in (1, 2, 3):
        repo.push(f"{n}.0.0", at=n * 100)
    third = repo.commit(350, web="2.0.0")
    second = repo.commit(351, web="1.0.0")
    repo.commit(352, other="text")
    outcomes = [repo.deliver(push, at=400)[push.tag] for push in (V3, V2)]
    assert [one.held_by for one in outcomes] == [third, second]
    assert repo.text() == "1.0.0"


def test_going_up_again_by_a_step_does_not_release_what_was_taken_back() -> None:
    repo, commit = taken_back()
    repo.registry.push(image_push("1.5.0", at=150))
    repo.commit(260, web="1.5.0")
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit


def test_a_change_beside_the_value_is_no_reason_either_way() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\nother: 1\n")
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(210, a="tag: 2.0.0\nother: 2")
    repo.commit(220, a="other: 2\ntag: 1.0.0")
    repo.commit(230, a="other: 3\n\ntag: '1.0.0'")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.HELD


def test_a_push_that_is_later_than_the_head_costs_no_request() -> None:
    repo = Repo()
    repo.commit(10, web="0.8.0")
    assert repo.push("1.0.0", at=11).kind is Kind.WRITTEN
    assert (repo.host.reads, repo.host.histories) == (2, 0)
    assert len(repo.registry.asked) == 1


def test_who_commits_between_commits_of_tagboat_s_is_seen() -> None:
    repo, commit = taken_back('policy: {semver: "*"},')
    assert repo.push("1.5.0", at=260).kind is Kind.WRITTEN
    repo.host.histories = 0
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.host.histories == 1
    assert repo.push("3.0.0", at=255, delivered=310).kind is Kind.WRITTEN
    assert repo.host.histories == 1


def test_a_push_that_changes_nothing_costs_no_request() -> None:
    repo = Repo()
    repo.push("1.0.0", at=100)
    assert repo.deliver(V1, at=300)["1.0.0"].kind is Kind.UNCHANGED
    repo.push("2.0.0", at=200, delivered=301)
    assert repo.deliver(V1, at=302)["1.0.0"].kind is Kind.OLDER
    assert repo.host.histories == 0


def test_all_late_pushes_cost_one_request_for_the_history_and_one_for_the_images() -> None:
    lines = [f"- {{name: r{n}, image: team/web, targets: [{{file: f{n}}}]}}" for n in range(5)]
    files = {f"f{n}": "0.9.0\n" for n in range(5)}
    repo = Repo(rules="\n".join(["rules:", *lines]), **files)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(250, **{f"f{n}": "1.0.0" for n in range(5)})
    repo.host.histories = 0
    repo.registry.asked.clear()
    repo.deliver(V2, at=300)
    assert repo.host.histories == 1
    assert repo.registry.asked == [("team/web", ["1.0.0", "2.0.0"])]


def test_what_tagboat_wrote_last_is_nobody_s_revert() -> None:
    repo = Repo()
    repo.push("1.0.0", at=100)
    repo.push("1.1.0", at=90, delivered=102)
    assert repo.push("1.2.0", at=101, delivered=103).kind is Kind.WRITTEN
    assert repo.host.histories == 0, "nobody else has committed since it was pushed"


@pytest.mark.parametrize("rule", POLICIES)
def test_a_commit_that_has_the_trailers_is_tagboat_s_whoever_squashed_it(rule: str) -> None:
    repo = Repo(rule)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(250, f"Go (#7)\n\n* one\n\n{repo.host.messages[0]}", web="1.0.0")
    repo.commit(260, web="1.0.0\n")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


@pytest.mark.parametrize("pin", ["hotfix-7", "9.9.9-gone", "5"])
def test_a_pin_holds_all_that_was_pushed_before_it(pin: str) -> None:
    """A tag that the rule does not take, or that ECR does not have."""
    rule = r"tags: '\d+\.\d+\.\d+(-.+)?',"
    repo = Repo(rule, image_push("hotfix-7", at=10))
    repo.push("1.0.0", at=100)
    commit = repo.commit(150, web=pin)
    outcome = repo.push("1.1.0", at=140, delivered=160)
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.deliver(V1, at=170)["1.0.0"].kind is Kind.HELD
    assert repo.push("1.2.0", at=200).kind is Kind.WRITTEN


def test_a_pin_that_was_replaced_holds_nothing_any_more_but_what_it_replaced() -> None:
    repo = Repo('policy: {semver: "*"},')
    repo.push("1.0.0", at=100)
    repo.commit(150, web="hotfix")
    assert repo.push("0.9.1", at=200).kind is Kind.WRITTEN
    assert repo.deliver(V1, at=260)["1.0.0"].kind is Kind.HELD
    assert repo.push("1.1.0", at=140, delivered=270).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_a_value_that_says_nothing_is_not_taken_back_by_setting_the_first_one(rule: str) -> None:
    repo = Repo(rule, image_push("1.0.0", at=100), web="(none)\n")
    repo.commit(150, web="1.0.0")
    assert repo.push("1.1.0", at=140, delivered=160).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_a_value_that_was_put_there_is_not_taken_back(rule: str) -> None:
    repo = Repo(rule)
    repo.push("2.0.0", at=200)
    repo.commit(210, web=None)
    repo.commit(220, web="1.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


def test_a_value_in_a_file_that_could_not_be_read_was_not_there() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\n")
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(210, a="tag: [")
    repo.commit(220, a="tag: 1.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


def test_a_value_that_was_taken_away_is_held() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\n")
    repo.push("1.0.0", at=100)
    repo.commit(210, a="tag: ''")
    outcome = repo.deliver(V1, at=300)["1.0.0"]
    assert outcome.kind is Kind.HELD
    assert "Ann changed 1.0.0 to '' in a at tag with" in outcome.reason


WHOLE = """
rules:
- name: web
  image: team/web
  {policy}
  targets: [{{file: a, yaml: image, value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}}]
"""
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"


def whole(policy: str, push: ImagePush | None = None) -> Repo:
    there = image_push("0.9.0", at=-90) if push is None else push
    return Repo(
        "",
        *([push] if push else []),
        rules=WHOLE.format(policy=policy),
        a=f"image: {there.reference}\n",
    )


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}', "policy: {numerical: asc}"])
def test_a_reference_with_a_digest_is_taken_back_like_a_tag(policy: str) -> None:
    repo = whole(policy, image_push("1", at=100))
    repo.push("2", at=200)
    commit = repo.commit(250, a=f"image: {image_push('1').reference}")
    assert repo.deliver(image_push("2", at=200), at=300)["2"].held_by == commit
    assert repo.push("3", at=220, delivered=301).kind is Kind.WRITTEN


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}'])
def test_a_tag_that_is_taken_back_to_its_digest_before_is_held_and_free_when_pushed_again(
    policy: str,
) -> None:
    repo = whole(policy)
    first, second, third = (
        image_push("1.0.0", at=n * 100, digest=f"sha256:{n:064x}") for n in (1, 2, 3)
    )
    repo.push("1.0.0", at=100, digest=first.digest)
    repo.push("1.0.0", at=200, digest=second.digest)
    commit = repo.commit(250, a=f"image: {first.reference}")
    assert repo.deliver(second, at=260)["1.0.0"].held_by == commit
    assert repo.push("1.0.0", at=300, digest=third.digest).kind is Kind.WRITTEN


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}'])
@pytest.mark.parametrize("pin", ["registry.example.com/other:7", f"{URI}:1.0.0", "nothing"])
def test_the_image_that_was_there_is_held_whatever_replaced_it(policy: str, pin: str) -> None:
    repo = whole(policy)
    repo.push("1.0.0", at=100)
    commit = repo.commit(250, a=f"image: {pin}")
    assert repo.deliver(V1, at=260)["1.0.0"].held_by == commit


MOVING = """
rules:
- name: web
  image: team/web
  policy: {digest: latest}
  targets: [{file: a, yaml: digest, value: $IMAGE_DIGEST}]
"""


def moving(number: int) -> ImagePush:
    return image_push("latest", at=number * 100, digest=f"sha256:{number:064x}")


def test_a_digest_that_was_taken_back_is_held_until_the_tag_moves_again() -> None:
    repo = Repo("", moving(1), rules=MOVING, a=f"digest: {moving(1).digest}\n")
    repo.push("latest", at=200, digest=moving(2).digest)
    commit = repo.commit(250, a=f"digest: {moving(1).digest}")
    assert repo.deliver(moving(2), at=260)["latest"].held_by == commit
    assert repo.push("latest", at=300, digest=moving(3).digest).kind is Kind.WRITTEN


def test_a_digest_that_the_tag_has_had_since_is_free() -> None:
    repo = Repo("", moving(1), rules=MOVING, a=f"digest: {moving(1).digest}\n")
    repo.push("latest", at=200, digest=moving(2).digest)
    repo.commit(350, a=f"digest: {moving(1).digest}")
    late = repo.push("latest", at=300, digest=moving(3).digest, delivered=360)
    assert late.kind is Kind.WRITTEN


KUSTOMIZE = """
rules:
- name: web
  image: team/web
  policy: {semver: "*"}
  targets: [{file: k.yaml, kustomize: web}]
"""


def kustomization(push: ImagePush) -> str:
    return f"images:\n- name: web\n  newTag: {push.tag}\n  digest: {push.digest}\n"


def test_a_digest_goes_with_the_tag_that_was_taken_back_beside_it() -> None:
    repo = Repo(rules=KUSTOMIZE, **{"k.yaml": kustomization(image_push("1.0.0"))})
    repo.push("2.0.0", at=200)
    commit = repo.commit(250, **{"k.yaml": kustomization(image_push("1.0.0"))})
    assert repo.deliver(V2, at=260)["2.0.0"].held_by == commit
    assert repo.push("2.0.1", at=220, delivered=270).kind is Kind.WRITTEN


def test_a_digest_that_somebody_pins_alone_is_a_pin() -> None:
    repo = Repo(rules=KUSTOMIZE, **{"k.yaml": kustomization(V1)})
    pinned = kustomization(replace(V1, digest=f"sha256:{7:064x}"))
    commit = repo.commit(250, **{"k.yaml": pinned})
    assert repo.push("2.0.1", at=220, delivered=270).held_by == commit


EVERYWHERE = """
rules:
- name: web
  image: team/web
  targets:
  - {file: web}
  - {file: "env/*", regex: "tag=(?<image_tag>.*)"}
"""


@pytest.mark.parametrize("path", ["web", "env/a", "env/b"])
def test_a_rule_waits_as_a_whole_where_one_of_its_places_was_taken_back(path: str) -> None:
    files = {"env/a": "tag=0.9.0\n", "env/b": "tag=0.9.0\n"}
    repo = Repo(rules=EVERYWHERE, **files)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    commit = repo.commit(250, **{path: "1.0.0" if path == "web" else "# Back\ntag=1.0.0"})
    assert repo.deliver(V2, at=260)["2.0.0"].held_by == commit
    assert repo.push("1.5.0", at=150, delivered=270).kind is Kind.HELD
    assert repo.push("3.0.0", at=300).kind is Kind.WRITTEN
    assert repo.text("env/b").endswith("tag=3.0.0")


def test_a_rule_is_held_and_another_one_for_the_same_place_is_not() -> None:
    rules = r"""
rules:
- {name: release, image: team/web, tags: 'v\d+', targets: [{file: web}]}
- {name: hotfix, image: team/web, tags: 'hotfix-\d+', targets: [{file: web}]}
"""
    repo = Repo(rules=rules)
    repo.push("v1", at=100)
    repo.push("hotfix-2", at=200)
    commit = repo.commit(250, web="v1")
    assert repo.deliver(image_push("hotfix-2", at=200), at=260)["hotfix-2"].held_by == commit
    assert repo.push("v3", at=220, delivered=270).kind is Kind.WRITTEN


TOGETHER = """
together: [[web, api]]
rules:
- {name: web, image: team/web, targets: [{file: web}]}
- {name: api, image: team/api, targets: [{file: api}]}
"""


def test_a_group_waits_with_the_one_of_it_that_was_taken_back() -> None:
    repo = Repo(rules=TOGETHER, api="0.9.0\n")
    for push in (V1, V2):
        repo.registry.push(
            replace(push, repository="team/api", digest=f"sha256:{push.tag[0]:0>64}")
        )
        assert repo.push(push.tag, at=int(push.tag[0]) * 100).kind is Kind.WRITTEN
    commit = repo.commit(250, web="1.0.0")
    api = replace(V2, repository="team/api", digest=f"sha256:{2:064d}")
    outcome = repo.deliver(api, at=260)["2.0.0"]
    assert (outcome.rule, outcome.kind, outcome.held_by) == ("api", Kind.HELD, commit)
    assert outcome.reason.startswith(
        "moves together with team/web of rule 'web', which is held: Ann changed 2.0.0 to 1.0.0"
    )
    both = repo.deliver(V2, api, at=270)
    assert both["2.0.0"].kind is Kind.HELD
    assert (repo.text("web"), repo.text("api")) == ("1.0.0", "2.0.0")


def test_of_a_batch_what_is_free_is_written_and_the_rest_is_held() -> None:
    repo, commit = taken_back('policy: {semver: "*"},')
    later = [image_push("1.2.0", at=260), image_push("1.1.0", at=261)]
    fresh = image_push("1.0", "team/unknown", at=262)
    outcomes = repo.deliver(V1, V2, *later, fresh, at=300)
    assert {tag: (one.kind, one.held_by) for tag, one in outcomes.items()} == {
        "1.0.0": (Kind.OLDER, None),
        "2.0.0": (Kind.HELD, commit),
        "1.2.0": (Kind.WRITTEN, None),
        "1.1.0": (Kind.OLDER, None),
        "1.0": (Kind.IGNORED, None),
    }
    assert repo.text() == "1.2.0"


def test_what_is_free_is_judged_by_the_same_history() -> None:
    repo, commit = taken_back('policy: {semver: "*"},')
    repo.commit(280, other="text")
    repo.host.histories = 0
    outcomes = repo.deliver(V2, image_push("1.2.0", at=260), at=300)
    assert (outcomes["2.0.0"].held_by, outcomes["1.2.0"].kind) == (commit, Kind.WRITTEN)
    assert repo.host.histories == 1


def test_what_is_free_is_written_in_the_order_of_the_pushes() -> None:
    rules = r"""
rules:
- {name: web, image: team/web, tags: '\d.*', policy: {semver: "*"}, targets: [{file: web}]}
- {name: other, image: team/web, tags: 'b.*', targets: [{file: web}]}
"""
    repo, commit = taken_back(rules=rules)
    pushes = [V2, image_push("b", at=300), image_push("1.2.0", at=400)]
    for push in pushes:
        repo.registry.push(push)
    outcomes = repo.deliver(*pushes, at=500)
    assert outcomes["2.0.0"].held_by == commit
    assert outcomes["b"].kind is Kind.OLDER
    assert repo.text() == "1.2.0"


def test_the_best_of_those_that_wait_is_held_and_the_others_are_older() -> None:
    repo, commit = taken_back()
    between = image_push("1.5.0", at=150)
    repo.registry.push(between)
    outcomes = repo.deliver(between, V2, at=300)
    assert (outcomes["2.0.0"].kind, outcomes["2.0.0"].held_by) == (Kind.HELD, commit)
    assert outcomes["1.5.0"].kind is Kind.OLDER


def test_without_a_registry_who_changes_a_value_holds_what_was_pushed_before() -> None:
    repo, commit = taken_back()
    repo.has_registry = False
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.deliver(image_push("2.0.1", at=251), at=301)["2.0.1"].kind is Kind.WRITTEN


def test_so_does_it_where_the_registry_may_not_be_asked() -> None:
    repo, commit = taken_back()
    repo.registry.denied = "ECR may not be asked"
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit


def test_an_image_that_got_its_tag_later_is_held_though_its_digest_is_old() -> None:
    """A promotion by another tag: ECR has the time of the digest's first push."""
    repo = Repo()
    repo.push("1.0.0", at=100)
    promoted = image_push("2.0.0", at=5000, digest=f"sha256:{2:064x}")
    repo.registry.push(promoted, at=NOON)
    assert repo.deliver(promoted, at=5001)["2.0.0"].kind is Kind.WRITTEN
    commit = repo.commit(5100, web="1.0.0")
    assert repo.deliver(promoted, at=5200)["2.0.0"].held_by == commit


PARTS = """
rules:
- name: web
  image: team/web
  tags: '_?(?<number>[0-9.]*)(-.+)?'
  targets: [{file: web, value: $number}]
"""


def test_the_next_best_of_what_cannot_be_written_stays_taken_back() -> None:
    repo, _ = taken_back(rules=PARTS)
    empty = image_push("_-nightly", at=300)
    repo.registry.push(empty)
    outcomes = repo.deliver(V2, empty, at=301)
    assert outcomes["_-nightly"].failed
    assert outcomes["2.0.0"].kind is Kind.OLDER
    assert repo.text() == "1.0.0"


APART = TOGETHER.replace("together: [[web, api]]\n", "")


def test_what_cannot_be_judged_fails_with_the_reason_and_the_rest_is_written() -> None:
    repo = Repo(rules=APART, api="0.9.0\n")
    repo.commit(100, other="text")
    repo.host.fail_next_history = PermissionMissing("codecommit:GetCommit is missing")
    late, fresh = image_push("1.0.0", at=99), image_push("7", "team/api", at=101)
    repo.registry.push(late)
    repo.registry.push(fresh)
    outcomes = repo.deliver(late, fresh, at=102)
    assert outcomes["7"].kind is Kind.WRITTEN
    assert outcomes["1.0.0"].failed
    assert outcomes["1.0.0"].reason == "codecommit:GetCommit is missing"
    assert repo.text() == "0.9.0"


def test_a_group_fails_with_the_one_of_it_that_cannot_be_judged() -> None:
    repo = Repo(rules=TOGETHER, api="0.9.0\n")
    repo.commit(100, other="text")
    repo.host.fail_next_history = PermissionMissing("codecommit:GetCommit is missing")
    late, fresh = image_push("1.0.0", at=99), image_push("1.0.0", "team/api", at=101)
    repo.registry.push(late)
    repo.registry.push(fresh)
    assert repo.deliver(fresh, at=102)["1.0.0"].failed
    assert (repo.text("web"), repo.text("api")) == ("0.9.0", "0.9.0")


@pytest.mark.parametrize("error", [Throttled("slow down"), HostUnavailable("gone"), HeadMoved("")])
def test_where_the_history_cannot_be_read_now_all_is_read_again(error: TagboatError) -> None:
    repo, commit = taken_back()
    repo.host.fail_next_history = error
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert len(repo.slept) == 1


def test_who_pins_a_value_while_a_push_is_being_written_wins() -> None:
    repo = Repo()
    pins: list[str] = []

    def pin() -> None:
        repo.host.before_commit = lambda: None
        pins.append(repo.commit(102, web="hotfix"))

    repo.host.before_commit = pin
    outcome = repo.push("1.0.0", at=100)
    assert (outcome.kind, [outcome.held_by]) == (Kind.HELD, pins)
    assert repo.text() == "hotfix"
    assert repo.host.histories == 1


def test_a_host_that_does_not_say_when_the_head_was_committed_is_asked() -> None:
    repo, commit = taken_back()
    repo.host.dates_heads = False
    repo.host.histories = 0
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.push("3.0.0", at=301).kind is Kind.WRITTEN
    assert repo.host.histories == 2


def test_pull_requests_have_their_own_memory() -> None:
    repo = Repo("deliver: pull_request,", V1)
    repo.commit(250, web="0.8.0")
    assert repo.deliver(V1, at=260)["1.0.0"].kind is Kind.PROPOSED
    assert repo.host.histories == 0


PIN = "pinned"


class Oracle:
    """What people barred, as they go along: no look at any history."""

    def __init__(self, policy: str) -> None:
        self.by_version = "semver" in policy
        self.pushed: dict[str, float] = {"0.9.0": -90}
        self.there = "0.9.0"
        self.barred: set[str] = set()
        self.pinned: set[str] = set()

    def rank(self, tag: str) -> float:
        return float(tag.removesuffix(".0")) if self.by_version else self.pushed[tag]

    def sets(self, tag: str) -> None:
        """A person sets a value."""
        gone, self.there = self.there, tag
        if gone == tag:
            return
        self.pinned = set(self.pushed) if tag == PIN else set()
        if gone == PIN:
            return
        self.barred.add(gone)
        if tag != PIN and self.rank(tag) < self.rank(gone):
            self.barred |= {one for one in self.pushed if self.rank(one) <= self.rank(gone)}

    def comes(self, tag: str) -> Kind:
        """A push is delivered."""
        if self.there == tag:
            return Kind.UNCHANGED
        if self.there != PIN and self.rank(tag) < self.rank(self.there):
            return Kind.OLDER
        if tag in self.barred | self.pinned:
            return Kind.HELD
        self.there, self.pinned = tag, set()
        return Kind.WRITTEN


_numbers = st.integers(1, 5)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("push"), _numbers),
        st.tuples(st.just("deliver"), _numbers),
        st.tuples(st.just("deliver"), _numbers),
        st.tuples(st.just("set"), _numbers),
        st.tuples(st.sampled_from(["pin", "commit"]), st.just(0)),
    ),
    max_size=14,
)


@given(st.sampled_from(["", 'policy: {semver: "*"},']), _steps)
def test_in_whatever_order_people_and_pushes_come_nothing_that_is_barred_is_written(
    policy: str, steps: list[tuple[str, int]]
) -> None:
    repo, oracle = Repo(policy), Oracle(policy)
    pushes: dict[str, ImagePush] = {}
    for second, (step, number) in enumerate(steps, start=1):
        tag, at = f"{number}.0.0", second * 10
        if step == "push" and tag not in pushes:
            pushes[tag] = repo.registry.push(image_push(tag, at=at))
            oracle.pushed[tag] = at
        elif step == "deliver" and tag in pushes:
            assert repo.deliver(pushes[tag], at=at)[tag].kind is oracle.comes(tag)
        elif step == "set" and tag in pushes:
            repo.commit(at, web=tag)
            oracle.sets(tag)
        elif step == "pin":
            repo.commit(at, web=PIN)
            oracle.sets(PIN)
        elif step == "commit":
            repo.commit(at, other=str(second))
        assert repo.text() == oracle.there


@given(st.sampled_from(["", 'policy: {semver: "*"},']), _steps)
def test_who_knows_when_somebody_else_has_committed_decides_as_who_always_asks(
    policy: str, steps: list[tuple[str, int]]
) -> None:
    knows, asks = Repo(policy), Repo(policy)
    asks.host.dates_heads = False
    pushes: dict[str, ImagePush] = {}
    for second, (step, number) in enumerate(steps, start=1):
        tag, at = f"{number}.0.0", second * 10
        for repo in (knows, asks):
            if step == "push":
                pushes[tag] = repo.registry.push(pushes.get(tag) or image_push(tag, at=at))
            elif step == "deliver" and tag in pushes:
                repo.deliver(pushes[tag], at=at)
            elif step in ("set", "pin"):
                repo.commit(at, web=PIN if step == "pin" else tag)
            elif step == "commit":
                repo.commit(at, other=str(second))
    assert knows.host.messages == asks.host.messages
    assert knows.host.trees == asks.host.trees
    assert knows.host.histories <= asks.host.histories


def test_a_clean_scan_does_not_bring_back_what_was_taken_back() -> None:
    repo = Repo("require: {scan: {max_severity: HIGH}},")
    v1, v15, v2 = V1, image_push("1.5.0", at=150), V2
    for push in (v1, v15, v2):
        repo.registry.push(push)
        repo.registry.found[push.digest] = Scanned({})
    assert repo.deliver(v2, at=201)["2.0.0"].kind is Kind.WRITTEN
    commit = repo.commit(250, web="1.0.0")
    asked = repo.registry.asked_scans
    asked.clear()
    outcomes = repo.deliver(v15, v2, at=300)
    assert (outcomes["2.0.0"].kind, outcomes["2.0.0"].held_by) == (Kind.HELD, commit)
    assert outcomes["1.5.0"].kind in (Kind.HELD, Kind.OLDER)
    assert repo.text() == "1.0.0"
    assert [len(some) for some in asked] in ([1], [1, 1])
    newer = image_push("3.0.0", at=310)
    repo.registry.push(newer)
    assert repo.deliver(newer, at=311)["3.0.0"].kind is Kind.HELD
    repo.registry.found[newer.digest] = Scanned({})
    assert repo.deliver(newer, at=312)["3.0.0"].kind is Kind.WRITTEN


@pytest.mark.parametrize("at", [300, 301, 600])
def test_the_same_image_that_is_pushed_again_after_it_was_taken_back_is_written(at: float) -> None:
    """ECR keeps the time of its first push; the event has that of the last one."""
    repo = Repo("", V1)
    repo.push("2.0.0", at=200)
    repo.commit(300, web="1.0.0")
    assert repo.push("2.0.0", at=at).kind is Kind.WRITTEN
    assert repo.text() == "2.0.0"
