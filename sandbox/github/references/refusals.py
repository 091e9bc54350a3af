"""Why GitHub refuses to move a reference.

Recorded: that a reference exists already (users of Decap CMS and Sveltia CMS, `createRef`). The
others' texts are those of REST for the same thing, and unverified in GraphQL.
"""

from sandbox.github.graphql_errors import TypedError


def already_exists(name: str) -> TypedError:
    """CreateRef of what is there."""
    text = f'A ref named "{name}" already exists in the repository.'
    return TypedError("UNPROCESSABLE", text)


def no_such_object() -> TypedError:
    """The commit is not there."""
    return TypedError("UNPROCESSABLE", "Object does not exist")


def invalid_name(name: str) -> TypedError:
    """Git, or GitHub, allows no such name."""
    return TypedError("UNPROCESSABLE", f"{name} is not a valid ref name.")


def not_a_fast_forward() -> TypedError:
    """The new commit does not come after the old one, and nobody said `force`."""
    return TypedError("UNPROCESSABLE", "Update is not a fast forward")


def cannot_be_updated() -> TypedError:
    """It is elsewhere than was said, or moved in the meantime."""
    return TypedError("UNPROCESSABLE", "Reference cannot be updated")
