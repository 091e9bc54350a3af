"""What is deployed where, and since when: read from the trailers of a branch's commits."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import UnsafePath
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.pull_requests import record
from tagboat.core.rules.rule import Refusal, Rule, RuleSet


class Commit(Struct, frozen=True, kw_only=True):
    """A commit of a branch, with all that it has brought to it."""

    id: str
    at: datetime
    """When it was committed."""
    author: str
    files: tuple[str, ...]
    """The paths that it has changed on the branch."""
    messages: tuple[str, ...]
    """Its own, and those of the commits that it has merged, the newest first."""


class Write(Struct, frozen=True, kw_only=True):
    """An image that a rule has written to a file."""

    rule: str
    environment: str
    """Of the rule as it is now; empty if it has none, or is gone."""
    file: str
    push: ImagePush
    commit: Commit
    overtaken: "Write | None" = None
    """What the rule has written there next; None if nothing."""
    changed: Commit | None = None
    """The last commit of somebody else that has changed the file before that, or until now."""

    @property
    def deployed(self) -> bool:
        """Whether the rule has written nothing else there since."""
        return self.overtaken is None


type _Key = tuple[str, str, str]
"""A rule, a file, and an image repository: what replaces each other."""


def history(commits: Sequence[Commit], rules: RuleSet | None) -> list[Write]:
    """What rules have written, the newest first.

    Args:
        commits: Of one branch, the newest first.
        rules: As they are now, which tell the files of one rule from those of another; None where
            there are none, so that every file of a commit is of every rule that it names.
    """
    found: list[Write] = []
    newer: dict[_Key, tuple[int, Write]] = {}
    others: dict[str, list[tuple[int, Commit]]] = {}
    for index, commit in enumerate(commits):
        writes = _writes(commit, rules)
        for key, write in writes.items():
            since, overtaken = newer.get(key, (-1, None))
            between = (one for at, one in others.get(write.file, ()) if at > since)
            complete = replace(write, overtaken=overtaken, changed=next(between, None))
            found.append(complete)
            newer[key] = index, complete
        if not writes:
            for file in commit.files:
                others.setdefault(file, []).append((index, commit))
    return found


def _writes(commit: Commit, rules: RuleSet | None) -> dict[_Key, Write]:
    """What a commit has written; of several images at one place, the one that is there now."""
    found: dict[_Key, Write] = {}
    for rule, push in _told(commit):
        known = None if rules is None else rules.named(rule)
        for file in _files(known, push, commit.files):
            write = Write(
                rule=rule,
                environment=known.environment if known else "",
                file=file,
                push=push,
                commit=commit,
            )
            found.setdefault((rule, file, push.repository), write)
    return found


def _told(commit: Commit) -> Iterator[tuple[str, ImagePush]]:
    """Each rule and image that a commit names, the newest first."""
    for message in commit.messages:
        told = record.read(message)
        pushes = {push.reference: push for push in sorted(told.pushes, key=push_order)}
        order = list(pushes)
        for rule, reference in sorted(
            told.written, key=lambda one: (order.index(one[1]), one[0]), reverse=True
        ):
            yield rule, pushes[reference]


def _files(rule: Rule | None, push: ImagePush, files: Sequence[str]) -> Sequence[str]:
    """Which of some files are a rule's; all, where that can no longer be told."""
    candidate = None if rule is None else rule.consider(push)
    if rule is None or candidate is None or isinstance(candidate, Refusal):
        return files
    named: list[str | Glob] = []
    for target in rule.targets:
        try:
            named.append(target.files(candidate.variables))
        except UnsafePath:
            continue
    own = [file for file in files if any(_is(file, one) for one in named)]
    return own or files


def _is(file: str, named: str | Glob) -> bool:
    return file == named if isinstance(named, str) else named.matches(file)
