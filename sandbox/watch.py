"""What becomes of pushes, printed as it happens: commits, and the outcomes that are none."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any

from sandbox.git_repository import Commit, GitRepository

SECONDS_BETWEEN_LOOKS = 0.2


def watch(git: GitRepository, logs: Callable[[], list[str]]) -> None:
    """Print each new commit of `main` and each new outcome, until the interrupt.

    Args:
        git: The infra repo.
        logs: Gives all that the function has logged.
    """
    head, read = git.head("main"), 0
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        lines = logs()
        for said in not_written(lines[read:]):
            print(said, flush=True)
        read = len(lines)
        for commit in _since(git, head):
            print(f"{commit.message.rstrip()}\n\n{git.diff(commit.id)}", flush=True)
            head = commit.id


def not_written(log: Iterable[str]) -> Iterator[str]:
    """One line for each outcome that is no commit: what became of which push by which rule, why.

    Args:
        log: Lines of the function's log; those that are no outcomes are left out.
    """
    for line in log:
        said = _entry(line)
        if said.get("message") == "Outcome" and said["outcome"] != "written":
            push, rule = said["push"], said.get("rule") or "(no rule)"
            image = f"{push['repository']}:{push['tag']}"
            yield f"{said['outcome']} {image} {rule}: {said['reason']}"


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _since(git: GitRepository, head: str | None) -> list[Commit]:
    """The commits after one, oldest first."""
    return list(takewhile(lambda commit: commit.id != head, git.log("main")))[::-1]
