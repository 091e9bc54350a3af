"""What pushes change, for machines: one JSON document, whose shape is `PreviewDocument`."""

import msgspec
from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.preview import Preview, ProposalPreview


class OutcomeDocument(Struct, frozen=True, kw_only=True):
    """What would become of one push by one rule. The names are those of the function's log."""

    outcome: Kind
    reason: str
    error: str | None
    """The name of the error, such as `FileMissing`; null unless the outcome is `failed`."""
    rule: str | None
    """Null when no rule is about the image."""
    push: ImagePush


class ChangeDocument(Struct, frozen=True, kw_only=True):
    """One value that would become another."""

    file: str
    place: str
    """Where in the file; empty when the file is nothing but the value."""
    old: str
    new: str
    rule: str
    environment: str
    push: ImagePush


class PullRequestDocument(Struct, frozen=True, kw_only=True):
    """A pull request that there would be, if none is open from its branch yet."""

    branch: str
    title: str
    body: str
    labels: list[str]
    commit_message: str


class PreviewDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    outcomes: list[OutcomeDocument]
    changes: list[ChangeDocument]
    files: list[str]
    """The files that change, sorted."""
    diff: str
    """Unified, as `git apply` takes it; empty when nothing changes."""
    commit_message: str | None
    """Null when nothing would be committed on the branch itself."""
    pull_requests: list[PullRequestDocument]


def preview_json(preview: Preview) -> str:
    """Write a preview as JSON, indented, with a line end."""
    document = PreviewDocument(
        outcomes=[_outcome(outcome) for outcome in preview.outcomes],
        changes=[_change(change) for change in preview.changes],
        files=list(preview.files),
        diff=preview.diff,
        commit_message=preview.message.text if preview.message else None,
        pull_requests=[_pull_request(one) for one in preview.proposals],
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _outcome(outcome: Outcome) -> OutcomeDocument:
    return OutcomeDocument(
        outcome=outcome.kind,
        reason=outcome.reason,
        error=type(outcome.error).__name__ if outcome.error else None,
        rule=outcome.rule,
        push=outcome.push,
    )


def _pull_request(one: ProposalPreview) -> PullRequestDocument:
    return PullRequestDocument(
        branch=one.branch,
        title=one.title,
        body=one.body,
        labels=list(one.labels),
        commit_message=one.message.text,
    )


def _change(change: Change) -> ChangeDocument:
    return ChangeDocument(
        file=change.file,
        place=change.place,
        old=change.old,
        new=change.new,
        rule=change.rule,
        environment=change.environment,
        push=change.push,
    )
