"""GetMergeConflicts: whether a merge would do, and what stands in its way."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_modes import mode_name
from sandbox.aws.codecommit.merges.conflicts import Conflict, Entry
from sandbox.aws.codecommit.merges.how import how
from sandbox.aws.codecommit.merges.merging import FAST_FORWARD, SQUASH, THREE_WAY
from sandbox.aws.codecommit.merges.sides import sides
from sandbox.aws.codecommit.merges.three_way import three_way
from sandbox.aws.codecommit.pages import page
from sandbox.git_trees import FOLDER_MODE

CONFLICTS_A_PAGE = 100
"""Where the request does not say. AWS does not document its own number."""
_TYPES = {FOLDER_MODE: "DIRECTORY", 0o120000: "SYMBOLIC_LINK", 0o160000: "GIT_LINK"}


def get_merge_conflicts(call: Call) -> dict[str, Any]:
    """Foretell a merge of two commits; nothing is written that a branch could point to."""
    repository, option = call.repository.git.open(), _option(call)
    source, destination = sides(call, repository)
    outcome = three_way(repository, source, destination, how(call.parameters))
    mergeable, conflicts = outcome.tree is not None, outcome.conflicts
    if option == FAST_FORWARD:
        # "If the specified merge strategy is FAST_FORWARD_MERGE, this list is always empty."
        mergeable, conflicts = outcome.base == str(destination.id), []
    shown, token = page(
        conflicts,
        _page_size(call),
        call.parameters.get("nextToken"),
        of=f"conflicts of {source.id} into {destination.id} {option} {how(call.parameters)}",
    )
    return {
        "mergeable": mergeable,
        "sourceCommitId": str(source.id),
        "destinationCommitId": str(destination.id),
        "baseCommitId": outcome.base,
        "conflictMetadataList": [_metadata(repository, conflict) for conflict in shown],
        "nextToken": token,
    }


def _option(call: Call) -> str:
    option = call.parameters.get("mergeOption")
    if not option:
        raise codecommit_error("MergeOptionRequiredException", "A merge option is required")
    if option not in (FAST_FORWARD, SQUASH, THREE_WAY):
        raise codecommit_error("InvalidMergeOptionException", f"{option} is not a merge option")
    return str(option)


def _page_size(call: Call) -> int:
    size = call.parameters.get("maxConflictFiles", CONFLICTS_A_PAGE)
    if size < 1:
        raise codecommit_error("InvalidMaxConflictFilesException", f"{size} is not a number")
    return int(size)


def _metadata(repository: pygit2.Repository, conflict: Conflict) -> dict[str, Any]:
    """`ConflictMetadata` of the API Reference, without the number of conflicting hunks."""
    entries = {
        "source": conflict.source,
        "destination": conflict.destination,
        "base": conflict.base,
    }
    there = {side: entry for side, entry in entries.items() if entry is not None}
    blobs = {side: repository[id_] for side, (_, id_) in there.items() if id_ in repository}
    files = {side: blob for side, blob in blobs.items() if isinstance(blob, pygit2.Blob)}
    types = {side: _TYPES.get(mode, "FILE") for side, (mode, _) in there.items()}
    ours = [conflict.source, conflict.destination]
    return {
        "filePath": conflict.path,
        "fileSizes": {side: blob.size for side, blob in files.items()},
        "fileModes": {side: mode_name(there[side][0]) for side in files},
        "objectTypes": types,
        "isBinaryFile": {side: blob.is_binary for side, blob in files.items()},
        "contentConflict": len({entry[1] for entry in ours if entry is not None}) > 1,
        "fileModeConflict": len({entry[0] for entry in ours if entry is not None}) > 1,
        "objectTypeConflict": len({types[s] for s in types if s != "base"}) > 1,
        "mergeOperations": {
            side: _operation(conflict.base, entries[side]) for side in ("source", "destination")
        },
    }


def _operation(base: Entry | None, now: Entry | None) -> str | None:
    """What became of a file on one side; None: nothing."""
    if now == base:
        return None
    if now is None:
        return "D"
    return "A" if base is None else "M"
