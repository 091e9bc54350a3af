"""Hold those who push with git to a project's protected branches, by git's own `pre-receive` hook.

Sources: githooks(5), "pre-receive"; `lib/gitlab/checks/branch_check.rb` of GitLab's code for what
it says. The user's name comes from git-http-backend(1), as `REMOTE_USER`.
"""

import shlex
from collections.abc import Collection, Iterator

from sandbox.gitlab.project import Project
from sandbox.gitlab.protected_branches import ProtectedBranch
from sandbox.gitlab.tokens import User

_REFUSED = "GitLab: You are not allowed to push code to protected branches on this project."
_REFUSED_FORCE = (
    "GitLab: You are not allowed to force push code to a protected branch on this project."
)
_ZERO = "0" * 40


def enforce_on_push(project: Project, users: Collection[User]) -> None:
    """Write the hook that refuses pushes to the branches as they are protected now."""
    hook = project.git.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(["#!/bin/sh", "while read old new ref; do", *_cases(project, users)]))
    hook.chmod(0o755)


def _cases(project: Project, users: Collection[User]) -> Iterator[str]:
    # A loop of the shell cannot be empty.
    yield ":"
    for protection in project.protections:
        allowed = [user.username for user in users if project.may_push(user, protection.name)]
        yield f'case "$ref" in {_pattern(protection)})'
        yield f'case "$REMOTE_USER" in {"|".join(map(shlex.quote, allowed)) or "-"}) ;;'
        yield f"*) {_say(_REFUSED)} ;; esac"
        if not protection.allow_force_push:
            yield f'if [ "$old" != {_ZERO} ] && ! git merge-base --is-ancestor "$old" "$new"; then'
            yield f"{_say(_REFUSED_FORCE)}; fi"
        yield ";; esac"
    yield "done\n"


def _pattern(protection: ProtectedBranch) -> str:
    parts = [shlex.quote(part) if part else "" for part in protection.name.split("*")]
    return f"refs/heads/{'*'.join(parts)}"


def _say(text: str) -> str:
    return f"echo {shlex.quote(text)} >&2; exit 1"
