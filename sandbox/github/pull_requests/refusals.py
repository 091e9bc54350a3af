"""Why GitHub refuses what is asked of a pull request: HTTP 200, the field null, a typed error.

The texts are those that people recorded on github.com, most as `gh` prints them; `UNPROCESSABLE`
is the type of a recorded refusal of enablePullRequestAutoMerge (iterative/cml issue 882) and of
mergeBranch (facebook/sapling issue 639). What was not found says "unverified".
"""

from collections.abc import Sequence

from sandbox.github.branch_rules import MergeMethod
from sandbox.github.graphql_errors import TypedError

_SAID = {
    "MERGE": "merge commits are",
    "SQUASH": "squash merging is",
    "REBASE": "rebase merging is",
}


def unprocessable(*reasons: str) -> TypedError:
    """Validation failed: `errors.full_messages` of Rails, joined with commas."""
    return TypedError("UNPROCESSABLE", ", ".join(reasons))


def number_not_found(number: int) -> TypedError:
    """Recorded by users of gh."""
    text = f"Could not resolve to a PullRequest with the number of {number}."
    return TypedError("NOT_FOUND", text)


def login_not_found(kind: str, login: str) -> TypedError:
    """Recorded: "Could not resolve to a User with the login of 'x'."."""
    return TypedError("NOT_FOUND", f"Could not resolve to {kind} with the login of '{login}'.")


def already_exists(owner: str, head: str) -> TypedError:
    """Recorded in REST and by users of gh."""
    return unprocessable(f"A pull request already exists for {owner}:{head}.")


def no_commits(base: str, head: str) -> TypedError:
    """Recorded: odigos-io/odigos pull request 3138."""
    return unprocessable(f"No commits between {base} and {head}")


def no_branch(base: str, head: str, *, missing: str) -> TypedError:
    """A branch is not there. Recorded: "Head sha can't be blank, … Head ref must be a branch"."""
    blank = ("Head sha can't be blank", "Base sha can't be blank")
    nothing = f"No commits between {base} and {head}"
    return unprocessable(*blank, nothing, f"{missing} ref must be a branch")


def not_open() -> TypedError:
    """It is closed or merged. Recorded: "Pull request is not open (mergePullRequest)"."""
    return unprocessable("Pull request is not open")


def still_a_draft() -> TypedError:
    """Recorded: "Pull Request is still a draft (mergePullRequest)"."""
    return unprocessable("Pull Request is still a draft")


def head_modified() -> TypedError:
    """`expectedHeadOid` is not the head. The text is recorded, also with 409 in REST."""
    return unprocessable("Head branch was modified. Review and try the merge again.")


def base_modified() -> TypedError:
    """The base moved while it was merged. Recorded: rocq-prover/bot issue 215."""
    return unprocessable("Base branch was modified. Review and try the merge again.")


def not_mergeable() -> TypedError:
    """There are conflicts. The text is recorded."""
    return unprocessable("Pull Request is not mergeable")


def not_rebaseable() -> TypedError:
    """A commit of it cannot be put on the base. Recorded: "This branch can't be rebased"."""
    return unprocessable("This branch can't be rebased")


def method_not_allowed(method: MergeMethod) -> TypedError:
    """The repository forbids the method. Recorded: Mergifyio/mergify's `checks`."""
    said = {"MERGE": "Merge commits", "SQUASH": "Squash merges", "REBASE": "Rebase merges"}
    return unprocessable(f"{said[method]} are not allowed on this repository.")


def unmet_requirements(reasons: Sequence[str], *, by_ruleset: bool) -> TypedError:
    """Checks, reviews or the merge queue are missing. The texts are recorded."""
    if not by_ruleset:
        return unprocessable(reasons[0])
    return unprocessable("Repository rule violations found\n\n" + "\n\n".join(reasons) + "\n\n")


def no_auto_merge(*reasons: str) -> TypedError:
    """What enablePullRequestAutoMerge says; several reasons are joined with "and".

    Recorded: "Merge method merge commits are not allowed on this repository and Pull request Pull
    request is in clean status".
    """
    return unprocessable(" and ".join(reasons))


def auto_merge_method(method: MergeMethod) -> str:
    """The method is not allowed, as enablePullRequestAutoMerge says it."""
    return f"Merge method {_SAID[method]} not allowed on this repository"
