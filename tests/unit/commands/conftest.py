"""A small infra repo on disk, and the command line run on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tagboat import cli
from tagboat.core.image_push import ImagePush
from tests.image_pushes import event, image_push

RULES = rb"""
version: 1
rules:
  - name: web-dev
    image: team/web
    tags: '\d+\.\d+\.\d+'
    environment: dev
    targets:
      - file: tags/dev
      - {file: apps/web image.txt, value: "$IMAGE_URI:$IMAGE_TAG"}
  - name: web-prod
    image: team/web
    tags: v.+
    targets: [{file: tags/prod}]
"""

type Printed = tuple[int, str, str]


@pytest.fixture
def infra_repo(tmp_path: Path) -> Path:
    """Its dev tag has no last newline, and its image's line ends as on Windows."""
    root = tmp_path / "infra"
    for path, content in {
        ".tagboat.yaml": RULES,
        "tags/dev": b"1.3.9",
        "tags/prod": b"v1.3.0\n",
        "apps/web image.txt": b"123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:1.3.9\r\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture
def tagboat(infra_repo: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Printed]:
    """Run a command on the infra repo: exit code, standard output, standard error."""

    def tagboat(*arguments: str) -> Printed:
        code = cli.main([*arguments, str(infra_repo)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return tagboat


@pytest.fixture
def preview_files(tagboat: Callable[..., Printed]) -> Callable[..., Printed]:
    """Preview event files."""

    def preview_files(*names: object, options: list[str] | None = None) -> Printed:
        events = [part for name in names for part in ("--event", str(name))]
        return tagboat("preview", *events, *(options or []))

    return preview_files


@pytest.fixture
def preview(preview_files: Callable[..., Printed], tmp_path: Path) -> Callable[..., Printed]:
    """Preview pushes, each from an event file of its own: of 1.4.0 unless others are given."""

    def preview(*options: str, of: list[ImagePush] | None = None) -> Printed:
        names = []
        for index, push in enumerate(of or [image_push("1.4.0")]):
            names.append(tmp_path / f"event-{index}.json")
            names[-1].write_text(event(push))
        return preview_files(*names, options=list(options))

    return preview
