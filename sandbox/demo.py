"""`make demo`: a push becomes a commit, on the deployed template, shown with its diff."""

import argparse
import sys
import tempfile
from pathlib import Path

from sandbox.demonstration import PATIENCE_SECONDS, step, wait_until
from sandbox.git_repository import Commit, GitRepository
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from sandbox.pushed_image import PushedImage
from sandbox.sam_application import ROOT

IMAGE, TAG = "team/web", "v1.1.0"
HOST_NAMES = {"codecommit": "CodeCommit", "github": "GitHub", "gitlab": "GitLab"}


def main(arguments: list[str] | None = None) -> int:
    """Run the demonstration; the exit code is 0 if the commit appeared."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--host", choices=HOST_NAMES, default="codecommit")
    host = parser.parse_args(arguments).host
    with tempfile.TemporaryDirectory() as folder, LocalCloud(Path(folder)) as cloud:
        return _demonstrate(cloud, host)


def _demonstrate(cloud: LocalCloud, host: str) -> int:
    with step("sam build", "functions and their layer"):
        cloud.application.build()
    repo = cloud.infra_repo(host, "infra", files_of(ROOT / "examples" / "infra-repo"))
    with step("sam deploy", f"template.yaml, with an infra repo on {HOST_NAMES[host]}"):
        outputs = cloud.application.deploy("tagboat", repo.parameters)
    before = repo.git.head("main")
    with step("image push", f"{IMAGE}:{TAG}, to ECR, whose event is on the event bus"):
        cloud.push(PushedImage(IMAGE, TAG))
    with step("commit", f"on {HOST_NAMES[host]}"):
        appeared = wait_until(lambda: repo.git.head("main") != before)
    if not appeared:
        print(f"\nNo commit within {PATIENCE_SECONDS} s. The function's log:", file=sys.stderr)
        print(*cloud.aws.functions.logs(outputs["FunctionName"]), sep="\n", file=sys.stderr)
        return 1
    _show(repo.git)
    return 0


def _show(git: GitRepository) -> None:
    commit = git.log("main")[0]
    print(f"\n{_heading(commit)}\n")
    print("".join(f"    {line}".rstrip() + "\n" for line in commit.message.splitlines()))
    print(git.diff(commit.id), end="")


def _heading(commit: Commit) -> str:
    author = f"{commit.author_name} <{commit.author_email}>"
    committer = f"{commit.committer_name} <{commit.committer_email}>"
    return f"commit {commit.id}\nAuthor:    {author}\nCommitter: {committer}"


if __name__ == "__main__":
    sys.exit(main())
