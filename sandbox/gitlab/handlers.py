"""What carries each operation of the contract out."""

from sandbox.gitlab import (
    branches,
    commits,
    contract_of_merge_requests,
    contract_of_repositories,
    files,
    identities,
    merge_requests,
    projects,
    trees,
)
from sandbox.gitlab.accept_merge_request import accept_merge_request, rebase_merge_request
from sandbox.gitlab.call import Handler
from sandbox.gitlab.contract import Operation
from sandbox.gitlab.create_commit import create_commit
from sandbox.gitlab.create_merge_request import create_merge_request
from sandbox.gitlab.merge_request_notes import create_note, list_notes
from sandbox.gitlab.update_merge_request import update_merge_request

_REPOSITORY = "/projects/:id/repository"
_MERGE_REQUESTS = "/projects/:id/merge_requests"
_MERGE_REQUEST = f"{_MERGE_REQUESTS}/:merge_request_iid"
_BY_NAME: dict[str, Handler] = {
    "GET /version": identities.get_version,
    "GET /metadata": identities.get_metadata,
    "GET /user": identities.get_current_user,
    "GET /users": identities.list_users,
    "GET /personal_access_tokens/self": identities.get_own_token,
    "GET /projects/:id": projects.get_project,
    "GET /projects/:id/protected_branches": projects.list_protected_branches,
    "GET /projects/:id/protected_branches/:name": projects.get_protected_branch,
    f"GET {_REPOSITORY}/branches/:branch": branches.get_branch,
    f"POST {_REPOSITORY}/branches": branches.create_branch,
    f"DELETE {_REPOSITORY}/branches/:branch": branches.delete_branch,
    f"GET {_REPOSITORY}/files/:file_path": files.get_file,
    f"HEAD {_REPOSITORY}/files/:file_path": files.head_file,
    f"GET {_REPOSITORY}/files/:file_path/raw": files.get_raw_file,
    f"GET {_REPOSITORY}/blobs/:sha": trees.get_blob,
    f"GET {_REPOSITORY}/blobs/:sha/raw": trees.get_raw_blob,
    f"GET {_REPOSITORY}/tree": trees.get_tree,
    f"GET {_REPOSITORY}/commits": commits.list_commits,
    f"GET {_REPOSITORY}/commits/:sha": commits.get_commit,
    f"POST {_REPOSITORY}/commits": create_commit,
    f"GET {_REPOSITORY}/compare": commits.compare,
    f"GET {_REPOSITORY}/merge_base": commits.get_merge_base,
    f"GET {_MERGE_REQUESTS}": merge_requests.list_merge_requests,
    f"POST {_MERGE_REQUESTS}": create_merge_request,
    f"GET {_MERGE_REQUEST}": merge_requests.get_merge_request,
    f"PUT {_MERGE_REQUEST}": update_merge_request,
    f"PUT {_MERGE_REQUEST}/merge": accept_merge_request,
    f"PUT {_MERGE_REQUEST}/rebase": rebase_merge_request,
    f"GET {_MERGE_REQUEST}/commits": merge_requests.list_commits_of_merge_request,
    f"GET {_MERGE_REQUEST}/approvals": merge_requests.get_approvals,
    f"GET {_MERGE_REQUEST}/notes": list_notes,
    f"POST {_MERGE_REQUEST}/notes": create_note,
}

HANDLERS: dict[Operation, Handler] = {
    operation: _BY_NAME[operation.name]
    for operation in (*contract_of_repositories.OPERATIONS, *contract_of_merge_requests.OPERATIONS)
}
