"""Hold those who push with git to the rules of a repository, by git's own `update` hook.

Source: githooks(5), "update"; the words are those of github.com's `remote:` lines (GH006, GH013).
"""

import shlex
from collections.abc import Iterator

from sandbox.github.branch_rules import Rule
from sandbox.github.hosted_repository import HostedRepository

# Who pushes is in the environment that git-http-backend(1) got.
_WHO = 'who=$(echo "$REMOTE_USER" | tr A-Z a-z)'


def enforce_on_push(hosted: HostedRepository) -> None:
    """Write the hook that refuses pushes to the branches as they are protected now."""
    hook = hosted.git.path / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    rules = [*_protections(hosted), *_rulesets(hosted)]
    hook.write_text("\n".join(["#!/bin/sh", _WHO, *rules, ""]))
    hook.chmod(0o755)


def _protections(hosted: HostedRepository) -> Iterator[str]:
    for rule in hosted.protections.values():
        yield _refusal(shlex.quote(rule.branches), "GH006: Protected branch update failed", rule)


def _rulesets(hosted: HostedRepository) -> Iterator[str]:
    for rule in hosted.rulesets:
        yield _refusal(rule.branches, "GH013: Repository rule violations found", rule)


def _refusal(branches: str, what: str, rule: Rule) -> str:
    bypassed = "".join(f" {shlex.quote(login)}) ;;" for login in sorted(rule.bypass))
    say = f'echo "error: {what} for $1." >&2; echo {shlex.quote(f"- {rule.violation}")} >&2'
    who = f'case "$who" in{bypassed} *) {say}; exit 1 ;; esac'
    return f'case "$1" in refs/heads/{branches}) {who} ;; esac'
