"""The operations on merge requests that the sandbox knows.

Source: "Merge requests", "Merge request approvals" and "Notes" in "REST API resources" (GitLab's
documentation), and the `params` blocks of `lib/api/merge_requests.rb` in GitLab's code.
"""

from sandbox.gitlab.contract import WRITE, Operation, Parameter
from sandbox.gitlab.contract_of_repositories import PAGES

_ALL = "/projects/:id/merge_requests"
_ONE = f"{_ALL}/:merge_request_iid"
_OPTIONAL = (
    Parameter("description"),
    Parameter("labels", "strings"),
    Parameter("assignee_ids", "integers"),
    Parameter("reviewer_ids", "integers"),
    Parameter("remove_source_branch", "boolean"),
    Parameter("squash", "boolean"),
)
UPDATE_PARAMETERS = (
    Parameter("title", may_be_blank=False),
    Parameter("target_branch", may_be_blank=False),
    Parameter("state_event", values=("close", "reopen")),
    Parameter("add_labels", "strings"),
    Parameter("remove_labels", "strings"),
    *_OPTIONAL,
)
OPERATIONS = (
    Operation(
        "GET",
        _ALL,
        (
            Parameter("state", values=("opened", "closed", "locked", "merged", "all")),
            Parameter("order_by", values=("created_at", "updated_at")),
            Parameter("sort", values=("asc", "desc")),
            Parameter("scope", values=("all", "created_by_me")),
            Parameter("source_branch"),
            Parameter("target_branch"),
            Parameter("author_id", "integer"),
            Parameter("author_username"),
            Parameter("labels", "strings"),
            Parameter("iids", "integers"),
            Parameter("with_merge_status_recheck", "boolean"),
            *PAGES,
        ),
    ),
    Operation(
        "POST",
        _ALL,
        (
            Parameter("title", required=True),
            Parameter("source_branch", required=True),
            Parameter("target_branch", required=True),
            *_OPTIONAL,
        ),
        WRITE,
    ),
    Operation("GET", _ONE),
    Operation("PUT", _ONE, UPDATE_PARAMETERS, WRITE),
    Operation(
        "PUT",
        f"{_ONE}/merge",
        (
            Parameter("sha"),
            Parameter("auto_merge", "boolean"),
            Parameter("merge_when_pipeline_succeeds", "boolean"),
            Parameter("squash", "boolean"),
            Parameter("should_remove_source_branch", "boolean"),
            Parameter("merge_commit_message"),
            Parameter("squash_commit_message"),
        ),
        WRITE,
    ),
    Operation("PUT", f"{_ONE}/rebase", (Parameter("skip_ci", "boolean"),), WRITE),
    Operation("GET", f"{_ONE}/commits", PAGES),
    Operation("GET", f"{_ONE}/approvals"),
    Operation("GET", f"{_ONE}/notes", (Parameter("sort", values=("asc", "desc")), *PAGES)),
    Operation("POST", f"{_ONE}/notes", (Parameter("body", required=True),), WRITE),
)
