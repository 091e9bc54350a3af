"""Git itself clones and pushes, with a token as the password."""

import os
import subprocess
from pathlib import Path

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY, Client
from tests.integration.sandbox.github.pull_request_client import PullRequestClient

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A Person"), ("EMAIL", "person@example.com"))
}


def git(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    settings = {"PATH": os.environ["PATH"], "GIT_TERMINAL_PROMPT": "0", **alone, **IDENTITY}
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


def url(client: Client, name: str = REPOSITORY) -> str:
    host = client.server.url.removeprefix("http://")
    return f"http://x-access-token:{client.token}@{host}/{name}.git"


@pytest.fixture
def clone(client: Client, head: str, tmp_path: Path) -> Path:
    done = git("clone", "--quiet", url(client), "clone", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "clone"


def push(clone: Path, branch: str = "main") -> subprocess.CompletedProcess[str]:
    (clone / "web" / "tag").write_text("2\n")
    git("commit", "--quiet", "--all", "--message", "By hand", folder=clone)
    return git("push", "origin", f"HEAD:{branch}", folder=clone)


def test_a_clone_has_the_files(clone: Path) -> None:
    assert (clone / "web" / "tag").read_text() == "1\n"


def test_a_push_arrives(client: Client, repository: GitRepository, clone: Path) -> None:
    assert push(clone).returncode == 0
    assert repository.read("web/tag", "main") == b"2\n"
    asked = client.server.github.log.operations(principal="robot", service="git")
    assert asked["git:git-receive-pack"] == 1


@pytest.mark.parametrize("name", ["acme/nope", "acme/secret"])
def test_a_repository_one_may_not_see_is_not_found(
    github: GitHub, client: Client, tmp_path: Path, name: str
) -> None:
    github.create_repository("acme/secret")
    done = git("clone", url(client, name), "clone", folder=tmp_path)
    assert done.returncode != 0
    assert "not found" in done.stderr


def test_a_wrong_token_is_refused(client: Client, head: str, tmp_path: Path) -> None:
    client.token = "ghp_nobody"
    done = git("clone", url(client), "clone", folder=tmp_path)
    assert "Authentication failed" in done.stderr


def test_pushing_needs_a_permission(
    github: GitHub, client: Client, repository: GitRepository, clone: Path, head: str
) -> None:
    client.token = github.add_token("reader", {"contents": "read"})
    git("remote", "set-url", "origin", url(client), folder=clone)
    assert "403" in push(clone).stderr
    (refused,) = (entry for entry in github.log if entry.status == 403)
    assert (refused.operation, refused.principal) == ("info/refs git-receive-pack", "reader")
    assert repository.head("main") == head


def test_a_protected_branch_takes_no_push(
    github: GitHub, repository: GitRepository, clone: Path, head: str
) -> None:
    github.protect(REPOSITORY, "main")
    assert "GH006: Protected branch update failed for refs/heads/main." in push(clone).stderr
    assert repository.head("main") == head


def test_a_ruleset_is_enforced_on_a_push(
    github: GitHub, repository: GitRepository, clone: Path, head: str
) -> None:
    github.add_ruleset(REPOSITORY, "release/*", violation="It's too late.")
    refused = push(clone, "release/1").stderr
    assert "GH013: Repository rule violations found for refs/heads/release/1." in refused
    assert "It's too late." in refused
    assert push(clone).returncode == 0
    assert repository.head("main") != head


def test_whoever_may_bypass_the_rules_pushes(
    github: GitHub, client: Client, repository: GitRepository, clone: Path, head: str
) -> None:
    github.protect(REPOSITORY, "main", bypass=["Robot"])
    github.add_ruleset(REPOSITORY, "m*", bypass=["tagboat[bot]", "jane"])
    assert "GH013" in push(clone).stderr
    for login, is_free in (("stranger", False), ("tagboat[bot]", False), ("robot", False)):
        client.token = github.add_token(login)
        git("remote", "set-url", "origin", url(client), folder=clone)
        assert (push(clone).returncode == 0) is is_free
    assert repository.head("main") == head
    github.named(REPOSITORY).rulesets.clear()
    github.protect(REPOSITORY, "main", bypass=["tagboat[bot]", "ROBOT"])
    assert push(clone).returncode == 0
    assert repository.head("main") != head


def test_a_push_that_empties_a_pull_request_closes_it_as_the_pusher(
    pulls: PullRequestClient, clone: Path, head: str
) -> None:
    change = pulls.branch()
    pulls.opened()
    git("push", "--force", "origin", f"{head}:refs/heads/change", folder=clone)
    closed = pulls.administrator.pull_request(1)
    assert (closed.state, closed.head_oid) == ("CLOSED", head)
    assert [one.actor and one.actor.login for one in closed.closings] == ["robot"]
    assert change != head


def test_a_push_of_a_pull_request_s_commits_merges_it(
    pulls: PullRequestClient, clone: Path
) -> None:
    change = pulls.branch()
    pulls.opened()
    git("fetch", "--quiet", "origin", "change", folder=clone)
    git("push", "origin", f"{change}:refs/heads/main", folder=clone)
    asked = "pullRequest(number: 1) { state mergedBy { login } mergeCommit { oid } }"
    assert pulls.ask(asked)["pullRequest"] == {
        "state": "MERGED",
        "mergedBy": {"login": "robot"},
        "mergeCommit": {"oid": change},
    }
