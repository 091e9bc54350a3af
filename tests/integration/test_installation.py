"""The package installs with its command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tagboat import __version__
from tests.documents import ROOT


def test_pip_installs_the_command_and_nothing_of_the_sandbox(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "functions", source / "functions")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)
    installed = subprocess.run(
        [target / "bin" / "tagboat", "--version"],
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert installed.stdout.split()[-1] == __version__
    packages = {path.name for path in target.iterdir() if path.suffix != ".dist-info"}
    assert packages == {"bin", "tagboat"}
