"""GitHub's mutation that commits on a branch, as long as its head is the one that was read.

"GitHub GraphQL API: Mutations", `createCommitOnBranch`. The author is the token's owner, GitHub
signs the commit, and every file gets the mode 100644.
"""

import base64
from collections.abc import Mapping
from typing import Any

from tagboat.core.commit_message import CommitMessage
from tagboat.core.snapshot import File

COMMIT = "createCommitOnBranch"
ASKED = "commit { oid }"


def commit_input(
    repository: str, branch: str, head: str, files: Mapping[str, File], message: CommitMessage
) -> dict[str, Any]:
    """The mutation's input.

    Args:
        repository: `owner/name`.
        branch: Without `refs/heads/`.
        head: The commit that the branch must be at.
        files: The new contents by path.
        message: The commit's.
    """
    return {
        "branch": {
            "repositoryNameWithOwner": repository,
            "branchName": f"refs/heads/{branch}",
        },
        "expectedHeadOid": head,
        "message": {"headline": message.headline, "body": message.body},
        "fileChanges": {"additions": [_addition(path, files[path]) for path in files]},
    }


def _addition(path: str, file: File) -> dict[str, str]:
    return {"path": path, "contents": base64.b64encode(file.content).decode()}
