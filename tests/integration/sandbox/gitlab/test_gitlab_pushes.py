"""Git itself pushes to a GitLab, with a token as the password."""

import subprocess
from pathlib import Path

import pytest

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, server_error
from tests.integration.sandbox.gitlab.conftest import PROJECT, Client

IDENTITY = ("-c", "user.name=A Person", "-c", "user.email=person@example.com")


def git(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *IDENTITY, *arguments],
        cwd=folder,
        env=hermetic_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def clone(client: Client, head: str, tmp_path: Path) -> Path:
    host = client.server.url.removeprefix("http://")
    url = f"http://oauth2:{client.token}@{host}/{PROJECT}.git"
    done = git("clone", "--quiet", url, "clone", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "clone"


def push(clone: Path) -> subprocess.CompletedProcess[str]:
    (clone / "web" / "tag").write_text("2\n")
    git("commit", "--quiet", "--all", "--message", "By hand", folder=clone)
    return git("push", "origin", "HEAD:main", folder=clone)


def test_a_push_arrives_where_nothing_is_protected(repository: GitRepository, clone: Path) -> None:
    done = push(clone)
    assert done.returncode == 0, done.stderr
    assert repository.read("web/tag", "main") == b"2\n"


def test_a_push_to_a_protected_branch_is_refused(
    gitlab: GitLab, repository: GitRepository, clone: Path
) -> None:
    gitlab.protect(PROJECT, "main")
    done = push(clone)
    assert "GitLab: You are not allowed to push code to protected branches" in done.stderr
    assert repository.read("web/tag", "main") == b"1\n"


def test_a_push_can_be_interrupted(gitlab: GitLab, repository: GitRepository, clone: Path) -> None:
    def fail() -> None:
        raise server_error(502)

    gitlab.interruptions.before_next("git-receive-pack", fail)
    assert "502" in push(clone).stderr
    assert repository.read("web/tag", "main") == b"1\n"
