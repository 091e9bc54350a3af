"""What people hold is not written, and is once they release it: over the fake, commit by commit."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.pull_requests.standing import State
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

RULES = """
version: 1
rules:
  - {name: web, image: team/web, environment: prod, targets: [{file: tags/web}]}
  - {name: api, image: team/api, environment: dev, targets: [{file: tags/api}]}
"""
TOGETHER = """
version: 1
together: [[web, api]]
deliver: {pull_request: {group: all}}
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - {name: api, image: team/api, targets: [{file: tags/api}]}
"""


class Repo:
    """The use case over the fake, at a time that tests set."""

    def __init__(self, rules: str = RULES, registry: InMemoryRegistry | None = None) -> None:
        self.now = NOON
        files = {".tagboat.yaml": rules.encode(), "tags/web": b"0\n", "tags/api": b"0\n"}
        self.host = InMemoryGitHost(files)
        self.update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=None if registry is None else lambda: registry,
            sleep=lambda _: None,
            clock=lambda: 0.0,
            now=lambda: self.now,
        )

    def push(self, *names: str) -> Mapping[str, Outcome]:
        """What becomes of pushes, by their rules."""
        pushes = [
            image_push(tag, f"team/{name}")
            for name, _, tag in (one.partition(":") for one in names)
        ]
        return {outcome.rule or "": outcome for outcome in self.update(pushes).outcomes}

    def commit(self, path: str, text: str) -> None:
        """Somebody commits a file."""
        self.host.push({path: File(text.encode())}, "main")

    def tag(self, name: str) -> str:
        return self.host.content(f"tags/{name}").decode().strip()


@pytest.fixture
def repo() -> Repo:
    return Repo()


def test_a_hold_file_holds_from_the_commit_that_adds_it_to_the_one_that_ends_it(repo: Repo) -> None:
    assert repo.push("web:1.0")["web"].kind is Kind.WRITTEN
    repo.commit(".tagboat.hold", "# The database moves\n")
    head = repo.host.branches["main"]
    held = repo.push("web:1.1")["web"]
    assert (held.kind, held.failed) == (Kind.HELD, False)
    assert held.reason == (
        "held by .tagboat.hold: The database moves; delete the file to release everything"
    )
    assert repo.host.branches["main"] == head
    repo.commit(".tagboat.hold", "environment dev\n")
    assert repo.push("web:1.1")["web"].kind is Kind.WRITTEN
    assert repo.tag("web") == "1.1"


def test_a_line_of_a_hold_file_holds_what_it_names_and_nothing_else(repo: Repo) -> None:
    repo.commit(".tagboat.hold", "environment prod # until Monday\n")
    outcomes = repo.push("web:1.0", "api:1.0")
    assert {rule: one.kind for rule, one in outcomes.items()} == {
        "web": Kind.HELD,
        "api": Kind.WRITTEN,
    }
    assert outcomes["web"].reason == (
        "held by .tagboat.hold, 'environment prod': until Monday; delete the line to release it,"
        " or the file for all"
    )
    assert (repo.tag("web"), repo.tag("api")) == ("0", "1.0")


def test_a_hold_that_comes_between_the_read_and_the_commit_is_seen(repo: Repo) -> None:
    commit = repo.host.commit

    def late(*arguments: object) -> str:
        repo.host.commit = commit  # type: ignore[method-assign]
        repo.commit(".tagboat.hold", "")
        return commit(*arguments)  # type: ignore[arg-type]

    repo.host.commit = late  # type: ignore[method-assign,assignment]
    assert repo.push("web:1.0")["web"].kind is Kind.HELD
    assert repo.tag("web") == "0"


def test_a_push_in_a_freeze_waits_and_one_after_it_is_written() -> None:
    repo = Repo(f"freeze: [{{cron: '0 12 * * *', duration: 2h}}]\n{RULES}")
    assert repo.push("web:1.0")["web"].reason == (
        "frozen until 2026-03-02 14:00 UTC; change 'freeze' to release it sooner"
    )
    repo.now = NOON + timedelta(hours=2)
    assert repo.push("web:1.0")["web"].kind is Kind.WRITTEN


def test_a_young_image_waits_and_is_written_when_it_comes_again() -> None:
    repo = Repo(RULES.replace("image: team/web,", "image: team/web, minimum_age: 1h,"))
    repo.now = NOON + timedelta(minutes=59)
    assert repo.push("web:1.0")["web"].kind is Kind.HELD
    repo.now = NOON + timedelta(minutes=60)
    assert repo.push("web:1.0")["web"].kind is Kind.WRITTEN


def test_images_that_move_together_are_one_pull_request() -> None:
    repo = Repo(TOGETHER)
    assert repo.push("web:1.0")["web"].kind is Kind.HELD
    assert repo.host.pull_requests == []
    outcomes = repo.push("web:1.0", "api:1.0")
    assert [one.kind for one in outcomes.values()] == [Kind.PROPOSED] * 2
    (asked,) = repo.host.pull_requests
    assert asked.state is State.OPEN
    assert repo.host.content("tags/web", "tagboat/main/all") == b"1.0\n"
    assert repo.host.content("tags/api", "tagboat/main/all") == b"1.0\n"


ONE_COMMIT = TOGETHER.replace("deliver: {pull_request: {group: all}}\n", "")
WEB, API = image_push("1.0", "team/web"), image_push("1.0", "team/api", at=60)


def test_the_last_of_a_group_finds_the_others_in_the_registry() -> None:
    registry = InMemoryRegistry(WEB)
    repo = Repo(ONE_COMMIT, registry)
    assert repo.push("web:1.0")["web"].kind is Kind.HELD
    assert registry.asked == [("team/api", ["1.0"])]
    registry.push(API)
    outcomes = repo.push("api:1.0")
    assert {rule: one.kind for rule, one in outcomes.items()} == {
        "web": Kind.WRITTEN,
        "api": Kind.WRITTEN,
    }
    assert outcomes["web"].commit == outcomes["api"].commit
    assert (repo.tag("web"), repo.tag("api")) == ("1.0", "1.0")
    assert len(repo.host.messages) == 1


def test_a_pull_request_of_a_group_has_what_the_registry_had_already() -> None:
    repo = Repo(TOGETHER, InMemoryRegistry(WEB, API))
    outcomes = repo.push("api:1.0")
    assert [(rule, one.kind) for rule, one in outcomes.items()] == [("api", Kind.PROPOSED)]
    assert repo.host.content("tags/web", "tagboat/main/all") == b"1.0\n"
    assert repo.host.content("tags/api", "tagboat/main/all") == b"1.0\n"


def test_what_is_found_for_a_group_is_not_written_by_other_rules() -> None:
    alone = "  - {name: alone, image: team/web, targets: [{file: tags/alone}]}\n"
    repo = Repo(ONE_COMMIT + alone, InMemoryRegistry(WEB, API))
    repo.commit("tags/alone", "2.0\n")
    assert set(repo.push("api:1.0")) == {"web", "api"}
    assert repo.tag("alone") == "2.0"


def test_a_late_push_does_not_take_a_group_backwards() -> None:
    newer = [image_push("1.1", "team/web", at=90), image_push("1.1", "team/api", at=90)]
    repo = Repo(ONE_COMMIT, InMemoryRegistry(WEB, API, *newer))
    repo.commit("tags/web", "1.1\n")
    repo.commit("tags/api", "1.1\n")
    assert repo.push("api:1.0")["api"].kind is Kind.OLDER
    assert (repo.tag("web"), repo.tag("api")) == ("1.1", "1.1")


def test_a_push_fails_with_the_image_that_it_was_to_move_with_and_so_comes_back() -> None:
    repo = Repo(ONE_COMMIT.replace("tags/web", "gone"), InMemoryRegistry(WEB, API))
    outcomes = repo.push("api:1.0")
    assert [(rule, one.failed) for rule, one in outcomes.items()] == [("api", True)]
    assert "moves together with team/web of rule 'web'" in outcomes["api"].reason
    assert repo.tag("api") == "0"


_steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["web", "api"]), st.sampled_from(["1", "2", "3"])),
        st.sampled_from(["", "all", "web", "environment dev", "image team/web", "wbe"]),
        st.none(),
    ),
    max_size=8,
)
_HELD = {"web": {"", "all", "web", "image team/web", "wbe"}, "api": {"", "all", "environment dev"}}
_HELD["api"].add("wbe")


@given(_steps)
def test_a_file_is_never_written_while_its_hold_file_is_there(
    steps: list[tuple[str, str] | str | None],
) -> None:
    repo, hold, written = Repo(), None, {"web": "0", "api": "0"}
    for step in steps:
        if isinstance(step, tuple):
            name, tag = step
            outcome = repo.push(f"{name}:{tag}")[name]
            if hold in _HELD[name]:
                assert outcome.kind is Kind.HELD
            else:
                assert outcome.kind is not Kind.HELD
                written[name] = repo.tag(name)
        elif step is None and hold is not None:
            repo.host.push({".tagboat.hold": None})
            hold = None
        elif step is not None:
            repo.commit(".tagboat.hold", f"{step}\n")
            hold = step
        assert {name: repo.tag(name) for name in written} == written
