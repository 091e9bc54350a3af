"""`$NAME` and `${NAME}` in values and messages: an unknown name is found when rules load."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from string import Template as _Template
from typing import Any

import re2

from tagboat.core.image_push import ImagePush
from tagboat.core.re2_pattern import compile_re2

PUSH_VARIABLES = frozenset(
    {"IMAGE_TAG", "IMAGE_DIGEST", "IMAGE_REPOSITORY", "IMAGE_NAME", "IMAGE_URI", "PUSHED_AT"}
)
"""What every push brings."""

RULE_VARIABLES = frozenset({"RULE", "ENVIRONMENT"})
"""What every rule brings."""

CHANGE_VARIABLES = frozenset({"DESTINATION_FILE", "OLD_TAG", "OLD_VALUE"})
"""What is known once a place in a file is found."""

PROPOSAL_VARIABLES = frozenset({"CHANGES", "BRANCH"})
"""What only pull requests have: the table in their body, and in the names of their branches the
branch that they go to."""

RESERVED = PUSH_VARIABLES | RULE_VARIABLES | CHANGE_VARIABLES | PROPOSAL_VARIABLES
"""Names that a group of a tag pattern cannot take."""

LONGEST_READ = 2_000
"""Characters of a value that is read: far more than an image's reference has."""

# What the values of variables look like, as far as that tells where they end. Without counted
# repeats, which would make a pattern of many variables too large.
_SHAPES = {
    "IMAGE_TAG": r"[A-Za-z0-9_][A-Za-z0-9._-]*",
    "IMAGE_DIGEST": r"sha256:[0-9a-f]+",
    "IMAGE_REPOSITORY": r"[a-z0-9][a-z0-9._/-]*",
    "IMAGE_NAME": r"[a-z0-9][a-z0-9._-]*",
    "IMAGE_URI": r"(?:[^\s/:@]+:[0-9]+/)?[^\s:@]+",
    "PUSHED_AT": r"[0-9TZ:-]+",
}
_NEAR = 0.75
_MOST_LISTED = 20


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
        self.names = frozenset(self._template.get_identifiers())
        """The names that it uses."""
        unknown = sorted(self.names.difference(self.names if known is None else known))
        if unknown:
            said = meant(unknown[0], known or ())
            raise ValueError(f"{text!r} uses ${unknown[0]}, which is not known; {said}")

    def expand(self, variables: Mapping[str, str]) -> str:
        """Replace each name by its value."""
        return self._template.substitute(variables)

    def filled(self, known: Mapping[str, str]) -> "Template":
        """This template with some of its names replaced by their values for good."""
        if self.names.isdisjoint(known):
            return self

        def put(found: re.Match[str]) -> str:
            name = found["named"] or found["braced"]
            return known[name].replace("$", "$$") if name in known else found[0]

        return Template(self._template.pattern.sub(put, self.text), None)

    def read(self, value: str) -> dict[str, str] | None:
        """Tell from a value what the variables were; None if the template cannot have made it.

        Where a value can be read in several ways, the first variable gets as much as it can.
        """
        found = self._match(value)
        if found is None:
            return None
        read: dict[str, str] = {}
        for name, text in zip(self._order, found.groups(), strict=True):
            if read.setdefault(name, text) != text:
                return None
        return read

    def _match(self, value: str) -> Any:  # noqa: ANN401 - re2's match has no type of its own
        try:
            return self._pattern.fullmatch(value) if len(value) <= LONGEST_READ else None
        except UnicodeEncodeError:
            return None  # Half a surrogate pair, which JSON can spell, is no text.

    @cached_property
    def _order(self) -> list[str]:
        """The names in the order of the text, each as often as it is used."""
        return [name for literal, name in self._parts() if name]

    @cached_property
    def _pattern(self) -> Any:  # noqa: ANN401 - re2's compiled pattern has no type of its own
        parts = (
            f"({_SHAPES.get(name, '.*')})" if name else re2.escape(literal)
            for literal, name in self._parts()
        )
        return compile_re2(f"(?s){''.join(parts)}")

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Literal texts and names, in turn; one of the two is empty."""
        at = 0
        for found in self._template.pattern.finditer(self.text):
            yield self.text[at : found.start()], ""
            at = found.end()
            name = found["named"] or found["braced"]
            yield ("", name) if name else ("$", "")
        yield self.text[at:], ""


def of_push(push: ImagePush) -> dict[str, str]:
    """The values of `PUSH_VARIABLES`."""
    return {
        "IMAGE_TAG": push.tag,
        "IMAGE_DIGEST": push.digest,
        "IMAGE_REPOSITORY": push.repository,
        "IMAGE_NAME": push.repository.rpartition("/")[2],
        "IMAGE_URI": push.uri,
        "PUSHED_AT": f"{push.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def meant(unknown: str, known: Collection[str]) -> str:
    """The name that is nearly the same, whatever its case; else those that are known."""
    names = sorted(known)
    by_lower = {name.lower()[:100]: name for name in names[:1_000]}
    close = difflib.get_close_matches(unknown.lower()[:100], by_lower, n=1, cutoff=_NEAR)
    if close:
        return f"did you mean ${by_lower[close[0]]}?"
    if not names:
        return "none is known here"
    listed = ", ".join(f"${name}" for name in names[:_MOST_LISTED])
    return f"known are {listed}{', ...' if len(names) > _MOST_LISTED else ''}"
