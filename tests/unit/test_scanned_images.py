"""Images whose scans have ended are written by the registry's order, if a rule waits for scans."""

import pytest
from msgspec.structs import replace

from tagboat.core.errors import HostUnavailable, InvalidRules, RegistryUnavailable
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scanned
from tagboat.core.image_scanned import ImageScanned, parse
from tagboat.core.outcomes import Kind
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.scanned_images import ScannedImages
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push, scan_event
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

RULES = b"""
version: 1
rules:
  - name: web
    image: team/web
    require: {scan: {max_severity: HIGH}}
    targets: [{file: tags/web}]
  - {name: api, image: team/api, targets: [{file: tags/api}]}
"""
DAY = 24 * 60 * 60
OLD, NEW = image_push("1.0"), image_push("1.1", at=3600)


class Repo:
    """An infra repo and a registry, and functions that look into both."""

    def __init__(self, *pushes: ImagePush) -> None:
        self.host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"0\n"})
        self.registry = InMemoryRegistry(*pushes)
        self.registry.found = {one.digest: Scanned({}) for one in pushes}
        self.source = RulesFile(".tagboat.yaml", DEFAULTS)

    def find(self, *scanned: ImageScanned) -> list[ImagePush]:
        find = ScannedImages(self.host, self.source, "main", lambda: self.registry)
        return [push for some in find(scanned).values() for push in some]

    def update(self, *pushes: ImagePush) -> dict[str, Kind]:
        update = UpdateInfraRepo(
            self.host,
            self.source,
            "main",
            registry=lambda: self.registry,
            sleep=lambda _: None,
            clock=lambda: 0.0,
            now=lambda: NOON,
        )
        return {one.push.tag: one.kind for one in update(pushes).outcomes}

    @property
    def tag(self) -> str:
        return self.host.content("tags/web").decode().strip()


def scan(push: ImagePush, *tags: str, at: float = 600) -> ImageScanned:
    return parse(scan_event(push, tags or (push.tag,), at=at))


def test_an_image_has_the_time_of_its_push_and_the_tags_that_it_has_now() -> None:
    repo = Repo(OLD, replace(OLD, tag="latest"))
    pushes = repo.find(scan(OLD, "1.0", "gone", at=7 * DAY))
    listed = replace(OLD, id=f"scan of {OLD.id}", listed=True)
    assert pushes == [listed, replace(listed, tag="latest")]
    assert repo.registry.asked == [("team/web", [OLD.digest])]


def test_an_image_that_was_held_is_written_once_its_scan_has_ended() -> None:
    repo = Repo(OLD)
    repo.registry.found = {}
    assert repo.update(OLD) == {"1.0": Kind.HELD}
    repo.registry.found = {OLD.digest: Scanned({"HIGH": 1})}
    assert repo.update(*repo.find(scan(OLD))) == {"1.0": Kind.WRITTEN}
    assert repo.tag == "1.0"


@pytest.mark.parametrize("at", [600, DAY, 30 * DAY])
def test_an_old_image_that_is_scanned_again_does_not_replace_a_newer_one(at: float) -> None:
    repo = Repo(OLD, NEW)
    assert repo.update(NEW) == {"1.1": Kind.WRITTEN}
    repo.registry.asked_scans.clear()
    assert repo.update(*repo.find(scan(OLD, at=at))) == {"1.0": Kind.OLDER}
    assert repo.tag == "1.1"
    assert repo.registry.asked_scans == []


def test_a_deployed_image_that_is_scanned_again_stays_whatever_is_found() -> None:
    repo = Repo(OLD)
    repo.update(OLD)
    repo.registry.found = {OLD.digest: Scanned({"CRITICAL": 1})}
    assert repo.update(*repo.find(scan(OLD, at=DAY))) == {"1.0": Kind.UNCHANGED}
    assert repo.tag == "1.0"


def test_an_image_that_no_rule_waits_for_is_not_even_asked_about() -> None:
    api, other = image_push("1.0", "team/api"), image_push("1.0", "no/rule")
    repo = Repo(api, other)
    assert repo.find(scan(api), scan(other)) == []
    assert repo.registry.asked == []


def test_the_images_of_several_scans_are_one_question_for_each_image_repository() -> None:
    repo = Repo(OLD, NEW)
    assert len(repo.find(scan(OLD), scan(NEW))) == 2
    assert repo.registry.asked == [("team/web", sorted([OLD.digest, NEW.digest]))]


def test_an_image_that_is_gone_is_not_written() -> None:
    assert Repo().find(scan(OLD)) == []


def test_where_the_registry_may_not_be_asked_nothing_is_written() -> None:
    repo = Repo(OLD)
    repo.registry.denied = "no"
    assert repo.find(scan(OLD)) == []


def test_nothing_is_read_without_scans() -> None:
    repo = Repo()
    repo.host.fail_next_read = HostUnavailable("down")
    assert repo.find() == []


def test_what_cannot_be_read_is_told() -> None:
    repo = Repo(OLD)
    repo.registry.fail_next = RegistryUnavailable("down")
    with pytest.raises(RegistryUnavailable):
        repo.find(scan(OLD))
    repo.host.push({".tagboat.yaml": File(b"rules: 1")}, "main")
    with pytest.raises(InvalidRules):
        repo.find(scan(OLD))
