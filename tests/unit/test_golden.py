"""Golden folders: what a push makes of a repository, compared whole, to the byte."""

import shutil
from pathlib import Path

import pytest

from tagboat.commands.rules_options import AUTHOR, COMMIT_MESSAGE, RULES_FILE
from tagboat.core.plan import plan
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.core.selection import select
from tagboat.preview import read_files
from tagboat.working_copy import WorkingCopy
from tests.image_pushes import image_push

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(path.parent.relative_to(GOLDEN).as_posix() for path in GOLDEN.glob("*/*/push"))
DEFAULTS = Defaults(author=AUTHOR, commit_message=COMMIT_MESSAGE)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def pushed(root: Path, named: str) -> dict[str, bytes]:
    """The folder's files once an image was pushed, `IMAGE:TAG` or `IMAGE:TAG@DIGEST`."""
    reference, _, digest = named.strip().partition("@")
    image, _, tag = reference.partition(":")
    push = image_push(tag, image, digest=digest) if digest else image_push(tag, image)
    working_copy = WorkingCopy(root)
    source = RulesFile(RULES_FILE, DEFAULTS)
    rules = source.load(working_copy.read(source.paths))
    selection = select([push], rules)
    made = plan(selection, read_files(selection, working_copy))
    assert [outcome.reason for outcome in made.outcomes if outcome.failed] == []
    return contents(root) | {path: file.content for path, file in made.files.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_push_changes_the_values_and_not_one_byte_more(case: str) -> None:
    folder = GOLDEN / case
    made = pushed(folder / "original", (folder / "push").read_text())
    assert made == contents(folder / "expected")


@pytest.mark.parametrize("case", CASES)
def test_the_same_push_again_changes_nothing(case: str, tmp_path: Path) -> None:
    folder = GOLDEN / case
    root = shutil.copytree(folder / "expected", tmp_path / "repo")
    assert pushed(root, (folder / "push").read_text()) == contents(folder / "expected")


def test_every_editor_has_golden_folders() -> None:
    editors = {"plain", "yaml", "json", "regex", "kustomize", "helm", "marker"}
    assert {case.partition("/")[0] for case in CASES} == editors
