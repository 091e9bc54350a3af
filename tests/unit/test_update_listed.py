"""What only the registry tells of is not written over what somebody has set since it was pushed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.commit_message import Author
from tagboat.core.file_history import MOST_REVISIONS
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.reconciling import Home
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.missed_images import MissedImages
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.taken_back import MOST_READ
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry

DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
HOME = Home("123456789012", "us-east-1")
ANN = Author("Ann", "ann@example.com")
NEWEST = "newest-build"
SEMVER: dict[str, Any] = {"semver": "*"}
MINUTES = 60.0


class Repo:
    """An infra repo and a registry, both by a clock in seconds after noon."""

    def __init__(self, policy: object = NEWEST, deliver: str = "commit", *, shared: bool = False):
        value = "$IMAGE_DIGEST" if isinstance(policy, dict) and "digest" in policy else "$IMAGE_TAG"
        where = "{file: tags.yaml, yaml: web}" if shared else f"{{file: web, value: {value}}}"
        other = "{file: tags.yaml, yaml: api}" if shared else "{file: api}"
        rules = f"""
version: 1
rules:
  - {{name: web, image: team/web, policy: {policy!r}, deliver: {deliver}, targets: [{where}]}}
  - {{name: api, image: team/api, targets: [{other}]}}
"""
        self.host = InMemoryGitHost(
            {
                ".tagboat.yaml": rules.encode(),
                "web": b"0.1.0\n",
                "api": b"0.1.0\n",
                "tags.yaml": b"web: 0.1.0\napi: 0.1.0\n",
            }
        )
        self.host.now = lambda: NOON + timedelta(seconds=self.seconds)
        self.seconds = 0.0
        self.registry = InMemoryRegistry()

    def push(self, tag: str, at: float, image: str = "team/web", **more: Any) -> ImagePush:
        """An image that is in the registry, whose event is on its way."""
        return self.registry.push(image_push(tag, image, at=at, **more))

    def deliver(self, *pushes: ImagePush, at: float) -> list[Outcome]:
        self.seconds = at
        update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=lambda: self.registry,
            sleep=lambda _: None,
            clock=lambda: 0.0,
            now=this_evening,
        )
        return list(update(pushes).outcomes)

    def event(self, tag: str, at: float, image: str = "team/web", **more: Any) -> Kind:
        """Push an image, and let its event come a second later."""
        (outcome,) = self.deliver(self.push(tag, at, image, **more), at=at + 1)
        return outcome.kind

    def reconcile(self, at: float) -> dict[str, Outcome]:
        """What becomes of the image of each rule."""
        self.seconds = at
        find = MissedImages(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            lambda: self.registry,
            HOME,
            clock=lambda: 0.0,
            now=this_evening,
        )
        found = self.deliver(*find(20).pushes, at=at)
        return {str(outcome.rule): outcome for outcome in found}

    def commit(
        self, at: float, path: str = "web", text: str = "", message: str = "By hand"
    ) -> None:
        self.seconds = at
        self.host.push({path: File(f"{text}\n".encode())}, "main", message, ANN)

    def text(self, path: str = "web") -> str:
        return self.host.content(path).decode().strip()


def retagged(push: ImagePush, tag: str, at: float) -> ImagePush:
    return replace(push, tag=tag, id=f"{tag} at {at}", pushed_at=NOON + timedelta(seconds=at))


@pytest.mark.parametrize("policy", [NEWEST, SEMVER])
def test_what_no_event_told_of_is_written_over_an_older_push(policy: object) -> None:
    repo = Repo(policy)
    repo.event("1.0.0", 100)
    repo.push("1.1.0", 200)
    assert repo.reconcile(900)["web"].kind is Kind.WRITTEN
    assert repo.text() == "1.1.0"


def test_an_older_image_that_was_tagged_again_stays_where_its_event_wrote_it() -> None:
    repo = Repo()
    old = repo.push("build-1", 0)
    repo.event("prod-4", 100)
    promoted = repo.registry.push(retagged(old, "prod-5", 60 * MINUTES))
    assert [one.kind for one in repo.deliver(promoted, at=61 * MINUTES)] == [Kind.WRITTEN]
    for minutes in (75, 90):
        found = repo.reconcile(minutes * MINUTES)["web"]
        assert (found.kind, found.push.tag) == (Kind.UNCHANGED, "prod-4")
        assert found.reason == "prod-5 is there by an event that came after this image was pushed"
    assert repo.text() == "prod-5"


@pytest.mark.parametrize("minutes", [5, 60])
def test_another_tag_of_the_same_digest_stays_where_its_event_wrote_it(minutes: float) -> None:
    repo = Repo()
    first = repo.push("build-9", 0)
    repo.deliver(first, at=1)
    again = repo.registry.push(retagged(first, "build-10", minutes * MINUTES))
    repo.deliver(again, at=minutes * MINUTES + 1)
    written = repo.text()
    repo.reconcile(100 * MINUTES)
    assert repo.text() == written


def test_what_a_tag_was_moved_to_is_written_though_no_event_told_of_it() -> None:
    repo = Repo({"digest": "latest"})
    repo.event("latest", 100, digest="sha256:" + "1" * 64)
    moved = repo.push("latest", 200, digest="sha256:" + "2" * 64)
    repo.reconcile(900)
    assert repo.text() == moved.digest


def test_another_spelling_of_the_same_version_is_not_written_over_the_later_one() -> None:
    repo = Repo(SEMVER)
    first = repo.push("v1.4.0", 0)
    repo.deliver(first, at=1)
    again = repo.registry.push(retagged(first, "1.4.0", 60 * MINUTES))
    repo.deliver(again, at=60 * MINUTES + 1)
    written = repo.text()
    assert repo.reconcile(75 * MINUTES)["web"].kind is Kind.UNCHANGED
    assert repo.text() == written


def test_a_higher_version_that_was_missed_is_written_over_a_later_push_of_a_lower_one() -> None:
    repo = Repo(SEMVER)
    repo.push("2.0.0", 100)
    repo.event("1.0.1", 200)
    repo.reconcile(900)
    assert repo.text() == "2.0.0"


def test_a_later_push_for_another_place_in_the_same_commit_hides_no_missed_one() -> None:
    repo = Repo()
    rules = r"""
version: 1
rules:
  - name: web
    image: team/web
    tags: (?<branch>main|fix)-.+
    targets: [{file: previews/$branch}]
"""
    files = {".tagboat.yaml": rules, "previews/main": "main-0\n", "previews/fix": "fix-0\n"}
    repo.host.push({path: File(text.encode()) for path, text in files.items()})
    main = repo.push("main-1", 10)
    repo.push("main-2", 20)
    repo.deliver(main, repo.push("fix-1", 30), at=31)
    repo.reconcile(900)
    assert (repo.text("previews/main"), repo.text("previews/fix")) == ("main-2", "fix-1")


@pytest.mark.parametrize("policy", [NEWEST, SEMVER])
@pytest.mark.parametrize("text", ["0.5.0", "1.0.0", "mine"])
def test_what_a_person_has_set_since_stays_whatever_it_is(policy: object, text: str) -> None:
    repo = Repo(policy)
    repo.push("0.5.0", 10)
    repo.push("1.0.0", 20)
    repo.push("2.0.0", 30)
    repo.commit(100, text=text)
    found = repo.reconcile(900)["web"]
    assert (found.kind, found.held_by) == (Kind.HELD, repo.host.branches["main"][-1])
    assert found.reason.startswith(f"Ann set '{text}' in web with ")
    assert repo.text() == text


def test_an_image_that_is_pushed_after_a_person_s_change_is_written() -> None:
    repo = Repo()
    repo.commit(100, text="mine")
    repo.push("1.0.0", 200)
    repo.reconcile(900)
    assert repo.text() == "1.0.0"


def test_a_file_that_was_made_within_the_second_of_the_push_holds_nothing() -> None:
    repo = Repo()
    repo.host.push({"web": None})
    repo.commit(100, text="0.9.0")
    repo.push("1.0.0", 100)
    repo.reconcile(900)
    assert repo.text() == "1.0.0"


def test_a_file_that_was_made_after_the_image_stays_as_it_was_made() -> None:
    repo = Repo()
    repo.push("1.0.0", 100)
    repo.host.push({"web": None})
    repo.commit(200, text="0.9.0")
    assert repo.reconcile(900)["web"].kind is Kind.HELD


def test_people_who_change_other_places_hold_nothing() -> None:
    repo = Repo(shared=True)
    repo.push("1.0.0", 100)
    repo.commit(200, "tags.yaml", "# ours\nweb: 0.1.0\napi: 2.0.0")
    repo.reconcile(900)
    assert "web: 1.0.0" in repo.text("tags.yaml")


def test_the_deployed_image_that_was_deleted_is_not_replaced_by_an_older_one() -> None:
    repo = Repo()
    repo.event("1.0.0", 100)
    newer = repo.push("2.0.0", 200)
    repo.deliver(newer, at=201)
    repo.registry.delete(newer)
    assert repo.reconcile(900)["web"].kind is Kind.UNCHANGED
    assert repo.text() == "2.0.0"


def test_an_image_of_another_registry_is_not_replaced_by_one_of_the_stack_s_own() -> None:
    repo = Repo()
    repo.push("1.0.0", 100)
    repo.event("2.0.0", 200, account="111122223333")
    found = repo.reconcile(900)["web"]
    assert found.kind is Kind.HELD
    assert "of another registry; let the rule name 'account' and 'region'" in found.reason
    assert repo.text() == "2.0.0"


def test_an_own_commit_that_a_person_has_picked_again_is_a_person_s() -> None:
    repo = Repo()
    repo.event("1.0.0", 100)
    message = repo.host.messages[-1]
    repo.event("2.0.0", 200)
    repo.commit(300, text="1.0.0", message=message)
    assert repo.reconcile(900)["web"].kind is Kind.HELD
    assert repo.text() == "1.0.0"


def test_a_slow_clock_does_not_hide_a_change_that_came_after_the_image_was_written() -> None:
    repo = Repo()
    repo.event("1.0.0", 100)
    repo.event("2.0.0", 500)
    repo.commit(300, text="1.0.0")
    assert repo.reconcile(900)["web"].kind is Kind.HELD


@pytest.mark.parametrize("commits", [MOST_REVISIONS + 10, MOST_READ - 10])
def test_a_change_is_found_behind_many_commits_of_others(commits: int) -> None:
    repo = Repo(shared=True)
    repo.event("1.0.0", 100)
    repo.event("1.1.0", 200)
    repo.commit(300, "tags.yaml", "web: 1.0.0\napi: 0.1.0")
    for number in range(commits):
        repo.event(f"{number}", 400 + number, "team/api")
    found = repo.reconcile(9000)["web"]
    assert found.reason.startswith("Ann set '1.0.0'")
    assert "web: 1.0.0" in repo.text("tags.yaml")


def test_what_a_history_is_too_long_to_tell_is_held() -> None:
    repo = Repo(shared=True)
    repo.push("1.0.0", 100)
    for number in range(MOST_READ + MOST_REVISIONS):
        repo.event(f"{number}", 400 + number, "team/api")
    found = repo.reconcile(9000)["web"]
    assert (found.kind, found.held_by) == (Kind.HELD, None)
    assert "has changed so often that its history does not tell" in found.reason


def test_what_somebody_has_set_is_not_proposed_over_either() -> None:
    repo = Repo(deliver="pull_request")
    repo.push("1.0.0", 100)
    repo.commit(200, text="0.9.0")
    assert repo.reconcile(900)["web"].kind is Kind.HELD
    assert repo.host.pull_requests == []


def test_nothing_is_asked_about_what_is_in_sync() -> None:
    repo = Repo()
    repo.event("1.0.0", 100)
    before = repo.host.histories
    assert repo.reconcile(900)["web"].kind is Kind.UNCHANGED
    assert repo.host.histories == before


def test_the_image_of_an_event_in_the_same_batch_is_not_held_by_that_rule() -> None:
    repo = Repo()
    repo.commit(100, text="mine")
    pushed = repo.push("1.0.0", 200)
    kinds = {one.kind for one in repo.deliver(pushed, replace(pushed, listed=True), at=300)}
    assert kinds == {Kind.WRITTEN, Kind.UNCHANGED}


steps = st.tuples(
    st.sampled_from(["event", "lost", "person", "retag", "reconcile"]), st.integers(1, 4)
)


@given(st.lists(steps, max_size=12))
def test_reconcile_never_changes_what_was_set_later_than_what_it_writes(
    history: list[tuple[str, int]],
) -> None:
    """A step is a minute. The oracle knows when each value was set, and when each image pushed."""
    repo = Repo()
    set_at, pushed_at = -1.0, dict[str, float]()
    for number, (step, which) in enumerate(history):
        at, tag = (number + 1) * MINUTES, f"{which}.{number}.0"
        before = repo.text()
        match step:
            case "event" | "lost" | "retag":
                same = list(repo.registry.times)[-1:] if step == "retag" else []
                more = {"digest": same[0]} if same else {}
                pushed = repo.push(tag, at, **more)
                pushed_at[tag] = (repo.registry.times[pushed.digest] - NOON).total_seconds()
                if step != "lost":
                    repo.deliver(pushed, at=at + 1)
                    set_at = at if repo.text() != before else set_at
            case "person":
                repo.commit(at, text=f"by-hand-{number}")
                set_at = at
            case _:
                repo.reconcile(at)
                if repo.text() != before:
                    assert pushed_at[repo.text()] > set_at
                    set_at = pushed_at[repo.text()]
