"""What the credentials may do on a git server, or in a repository on disk: push, or not.

Git's protocol refuses those who may not push before anything is sent: "Git: gitprotocol-http",
"Smart Service git-receive-pack". It has no rules of branches: what a server adds shows in a push.
"""

from collections.abc import Callable, Sequence

from tagboat.core.errors import TagboatError
from tagboat.core.examination import Check, Needs, Subject, missing, of_error, ok


def examine(
    needs: Needs, check_push: Callable[[], object], unsupported: TagboatError
) -> Sequence[Check]:
    """Check what is wanted. As `ExaminedHost.examine` has it.

    Args:
        needs: What is wanted.
        check_push: Raises what keeps the credentials from pushing.
        unsupported: What becomes of pull requests.
    """
    checks = [
        ok(Subject.CREDENTIALS, "The server takes the credentials, and tells nothing of their end.")
    ]
    if needs.commits:
        checks.append(_commit(needs.branch, check_push))
    if needs.proposals:
        checks.append(missing(Subject.PULL_REQUEST, str(unsupported)))
    return checks


def _commit(branch: str, check_push: Callable[[], object]) -> Check:
    try:
        check_push()
    except TagboatError as error:
        return of_error(Subject.COMMIT, error)
    return ok(
        Subject.COMMIT,
        f"The credentials may push. Whether a rule of the server's own protects {branch} shows"
        " only in a push.",
    )
