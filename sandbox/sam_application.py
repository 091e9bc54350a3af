"""Tagboat in the local AWS: its templates as they stand, by SAM's own commands."""

import fcntl
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sandbox.aws.server import AwsServer
from sandbox.fingerprint import fingerprint

ROOT = Path(__file__).parent.parent
"""The checkout."""

WORK = ROOT / ".sandbox"
"""Where what can be made again is kept from one run to the next."""

BUILD = WORK / "build"
"""The built application of `template.yaml`."""

MACHINE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
"""This machine's architecture, as Lambda names it."""


class SamFailed(Exception):
    """A command of SAM failed; the message is what it printed."""


class SamApplication:
    """One built application, that can be deployed as any number of stacks."""

    def __init__(self, aws: AwsServer, template: str = "template.yaml") -> None:
        """Keep where to deploy it to, and which of the templates it is."""
        self._aws = aws
        self._template = template
        stem = Path(template).stem
        self.folder = BUILD if template == "template.yaml" else WORK / f"build-{stem}"
        """Where it is built."""

    def build(self) -> None:
        """Run `sam build`, with the layer for this machine: the function runs on it.

        What is built from the same sources already is left alone. `--cached` does not see to that:
        SAM keeps layers, but never functions in Python, and it takes seconds to start. Processes
        that deploy at the same time can rely on it too.

        Raises:
            SamFailed: With what the command printed.
        """
        with _lock("build.lock"):
            sources, built_from = _sources(self._template), self.folder / "built-from"
            if built_from.is_file() and built_from.read_text() == sources:
                return
            self.run(
                "build",
                *("--build-dir", str(self.folder)),
                *("--cache-dir", str(WORK / "build-cache")),
                *("--cached", "--parallel", "--template-file", str(ROOT / self._template)),
            )
            built_from.write_text(sources)

    def deploy(self, stack: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """Run `sam deploy`.

        Args:
            stack: The name of the stack, new or not.
            parameters: The template's, where they differ from their defaults.

        Returns:
            The stack's outputs.

        Raises:
            SamFailed: With what the command printed.
        """
        self.run(
            "deploy",
            *("--stack-name", stack, "--template-file", str(self.folder / "template.yaml")),
            *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-progressbar"),
            *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--parameter-overrides"),
            *(f'{name}="{value}"' for name, value in parameters.items()),
        )
        described = self._aws.client("cloudformation").describe_stacks(StackName=stack)
        outputs = described["Stacks"][0]["Outputs"]
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}

    def delete(self, stack: str) -> None:
        """Run `sam delete`.

        Raises:
            SamFailed: With what the command printed.
        """
        self.run("delete", "--stack-name", stack, "--no-prompts", "--region", "us-east-1")

    def run(self, *arguments: str, folder: Path = ROOT) -> str:
        """Run any command of SAM.

        Args:
            arguments: The command and its options.
            folder: Where it is run.

        Returns:
            What it printed.

        Raises:
            SamFailed: With what it printed.
        """
        # `sam build` looks for python3.13 on PATH: the one that runs this, with its packages.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = self._aws.environment() | {
            "PATH": path,
            "LAYER_ARCHITECTURE": MACHINE,
        }
        # SAM leaves the folders behind in which it packs what it uploads.
        with tempfile.TemporaryDirectory() as temporary:
            done = subprocess.run(
                ["sam", *arguments],
                cwd=folder,
                env=environment | {"TMPDIR": temporary},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        if done.returncode:
            raise SamFailed(f"sam {' '.join(arguments)}\n{done.stdout}")
        return done.stdout


def _sources(template: str) -> str:
    """What the built application depends on."""
    paths = [ROOT / name for name in (template, "samconfig.toml", "functions", "layers")]
    return fingerprint(paths, sys.version, platform.machine(), version("aws-sam-cli"))


@contextmanager
def _lock(name: str) -> Iterator[IO[str]]:
    """Let one process at a time do something: test processes share the built application."""
    WORK.mkdir(exist_ok=True)
    with (WORK / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
