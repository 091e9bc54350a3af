"""Git itself clones and pushes, with a token as the password."""

import os
import subprocess
from pathlib import Path

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab
from sandbox.gitlab.access_levels import GUEST, MAINTAINER, REPORTER
from tests.integration.sandbox.gitlab.conftest import MERGE_REQUESTS, PROJECT, Client

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A Person"), ("EMAIL", "person@example.com"))
}
REFUSED = "GitLab: You are not allowed to push code to protected branches on this project."


def git(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    settings = {"PATH": os.environ["PATH"], "GIT_TERMINAL_PROMPT": "0", **alone, **IDENTITY}
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


def url(client: Client, name: str = PROJECT) -> str:
    host = client.server.url.removeprefix("http://")
    return f"http://anybody:{client.token}@{host}/{name}.git"


@pytest.fixture
def clone(client: Client, head: str, tmp_path: Path) -> Path:
    done = git("clone", "--quiet", url(client), "clone", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "clone"


def push(clone: Path, *arguments: str, branch: str = "main") -> subprocess.CompletedProcess[str]:
    (clone / "web" / "tag").write_text("2\n")
    git("commit", "--quiet", "--all", "--message", "By hand", folder=clone)
    return git("push", *arguments, "origin", f"HEAD:{branch}", folder=clone)


def log_in(client: Client, clone: Path, token: str) -> None:
    client.token = token
    git("remote", "set-url", "origin", url(client), folder=clone)


def test_a_push_arrives(gitlab: GitLab, repository: GitRepository, clone: Path) -> None:
    assert (clone / "web" / "tag").read_text() == "1\n"
    assert push(clone).returncode == 0
    assert repository.read("web/tag", "main") == b"2\n"
    assert gitlab.log.operations(service="git")["git:git-receive-pack"] == 1


@pytest.mark.parametrize("name", ["acme/nope", "acme/secret"])
def test_a_project_one_may_not_see_is_not_found(
    gitlab: GitLab, client: Client, tmp_path: Path, name: str
) -> None:
    gitlab.create_project("acme/secret")
    done = git("clone", url(client, name), "clone", folder=tmp_path)
    assert "not found" in done.stderr


def test_a_token_that_is_not_for_git_is_refused(
    gitlab: GitLab, client: Client, head: str, tmp_path: Path
) -> None:
    revoked = gitlab.add_project_token(PROJECT)
    gitlab.revoke(revoked)
    for token in ("glpat-nobody", revoked, gitlab.add_project_token(PROJECT, ["read_api"])):
        client.token = token
        done = git("clone", url(client), "clone", folder=tmp_path)
        assert "Authentication failed" in done.stderr


def test_who_may_not_read_code_cannot_clone(
    gitlab: GitLab, client: Client, head: str, tmp_path: Path
) -> None:
    client.token = gitlab.add_project_token(PROJECT, level=GUEST)
    assert "403" in git("clone", url(client), "clone", folder=tmp_path).stderr


def test_pushing_needs_a_scope_and_a_role(
    gitlab: GitLab, client: Client, repository: GitRepository, clone: Path, head: str
) -> None:
    for token in (
        gitlab.add_project_token(PROJECT, ["read_repository"]),
        gitlab.add_project_token(PROJECT, level=REPORTER),
    ):
        log_in(client, clone, token)
        assert "403" in push(clone).stderr
    assert repository.head("main") == head
    log_in(client, clone, gitlab.add_project_token(PROJECT, ["write_repository"]))
    assert push(clone).returncode == 0


def test_a_protected_branch_takes_pushes_of_some(
    gitlab: GitLab, client: Client, repository: GitRepository, clone: Path, head: str
) -> None:
    gitlab.protect(PROJECT, "main")
    gitlab.protect(PROJECT, "release/*", push=0)
    assert REFUSED in push(clone).stderr
    assert push(clone, branch="other").returncode == 0
    log_in(client, clone, gitlab.add_project_token(PROJECT, level=MAINTAINER))
    assert REFUSED in push(clone, branch="release/1").stderr
    assert repository.head("main") == head
    assert push(clone).returncode == 0


def test_a_protected_branch_is_not_rewritten(
    gitlab: GitLab, client: Client, repository: GitRepository, clone: Path
) -> None:
    gitlab.protect(PROJECT, "main", push=30)
    newer = repository.commit({"api/tag": "2\n"})
    done = push(clone, "--force")
    assert "not allowed to force push code to a protected branch" in done.stderr
    assert repository.head("main") == newer


def test_a_push_updates_the_merge_request(
    gitlab: GitLab, client: Client, repository: GitRepository, clone: Path
) -> None:
    push(clone, branch="change")
    client.propose()
    (clone / "new").write_text("x")
    git("add", "new", folder=clone)
    push(clone, branch="change")
    assert client.get(f"{MERGE_REQUESTS}/1").json["sha"] == repository.head("change")
