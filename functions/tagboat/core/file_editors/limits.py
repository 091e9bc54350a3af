"""How much of a file the editors look at: far more than files have that people read."""

from tagboat.core.errors import FileTooLarge

LARGEST_TEXT = 10_000_000
"""Characters of a file."""
DEEPEST = 100
"""Lists and mappings inside each other."""
MOST_PLACES = 10_000
"""Values that one query leads to in one file."""
MOST_MATCHES = 1_000
"""Matches of a pattern in one file."""
MOST_LOOKED_AT = 300_000_000
"""Characters behind the matches of a pattern in one file, all together: each match may look at the
rest of the text again, which takes 1.2 seconds for 1,000,000,000, four times for an edit."""


def refuse_large(text: str, file: str) -> None:
    """Refuse what is too large to be edited.

    Raises:
        FileTooLarge: It is.
    """
    if len(text) > LARGEST_TEXT:
        raise FileTooLarge(
            f"{file} has more than {LARGEST_TEXT:,} characters. Keep the value in a smaller file."
        )
