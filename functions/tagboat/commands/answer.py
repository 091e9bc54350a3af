"""What a command answers, and how it says that it was called wrongly."""

from msgspec import Struct


class Answer(Struct, frozen=True):
    """What a command found."""

    output: str
    """What goes to standard output, to the byte."""
    findings: bool = False
    """Whether somebody has to mend something."""


class Misuse(Exception):
    """The command line asks for something that cannot be done. The message says what would be."""
