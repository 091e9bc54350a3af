"""The mutation createCommitOnBranch: a commit on the branch's head, or a named refusal.

Sources: its description in the schema, and the refusals' own in commit_refusals.py. Unlike
GitHub's, the commit is not signed. Files get the mode 100644 whatever they had before (recorded:
dhslegen/skillsync, github-write NOTES 5), and changes that change nothing make an empty commit.
"""

from typing import Any

from pygit2 import Commit, Signature

from sandbox.git_repository import FILE_MODE
from sandbox.github import commit_refusals as refusals
from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import reference_of
from sandbox.github.web_flow import web_flow

_WORKFLOWS = ".github/workflows/"


def commit_on_branch(call: Call, wanted: dict[str, Any]) -> tuple[HostedRepository, str, str]:
    """Carry the mutation out.

    Args:
        call: Whose request it is.
        wanted: A CreateCommitOnBranchInput; contents are bytes already.

    Returns:
        The repository, the branch's name and the new commit's id.

    Raises:
        TypedError: GitHub would refuse.
        Answer: What GitHub would answer is not known.
    """
    hosted, branch = _branch(call, wanted["branch"])
    put, delete = _changes(wanted.get("fileChanges") or {})
    _check_permissions(call, [*put, *delete])
    head, expected = hosted.git.head(branch), wanted["expectedHeadOid"]
    if head is None:
        raise refusals.branch_not_found()
    if head != expected:
        is_known = isinstance(hosted.git.open().get(expected), Commit)
        raise refusals.stale(expected) if is_known else refusals.unknown_commit(expected)
    new = _write(call, hosted, head, put=put, delete=delete, message=_message(wanted["message"]))
    call.begin("createCommitOnBranch/update-ref")
    refusals.hold_to_rules(hosted, branch, call.token.account.login)
    if not hosted.git.move_branch(branch, new, expected):
        raise refusals.moved_meanwhile(branch, hosted.git.head(branch), expected)
    call.notice(hosted)
    return hosted, branch, new


def _branch(call: Call, wanted: dict[str, str | None]) -> tuple[HostedRepository, str]:
    id_, full_name = wanted.get("id"), wanted.get("repositoryNameWithOwner")
    branch = wanted.get("branchName")
    if id_ is not None and full_name is None and branch is None:
        return _branch_by_id(call, id_)
    if id_ is not None or full_name is None or branch is None:
        raise not_supported("a CommittableBranch that is neither id nor name and repository")
    found = call.repository(full_name)
    if found is None:
        raise refusals.repository_not_found(full_name)
    return found, branch.removeprefix("refs/heads/")


def _branch_by_id(call: Call, id_: str) -> tuple[HostedRepository, str]:
    hosted, name = reference_of(call, id_)
    return hosted, name.removeprefix("refs/heads/")


def _changes(wanted: dict[str, Any]) -> tuple[dict[str, bytes], list[str]]:
    additions, deletions = wanted.get("additions") or [], wanted.get("deletions") or []
    paths = [change["path"] for change in [*additions, *deletions]]
    for path in paths:
        if paths.count(path) > 1:
            raise refusals.path_named_twice(path)
    put = {addition["path"]: addition["contents"] for addition in additions}
    return put, [deletion["path"] for deletion in deletions]


def _check_permissions(call: Call, paths: list[str]) -> None:
    if not call.token.may_write("contents"):
        raise refusals.not_accessible(call.token)
    may_write = call.token.kind != "classic" and call.token.may_write("workflows")
    for path in paths:
        if path.startswith(_WORKFLOWS) and not may_write:
            raise refusals.workflows_not_allowed(call.token, path)


def _message(wanted: dict[str, str | None]) -> str:
    headline, body = wanted["headline"], wanted.get("body")
    return f"{headline}\n\n{body}" if body else str(headline)


def _write(
    call: Call,
    hosted: HostedRepository,
    head: str,
    *,
    put: dict[str, bytes],
    delete: list[str],
    message: str,
) -> str:
    now, account = int(call.github.clock()), call.token.account
    try:
        return hosted.git.write_commit(
            head,
            put={path: (contents, FILE_MODE) for path, contents in put.items()},
            delete=delete,
            message=message,
            author=Signature(account.name, account.email, now, 0),
            committer=web_flow(now),
        )
    except KeyError:
        raise refusals.nothing_to_delete(head) from None
    except ValueError as error:
        # GitHub's answer to a path that git does not allow is not known.
        raise not_supported(f"such file changes: {error}") from None
