"""Rules that require a scan ask for it, and only for what they would write: over the fakes."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import RegistryUnavailable, ScanNotAsked
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scanned
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.load import load_rules
from tagboat.core.rules.source import RulesFile
from tagboat.core.selection import select
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.deliveries import commit
from tests.image_pushes import NOON, image_push
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

RULES = """
version: 1
rules:
  - name: web
    image: team/web
    tags: '[0-9.]+'
    policy: {semver: '*'}
    require: {scan: {max_severity: HIGH}}
    targets: [{file: tags/web}]
  - {name: dev, image: team/web, targets: [{file: tags/dev}]}
  - {name: api, image: team/api, targets: [{file: tags/api}]}
"""
CLEAN, BAD = Scanned({"HIGH": 2}), Scanned({"CRITICAL": 1})


class Repo:
    """The use case over the fakes."""

    def __init__(self, rules: str = RULES) -> None:
        tags = {f"tags/{name}": b"0.1\n" for name in ("web", "dev", "api")}
        self.host = InMemoryGitHost({".tagboat.yaml": rules.encode(), **tags})
        self.registry = InMemoryRegistry()
        self.update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=lambda: self.registry,
            sleep=lambda _: None,
            clock=lambda: 0.0,
            now=lambda: NOON,
        )

    def push(self, *tags: str, image: str = "team/web") -> dict[str, Outcome]:
        """What becomes of images whose scans may be known, by rule and tag."""
        pushes = [self.put(tag, image) for tag in tags]
        return {f"{one.rule} {one.push.tag}": one for one in self.update(pushes).outcomes}

    def put(self, tag: str, image: str = "team/web") -> ImagePush:
        return self.registry.push(image_push(tag, image))

    def scanned(self, tag: str, found: Scanned) -> None:
        self.registry.found[image_push(tag).digest] = found

    def kinds(self, *tags: str) -> dict[str, Kind]:
        return {name: one.kind for name, one in self.push(*tags).items()}

    @property
    def tag(self) -> str:
        return self.host.content("tags/web").decode().strip()

    @property
    def asked(self) -> list[list[str]]:
        """The tags of each question about scans."""
        digests = {
            digest: tag for tags in self.registry.tags.values() for tag, digest in tags.items()
        }
        return [sorted(digests[one] for one in some) for some in self.registry.asked_scans]


@pytest.fixture
def repo() -> Repo:
    return Repo()


def test_an_image_is_held_until_its_scan_lets_it_be_written(repo: Repo) -> None:
    outcomes = repo.push("1.0")
    assert outcomes["web 1.0"].kind is Kind.HELD
    assert "waits for its scan until 2026-03-02 12:15:00 UTC" in outcomes["web 1.0"].reason
    assert outcomes["dev 1.0"].kind is Kind.WRITTEN
    assert repo.tag == "0.1"
    repo.scanned("1.0", CLEAN)
    assert repo.kinds("1.0") == {"web 1.0": Kind.WRITTEN, "dev 1.0": Kind.UNCHANGED}
    assert repo.tag == "1.0"
    assert repo.asked == [["1.0"], ["1.0"]]


def test_an_image_that_is_refused_is_held_with_what_was_found(repo: Repo) -> None:
    repo.scanned("1.0", BAD)
    held = repo.push("1.0")["web 1.0"]
    assert (held.kind, held.failed) == (Kind.HELD, False)
    assert "its scan found 1 CRITICAL" in held.reason
    assert repo.tag == "0.1"


def test_only_what_would_be_written_is_asked_about(repo: Repo) -> None:
    repo.scanned("1.0", CLEAN)
    repo.push("1.0")
    repo.registry.asked_scans.clear()
    repo.scanned("1.0", BAD)  # As it may be found later, of an image that is deployed.
    assert repo.push("1.0")["web 1.0"].kind is Kind.UNCHANGED
    assert repo.push("0.9")["web 0.9"].kind is Kind.OLDER
    assert repo.push("latest")["web latest"].kind is Kind.IGNORED
    repo.push("1.0", image="team/api")
    assert repo.asked == []
    assert repo.tag == "1.0"


def test_the_best_of_a_batch_is_asked_about_and_the_others_only_if_it_is_refused(
    repo: Repo,
) -> None:
    repo.scanned("1.2", CLEAN)
    assert repo.kinds("1.0", "1.1", "1.2")["web 1.2"] is Kind.WRITTEN
    assert repo.asked == [["1.2"]]
    repo.registry.asked_scans.clear()
    repo.scanned("1.4", CLEAN)
    repo.scanned("1.6", BAD)
    kinds = repo.kinds("1.1", "1.3", "1.4", "1.5", "1.6")
    assert {tag: kind for tag, kind in kinds.items() if tag.startswith("web")} == {
        "web 1.1": Kind.OLDER,
        "web 1.3": Kind.OLDER,
        "web 1.4": Kind.WRITTEN,
        "web 1.5": Kind.HELD,
        "web 1.6": Kind.HELD,
    }
    assert repo.tag == "1.4"
    assert repo.asked == [["1.6"], ["1.3", "1.4", "1.5"]]


def test_nothing_is_asked_where_no_rule_requires_a_scan() -> None:
    repo = Repo(RULES.replace("require: {scan: {max_severity: HIGH}}", "minimum_age: 1m"))
    repo.push("1.0")
    assert repo.asked == []


def test_a_scan_is_asked_about_once_for_a_batch_whatever_is_tried_again(repo: Repo) -> None:
    commit, left = repo.host.commit, 3

    def moved(*arguments: Any) -> str:
        nonlocal left
        left -= 1
        if left:
            repo.host.push({"other": File(str(left).encode())}, "main")
        return commit(*arguments)

    repo.host.commit = moved  # type: ignore[method-assign,assignment]
    repo.scanned("1.0", CLEAN)
    assert repo.push("1.0")["web 1.0"].kind is Kind.WRITTEN
    assert left == 0
    assert repo.asked == [["1.0"]]


def test_an_image_comes_back_if_the_registry_fails(repo: Repo) -> None:
    class Flaky(InMemoryRegistry):
        def scans(self, images: Any) -> Any:
            raise RegistryUnavailable("ECR did not answer")

    repo.registry = Flaky()
    failed = repo.push("1.0")["None 1.0"]
    assert isinstance(failed.error, RegistryUnavailable)
    assert repo.tag == "0.1"


def test_an_image_is_held_where_the_registry_may_not_be_asked(repo: Repo) -> None:
    repo.registry.denied = "ECR could not be asked, for the role lacks everything"
    held = repo.push("1.0")["web 1.0"]
    assert held.kind is Kind.HELD
    assert "its scan is not known, since ECR could not be asked" in held.reason


def test_an_image_is_held_where_there_is_no_registry() -> None:
    repo = Repo()
    repo.update._get_registry = None
    assert "since no registry is asked" in repo.push("1.0")["web 1.0"].reason
    assert repo.tag == "0.1"


def test_the_next_best_of_an_image_that_cannot_be_written_is_asked_about_first() -> None:
    rules = """
version: 1
rules:
  - name: web
    image: team/web
    require: {scan: {max_severity: HIGH}}
    targets: [{file: "tags/web", yaml: "$IMAGE_TAG", value: "$IMAGE_DIGEST"}]
"""
    repo = Repo(rules)
    repo.host.push({"tags/web": File(b"v1: 0\n")}, "main")
    repo.registry.found[image_push("v2", at=1).digest] = CLEAN
    pushes = [repo.registry.push(image_push("v1")), repo.registry.push(image_push("v2", at=1))]
    kinds = {one.push.tag: one.kind for one in repo.update(pushes).outcomes}
    assert kinds == {"v1": Kind.HELD, "v2": Kind.FAILED}
    assert repo.host.content("tags/web") == b"v1: 0\n"


PROPOSED = RULES.replace(
    "targets: [{file: tags/web}]",
    "deliver: pull_request\n    targets: [{file: tags/web}]",
)


def test_a_pull_request_is_opened_once_the_scan_lets_it_and_stays_while_others_are_held() -> None:
    repo = Repo(PROPOSED)
    assert repo.push("1.0")["web 1.0"].kind is Kind.HELD
    assert repo.host.pull_requests == []
    repo.scanned("1.0", CLEAN)
    assert repo.push("1.0")["web 1.0"].kind is Kind.PROPOSED
    repo.scanned("1.1", BAD)
    assert repo.push("1.1")["web 1.1"].kind is Kind.HELD
    assert len(repo.host.pull_requests) == 1
    assert repo.host.content("tags/web", "tagboat/main/web") == b"1.0\n"


def test_what_was_not_asked_about_is_not_written_after_all(repo: Repo) -> None:
    """Such as an image that was there already, until another rule's commit replaced it."""
    repo = Repo(
        """
version: 1
rules:
  - name: api
    image: team/api
    targets: [{file: tags/web}]
  - name: web
    image: team/web
    require: {scan: {max_severity: HIGH}}
    deliver: pull_request
    targets: [{file: tags/web}]
"""
    )
    repo.host.push({"tags/web": File(b"1.0\n")}, "main")
    repo.scanned("1.0", BAD)
    pushes = [repo.put("1.0"), repo.put("2.0", "team/api")]
    kinds = {one.rule: one.kind for one in repo.update(pushes).outcomes}
    assert kinds == {"api": Kind.WRITTEN, "web": Kind.HELD}
    assert repo.host.pull_requests == []
    assert repo.asked == [["1.0"]]


def test_who_commits_refuses_what_was_not_asked_about(repo: Repo) -> None:
    rules = load_rules(RULES, ".tagboat.yaml", DEFAULTS)
    push = image_push("1.0")
    selection = select([push], rules, now=NOON)
    snapshot = repo.host.read("main", ["tags/web", "tags/dev"])
    delivered = commit(selection, snapshot, rules, repo.host)
    assert isinstance(delivered.error, ScanNotAsked)
    assert f"the scan of {push.reference} has to be known" in str(delivered.error)
    assert {one.kind for one in delivered.outcomes} == {Kind.FAILED}
    assert repo.host.messages == []


_scans = st.dictionaries(
    st.sampled_from(["1.0", "1.1", "1.2", "1.3"]), st.sampled_from([CLEAN, BAD, None])
)


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(["1.0", "1.1", "1.2", "1.3"]), min_size=1), _scans),
        max_size=5,
    )
)
def test_nothing_is_written_that_was_not_clean_when_it_was_written_and_nothing_goes_backwards(
    steps: list[tuple[list[str], Mapping[str, Scanned | None]]],
) -> None:
    repo, there = Repo(), "0.1"
    for tags, scans in steps:
        repo.registry.found = {
            image_push(tag).digest: found for tag, found in scans.items() if found is not None
        }
        repo.registry.asked_scans.clear()
        pushes = [repo.put(tag) for tag in tags]
        outcomes = [one for one in repo.update(pushes).outcomes if one.rule == "web"]
        assert {one.push for one in outcomes} == set(pushes)
        clean = [tag for tag in tags if scans.get(tag) == CLEAN]
        assert repo.tag == max([there, *clean])
        there = repo.tag
        asked = [digest for some in repo.registry.asked_scans for digest in some]
        assert len(asked) == len(set(asked)) <= len(set(tags))
        assert len(repo.registry.asked_scans) <= 3
        held = [one for one in outcomes if one.kind is Kind.HELD]
        assert all(one.push.tag > there and scans.get(one.push.tag) != CLEAN for one in held)
