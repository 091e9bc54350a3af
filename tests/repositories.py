"""Infra repos as texts in memory, and what converters make of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tagboat.converters.base import Gap, Part, comments_of
from tagboat.converters.finished import finished
from tagboat.converters.written import rules_file
from tagboat.core.rules.load import load_rules
from tagboat.core.rules.strict_yaml import load_yaml
from tests.rule_sets import DEFAULTS


class Texts:
    """Files, all of which are text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.files = sorted(texts)

    def text(self, file: str) -> str | None:
        return self._texts.get(file)


class Made(NamedTuple):
    text: str
    """The rules file, which loads."""
    rules: list[dict[str, Any]]
    to_do: list[str]
    said: list[str]
    """The other comments."""
    gaps: int
    file: dict[str, Any]


type Convert = Callable[[Texts, Sequence[str]], list[Part]]


def made(convert: Convert, texts: Mapping[str, str], files: Sequence[str] | None = None) -> Made:
    """What a converter makes of files, written and read again."""
    repository = Texts(texts)
    parts = finished(convert(repository, repository.files if files is None else files))
    text = rules_file(parts)
    load_rules(text, ".tagboat.yaml", DEFAULTS)
    file = load_yaml(text)
    comments = [comment for part in parts for comment in comments_of(part)]
    return Made(
        text=text,
        rules=file["rules"],
        to_do=[comment.text for comment in comments if comment.to_do],
        said=[comment.text for comment in comments if not comment.to_do],
        gaps=sum(isinstance(part, Gap) for part in parts),
        file=file,
    )
