"""What a file editor is: it finds values in a text, and puts others in their place."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct


class Place(Struct, frozen=True, kw_only=True):
    """A value in a text."""

    where: str
    """Where, for people: `image.tag`, `line 3`; empty when the file is nothing but the value."""
    line: int
    """From 1."""
    column: int
    """From 1, in code points."""
    role: str
    """Which of a target's values belongs here; the editor's own word, such as `newTag`."""
    old: str
    """The value, without the quotes and escapes that the file needs around it."""
    start: int
    """Where the text of the value begins, in code points from the text's start."""
    end: int


VALUE = "value"
"""The role of the only value of editors that know no more than one."""


class FileEditor(Protocol):
    """A way to find values. Pure: the same text has the same places."""

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:
        """Find the values.

        Args:
            text: The file's text, with its byte order mark and line ends.
            file: The file's path, for errors.
            variables: What is known of the image that is to be written.

        Returns:
            The places in the order of the text. None, if the rule lets them be missing.

        Raises:
            TargetError: A value is not there, or it is not one that can be replaced.
        """

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Put new values where `find` has found others, and read the result again.

        Args:
            text: The text that the places are of.
            file: The file's path, for errors.
            values: Places, and what is to stand there.

        Returns:
            The text, which differs in those values and nowhere else.

        Raises:
            ValueNotFound: The result would not read back as it is meant.
        """
