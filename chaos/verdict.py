"""Whether all promises were kept: every way in which one was not, with its evidence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chaos.commits import backwards, changes_of
from chaos.oracle import Oracle
from chaos.people import People
from chaos.registry import Registry
from chaos.rule_sets import RuleSet, repository
from sandbox.git_repository import Commit, GitRepository


@dataclass(frozen=True)
class Told:
    """What one stack has left behind."""

    rules: RuleSet
    outcomes: Sequence[Mapping[str, Any]]
    """The lines of its log that are outcomes, in their order."""
    letters: Sequence[Mapping[str, Any]]
    """Its dead letters."""
    undelivered: int


@dataclass(frozen=True)
class Case:
    """Everything that is judged."""

    git: GitRepository
    registry: Registry
    people: People
    told: Sequence[Told]
    junk: Mapping[str, set[str]]
    """The messages that are no pushes, by the set of rules whose queue they came to."""

    def complaints(self) -> list[str]:
        """Everything that is wrong; nothing, if all is as it has to be."""
        commits = self.git.log("main")
        found = [*self._values(), *self._history(commits), *self._commits(commits)]
        for told in self.told:
            found += self._outcomes(told)
            found += self._letters(told)
        complaint = self.git.fsck()
        return [*found, complaint] if complaint else found

    def _values(self) -> Iterator[str]:
        files = {path: self.git.read(path, "main") for path in self.git.files("main")}
        oracle = Oracle(self.registry, self.people.taken_back)
        for told in self.told:
            yield from oracle.wrong(told.rules, files)
        for note, file in self.people.notes.items():
            if note.encode() not in files.get(file, b""):
                yield f"{file} has lost what a person wrote: {note}"

    def _history(self, commits: Sequence[Commit]) -> Iterator[str]:
        for commit, older in pairwise(commits):
            if commit.parents != (older.id,):
                yield f"history is not linear at {commit.id}: its parents are {commit.parents}"
        there = {commit.id for commit in commits}
        yield from (f"the commit {one} is lost" for one in self.people.commits if one not in there)

    def _commits(self, commits: Sequence[Commit]) -> Iterator[str]:
        """Commits of Tagboat's that change nothing, or set a value back."""
        opened, people = self.git.open(), set(self.people.commits)
        oracle = Oracle(self.registry, self.people.taken_back)
        sets = [told.rules for told in self.told]
        for commit in commits[:-1]:
            if commit.id in people or len(commit.parents) != 1:
                continue
            changed = changes_of(opened, commit)
            if not changed:
                yield f"{commit.id} changes nothing"
            yield from (f"{commit.id}: {back}" for back in backwards(oracle, sets, changed))

    def _outcomes(self, told: Told) -> Iterator[str]:
        """Events that a rule has failed, and nothing but failed; and those that nobody heard of.

        What was delivered twice may fail once: the other delivery has acknowledged the message.
        """
        kinds: dict[str, dict[str, set[str]]] = {}
        for one in told.outcomes:
            of = kinds.setdefault(one["push"]["id"], {})
            of.setdefault(one.get("rule", ""), set()).add(one["outcome"])
        broken = repository(told.rules.broken)
        for event, push in self.registry.told.items():
            of = kinds.get(event, {})
            done = any(some != {"failed"} for some in of.values())
            left = any(rule and some == {"failed"} for rule, some in of.items())
            if not of:
                yield f"{told.rules.name}: {push} ({event}) has no outcome"
            elif done == (push.image == broken) or (done and left):
                yield f"{told.rules.name}: {push} ({event}) ended as {dict(of)}"

    def _letters(self, told: Told) -> Iterator[str]:
        """Dead letters that must not be, and those that should be and are not.

        One may be there twice: whoever gives up a message may end before that is known.
        """
        broken = repository(told.rules.broken)
        wanted = {event for event, push in self.registry.told.items() if push.image == broken}
        wanted |= self.junk.get(told.rules.name, set())
        found = {_id(letter) for letter in told.letters}
        for event in found - wanted:
            push = self.registry.told.get(event, "")
            yield f"{told.rules.name}: {push} ({event}) must not be a dead letter"
        for event in wanted - found:
            push = self.registry.told.get(event, "")
            yield f"{told.rules.name}: {push} ({event}) is no dead letter"
        if told.undelivered:
            yield f"{told.rules.name}: {told.undelivered} events were not delivered"


def _id(letter: Mapping[str, Any]) -> str:
    """What a dead letter was: the id of its event, or what tells it from others."""
    body = json.loads(letter["Body"])
    return str(body.get("id") or body.get("junk") or body)
