"""The operations on projects, their repositories and users that the sandbox knows.

Source: "Projects", "Branches", "Protected branches", "Repository files", "Repositories", "Commits",
"Users", "Personal access tokens" and "Metadata" in "REST API resources" (GitLab's documentation),
and the `params` blocks of `lib/api/*.rb` in GitLab's code.
"""

from sandbox.gitlab.contract import READ, WRITE, Operation, Parameter
from sandbox.gitlab.tokens import SCOPES

PAGES = (Parameter("page", "integer"), Parameter("per_page", "integer"))
_PROJECT = "/projects/:id"
_REPOSITORY = f"{_PROJECT}/repository"
_USERS = (*READ, "read_user")
_FILES = ("read_repository", *READ)
_REF = Parameter("ref", required=True, may_be_blank=False)

CREATE_COMMIT = Operation(
    "POST",
    f"{_REPOSITORY}/commits",
    (
        # What is required here, GitLab asks for in its own words: see create_commit.py.
        Parameter("branch"),
        Parameter("commit_message"),
        Parameter("actions", "objects"),
        Parameter("start_branch"),
        Parameter("start_sha"),
        Parameter("start_project"),
        Parameter("author_email"),
        Parameter("author_name"),
        Parameter("stats", "boolean"),
        Parameter("force", "boolean"),
    ),
    WRITE,
)
OPERATIONS = (
    Operation("GET", "/version", scopes=_USERS),
    Operation("GET", "/metadata", scopes=_USERS),
    Operation("GET", "/user", scopes=_USERS),
    Operation("GET", "/users", (Parameter("username", required=True), *PAGES), _USERS),
    Operation("GET", "/personal_access_tokens/self", scopes=tuple(sorted(SCOPES))),
    Operation("GET", _PROJECT, anonymous=True),
    Operation("GET", f"{_PROJECT}/protected_branches", (Parameter("search"), *PAGES)),
    Operation("GET", f"{_PROJECT}/protected_branches/:name"),
    Operation("GET", f"{_REPOSITORY}/branches/:branch", anonymous=True),
    Operation(
        "POST",
        f"{_REPOSITORY}/branches",
        (Parameter("branch", required=True, may_be_blank=False), _REF),
        WRITE,
    ),
    Operation("DELETE", f"{_REPOSITORY}/branches/:branch", scopes=WRITE),
    Operation("GET", f"{_REPOSITORY}/files/:file_path", (_REF,), _FILES, anonymous=True),
    Operation("HEAD", f"{_REPOSITORY}/files/:file_path", (_REF,), _FILES, anonymous=True),
    Operation(
        "GET",
        f"{_REPOSITORY}/files/:file_path/raw",
        (Parameter("ref", may_be_blank=False),),
        _FILES,
        anonymous=True,
    ),
    Operation("GET", f"{_REPOSITORY}/blobs/:sha", anonymous=True),
    Operation("GET", f"{_REPOSITORY}/blobs/:sha/raw", anonymous=True),
    Operation(
        "GET",
        f"{_REPOSITORY}/tree",
        (
            Parameter("ref"),
            Parameter("path"),
            Parameter("recursive", "boolean"),
            Parameter("pagination", values=("legacy", "keyset")),
            Parameter("page_token"),
            *PAGES,
        ),
        anonymous=True,
    ),
    Operation(
        "GET",
        f"{_REPOSITORY}/commits",
        (
            Parameter("ref_name"),
            Parameter("path"),
            Parameter("first_parent", "boolean"),
            *PAGES,
        ),
        anonymous=True,
    ),
    Operation(
        "GET", f"{_REPOSITORY}/commits/:sha", (Parameter("stats", "boolean"),), anonymous=True
    ),
    CREATE_COMMIT,
    Operation(
        "GET",
        f"{_REPOSITORY}/compare",
        (
            Parameter("from", required=True),
            Parameter("to", required=True),
            Parameter("straight", "boolean"),
        ),
        anonymous=True,
    ),
    Operation(
        "GET",
        f"{_REPOSITORY}/merge_base",
        (Parameter("refs", "strings", required=True),),
        anonymous=True,
    ),
)
