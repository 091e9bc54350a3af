"""`make sandbox`: the local cloud with Tagboat deployed, until Ctrl-C."""

import argparse
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from sandbox.infra_repo import InfraRepo, files_of
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import MACHINE, ROOT
from sandbox.watch import watch

AWS_PORT, GITHUB_PORT, GITLAB_PORT = 4566, 4567, 4568

HOW_TO_TALK = """
AWS is on {aws}, GitHub on {github}, GitLab on {gitlab}. In another terminal, here:

  export PATH="$PWD/.venv/bin:$PATH"
  export {exports}

  git clone {git} ../infra
  python -m sandbox.push team/web v1.1.0    # an image is pushed: a commit appears below
  sam list stack-outputs --stack-name tagboat
  sam logs --stack-name tagboat --filter Outcome
  # An update of the stack. After `make build`, leave out --template-file to deploy your changes.
  sam deploy --stack-name tagboat --template-file .sandbox/build/template.yaml \\
    --resolve-s3 --capabilities CAPABILITY_IAM --parameter-overrides {parameters} BatchingWindow=5

Ctrl-C ends everything.
"""


def main(arguments: list[str] | None = None) -> int:
    """Start, say how to talk to it, and show what becomes of pushes until the interrupt."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", choices=["codecommit", "github", "gitlab"], default="codecommit")
    parser.add_argument("--aws-port", type=int, default=AWS_PORT)
    parser.add_argument("--github-port", type=int, default=GITHUB_PORT)
    parser.add_argument("--gitlab-port", type=int, default=GITLAB_PORT)
    options = parser.parse_args(arguments)
    for host in ("aws", "github", "gitlab"):
        option, port = f"--{host}-port", getattr(options, f"{host}_port")
        if not _is_free(port):
            print(
                f"Port {port} is in use. Choose another: python -m sandbox {option} {port + 10}",
                file=sys.stderr,
            )
            return 2
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCloud(
            Path(folder),
            aws_port=options.aws_port,
            github_port=options.github_port,
            gitlab_port=options.gitlab_port,
        ) as cloud,
    ):
        _run(cloud, options.host)
    return 0


def _run(cloud: LocalCloud, host: str) -> None:
    print("Starting, building and deploying; about half a minute ...", flush=True)
    cloud.application.build()
    repo = cloud.infra_repo(host, "infra", files_of(ROOT / "examples" / "infra-repo"))
    function = cloud.application.deploy("tagboat", repo.parameters)["FunctionName"]
    print(_how_to_talk(cloud, repo), flush=True)
    with suppress(KeyboardInterrupt):
        watch(repo.git, lambda: cloud.aws.functions.logs(function))
    print()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a port that was closed a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("localhost", port))
        except OSError:
            return False
    return True


def _how_to_talk(cloud: LocalCloud, repo: InfraRepo) -> str:
    names = (
        "AWS_ENDPOINT_URL",
        "AWS_DEFAULT_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "SAM_CLI_TELEMETRY",
    )
    environment = cloud.aws.environment()
    exports = {name: environment[name] for name in names} | {"LAYER_ARCHITECTURE": MACHINE}
    return HOW_TO_TALK.format(
        aws=cloud.aws.url,
        github=cloud.github_server.url,
        gitlab=cloud.gitlab_server.url,
        exports=" ".join(f"{name}={value}" for name, value in exports.items()),
        git=repo.clone_from,
        parameters=" ".join(f"{name}={value}" for name, value in repo.parameters.items()),
    )


if __name__ == "__main__":
    sys.exit(main())
