"""Pushes are written to every file that a glob means at the head that was read."""

from collections.abc import Callable, Collection, Mapping, Sequence

import pytest

from tagboat.core import errors, file_search
from tagboat.core.globs import Glob
from tagboat.core.outcomes import Kind
from tagboat.core.rules.source import RulesFile, RulesFromParameters
from tagboat.core.snapshot import File, Snapshot
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.globbed_files import MOST_REMEMBERED
from tagboat.updating.progress import Result
from tests.image_pushes import image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import DEFAULTS

RULES = """
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: "apps/*/web.yaml", yaml: tag}]}
  - {name: api, image: team/api, targets: [{file: "apps/**", yaml: tag, missing: skip}]}
  - {name: any, image: team/any, targets: [{file: "{apps,more}/*/any", missing: skip}]}
  - {name: own, image: team/own, tags: "(?<env>[a-z]+)-.+", targets: [{file: "apps/$env/*.txt"}]}
"""
FILES = {
    ".tagboat.yaml": RULES.encode(),
    "apps/dev/web.yaml": b"tag: 0\n",
    "apps/prod/web.yaml": b"tag: 0 # by hand\n",
    "apps/prod/deep/web.yaml": b"tag: 0\n",
    "apps/.hidden/web.yaml": b"tag: 0\n",
    "apps/dev/a.txt": b"0",
}
WEB, API = image_push("1", "team/web"), image_push("2", "team/api", at=-1)


class GitHost(InMemoryGitHost):
    """The fake, and what it was asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self.asked: list[list[str]] = []
        self.before_find: Callable[[], object] = lambda: None

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        self.asked.append(sorted(paths))
        return super().read(branch, paths, at=at, proposals=proposals)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        self.asked.append([f"find {glob.text}" for glob in globs])
        self.before_find()
        return super().find(branch, globs, at=at)


@pytest.fixture
def host() -> GitHost:
    return GitHost(FILES)


@pytest.fixture
def update(host: GitHost) -> UpdateInfraRepo:
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    return UpdateInfraRepo(
        host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )


def only(result: Result) -> tuple[Kind, str]:
    (outcome,) = result.outcomes
    return outcome.kind, outcome.reason


def tags(host: GitHost) -> dict[str, str]:
    tree = host.trees[host.branches["main"][-1]]
    return {
        path.removeprefix("apps/"): file.content.decode().split("#")[0].strip()
        for path, file in tree.items()
        if path.startswith("apps/")
    }


def test_every_file_is_written_in_one_commit(host: GitHost, update: UpdateInfraRepo) -> None:
    result = update([WEB])
    assert only(result)[0] is Kind.WRITTEN
    assert tags(host) == {
        "dev/web.yaml": "tag: 1",
        "prod/web.yaml": "tag: 1",
        "prod/deep/web.yaml": "tag: 0",
        ".hidden/web.yaml": "tag: 1",
        "dev/a.txt": "0",
    }
    assert host.content("apps/prod/web.yaml") == b"tag: 1 # by hand\n"
    assert len(result.commits) == 1


def test_files_are_found_once_the_rules_are_known_and_read_last(
    host: GitHost, update: UpdateInfraRepo
) -> None:
    update([WEB])
    found = ["apps/.hidden/web.yaml", "apps/dev/web.yaml", "apps/prod/web.yaml"]
    together = [".tagboat.hold", *found]
    assert host.asked == [[".tagboat.yaml"], ["find apps/*/web.yaml"], together]


def test_files_that_were_found_before_are_read_with_the_rules(
    host: GitHost, update: UpdateInfraRepo
) -> None:
    update([WEB])
    host.asked.clear()
    host.push({"apps/new/web.yaml": File(b"tag: 0\n"), "apps/dev/web.yaml": None})
    update([image_push("2", "team/web", at=1)])
    known = ["apps/.hidden/web.yaml", "apps/dev/web.yaml", "apps/prod/web.yaml"]
    assert host.asked == [
        [".tagboat.hold", ".tagboat.yaml", *known],
        ["find apps/*/web.yaml"],
        ["apps/new/web.yaml"],
    ]
    assert host.content("apps/new/web.yaml") == b"tag: 2\n"


def test_files_are_found_at_the_head_that_the_rules_were_read_at(
    host: GitHost, update: UpdateInfraRepo
) -> None:
    def person() -> None:
        host.before_find = lambda: None
        host.push({"apps/new/web.yaml": File(b"tag: 0\n")})

    host.before_find = person
    result = update([WEB])
    assert (only(result)[0], result.conflicts) == (Kind.WRITTEN, 1)
    assert host.content("apps/new/web.yaml") == b"tag: 1\n"


def test_globs_of_several_rules_are_found_at_once(host: GitHost, update: UpdateInfraRepo) -> None:
    result = update([WEB, API])
    assert [outcome.kind for outcome in result.outcomes] == [Kind.WRITTEN, Kind.WRITTEN]
    assert host.finds == 1
    assert tags(host)["prod/deep/web.yaml"] == "tag: 2"


def test_a_glob_may_depend_on_the_tag(host: GitHost, update: UpdateInfraRepo) -> None:
    update([image_push("dev-7", "team/own")])
    assert host.content("apps/dev/a.txt") == b"dev-7"
    kind, reason = only(update([image_push("prod-7", "team/own")]))
    assert kind is Kind.FAILED
    assert "no file matches apps/prod/*.txt" in reason


def test_no_file_is_a_failure_unless_the_rule_lets_it_be(
    host: GitHost, update: UpdateInfraRepo
) -> None:
    kind, reason = only(update([image_push(image="team/any")]))
    assert (kind, host.messages) == (Kind.UNCHANGED, [])
    assert reason == "no file has the value, which the rule lets be missing"


def test_links_are_no_files(host: GitHost, update: UpdateInfraRepo) -> None:
    host.links = {"apps/dev/web.yaml"}
    assert only(update([WEB]))[0] is Kind.WRITTEN
    assert host.content("apps/dev/web.yaml") == b"tag: 0\n"


def test_too_many_files_fail_their_own_rule_and_no_other(
    host: GitHost, update: UpdateInfraRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_search, "MOST_FILES", 4)
    result = update([WEB, API])
    kinds = {outcome.rule: (outcome.kind, type(outcome.error)) for outcome in result.outcomes}
    assert kinds == {
        "web": (Kind.WRITTEN, type(None)),
        "api": (Kind.FAILED, errors.TooManyFiles),
    }
    assert tags(host)["prod/web.yaml"] == "tag: 1"


@pytest.mark.parametrize("error", [errors.HostUnavailable("down"), errors.HeadMoved("gone")])
def test_a_host_that_cannot_be_asked_is_asked_again(
    host: GitHost, update: UpdateInfraRepo, error: errors.TagboatError
) -> None:
    def fail() -> None:
        host.before_find = lambda: None
        raise error

    host.before_find = fail
    assert only(update([WEB]))[0] is Kind.WRITTEN


def test_a_host_that_refuses_to_be_asked_fails_the_push(
    host: GitHost, update: UpdateInfraRepo
) -> None:
    def fail() -> None:
        raise errors.PermissionMissing("no listing")

    host.before_find = fail
    assert only(update([WEB])) == (Kind.FAILED, "no listing")


def test_what_is_remembered_of_globs_has_an_end(host: GitHost, update: UpdateInfraRepo) -> None:
    names = ["".join(chr(97 + int(digit)) for digit in str(n)) for n in range(MOST_REMEMBERED + 20)]
    for name in names:
        host.push({f"apps/{name}/x.txt": File(b"0")})
        assert only(update([image_push(f"{name}-1", "team/own")]))[0] is Kind.WRITTEN
    assert len(update._reader._files.last) == MOST_REMEMBERED
    assert f"apps/{names[-1]}/*.txt" in update._reader._files.last


def test_without_a_rules_file_a_glob_cannot_be_looked_for() -> None:
    host = GitHost({"tags/web": b"0"})
    rules = RulesFromParameters(
        image="team/web", tags=".+", destination_file="tags/*", defaults=DEFAULTS
    )
    update = UpdateInfraRepo(
        host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )
    kind, reason = only(update([WEB]))
    assert kind is Kind.FAILED
    assert "tags/* is a glob, which needs a rules file" in reason
