"""What a person reverts with git is not written again by the same push, and is by a newer one."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.pushed_image import PushedImage
from tests.e2e.deployed import Deployed


def revert(deployed: Deployed, folder: Path) -> str:
    """Revert the last commit of the infra repo as a person does, in a clone; the commit's id."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", *arguments],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    git("clone", "--quiet", _address(deployed), ".")
    git("revert", "--no-edit", "HEAD")
    git("push", "--quiet", "origin", "HEAD:main")
    return git("rev-parse", "HEAD")


def _address(deployed: Deployed) -> str:
    """What `git clone` takes, by a token of the person's own: Tagboat's may have been changed."""
    repo = deployed.repo
    if deployed.host == "github":
        name = repo.parameters["InfraRepository"]
        repo = replace(repo, token=deployed.cloud.github.add_token("ann", repositories=[name]))
    return repo.clone_from


def test_a_reverted_push_that_comes_again_is_held_and_a_newer_one_is_written(
    deployed: Deployed, tmp_path: Path
) -> None:
    image = deployed.add_rule("reverted", {"reverted": b"v0\n"}, "reverted")
    now = datetime.now(UTC)
    first = PushedImage(image, "v1", pushed_at=now - timedelta(minutes=9))
    second = PushedImage(image, "v2", pushed_at=now - timedelta(minutes=8))
    for pushed in (first, second):
        deployed.cloud.push(pushed)
        assert deployed.settled() == ()
        assert deployed.last_outcome(image)[0] == "written"
    commit = revert(deployed, tmp_path)
    for _ in range(2):
        deployed.cloud.put_events([second.event])
        assert deployed.settled() == ()
        deployed.restart()
    assert deployed.git.head("main") == commit
    held = deployed.outcomes(image)[-1]
    assert (held["outcome"], held["held_by"]) == ("held", commit)
    assert held["reason"].startswith(f"Ann changed v2 to v1 in reverted with {commit[:7]} at 20")
    assert deployed.push(image, "v3") == ()
    assert deployed.content("reverted") == b"v3\n"
