"""What people took back is not written again until something newer is pushed, or they release it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.commit_message import Author
from tagboat.core.errors import HostUnavailable, PermissionMissing, Throttled
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File, Snapshot
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

ANN = Author("Ann", "ann@example.com")


class Repo:
    """The use case over fakes; each call is another function, which remembers nothing."""

    def __init__(
        self, rule: str = "", *pushes: ImagePush, rules: str = "", **files: str
    ) -> None:
        text = rules or f"rules:\n- {{name: web, image: team/web, {rule} targets: [{{file: web}}]}}"
        there = {".tagboat.yaml": f"version: 1\n{text}\n", "web": "0.9.0\n"} | files
        self.host = InMemoryGitHost({path: text.encode() for path, text in there.items()})
        self.host.now = lambda: NOON + timedelta(seconds=self.seconds)
        self.seconds: float = 0
        self.registry: InMemoryRegistry | None = InMemoryRegistry(
            image_push("0.9.0", at=-90), *pushes
        )
        self.slept: list[float] = []

    def deliver(self, *pushes: ImagePush, at: float | None = None) -> dict[str, Outcome]:
        """Some seconds after noon; what becomes of each push, by its tag."""
        self.seconds = self.seconds if at is None else at
        registry = self.registry
        update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=None if registry is None else lambda: registry,
            sleep=self.slept.append,
            clock=lambda: 0.0,
            now=this_evening,
        )
        return {outcome.push.tag: outcome for outcome in update(pushes).outcomes}

    def push(self, tag: str, *, at: float, delivered: float | None = None, **more: Any) -> Outcome:
        """Push an image, and deliver it a second later unless told when."""
        pushed = image_push(tag, at=at, **more)
        if self.registry is not None:
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


def test_a_lower_version_that_is_pushed_later_is_written_and_does_not_let_the_bad_one_back() -> None:
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
    repo.registry.push(image_push("1.5.0", at=150)) if repo.registry else None
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
    assert repo.registry is not None
    assert len(repo.registry.asked) == 1


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
    assert repo.registry is not None
    repo.registry.asked.clear()
    repo.deliver(V2, at=300)
    assert repo.host.histories == 1
    assert repo.registry.asked == [("team/web", ["1.0.0", "2.0.0"])]


def test_what_tagboat_wrote_last_is_nobody_s_revert() -> None:
    repo = Repo()
    repo.push("1.0.0", at=100)
    repo.push("1.1.0", at=90, delivered=102)
    assert repo.push("1.2.0", at=101, delivered=103).kind is Kind.WRITTEN
    assert repo.host.histories == 1


@pytest.mark.parametrize("rule", POLICIES)
def test_a_commit_that_has_the_trailers_is_tagboat_s_whoever_squashed_it(rule: str) -> None:
    repo = Repo(rule)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(250, f"Go (#7)\n\n* one\n\n{repo.host.messages[0]}", web="1.0.0")
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
    return Repo("", *([push] if push else []), rules=WHOLE.format(policy=policy), a=f"image: {there.reference}\n")


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
  - {file: "env/*", regex: "tag=(.*)"}
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
    assert repo.host.content("env/b") == b"tag=3.0.0\n"


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
        assert repo.registry is not None
        repo.registry.push(replace(push, repository="team/api", digest=f"sha256:{push.tag[0]:0>64}"))
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


def test_the_best_of_those_that_wait_is_held_and_the_others_are_older() -> None:
    repo, commit = taken_back()
    outcomes = repo.deliver(image_push("1.5.0", at=150), V2, at=300)
    assert (outcomes["2.0.0"].kind, outcomes["2.0.0"].held_by) == (Kind.HELD, commit)
    assert outcomes["1.5.0"].kind is Kind.OLDER


def test_without_a_registry_who_changes_a_value_holds_what_was_pushed_before() -> None:
    repo, commit = taken_back()
    repo.registry = None
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.deliver(image_push("2.0.1", at=251), at=301)["2.0.1"].kind is Kind.WRITTEN


def test_so_does_it_where_the_registry_may_not_be_asked() -> None:
    repo, commit = taken_back()
    assert repo.registry is not None
    repo.registry.denied = "ECR may not be asked"
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit


def test_an_image_that_got_its_tag_later_is_held_though_its_digest_is_old() -> None:
    """A promotion by another tag: ECR has the time of the digest's first push."""
    repo = Repo()
    repo.push("1.0.0", at=100)
    assert repo.registry is not None
    promoted = image_push("2.0.0", at=5000, digest=f"sha256:{2:064x}")
    repo.registry.push(promoted, at=NOON)
    assert repo.deliver(promoted, at=5001)["2.0.0"].kind is Kind.WRITTEN
    commit = repo.commit(5100, web="1.0.0")
    assert repo.deliver(promoted, at=5200)["2.0.0"].held_by == commit


def test_the_next_best_of_what_cannot_be_written_was_perhaps_taken_back() -> None:
    repo, commit = taken_back("tags: '.*?(?<v>[0-9.]*)',", rules="")
    del commit
    assert repo.text() == "1.0.0"


def test_who_may_not_ask_for_the_history_does_not_write_and_the_others_do() -> None:
    rules = TOGETHER.partition("\n")[2].replace("together: [[web, api]]\n", "")
    repo = Repo(rules=rules, api="0.9.0\n")
    repo.push("1.0.0", at=100)
    repo.host.unread_history = PermissionMissing("codecommit:ListFileCommitHistory is missing")
    late, fresh = image_push("1.1.0", at=90), image_push("7", "team/api", at=102)
    assert repo.registry is not None
    repo.registry.push(late)
    outcomes = repo.deliver(late, fresh, at=103)
    assert outcomes["7"].kind is Kind.WRITTEN


def test_a_push_comes_back_where_the_history_cannot_be_asked_now() -> None:
    repo, _ = taken_back()
    repo.host.fail_next_history = Throttled("slow down", retry_after=3)
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.HELD
    assert repo.slept
    repo.host.fail_next_history = HostUnavailable("gone")


def test_a_host_that_does_not_say_when_the_head_was_committed_is_asked() -> None:
    repo, commit = taken_back()
    repo.host.tells_times = False
    repo.host.histories = 0
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.push("3.0.0", at=301).kind is Kind.WRITTEN
    assert repo.host.histories == 2


def test_pull_requests_have_their_own_memory() -> None:
    repo = Repo("deliver: pull_request,")
    repo.commit(250, web="0.8.0")
    assert repo.deliver(V1, at=260)["1.0.0"].kind is Kind.PROPOSED
    assert repo.host.histories == 0
