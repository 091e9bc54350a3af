"""Who a commit made by the API is by."""

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.errors import NotSupported
from sandbox.git_repository import Signature

NAME_LENGTH = 1024
EMAIL_LENGTH = 256
"""Both from "Quotas in AWS CodeCommit"."""
_NEVER_IN_GIT = frozenset("<>\n\r\x00")


def commit_signature(call: Call, *, name_parameter: str) -> Signature:
    """The author, who is the committer too (CreateCommit, `authorName`).

    Without a name AWS takes the IAM user's or one made from the login: here the role's name, or
    `root`. What it does without an email address is not documented, and git needs one: the address
    then says so.

    Raises:
        AwsError: NameLengthExceededException, InvalidEmailException.
    """
    name = call.parameters.get(name_parameter) or call.principal or "root"
    email = call.parameters.get("email") or "no-email@sandbox.invalid"
    if len(name) > NAME_LENGTH:
        raise codecommit_error("NameLengthExceededException", "The author's name is too long")
    if len(email) > EMAIL_LENGTH or _NEVER_IN_GIT & set(email):
        raise codecommit_error("InvalidEmailException", f"{email!r} is not an email address")
    if _NEVER_IN_GIT & set(name):
        raise NotSupported(f"codecommit {call.operation} by an author called {name!r}")
    return Signature(name, email)
