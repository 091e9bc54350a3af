"""CodeCommit in the local AWS: its API, by botocore's own model, on real bare git repositories.

Git clients are served below `/v1/repos`. A branch or tag that moves, by the API, by a push or by
`GitRepository`, is "CodeCommit Repository State Change" on the default bus.

Sources: the AWS CodeCommit API Reference as botocore ships it (operations, errors, limits) and
"Quotas in AWS CodeCommit" in the user guide (names and paths). Where neither says what AWS does,
the sandbox refuses (HTTP 501) or takes the stricter reading, and the code says so there.
"""

from sandbox.aws.codecommit.authorization import asked_resource, touched_references
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.git_access import PREFIX, GitAccess
from sandbox.aws.codecommit.plugin import emit_by, install, repository

__all__ = [
    "PREFIX",
    "GitAccess",
    "asked_resource",
    "codecommit_error",
    "emit_by",
    "install",
    "repository",
    "touched_references",
]
