"""Titles, descriptions and request tokens, checked."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.codecommit.errors import codecommit_error

TITLE_LENGTH = 150
"""By the model's `Title`; the description of InvalidTitleException says 100."""
DESCRIPTION_LENGTH = 10240


def title(parameters: Mapping[str, Any]) -> str:
    """The title.

    Raises:
        AwsError: TitleRequiredException, InvalidTitleException.
    """
    text = parameters.get("title")
    if not text:
        raise codecommit_error("TitleRequiredException", "A pull request title is required")
    if len(text) > TITLE_LENGTH:
        raise codecommit_error("InvalidTitleException", "The title is too long")
    return str(text)


def description(parameters: Mapping[str, Any]) -> str | None:
    """The description, None without one.

    Raises:
        AwsError: InvalidDescriptionException.
    """
    text = parameters.get("description")
    if text is not None and len(text) > DESCRIPTION_LENGTH:
        raise codecommit_error("InvalidDescriptionException", "The description is too long")
    return text


def request_token(parameters: Mapping[str, Any]) -> str | None:
    """The `clientRequestToken`, None without one.

    Raises:
        AwsError: InvalidClientRequestTokenException.
    """
    token = parameters.get("clientRequestToken")
    if token == "":
        raise codecommit_error("InvalidClientRequestTokenException", "The token is empty")
    return token


def check_same(asked: object, before: object) -> None:
    """Make sure that a token asks for what it asked for before.

    Raises:
        AwsError: IdempotencyParameterMismatchException.
    """
    if asked != before:
        raise codecommit_error(
            "IdempotencyParameterMismatchException",
            "The client request token was used before, with other parameters",
        )
