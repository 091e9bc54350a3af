"""Why GitHub refuses createCommitOnBranch: HTTP 200, `data.createCommitOnBranch: null`, an error.

Types and texts are those that people recorded on github.com, each named below. Where none was found
the docstring says "unverified".
"""

from collections.abc import Sequence

from sandbox.github.graphql_errors import TypedError
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.tokens import Token


def repository_not_found(full_name: str) -> TypedError:
    """It is not there, or the token does not see it, which GitHub keeps apart from nobody.

    Recorded: stripe-archive/sequins and others, "Could not resolve to a Repository".
    """
    text = f"Could not resolve to a Repository with the name '{full_name}'."
    return TypedError("NOT_FOUND", text)


def node_not_found(id_: str) -> TypedError:
    """An id names nothing. Recorded: peel/fiddle ADR 018, "A GraphQL 200 is not a success"."""
    return TypedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'")


def branch_not_found() -> TypedError:
    """There is no such branch. The text is recorded (github/gh-aw issue 22564), the type is not."""
    return TypedError("NOT_FOUND", "Branch not found")


def not_accessible(token: Token) -> TypedError:
    """The token lacks a permission.

    Recorded: peel/fiddle ADR 018 and fpicalausa/remove-stale-branches issue 49, with `extensions`.
    """
    who = "integration" if token.kind == "installation" else "personal access token"
    return TypedError("FORBIDDEN", f"Resource not accessible by {who}", {"saml_failure": False})


def workflows_not_allowed(token: Token, path: str) -> TypedError:
    """Workflow files need a permission of their own.

    The text is that of a refused push (GitHub's documentation of scopes); the type is unverified.
    """
    match token.kind:
        case "installation":
            who, what = "a GitHub App", "`workflows` permission"
        case "classic":
            who, what = "a Personal Access Token", "`workflow` scope"
        case _:
            who, what = "a Personal Access Token", "`workflows` permission"
    text = f"refusing to allow {who} to create or update workflow `{path}` without {what}"
    return TypedError("FORBIDDEN", text)


def unknown_commit(oid: str) -> TypedError:
    """`expectedHeadOid` is no commit here. Recorded: mozilla-conduit/lando, test_github_graphql."""
    return TypedError("NOT_FOUND", f"No commit exists with specified expectedHeadOid '{oid}'.")


def stale(expected: str) -> TypedError:
    """The branch is elsewhere. The text has two spaces after "not.".

    Recorded: ministryofjustice/modernisation-platform issue 11985 and donaldgifford/repo-guardian
    INV-0022.
    """
    text = f'Expected branch to point to "{expected}" but it did not.  Pull and try again.'
    return TypedError("STALE_DATA", text)


def moved_meanwhile(branch: str, actual: str | None, expected: str) -> TypedError:
    """The branch moved after GitHub had looked: a conflict, although it says FORBIDDEN.

    Recorded: the text in babarot/gh-infra pull request 163 and an Obsidian plug-in's live tests;
    the type, on 2026-10-05, with "is at … but expected …" alone, in a live test of two writers.
    """
    text = f"Ref refs/heads/{branch} is at {actual} but expected {expected}"
    return TypedError("FORBIDDEN", text)


def nothing_to_delete(head: str) -> TypedError:
    """A path to delete is not there.

    Recorded: the text by users of Keystatic, the type in a live test (2026-10-06, step G11).
    """
    text = f"A path was requested for deletion which does not exist as of commit oid `{head}`"
    return TypedError("NOT_FOUND", text)


def path_named_twice(path: str) -> TypedError:
    """A path is in two changes: "a validation error", says the schema. Unverified."""
    return TypedError("UNPROCESSABLE", f"The path `{path}` was specified more than once")


def protected(why: str) -> TypedError:
    """Classic branch protection refuses. Recorded type: Thinkmill/keystatic issue 1598."""
    return TypedError("BRANCH_PROTECTION_RULE_VIOLATION", why)


def against_rules(violations: Sequence[str]) -> TypedError:
    r"""A ruleset refuses: FORBIDDEN too, and no missing permission.

    Recorded, with the trailing empty line: {"type":"FORBIDDEN","path":["createCommitOnBranch"],
    "message":"Repository rule violations found\n\n3 of 3 required status checks are
    expected.\n\n"}.
    """
    said = "".join(f"{violation}\n\n" for violation in violations)
    return TypedError("FORBIDDEN", f"Repository rule violations found\n\n{said}")


def hold_to_rules(hosted: HostedRepository, branch: str, login: str) -> None:
    """Let an account write to a branch without a pull request, if the rules do.

    Raises:
        TypedError: They do not.
    """
    if why := hosted.protection_against(branch, login):
        raise protected(why)
    if violations := hosted.violations(branch, login):
        raise against_rules(violations)
