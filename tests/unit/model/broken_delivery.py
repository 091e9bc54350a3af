"""Tagboats that lose, repeat or forget pushes, or what they were told, each in its own way."""

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from tagboat import push_batch, update_infra_repo
from tagboat.core import looking
from tagboat.core.reconciling import Missed
from tagboat.core.rules.source import RulesFile
from tagboat.push_queue import PushQueue
from tagboat.updating import reader
from tagboat.updating.asked_registry import AskedRegistry
from tests.in_memory_git_host import InMemoryGitHost
from tests.unit.model.branch import WatchedHost
from tests.unit.model.queues import Queues


def without_compare_and_swap() -> AbstractContextManager[object]:
    """A commit goes on whatever the head is."""
    commit = InMemoryGitHost.commit

    def forced(self: InMemoryGitHost, snapshot: Any, *rest: Any) -> str:
        return commit(self, replace(snapshot, head=self.branches["main"][-1]), *rest)

    return patch.object(InMemoryGitHost, "commit", forced)


def conflicts_taken_for_success() -> AbstractContextManager[object]:
    """What was not committed is told as written."""
    commit = WatchedHost.commit

    def hopeful(self: WatchedHost, snapshot: Any, *rest: Any) -> str:
        if snapshot.head != self.branches["main"][-1]:
            return "0" * 40
        return commit(self, snapshot, *rest)

    return patch.object(WatchedHost, "commit", hopeful)


def acknowledged_first() -> AbstractContextManager[object]:
    """The queue forgets a message once it has handed it over."""
    receive = Queues.receive

    def forgetful(self: Queues, *args: Any, **named: Any) -> Any:
        messages = receive(self, *args, **named)
        self.acknowledge(messages, [])
        return messages

    return patch.object(Queues, "receive", forgetful)


def failures_forgotten() -> AbstractContextManager[object]:
    """What has failed does not come back."""
    return patch.object(push_batch, "_failures", lambda pushes, result: {})


def given_up_without_a_letter() -> AbstractContextManager[object]:
    """What is given up goes nowhere."""
    return patch.object(PushQueue, "give_up", lambda self, farewells: list(farewells))


def rules_never_read_again() -> AbstractContextManager[object]:
    """What the rules and the hold file were counts for as long as a function lives."""
    load = RulesFile.load

    def lazy(self: RulesFile, snapshot: Any) -> Any:
        return self.last_known or load(self, snapshot)

    return patch.object(RulesFile, "load", lazy)


def reconcile_of_nothing() -> AbstractContextManager[object]:
    return patch.object(looking, "missed", lambda pushes, rules, now: Missed())


def registry_asked_once_in_a_life() -> AbstractContextManager[object]:
    """What ECR has said is believed for ever."""
    answers: dict[object, AskedRegistry] = {}

    def kept(registry: Any) -> AskedRegistry:
        return answers.setdefault(registry, AskedRegistry(registry))

    return patch.object(update_infra_repo, "AskedRegistry", kept)


def memory_before_the_registry() -> AbstractContextManager[object]:
    """What a function remembers counts more than what ECR says: a bug that there was."""
    return patch.object(reader, "_of_values", lambda newest, rules, pushes: newest)
