"""Findings: what somebody has to mend in the rules or in a file, and where it stands."""

from msgspec import Struct


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to mend."""

    file: str
    """A path from the root of the infra repo, or `the stack's parameters`."""
    line: int | None = None
    """From 1; None where no line is known."""
    column: int | None = None
    """From 1, in code points."""
    rule: str | None = None
    """The name of the rule that it is about."""
    path: str = ""
    """Where in the rule, such as `targets[0].yaml`, or where in the file; empty for all of it."""
    what: str
    """What is wrong, and what to do."""
