"""Hold those who push with git to the rules of a repository, by git's own `update` hook.

Source: githooks(5), "update"; the words are those of github.com's `remote:` lines (GH006, GH013).
"""

import shlex
from collections.abc import Iterator

from sandbox.github.hosted_repository import HostedRepository


def enforce_on_push(hosted: HostedRepository) -> None:
    """Write the hook that refuses pushes to the branches as they are protected now."""
    hook = hosted.git.path / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(["#!/bin/sh", 'case "$1" in', *_cases(hosted), "esac", ""]))
    hook.chmod(0o755)


def _cases(hosted: HostedRepository) -> Iterator[str]:
    for branch, why in hosted.protections.items():
        yield _case(shlex.quote(branch), "GH006: Protected branch update failed for", why)
    for rule in hosted.rulesets:
        yield _case(rule.branches, "GH013: Repository rule violations found for", rule.violation)


def _case(branches: str, what: str, why: str) -> str:
    say = f'echo "error: {what} $1." >&2; echo {shlex.quote(f"- {why}")} >&2'
    return f"refs/heads/{branches}) {say}; exit 1 ;;"
