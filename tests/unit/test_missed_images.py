"""Reconcile: what no event told of is found in the registry, and written as pushes are."""

from datetime import timedelta

import pytest

from tagboat.core.commit_message import Author
from tagboat.core.errors import (
    HostUnavailable,
    InvalidRules,
    RegistryUnavailable,
    TagboatError,
)
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.reconciled import Reconciled, reconciled
from tagboat.core.reconciling import Home, Missed
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.core.snapshot import File
from tagboat.missed_images import MissedImages
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.progress import Result
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry

DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
HOME = Home("123456789012", "us-east-1")
RULES = """
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - {name: all, image: "other/*", targets: [{file: "tags/$IMAGE_NAME"}]}
"""


class Repo:
    """An infra repo and a registry, and functions that look into both."""

    def __init__(self, *pushes: ImagePush, rules: str = RULES) -> None:
        files = dict.fromkeys(("tags/web", "tags/api", "tags/db"), b"0.9\n")
        self.host = InMemoryGitHost({".tagboat.yaml": rules.encode(), **files})
        self.registry = InMemoryRegistry(*pushes)
        self.source: RulesSource = RulesFile(".tagboat.yaml", DEFAULTS)
        self.seconds = 0.0
        self.now = this_evening()

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds

    def find(self, seconds: float = 20) -> Missed:
        return MissedImages(
            self.host,
            self.source,
            "main",
            lambda: self.registry,
            HOME,
            clock=lambda: self.seconds,
            now=lambda: self.now,
        )(seconds)

    def reconcile(self) -> Result:
        update = UpdateInfraRepo(
            self.host,
            self.source,
            "main",
            registry=lambda: self.registry,
            sleep=lambda _: None,
            clock=lambda: 0.0,
            now=this_evening,
        )
        return update(self.find().pushes)

    def compare(self) -> Reconciled:
        found = self.find()
        return reconciled(self.reconcile().outcomes, found)

    def text(self, path: str) -> str:
        return self.host.content(path).decode().strip()


def test_what_was_missed_is_one_commit() -> None:
    repo = Repo(image_push("1.0"), image_push("1.1", at=1), image_push("2.0", "other/api"))
    result = repo.reconcile()
    assert len(result.commits) == 1
    assert (repo.text("tags/web"), repo.text("tags/api"), repo.text("tags/db")) == (
        "1.1",
        "2.0",
        "0.9",
    )


def test_a_second_time_changes_nothing() -> None:
    repo = Repo(image_push("1.0"))
    repo.reconcile()
    (outcome,) = repo.reconcile().outcomes
    assert outcome.kind is Kind.UNCHANGED
    assert len(repo.host.messages) == 1


def test_an_event_that_comes_after_all_changes_nothing() -> None:
    repo = Repo(image_push("1.0"))
    repo.reconcile()
    update = UpdateInfraRepo(
        repo.host,
        repo.source,
        "main",
        registry=lambda: repo.registry,
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=this_evening,
    )
    (outcome,) = update([image_push("1.0")]).outcomes
    assert outcome.kind is Kind.UNCHANGED


def test_it_is_told_how_much_was_looked_into() -> None:
    repo = Repo(image_push("1.0"), image_push("2.0", "other/api"), image_push("3", "third/x"))
    found = repo.find()
    assert found.repositories == 2
    assert repo.registry.lists == [["team/web", "other/api"]]
    assert repo.host.reads == 1


def test_without_a_rules_file_nothing_is_read_to_find_the_images() -> None:
    repo = Repo(image_push("1.0"))
    repo.source = RulesFromParameters(
        image="team/web", tags=".+", destination_file="tags/web", defaults=DEFAULTS
    )
    assert [push.tag for push in repo.find().pushes] == ["1.0"]
    assert repo.host.reads == 0


def test_an_image_that_was_deleted_is_not_written() -> None:
    newer = image_push("1.1", at=1)
    repo = Repo(image_push("1.0"), newer)
    repo.registry.delete(newer)
    repo.reconcile()
    assert repo.text("tags/web") == "1.0"


def test_what_may_not_be_asked_is_told() -> None:
    repo = Repo(image_push("1.0"))
    repo.registry.denied = "no permission"
    assert repo.find() == Missed(unknown=("no permission", "no permission"))


@pytest.mark.parametrize("error", [RegistryUnavailable("down"), HostUnavailable("down")])
def test_what_does_not_answer_fails_it_as_a_whole(error: TagboatError) -> None:
    repo = Repo(image_push("1.0"))
    repo.registry.fail_next = error
    with pytest.raises(type(error), match="down"):
        repo.find()


def test_rules_that_do_not_load_fail_it() -> None:
    with pytest.raises(InvalidRules):
        Repo(rules="version: 2").find()


def test_an_image_repository_that_is_missing_is_told_and_fails_nothing() -> None:
    repo = Repo(image_push("2.0", "other/api"))
    found = repo.find()
    assert found.missing == ("team/web of 123456789012 in us-east-1",)
    assert found.unknown == ()
    assert (found.repositories, [push.tag for push in found.pushes]) == (1, ["2.0"])


def test_image_repositories_are_listed_ten_at_a_time() -> None:
    repo = Repo(*(image_push("1", f"other/i{number}") for number in range(25)))
    found = repo.find()
    assert (found.repositories, len(found.pushes)) == (25, 25)
    assert sorted(map(len, repo.registry.lists)) == [6, 10, 10]


def test_without_time_nothing_is_listed_and_that_is_told() -> None:
    repo = Repo(image_push("1.0"))
    found = repo.find(0)
    assert repo.registry.lists == []
    (why,) = found.unknown
    assert why.startswith("there was no time for 1 of 1 image repositories; the next reconcile")


@pytest.mark.parametrize(("seconds", "lists", "counted"), [(5, 1, 0), (15, 2, 10), (35, 4, 30)])
def test_where_time_is_short_what_was_listed_counts_and_the_rest_is_told(
    seconds: float, lists: int, counted: int
) -> None:
    repo = Repo(*(image_push("1", f"other/i{number}") for number in range(39)))
    repo.registry.push(image_push("1.0"))
    repo.registry.takes = lambda: repo.pass_time(10)
    found = repo.find(seconds)
    assert (len(repo.registry.lists), found.repositories, len(found.pushes)) == (
        lists,
        counted,
        counted,
    )
    (why,) = found.unknown
    assert f"no time for {40 - counted} of 40 image repositories" in why


def test_all_image_repositories_have_their_turn_where_time_is_short() -> None:
    repo = Repo(*(image_push("1", f"other/i{number}") for number in range(100)))
    found = set()
    for number in range(60):
        repo.now = this_evening() + number * timedelta(minutes=15)
        repo.seconds = 0.0
        repo.registry.takes = lambda: repo.pass_time(10)
        found |= {push.repository for push in repo.find(15).pushes}
    assert len(found) == 100


def test_an_image_repository_that_is_not_wholly_listed_does_not_count() -> None:
    repo = Repo(image_push("1.0"))
    repo.registry.takes = lambda: repo.pass_time(30)
    assert repo.find().pushes == ()
    assert repo.find().repositories == 0


TOGETHER = """
version: 1
together: [[web, api]]
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - {name: api, image: team/api, targets: [{file: tags/api}]}
  - {name: all, image: "other/*", targets: [{file: "tags/$IMAGE_NAME"}]}
"""


def test_images_that_move_together_are_found_wherever_they_are_listed() -> None:
    others = [image_push("1", f"other/i{number}") for number in range(15)]
    both = [image_push("1.0", f"team/{name}", at=at) for name, at in (("web", 0), ("api", 9))]
    repo = Repo(*others, *both, image_push("1.1", at=5), rules=TOGETHER)
    found = {(push.repository, push.tag) for push in repo.find().pushes}
    assert {one for one in found if one[0].startswith("team/")} == {
        ("team/web", "1.0"),
        ("team/api", "1.0"),
        ("team/web", "1.1"),
    }


def test_a_hold_keeps_what_was_missed_and_its_release_lets_it_be_written() -> None:
    repo = Repo(image_push("1.0"))
    repo.host.push({".tagboat.hold": File(b"web\n")})
    (outcome,) = [one for one in repo.reconcile().outcomes if one.rule == "web"]
    assert outcome.kind is Kind.HELD
    repo.host.push({".tagboat.hold": None})
    repo.reconcile()
    assert repo.text("tags/web") == "1.0"


BESIDE = """
version: 1
rules:
  - {name: new, image: team/web, targets: [{file: tags/web}]}
  - {name: old, image: team/web-old, targets: [{file: tags/web}]}
"""


def test_rules_that_write_the_same_place_do_not_drift_from_each_other() -> None:
    repo = Repo(image_push("1", "team/web-old"), image_push("2", at=100), rules=BESIDE)
    assert [one.push.tag for one in repo.compare().healed] == ["2"]
    assert repo.compare() == Reconciled(in_sync=1)


PREVIEWS = """
version: 1
rules:
  - {name: web, image: team/web, tags: "(?<branch>[a-z]+)-[0-9]+", targets: [{file: tags/$branch}]}
"""


def test_images_of_branches_whose_files_are_gone_are_neither_drift_nor_failures() -> None:
    old = [image_push(f"{branch}-1") for branch in ("gone", "gone-as-well", "web")]
    repo = Repo(*old, rules=PREVIEWS)
    found = repo.compare()
    assert [one.push.tag for one in found.healed] == ["web-1"]
    assert (found.drift, found.failed) == ((), ())


PROPOSED = """
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}], deliver: pull_request}
"""


def proposed(*pushes: ImagePush) -> Repo:
    repo = Repo(*pushes, rules=PROPOSED)
    repo.reconcile()
    return repo


def kinds(repo: Repo) -> list[Kind]:
    """What becomes of images, but for those that are older than another one."""
    found = repo.reconcile().outcomes
    return [outcome.kind for outcome in found if outcome.kind is not Kind.OLDER]


def test_what_was_missed_is_proposed_once() -> None:
    repo = proposed(image_push("1.0"))
    assert [one.title for one in repo.host.pull_requests] == ["To 1.0"]
    assert kinds(repo) == [Kind.UNCHANGED]
    assert len(repo.host.pull_requests) == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_what_a_person_has_closed_is_not_proposed_again(deleted: bool) -> None:
    repo = proposed(image_push("1.0"))
    repo.host.close(1)
    if deleted:
        repo.host.delete_branch("tagboat/main/web")
    for _ in range(2):
        assert kinds(repo) == [Kind.HELD]
    assert len(repo.host.pull_requests) == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_what_was_merged_and_taken_back_is_not_proposed_again(deleted: bool) -> None:
    repo = proposed(image_push("1.0"))
    repo.host.merge(1)
    if deleted:
        repo.host.delete_branch("tagboat/main/web")
    assert kinds(repo) == [Kind.UNCHANGED]
    repo.host.push({"tags/web": File(b"0.9\n")})
    for _ in range(2):
        assert kinds(repo) == [Kind.HELD]
    newer = repo.registry.push(image_push("1.1", at=1))
    assert kinds(repo) == [Kind.PROPOSED]
    assert newer.tag in repo.host.pull_requests[-1].title


def test_what_was_missed_after_people_took_a_higher_version_back_is_written() -> None:
    """As the table of docs/rules.md has it for a push whose event comes."""
    rules = RULES.replace("team/web, ", "team/web, policy: {semver: '*'}, ")
    repo = Repo(image_push("1.2.0"), image_push("1.4.0", at=1), rules=rules)
    repo.reconcile()
    repo.host.now = lambda: NOON + timedelta(seconds=10)
    repo.host.push({"tags/web": File(b"1.2.0")})
    repo.registry.push(image_push("1.2.1", at=20))
    repo.reconcile()
    assert repo.text("tags/web") == "1.2.1"
