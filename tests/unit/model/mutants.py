"""Tagboats that break a promise each, on purpose: the machine has to catch all of them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from tagboat import missed_images, push_batch, update_infra_repo
from tagboat.core import plan, selection, target_edit, wanted
from tagboat.core.restraints.age import MinimumAge
from tagboat.core.restraints.freeze import Freeze
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.push_queue import PushQueue
from tagboat.updating import reader
from tagboat.updating.asked_registry import AskedRegistry
from tests.in_memory_git_host import InMemoryGitHost
from tests.unit.model.queues import Queues
from tests.unit.model.world import WatchedHost

type Mutant = Callable[[], AbstractContextManager[object]]


def _without_compare_and_swap() -> AbstractContextManager[object]:
    """A commit goes on whatever the head is."""
    commit = InMemoryGitHost.commit

    def forced(self: InMemoryGitHost, snapshot: Any, *rest: Any) -> str:
        return commit(self, replace(snapshot, head=self.branches["main"][-1]), *rest)

    return patch.object(InMemoryGitHost, "commit", forced)


def _conflicts_taken_for_success() -> AbstractContextManager[object]:
    """What was not committed is told as written."""
    commit = WatchedHost.commit

    def hopeful(self: WatchedHost, snapshot: Any, *rest: Any) -> str:
        if snapshot.head != self.branches["main"][-1]:
            return "0" * 40
        return commit(self, snapshot, *rest)

    return patch.object(WatchedHost, "commit", hopeful)


def _without_the_registry_s_order() -> AbstractContextManager[object]:
    """Events alone decide what is newer."""
    return patch.object(wanted, "by_registry", lambda selection, answers, new: selection)


def _without_looking_at_what_is_there() -> AbstractContextManager[object]:
    """What is chosen is written over anything."""
    return patch.object(target_edit, "why_it_stays", lambda chosen, target, places: None)


def _acknowledged_first() -> AbstractContextManager[object]:
    """The queue forgets a message once it has handed it over."""
    receive = Queues.receive

    def forgetful(self: Queues, *args: Any, **named: Any) -> Any:
        messages = receive(self, *args, **named)
        self.acknowledge(messages, [])
        return messages

    return patch.object(Queues, "receive", forgetful)


def _failures_forgotten() -> AbstractContextManager[object]:
    """What has failed does not come back."""
    return patch.object(push_batch, "_failures", lambda pushes, result: {})


def _given_up_without_a_letter() -> AbstractContextManager[object]:
    """What is given up goes nowhere."""
    return patch.object(PushQueue, "give_up", lambda self, farewells: list(farewells))


def _rules_never_read_again() -> AbstractContextManager[object]:
    """What the rules and the hold file were counts for as long as a function lives."""
    load = RulesFile.load

    def lazy(self: RulesFile, snapshot: Any) -> Any:
        return self.last_known or load(self, snapshot)

    return patch.object(RulesFile, "load", lazy)


def _without_the_hold_file() -> AbstractContextManager[object]:
    return patch("tagboat.core.rules.source.read_holds", lambda path, snapshot, rules: ())


def _without_people_s_changes() -> AbstractContextManager[object]:
    """What people took back is written again."""
    return patch.object(reader, "without_taken_back", lambda selection, *rest: selection)


def _without_freezes() -> AbstractContextManager[object]:
    return patch.object(Freeze, "holds", lambda self, candidate, now: None)


def _without_minimum_ages() -> AbstractContextManager[object]:
    return patch.object(MinimumAge, "holds", lambda self, candidate, now: None)


def _groups_torn_apart() -> AbstractContextManager[object]:
    """An image is written whatever becomes of those that it moves with."""
    return patch.object(plan, "_whole_groups", lambda drafted, snapshot: (drafted, []))


def _empty_commits() -> AbstractContextManager[object]:
    """Whatever was looked at is committed."""

    def all_files(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        return {
            path: File(text.encode(), snapshot.file(path).executable)
            for path, text in texts.items()
        }

    return patch.object(plan, "_files", all_files)


def _line_ends_normalised() -> AbstractContextManager[object]:
    files = plan._files

    def normalised(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        made = files(texts, snapshot)
        return {
            path: replace(file, content=file.content.replace(b"\r\n", b"\n"))
            for path, file in made.items()
        }

    return patch.object(plan, "_files", normalised)


def _modes_forgotten() -> AbstractContextManager[object]:
    files = plan._files

    def plain(texts: Mapping[str, str], snapshot: Any) -> Mapping[str, File]:
        return {path: File(file.content) for path, file in files(texts, snapshot).items()}

    return patch.object(plan, "_files", plain)


def _reconcile_of_nothing() -> AbstractContextManager[object]:
    return patch.object(missed_images, "missed", lambda registered, rules, now: [])


def _registry_asked_once_in_a_life() -> AbstractContextManager[object]:
    """What ECR has said is believed for ever."""
    answers: dict[object, AskedRegistry] = {}

    def kept(registry: Any) -> AskedRegistry:
        return answers.setdefault(registry, AskedRegistry(registry))

    return patch.object(update_infra_repo, "AskedRegistry", kept)


def _memory_before_the_registry() -> AbstractContextManager[object]:
    """What a function remembers counts more than what ECR says: a bug that there was."""
    return patch.object(reader, "_of_values", lambda newest, rules, pushes: newest)


def _first_push_of_a_batch() -> AbstractContextManager[object]:
    """The oldest push of a batch is written, not the one that the policy chooses."""
    choose = selection.choose

    def oldest(rule: Any, candidates: Any, *rest: Any) -> Any:
        return choose(rule, candidates[:1], *rest)

    return patch.object(selection, "choose", oldest)


MUTANTS: Mapping[str, Mutant] = {
    made.__name__.strip("_").replace("_", " "): made
    for made in (
        _without_compare_and_swap,
        _conflicts_taken_for_success,
        _without_the_registry_s_order,
        _without_looking_at_what_is_there,
        _acknowledged_first,
        _failures_forgotten,
        _given_up_without_a_letter,
        _rules_never_read_again,
        _without_the_hold_file,
        _without_people_s_changes,
        _without_freezes,
        _without_minimum_ages,
        _groups_torn_apart,
        _empty_commits,
        _line_ends_normalised,
        _modes_forgotten,
        _reconcile_of_nothing,
        _registry_asked_once_in_a_life,
        _memory_before_the_registry,
        _first_push_of_a_batch,
    )
}
