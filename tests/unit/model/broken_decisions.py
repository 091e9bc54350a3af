"""Tagboats that write what they must not, or as they must not, each in its own way."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from tagboat.core import plan, selection, target_edit, wanted
from tagboat.core.restraints.age import MinimumAge
from tagboat.core.restraints.freeze import Freeze
from tagboat.core.reverts import standing
from tagboat.core.snapshot import File
from tagboat.updating import reader


def without_the_registry_s_order() -> AbstractContextManager[object]:
    """Events alone decide what is newer."""
    return patch.object(wanted, "by_registry", lambda selection, answers, new: selection)


def without_looking_at_what_is_there() -> AbstractContextManager[object]:
    """What is chosen is written over anything."""
    return patch.object(target_edit, "why_it_stays", lambda chosen, target, places: None)


def without_the_hold_file() -> AbstractContextManager[object]:
    return patch("tagboat.core.rules.source.read_holds", lambda path, snapshot, rules: ())


def without_people_s_changes() -> AbstractContextManager[object]:
    """What people took back is written again."""
    return patch.object(reader, "without_taken_back", lambda selection, *rest: selection)


def without_what_was_set_since() -> AbstractContextManager[object]:
    """What no event told of is written over anything that is not higher."""
    return patch.object(standing, "waiting_for", lambda late, histories: ())


def without_freezes() -> AbstractContextManager[object]:
    return patch.object(Freeze, "holds", lambda self, candidate, now: None)


def without_minimum_ages() -> AbstractContextManager[object]:
    return patch.object(MinimumAge, "holds", lambda self, candidate, now: None)


def groups_torn_apart() -> AbstractContextManager[object]:
    """An image is written whatever becomes of those that it moves with."""
    return patch.object(plan, "_whole_groups", lambda drafted, snapshot: (drafted, []))


def empty_commits() -> AbstractContextManager[object]:
    """Whatever was looked at is committed."""

    def all_files(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        return {
            path: File(text.encode(), snapshot.file(path).executable)
            for path, text in texts.items()
        }

    return patch.object(plan, "_files", all_files)


def line_ends_normalised() -> AbstractContextManager[object]:
    files = plan._files

    def normalised(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        made = files(texts, snapshot)
        return {
            path: replace(file, content=file.content.replace(b"\r\n", b"\n"))
            for path, file in made.items()
        }

    return patch.object(plan, "_files", normalised)


def modes_forgotten() -> AbstractContextManager[object]:
    files = plan._files

    def plain(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        return {path: File(file.content) for path, file in files(texts, snapshot).items()}

    return patch.object(plan, "_files", plain)


def first_push_of_a_batch() -> AbstractContextManager[object]:
    """The oldest push of a batch is written, not the one that the policy chooses."""
    choose = selection.choose

    def oldest(rule: Any, candidates: Any, *rest: Any) -> Any:
        return choose(rule, candidates[:1], *rest)

    return patch.object(selection, "choose", oldest)
