"""What Kubernetes' own tools make of the files changes in the tag and nowhere else."""

import difflib
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from tagboat.cli import main
from tests.documents import ROOT
from tests.kubernetes_tools import FOLDER

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the package has kubectl and helm for x86-64 only"
)


def run(tool: str, *arguments: str, cwd: Path) -> list[str]:
    made = subprocess.run(
        [FOLDER / tool, *arguments], cwd=cwd, capture_output=True, text=True, check=True
    )
    return made.stdout.splitlines()


def changed(before: list[str], after: list[str]) -> list[str]:
    """The lines that differ, without their indentation."""
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    return [f"{line[0]} {line[1:].strip()}" for line in list(lines)[2:] if line[0] in "+-"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("kubectl", ["kustomize", "overlays/prod"]),
        ("helm", ["template", "web", "charts/web"]),
    ],
)
def test_only_the_tag_changes_in_what_is_deployed(
    tool: str, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = shutil.copytree(ROOT / "examples/kubernetes", tmp_path / "repo")
    before = run(tool, *arguments, cwd=repo)
    assert main(["apply", "--push", "team/web:1.5.0", str(repo)]) == 0
    capsys.readouterr()
    after = run(tool, *arguments, cwd=repo)
    uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"
    old, new = changed(before, after)
    assert old.endswith(f"image: {uri}:1.4.0")
    assert new == "+" + old.removeprefix("-").replace("1.4.0", "1.5.0")
