"""Infra repos of any size, made fast and kept: folders of YAML with the digests of images.

The values are random and most of them hexadecimal, so that a repository packs to about half its
size, as the digests and secrets of real ones do.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository

RULES_FILE = ".tagboat.yaml"
TARGET = "deployed_tags/dev_image_tag"
IMAGE = "team/web"
RULES = f"""\
version: 1
author: {{name: Auto Update Bot, email: auto-update-bot@example.com}}
rules:
  - name: web-dev
    image: {IMAGE}
    targets:
      - file: {TARGET}
"""
FIRST_TAG = "1.0.0\n"
_FOLDER_SIZE = 40
_WHEN = "1767225600 +0000"


@dataclass(frozen=True)
class Size:
    """How large an infra repo is."""

    files: int
    bytes_each: int

    @property
    def megabytes(self) -> float:
        """All files together, in millions of bytes."""
        return self.files * self.bytes_each / 1_000_000


def infra_repo(size: Size, folder: Path) -> GitRepository:
    """The infra repo of a size, with one commit on main; made once, and never to be written to.

    Args:
        size: Of the files that are not Tagboat's.
        folder: Where such repositories are kept.
    """
    # A change of what is generated makes another name.
    edition = sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"infra-{size.files}-{size.bytes_each}-{edition}.git"
    if not path.exists():
        for older in folder.glob(f"infra-{size.files}-*"):
            shutil.rmtree(older)
        partial = path.with_suffix(".partial")
        _generate(GitRepository.create(partial), size)
        partial.rename(path)
    return GitRepository(path)


def adopt(git: GitRepository, model: GitRepository) -> None:
    """Let an empty repository have the objects and main of another, without copying them."""
    for pack in (model.path / "objects/pack").iterdir():
        os.link(pack, git.path / "objects/pack" / pack.name)
    head = model.head("main")
    if head is None or not git.move_branch("main", head, None):
        raise ValueError(f"{git.path} is not empty, or {model.path} is")


def _generate(git: GitRepository, size: Size) -> None:
    # Always a pack, which can be shared; few objects would be written one by one.
    settings = ["-c", "fastimport.unpackLimit=0"]
    command = ["git", *settings, "fast-import", "--quiet", "--depth=0"]
    environment = hermetic_environment()
    with subprocess.Popen(
        command, cwd=git.path, env=environment, stdin=subprocess.PIPE
    ) as importing:
        assert importing.stdin is not None
        _write_commit(importing.stdin, size)
    if importing.returncode:
        raise subprocess.CalledProcessError(importing.returncode, command)


def _write_commit(stream: IO[bytes], size: Size) -> None:
    """One commit in the language of git-fast-import(1)."""
    message = b"Begin\n"
    stream.write(b"commit refs/heads/main\n")
    stream.write(f"committer A Person <person@example.com> {_WHEN}\n".encode())
    stream.write(b"data %d\n%s" % (len(message), message))
    for path, content in _files(size):
        stream.write(b"M 100644 inline %s\n" % path.encode())
        stream.write(b"data %d\n%s\n" % (len(content), content))


def _files(size: Size) -> Iterator[tuple[str, bytes]]:
    yield RULES_FILE, RULES.encode()
    yield TARGET, FIRST_TAG.encode()
    chance = random.Random(size.files)
    for number in range(size.files):
        folder = f"environments/{number % 3}/team-{number // _FOLDER_SIZE}"
        yield f"{folder}/service-{number}.yaml", _manifest(number, size.bytes_each, chance)


def _manifest(number: int, length: int, chance: random.Random) -> bytes:
    lines = [
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: service-{number}}}\nspec:\n"
    ]
    total = len(lines[0])
    while total < length:
        digest = chance.randbytes(32).hex()
        line = f"  - {{name: part-{len(lines)}, image: registry/team/part@sha256:{digest}}}\n"
        lines.append(line)
        total += len(line)
    return "".join(lines).encode()
