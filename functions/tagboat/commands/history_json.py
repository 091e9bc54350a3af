"""History for machines: `HistoryDocument`, or `FateDocument` where a tag is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from tagboat.commands.history_fate import Fate
from tagboat.core.history import Commit, Write
from tagboat.core.image_push import ImagePush


class CommitDocument(Struct, frozen=True, kw_only=True):
    """A commit."""

    id: str
    at: datetime
    author: str


class OvertakenDocument(Struct, frozen=True, kw_only=True):
    """What the same rule has written there next."""

    push: ImagePush
    commit: CommitDocument


class WriteDocument(Struct, frozen=True, kw_only=True):
    """An image that a rule has written to a file."""

    rule: str
    environment: str | None
    file: str
    push: ImagePush
    """Its `id` is empty: commits do not have it."""
    commit: CommitDocument
    deployed: bool
    """Whether the rule has written nothing else there since."""
    changed: CommitDocument | None
    """The last commit of somebody else that has changed the file since, or before `overtaken`."""
    overtaken: OvertakenDocument | None


class HistoryDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    writes: Sequence[WriteDocument]
    """The newest first."""
    shallow: bool
    """Whether the clone has only a part of the history."""


class SaidDocument(Struct, frozen=True, kw_only=True):
    """What a rule that has not written the tag says of it."""

    rule: str
    environment: str | None
    refusal: str | None
    """Why it does not write it; null if it would."""
    instead: Sequence[WriteDocument]


class FateDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    image: str
    tag: str
    writes: Sequence[WriteDocument]
    proposed_by: Sequence[str]
    held_by: Sequence[str]
    others: Sequence[SaidDocument]
    query: str
    """For CloudWatch Logs Insights."""
    log: Sequence[Mapping[str, str]] | None
    """What the query has found; null if no log group was named."""
    shallow: bool


def history_json(writes: Sequence[Write], *, shallow: bool) -> str:
    """Write what is deployed as indented JSON."""
    return _json(HistoryDocument(writes=[_write(one) for one in writes], shallow=shallow))


def fate_json(fate: Fate, logged: Sequence[Mapping[str, str]] | None) -> str:
    """Write what became of a tag as indented JSON."""
    return _json(
        FateDocument(
            image=fate.repository,
            tag=fate.tag,
            writes=[_write(one) for one in fate.writes],
            proposed_by=fate.proposed_by,
            held_by=fate.held_by,
            others=[
                SaidDocument(
                    rule=said.rule,
                    environment=said.environment or None,
                    refusal=said.refusal,
                    instead=[_write(one) for one in said.instead],
                )
                for said in fate.others
            ],
            query=fate.query,
            log=logged,
            shallow=fate.shallow,
        )
    )


def _json(document: Struct) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _write(one: Write) -> WriteDocument:
    by = one.overtaken
    return WriteDocument(
        rule=one.rule,
        environment=one.environment or None,
        file=one.file,
        push=one.push,
        commit=_commit(one.commit),
        deployed=one.deployed,
        changed=_commit(one.changed) if one.changed else None,
        overtaken=OvertakenDocument(push=by.push, commit=_commit(by.commit)) if by else None,
    )


def _commit(commit: Commit) -> CommitDocument:
    return CommitDocument(id=commit.id, at=commit.at, author=commit.author)
