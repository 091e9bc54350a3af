"""Doctor on the sandbox's GitHub: rulesets, Apps and tokens as people have them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.github import GitHub, GitHubServer
from sandbox.github.branch_rules import Requirements
from tagboat.core.examination import Check, Needs, Subject, Verdict
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.github.host import GitHub as GitHubHost
from tagboat.http_client import HttpClient
from tests.contract.hosted.tokens import HeldToken
from tests.contract.proposing.github import PERMISSIONS

NAME = "acme/infra"
BOTH = Needs(branch="main", proposals=("tagboat/web",), methods=(MergeMethod.SQUASH,))


class Examined:
    """One repository, and Tagboat there with any token."""

    def __init__(self, github: GitHub, server: GitHubServer) -> None:
        self.github, self.server = github, server
        self.git = github.create_repository(NAME)
        self.git.commit({"tag": b"v1\n"}, "Begin")
        github.administer(NAME).allow_auto_merge()
        self.token = github.add_token("tagboat-bot", PERMISSIONS)

    def __call__(self, needs: Needs = BOTH) -> dict[Subject, Check]:
        host = GitHubHost(HttpClient(), self.server.url, NAME, HeldToken(self.token))
        return {check.subject: check for check in host.examine(needs)}


@pytest.fixture
def examined(tmp_path: Path) -> Iterator[Examined]:
    github = GitHub(tmp_path)
    with GitHubServer(github) as server:
        yield Examined(github, server)


def test_an_app_s_token_is_in_order(examined: Examined) -> None:
    token = examined.github.add_token("tagboat[bot]", PERMISSIONS, kind="installation")
    examined.token = token
    found = examined()
    assert {check.verdict for check in found.values()} == {Verdict.OK}, found
    assert "tagboat[bot]" in found[Subject.CREDENTIALS].says


@pytest.mark.parametrize(("bypass", "verdict"), [([], "missing"), (["tagboat-bot"], "ok")])
def test_a_ruleset_of_the_branch(examined: Examined, bypass: list[str], verdict: str) -> None:
    examined.github.add_ruleset(NAME, "ma*", bypass=bypass)
    found = examined()
    assert found[Subject.COMMIT].verdict == verdict
    assert found[Subject.PULL_REQUEST].verdict is Verdict.OK


def test_a_ruleset_of_the_branches_of_pull_requests(examined: Examined) -> None:
    examined.github.add_ruleset(NAME, "tagboat/*")
    found = examined()
    assert found[Subject.COMMIT].verdict is Verdict.OK
    assert found[Subject.PULL_REQUEST].verdict is Verdict.MISSING
    assert "tagboat/web" in found[Subject.PULL_REQUEST].says


def test_ways_to_merge_that_settings_or_rulesets_do_not_allow(examined: Examined) -> None:
    examined.github.administer(NAME).allow_merge_methods("MERGE", "REBASE")
    assert examined()[Subject.AUTO_MERGE].verdict is Verdict.MISSING
    examined.github.administer(NAME).allow_merge_methods("MERGE", "SQUASH")
    assert examined()[Subject.AUTO_MERGE].verdict is Verdict.OK
    only = Requirements(merge_methods=("MERGE",))
    examined.github.add_ruleset(NAME, "main", requirements=only, bypass=["tagboat-bot"])
    assert examined()[Subject.AUTO_MERGE].verdict is Verdict.MISSING


def test_people_whom_nobody_knows(examined: Examined) -> None:
    examined.github.administer(NAME).add_collaborator("ann")
    assert examined(Needs(branch="main", people=("ann",)))[Subject.PEOPLE].verdict is Verdict.OK
    found = examined(Needs(branch="main", people=("ann", "bob", "acme/ops")))
    assert found[Subject.PEOPLE].says.startswith("bob, acme/ops: nobody")


def test_what_is_asked_is_counted_and_nothing_is_made(examined: Examined) -> None:
    before = len(examined.github.log), examined.git.branches(), examined.git.log("main")
    examined()
    operations = [one.operation for one in examined.github.log.since(before[0])]
    assert operations == [
        "viewer+rateLimit+repository",
        "createCommitOnBranch",
        "repos/get-branch-rules",
        "repository",
        "createPullRequest",
        "repos/get-branch-rules",
    ]
    assert (examined.git.branches(), examined.git.log("main")) == before[1:]
    assert len(list(examined.github.named(NAME).pulls)) == 0
