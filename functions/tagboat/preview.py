"""What pushes would change in a working copy: decided by the same core as in the function."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tagboat.core.commit_message import CommitMessage
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Outcome
from tagboat.core.plan import plan
from tagboat.core.rules.source import RulesSource
from tagboat.core.selection import select
from tagboat.diff import unified_diff
from tagboat.working_copy import WorkingCopy


class Preview(Struct, frozen=True):
    """What the pushes of one batch would do."""

    outcomes: tuple[Outcome, ...]
    """Of every push and rule, the oldest push first; `written` is what would be."""
    changes: tuple[Change, ...] = ()
    diff: str = ""
    message: CommitMessage | None = None
    """None: there would be no commit."""

    @property
    def failed(self) -> bool:
        """Whether a push would fail."""
        return any(outcome.failed for outcome in self.outcomes)


def preview(pushes: Sequence[ImagePush], rules: RulesSource, working_copy: WorkingCopy) -> Preview:
    """Decide what one batch of pushes would change.

    Raises:
        InvalidRules: The rules are missing or do not load.
        OSError: A file cannot be read.
    """
    rule_set = rules.load(working_copy.read(rules.paths))
    oldest_first = sorted(pushes, key=_age)
    selection = select(oldest_first, rule_set)
    snapshot = working_copy.read(selection.paths)
    planned = plan(selection, snapshot)
    diffs = (
        unified_diff(path, snapshot.file(path).text(path), file.text(path))
        for path, file in sorted(planned.files.items())
    )
    return Preview(
        outcomes=tuple(sorted(planned.outcomes, key=lambda outcome: _age(outcome.push))),
        changes=planned.changes,
        diff="".join(diffs),
        message=commit_message.compose(planned.changes) if planned.files else None,
    )


def _age(push: ImagePush) -> tuple[datetime, str]:
    return push.pushed_at, push.id
