"""What a merge writes: a moved branch, and mostly a commit."""

import pygit2
from pygit2 import Oid

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.committing import commit_message
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.merges.how import how
from sandbox.aws.codecommit.merges.three_way import three_way
from sandbox.aws.codecommit.signatures import commit_signature
from sandbox.aws.errors import NotSupported

FAST_FORWARD, SQUASH, THREE_WAY = "FAST_FORWARD_MERGE", "SQUASH_MERGE", "THREE_WAY_MERGE"
MERGE_PARAMETERS = (
    "conflictDetailLevel conflictResolutionStrategy commitMessage authorName email keepEmptyFolders"
)
"""What is understood of how to merge; `conflictResolution`, file by file, is not."""


def merged_commit(call: Call, option: str, source: pygit2.Commit, into: pygit2.Commit) -> str:
    """The commit that the destination branch is to point to; its objects are written.

    Args:
        call: Whose request says how, and by whom.
        option: The merge strategy.
        source: What is merged.
        into: The tip of the destination branch.

    Raises:
        AwsError: ManualMergeRequiredException, and the errors about the parameters.
        NotSupported: There is nothing to merge: AWS does not document what comes of it.
    """
    repository = call.repository.git.open()
    if repository.merge_base(source.id, into.id) == source.id:
        raise NotSupported(f"codecommit {call.operation} of what is merged already")
    if option == FAST_FORWARD:
        if not repository.descendant_of(source.id, into.id):
            raise manual_merge_required("The destination branch has commits of its own")
        return str(source.id)
    return _committed(call, option, source, into)


def manual_merge_required(why: str) -> Exception:
    """The error for branches that do not merge by themselves."""
    return codecommit_error("ManualMergeRequiredException", why)


def _committed(call: Call, option: str, source: pygit2.Commit, into: pygit2.Commit) -> str:
    if call.parameters.get("keepEmptyFolders"):
        raise NotSupported(f"codecommit {call.operation} with keepEmptyFolders")
    asked = how(call.parameters)
    author, message = commit_signature(call, name_parameter="authorName"), commit_message(call)
    repository = call.repository.git.open()
    outcome = three_way(repository, source, into, asked)
    if outcome.tree is None:
        paths = ", ".join(conflict.path for conflict in outcome.conflicts)
        raise manual_merge_required(f"There are conflicts: {paths}")
    if option == SQUASH and outcome.tree == into.tree_id:
        raise NotSupported(f"codecommit {call.operation} that would change nothing")
    parents: list[Oid | str] = [into.id] if option == SQUASH else [into.id, source.id]
    return str(repository.create_commit(None, author, author, message, outcome.tree, parents))
