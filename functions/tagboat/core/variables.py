"""`$NAME` and `${NAME}` in values and messages: an unknown name is found when rules load."""

from collections.abc import Collection, Mapping
from string import Template as _Template

from tagboat.core.image_push import ImagePush

PUSH_VARIABLES = frozenset({"IMAGE_TAG", "IMAGE_DIGEST", "IMAGE_REPOSITORY", "IMAGE_URI"})
"""What every push brings."""

RULE_VARIABLES = frozenset({"RULE", "ENVIRONMENT"})
"""What every rule brings."""

CHANGE_VARIABLES = frozenset({"DESTINATION_FILE", "OLD_TAG"})
"""What is known once a place in a file is found."""

RESERVED = PUSH_VARIABLES | RULE_VARIABLES | CHANGE_VARIABLES
"""Names that a group of a tag pattern cannot take."""


class _PythonTemplate(_Template):
    idpattern = r"(?a:[_A-Za-z][_A-Za-z0-9]*)"


class Template:
    """A text with variables. `$$` is a dollar sign."""

    def __init__(self, text: str, known: Collection[str] | None) -> None:
        """Check the text.

        Args:
            text: The text as somebody wrote it.
            known: The names that it may use; None for any.

        Raises:
            ValueError: A name is unknown, or a dollar sign belongs to no name.
        """
        self.text = text
        self._template = _PythonTemplate(text)
        if not self._template.is_valid():
            raise ValueError(
                f"{text!r} has a dollar sign without a name; write $$ for a dollar sign"
            )
        unknown = sorted(set(self._template.get_identifiers()) - set(known or ()))
        if unknown and known is not None:
            raise ValueError(
                f"{text!r} uses ${unknown[0]}, which is not known; known are "
                + ", ".join(f"${name}" for name in sorted(known))
            )

    def expand(self, variables: Mapping[str, str]) -> str:
        """Replace each name by its value."""
        return self._template.substitute(variables)


def of_push(push: ImagePush) -> dict[str, str]:
    """The values of `PUSH_VARIABLES`."""
    return {
        "IMAGE_TAG": push.tag,
        "IMAGE_DIGEST": push.digest,
        "IMAGE_REPOSITORY": push.repository,
        "IMAGE_URI": push.uri,
    }
