"""`make sandbox`: the local cloud with Tagboat deployed, until Ctrl-C."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from sandbox.infra_repo import InfraRepo, files_of
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import ROOT

AWS_PORT, GITHUB_PORT = 4566, 4567

HOW_TO_TALK = """
AWS is on {aws}, GitHub on {github}. In another terminal, here:

  export PATH="$PWD/.venv/bin:$PATH"
  export {exports}

  git clone {git}
  python -m sandbox.push team/web v1.1.0    # an image is pushed: a commit appears below
  sam list stack-outputs --stack-name tagboat
  sam logs --stack-name tagboat
  sam deploy --stack-name tagboat --template-file .sandbox/build/template.yaml \\
    --resolve-s3 --capabilities CAPABILITY_IAM --parameter-overrides {parameters} BatchingWindow=5

Ctrl-C ends everything.
"""


def main(arguments: list[str] | None = None) -> int:
    """Start, say how to talk to it, and show each commit until the interrupt."""
    parser = argparse.ArgumentParser(prog="make sandbox", description=__doc__)
    parser.add_argument("--host", choices=["codecommit", "github"], default="codecommit")
    parser.add_argument("--aws-port", type=int, default=AWS_PORT)
    parser.add_argument("--github-port", type=int, default=GITHUB_PORT)
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCloud(
            Path(folder), aws_port=options.aws_port, github_port=options.github_port
        ) as cloud,
    ):
        print("Starting, building and deploying; about half a minute ...", flush=True)
        cloud.application.build()
        repo = cloud.infra_repo(options.host, "infra", files_of(ROOT / "examples" / "infra-repo"))
        cloud.application.deploy("tagboat", repo.parameters)
        print(_how_to_talk(cloud, repo), flush=True)
        _show_commits(repo)
    return 0


def _how_to_talk(cloud: LocalCloud, repo: InfraRepo) -> str:
    names = (
        "AWS_ENDPOINT_URL",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "SAM_CLI_TELEMETRY",
    )
    environment = cloud.aws.environment()
    return HOW_TO_TALK.format(
        aws=cloud.aws.url,
        github=cloud.github_server.url,
        exports=" ".join(f"{name}={environment[name]}" for name in names),
        git=repo.git.path,
        parameters=" ".join(f"{name}={value}" for name, value in repo.parameters.items()),
    )


def _show_commits(repo: InfraRepo) -> None:
    """Print each commit as it appears, until the interrupt."""
    shown = repo.git.head("main")
    try:
        while True:
            time.sleep(0.2)
            head = repo.git.head("main")
            if head is not None and head != shown:
                shown = head
                print(repo.git.log("main")[0].message)
                print(repo.git.diff(head), flush=True)
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    sys.exit(main())
