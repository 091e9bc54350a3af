"""What pushes would change in a working copy: decided by the same core as in the function."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tagboat.core.commit_message import CommitMessage
from tagboat.core.errors import TargetError, TooManyFiles
from tagboat.core.explanation import close_images, unknown_image
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan, plan
from tagboat.core.pull_requests import record
from tagboat.core.pull_requests.compose import compose
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection, select
from tagboat.core.snapshot import Snapshot
from tagboat.diff import unified_diff
from tagboat.working_copy import WorkingCopy


class Decision(Struct, frozen=True):
    """What one batch of pushes is to change, and what that was decided by."""

    rules: RuleSet
    selection: Selection
    snapshot: Snapshot
    plan: Plan


class ProposalPreview(Struct, frozen=True):
    """The pull request that there would be from one branch, if none is open yet."""

    branch: str
    title: str
    body: str
    labels: tuple[str, ...]
    message: CommitMessage


class Preview(Struct, frozen=True):
    """What the pushes of one batch would do."""

    outcomes: tuple[Outcome, ...]
    """Of every push and rule, the oldest push first; `written` or `proposed` is what would be."""
    changes: tuple[Change, ...] = ()
    files: tuple[str, ...] = ()
    """The paths of the files that would change, sorted."""
    diff: str = ""
    message: CommitMessage | None = None
    """None: there would be no commit on the branch itself."""
    proposals: tuple[ProposalPreview, ...] = ()
    hints: tuple[str, ...] = ()
    """What may have been meant by image repositories that no rule is about."""

    @property
    def failed(self) -> bool:
        """Whether a push would fail."""
        return any(outcome.failed for outcome in self.outcomes)


class Wanted(Protocol):
    """What names files: a selection, or a checklist."""

    @property
    def paths(self) -> Sequence[str]:
        """Files that have to be read."""

    @property
    def globs(self) -> Sequence[Glob]:
        """Globs whose files have to be found and read."""


def decide(
    pushes: Sequence[ImagePush], rules: RuleSet, working_copy: WorkingCopy, *, now: datetime
) -> Decision:
    """Decide what one batch of pushes changes in a working copy at some time.

    Raises:
        OSError: A file cannot be read.
    """
    selection = select(sorted(pushes, key=push_order), rules, now=now)
    snapshot = read_files(selection, working_copy)
    return Decision(rules, selection, snapshot, plan(selection, snapshot))


def preview(decision: Decision) -> Preview:
    """Show a decision: in the order of the pushes, as a diff, with the commit's message."""
    planned = decision.plan
    paths = tuple(sorted(planned.files))
    diffs = (
        unified_diff(path, decision.snapshot.file(path).text(path), planned.files[path].text(path))
        for path in paths
    )
    outcomes = (_proposed(outcome, decision.rules) for outcome in planned.outcomes)
    committed = [change for change in planned.changes if change.wording is None]
    return Preview(
        outcomes=tuple(sorted(outcomes, key=lambda outcome: push_order(outcome.push))),
        changes=planned.changes,
        files=paths,
        diff="".join(diffs),
        message=commit_message.compose(committed) if committed else None,
        proposals=tuple(_proposals(planned.changes, decision.rules, decision.snapshot)),
        hints=_hints(planned.outcomes, decision.rules),
    )


def read_files(wanted: Wanted, working_copy: WorkingCopy) -> Snapshot:
    """Read the files that are named, and find those that the globs mean.

    Raises:
        OSError: A file cannot be read.
    """
    found: dict[str, Sequence[str] | TargetError] = {}
    for glob in wanted.globs:
        try:
            found[glob.text] = working_copy.find([glob])
        except TooManyFiles as error:
            found[glob.text] = error
    listed = (paths for paths in found.values() if not isinstance(paths, TargetError))
    paths = [*wanted.paths, *(path for some in listed for path in some)]
    return working_copy.read(list(dict.fromkeys(paths))).with_found(found)


def _proposed(outcome: Outcome, rules: RuleSet) -> Outcome:
    """What a rule writes by a pull request is proposed; other outcomes stay as they are."""
    rule = None if outcome.rule is None else rules.named(outcome.rule)
    if rule is None or rule.branch is None:
        return outcome
    return outcome.instead(Kind.PROPOSED, outcome.reason)


def _proposals(
    changes: Sequence[Change], rules: RuleSet, snapshot: Snapshot
) -> Iterator[ProposalPreview]:
    groups: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        rule = rules.named(change.rule)
        if rule is not None and rule.branch is not None:
            groups[rule.branch].append(change)
    for branch, some in groups.items():
        message = commit_message.compose(some, record.trailers(some, snapshot))
        text = compose(some, message)
        yield ProposalPreview(branch, text.title, text.body, text.labels, message)


def _hints(outcomes: Sequence[Outcome], rules: RuleSet) -> tuple[str, ...]:
    unknown = dict.fromkeys(one.push.repository for one in outcomes if one.rule is None)
    return tuple(unknown_image(name, rules) for name in unknown if close_images(name, rules))
