"""What carries each operation of the contract out."""

from sandbox.gitlab import branches, commits, create_commit, files, identities, projects, trees
from sandbox.gitlab.call import Handler
from sandbox.gitlab.contract import Operation
from sandbox.gitlab.contract_of_repositories import OPERATIONS

_REPOSITORY = "/projects/:id/repository"
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
    f"POST {_REPOSITORY}/commits": create_commit.create_commit,
    f"GET {_REPOSITORY}/compare": commits.compare,
    f"GET {_REPOSITORY}/merge_base": commits.get_merge_base,
}

HANDLERS: dict[Operation, Handler] = {
    operation: _BY_NAME[operation.name] for operation in OPERATIONS
}
