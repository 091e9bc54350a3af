"""Git itself takes the diffs, and a terminal gets colours."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.git_environment import hermetic_environment
from tagboat.diff import unified_diff
from tests.image_pushes import event, image_push

FUNCTIONS = Path(__file__).parents[2] / "functions"
TAGBOAT = [sys.executable, "-m", "tagboat"]
PREVIEW = [*TAGBOAT, "preview"]
QUICK_START = ["--image-repository", "team/web", "--destination-file", "tags/prod 'main'"]

_LINES = st.text(alphabet="ab-+@ \\\r\x0b\u2028", max_size=3)
_TEXTS = st.builds("\n".join, st.lists(_LINES, max_size=40))
_NAMES = st.from_regex(r"[a-c\"' é@-]{1,5}", fullmatch=True).filter(lambda name: name.strip())

type Preview = Callable[..., subprocess.CompletedProcess[bytes]]


def git_apply(root: Path, patch: bytes) -> None:
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=root,
        env=hermetic_environment() | {"GIT_CEILING_DIRECTORIES": str(root.parent)},
        input=patch,
        check=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("diff")


@settings(max_examples=50, deadline=None)
@given(_TEXTS, _TEXTS, _NAMES)
def test_git_applies_any_diff_to_the_byte(folder: Path, old: str, new: str, name: str) -> None:
    path = folder / name
    path.write_bytes(old.encode())
    if diff := unified_diff(name, old, new):
        git_apply(folder, diff.encode())
    assert path.read_bytes().decode() == new
    path.unlink()


@pytest.fixture
def infra_repo(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    (root / "tags").mkdir(parents=True)
    (root / "tags" / "prod 'main'").write_bytes(b"1.3.9\r\n")
    return root


@pytest.fixture
def preview(infra_repo: Path) -> Preview:
    def preview(*options: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*PREVIEW, *options, "--event", "-", *QUICK_START, str(infra_repo)],
            env={"PYTHONPATH": str(FUNCTIONS)},
            input=event(image_push("1.4.0")).encode(),
            capture_output=True,
            check=True,
        )

    return preview


def test_git_applies_the_whole_plain_output(preview: Preview, infra_repo: Path) -> None:
    git_apply(infra_repo, preview().stdout)
    assert (infra_repo / "tags" / "prod 'main'").read_bytes() == b"1.4.0\r\n"


def test_git_applies_the_diff_of_the_json_document(preview: Preview, infra_repo: Path) -> None:
    git_apply(infra_repo, json.loads(preview("--json").stdout)["diff"].encode())
    assert (infra_repo / "tags" / "prod 'main'").read_bytes() == b"1.4.0\r\n"


def test_git_makes_of_the_diff_what_apply_writes(
    preview: Preview, infra_repo: Path, tmp_path: Path
) -> None:
    by_git = shutil.copytree(infra_repo, tmp_path / "by_git")
    git_apply(by_git, preview().stdout)
    subprocess.run(
        [*TAGBOAT, "apply", "--event", "-", *QUICK_START, str(infra_repo)],
        env={"PYTHONPATH": str(FUNCTIONS)},
        input=event(image_push("1.4.0")).encode(),
        capture_output=True,
        check=True,
    )
    written = (infra_repo / "tags" / "prod 'main'").read_bytes()
    assert written == (by_git / "tags" / "prod 'main'").read_bytes() == b"1.4.0\r\n"


@pytest.mark.parametrize(
    ("environment", "added"),
    [({}, b"\x1b[32m+1.4.0^M\x1b[m\r\n"), ({"NO_COLOR": "1"}, b"\n+1.4.0^M\r\n")],
)
def test_a_terminal_gets_colors_unless_the_user_wants_none(
    infra_repo: Path, tmp_path: Path, environment: dict[str, str], added: bytes
) -> None:
    path = tmp_path / "event.json"
    path.write_text(event(image_push("1.4.0")))
    terminal, its_end = pty.openpty()
    with subprocess.Popen(
        [*PREVIEW, "--event", str(path), *QUICK_START, str(infra_repo)],
        env={"PYTHONPATH": str(FUNCTIONS), "TERM": "xterm", **environment},
        stdout=its_end,
    ) as process:
        os.close(its_end)
        shown = _read_to_the_end(terminal)
    assert process.returncode == 0
    assert added in shown


def _read_to_the_end(terminal: int) -> bytes:
    """What was written to a terminal. On Linux its end is an error, EIO."""
    shown = b""
    with os.fdopen(terminal, "rb", buffering=0) as stream:
        while True:
            try:
                part = stream.read(4096)
            except OSError:
                return shown
            if not part:
                return shown
            shown += part
