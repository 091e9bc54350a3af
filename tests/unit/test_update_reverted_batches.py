"""Of a batch what people took back is held, with what moves together with it; the rest goes on."""

import pytest
from msgspec.structs import replace

from tagboat.core.errors import PermissionMissing
from tagboat.core.outcomes import Kind
from tests.image_pushes import image_push
from tests.taken_back import V1, V2, Repo, taken_back

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
