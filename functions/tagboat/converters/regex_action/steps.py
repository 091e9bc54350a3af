"""The steps of GitHub workflows that run the action, and what they are given."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.foreign_yaml import (
    Data,
    documents,
    items_at,
    keys_at,
    text_at,
    why_unreadable,
    with_small_keys,
)
from tagboat.core.errors import TargetError

_ACTION = "conditional-regex-search-and-replace"
_SIGN = "{THEN_UPDATE_FILES}"
LONGEST = 20_000
"""Characters of an input: every mapping looks at every regex."""


class Step(Struct, frozen=True):
    """One step."""

    file: str
    name: str
    inputs: Mapping[str, str]
    """What it is given in `with`, and in the environment by the same names in capitals."""

    @property
    def source(self) -> str:
        """Where it is, for people."""
        return f"{self.file}: step {self.name!r}" if self.name else self.file

    def listed(self, name: str) -> list[str]:
        """An input that is a list with commas."""
        return [one.strip() for one in self.inputs.get(name, "").split(",") if one.strip()]


def steps(repository: Repository, files: Iterable[str]) -> tuple[list[Step], list[Gap]]:
    """Find the steps in files, and the files that may have some and cannot be read."""
    found: list[Step] = []
    unread: list[Gap] = []
    for file in files:
        text = repository.text(file)
        if text is None or (_ACTION not in text and _SIGN not in text):
            continue
        try:
            for document in documents(text, file):
                for step in _in_document(document.data, file):
                    long = _too_long(step)
                    found += [] if long else [step]
                    unread += [Gap(step.source, (to_do(long),))] if long else []
        except TargetError as error:
            unread.append(Gap(file, (to_do(why_unreadable(error, text)),)))
    return found, unread


def _in_document(data: Data, file: str) -> Iterator[Step]:
    """The steps of a workflow's jobs, or of an action that is made of steps."""
    around = _environment(data)
    jobs = keys_at(data, "jobs").values()
    for job in (*jobs, keys_at(data, "runs")):
        of_job = around | _environment(job)
        for step in items_at(job, "steps"):
            given = _texts(with_small_keys(keys_at(step, "with")))
            inputs = of_job | _environment(step) | given
            is_meant = _ACTION in (text_at(step, "uses") or "") or _SIGN in inputs.get(
                "mappings", ""
            )
            if is_meant:
                yield Step(file, text_at(step, "name") or "", inputs)


def _too_long(step: Step) -> str | None:
    for name, text in step.inputs.items():
        if len(text) > LONGEST:
            return f"its {name} has more than {LONGEST:,} characters; convert it by hand"
    return None


def _environment(data: Data) -> dict[str, str]:
    return _texts(with_small_keys(keys_at(data, "env")))


def _texts(data: Data) -> dict[str, str]:
    found = data.items() if isinstance(data, dict) else ()
    return {key: value for key, value in found if isinstance(value, str)}
