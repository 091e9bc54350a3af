"""The commands of the README, run as it shows them."""

import os
import re
import subprocess
import sys
from pathlib import Path

from sandbox.local_cloud import LocalCloud
from tests.documents import README, ROOT, commands

# What differs from one run to the next.
_VARIES = {
    r"\d+\.\d s": "N s",
    r"commit [0-9a-f]{40}": "commit ID",
    r"Pushed-At: [0-9TZ:-]+": "Pushed-At: TIME",
}


def _steady(output: str) -> str:
    for pattern, replacement in _VARIES.items():
        output = re.sub(pattern, replacement, output)
    return output.strip()


def _run(command: str, environment: dict[str, str]) -> str:
    # This test may itself have been started by make, whose settings are not for this one.
    kept = {name: value for name, value in environment.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_demo_prints_what_the_readme_shows() -> None:
    assert _steady(_run("make demo", dict(os.environ))) == _steady(commands(README)["make demo"])


def test_make_demo_pipeline_prints_what_its_document_shows() -> None:
    shown = commands((ROOT / "docs/meta-pipeline.md").read_text())["make demo-pipeline"]
    assert _steady(_run("make demo-pipeline", dict(os.environ))) == _steady(shown)


def test_make_demo_shows_a_commit_on_github_too() -> None:
    printed = _run("make demo HOST=github", dict(os.environ))
    assert "Author:    Auto Update Bot <auto-update-bot@example.com>" in printed
    assert '-  tag: "v1.0.0"   # written by Tagboat\n+  tag: "v1.1.0"   #' in printed


def test_make_demo_shows_a_commit_on_gitlab_too() -> None:
    printed = _run("make demo HOST=gitlab", dict(os.environ))
    assert "Author:    Auto Update Bot <auto-update-bot@example.com>" in printed
    assert '-  tag: "v1.0.0"   # written by Tagboat\n+  tag: "v1.1.0"   #' in printed


def test_building_and_deploying_as_shown_makes_a_stack(cloud: LocalCloud) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = cloud.aws.environment() | {"PATH": path}
    _run("make build", environment)
    _run("sam deploy --parameter-overrides InfraRepository=infra", environment)
    stacks = cloud.aws.client("cloudformation").describe_stacks(StackName="tagboat")["Stacks"]
    assert stacks[0]["StackStatus"] == "CREATE_COMPLETE"
    cloud.application.delete("tagboat")
