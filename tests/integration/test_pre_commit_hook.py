"""The hook for pre-commit: it is one, and its entry finds a mistake in a clone."""

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest
import yaml
from msgspec import Struct

from sandbox.git_environment import hermetic_environment
from tests.documents import ROOT

FUNCTIONS = ROOT / "functions"


class Hook(Struct, forbid_unknown_fields=True):
    """Those keys of a hook that ours has: "Creating new hooks" in pre-commit's documentation."""

    id: str
    name: str
    description: str
    entry: str
    language: str
    always_run: bool
    pass_filenames: bool


@pytest.fixture
def hook() -> Hook:
    written = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (hook,) = msgspec.convert(written, list[Hook])
    return hook


def git(*arguments: str, cwd: Path) -> None:
    identity = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=cwd, env=hermetic_environment(), check=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    origin = tmp_path / "origin"
    origin.mkdir()
    rules = "version: 1\nrules: [{name: web, image: team/web, targets: [{file: tag}]}]\n"
    (origin / ".tagboat.yaml").write_text(rules)
    (origin / "tag").write_text("1.0.0\n")
    git("init", "--quiet", cwd=origin)
    git("add", ".", cwd=origin)
    git("commit", "--quiet", "--message", "Begin", cwd=origin)
    git("clone", "--quiet", str(origin), "clone", cwd=tmp_path)
    return tmp_path / "clone"


def run(hook: Hook, clone: Path) -> subprocess.CompletedProcess[str]:
    """Run the entry as pre-commit does, at the root of the clone and without files."""
    command, *arguments = shlex.split(hook.entry)
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts[command].partition(":")
    program = f"import sys; from {module} import {function}; sys.exit({function}())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(FUNCTIONS)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_installs_as_a_python_package_and_looks_at_the_whole_repository(hook: Hook) -> None:
    assert (hook.id, hook.language) == ("tagboat-check", "python")
    assert (hook.always_run, hook.pass_filenames) == (True, False)


def test_a_clone_without_a_mistake_passes(hook: Hook, clone: Path) -> None:
    done = run(hook, clone)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "1 target of 1 rule in 1 file: 0 findings\n",
        "",
    )


def test_a_mistake_in_the_clone_is_found(hook: Hook, clone: Path) -> None:
    git("mv", "tag", "moved", cwd=clone)
    done = run(hook, clone)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(".tagboat.yaml:2:55: rule 'web': targets[0].file: tag is not in")
