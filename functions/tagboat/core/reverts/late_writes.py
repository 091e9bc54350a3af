"""Which of the chosen pushes come late: people may have changed what they would write."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct

from tagboat.core.draft import Draft
from tagboat.core.errors import TargetError, ValueNotFound
from tagboat.core.plan import SECOND_CHOICES
from tagboat.core.selection import Chosen, Selection
from tagboat.core.snapshot import Snapshot
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.target_edit import TargetEdit


class LateWrite(Struct, frozen=True):
    """A choice that would change a value by a push that somebody may have committed after."""

    chosen: Chosen
    edits: Sequence[TargetEdit]
    """What would change."""

    @property
    def since(self) -> datetime:
        """When the oldest of its images was pushed: what was changed before is of no matter."""
        return min(candidate.pushed_at for candidate in self.chosen.candidates)

    @property
    def is_listed(self) -> bool:
        """Whether one of its images is one that only the registry tells of."""
        return any(candidate.push.listed for candidate in self.chosen.candidates)

    @property
    def files(self) -> Sequence[str]:
        """The files that would change."""
        return list(dict.fromkeys(edit.file for edit in self.edits))


def may_be_late(chosen: Chosen, snapshot: Snapshot) -> bool:
    """Whether one of its images was not pushed later than somebody has committed."""
    return any(_is_late(candidate, snapshot) for candidate in chosen.candidates)


def late_writes(selection: Selection, snapshot: Snapshot) -> Sequence[LateWrite]:
    """Find the late pushes that would change something, each by itself.

    Args:
        selection: What the rules have chosen.
        snapshot: The files that they write.
    """
    return [
        LateWrite(chosen, edits)
        for chosen in selection.chosen
        if may_be_late(chosen, snapshot) and (edits := _late_edits(chosen, snapshot))
    ]


def _late_edits(chosen: Chosen, snapshot: Snapshot) -> Sequence[TargetEdit]:
    """What a choice would change, or the next best where it cannot be written."""
    for one in islice(_in_turn(chosen), 1 + SECOND_CHOICES):
        try:
            edits = Draft(snapshot, checked=False).write(one)
        except ValueNotFound:
            continue
        except TargetError:
            return ()
        if _is_late(one.candidate, snapshot):
            return [edit for edit in edits if not edit.is_done]
        return ()
    return ()


def _in_turn(chosen: Chosen) -> Iterator[Chosen]:
    """A choice, and what is chosen if those before it cannot be written."""
    one: Chosen | None = chosen
    while one is not None:
        yield one
        one = one.next_best


def _is_late(candidate: Candidate, snapshot: Snapshot) -> bool:
    """What no event tells of may have been overtaken by Tagboat's own commits too.

    Times are whole seconds, within which nobody takes back what was pushed in it.
    """
    last = snapshot.committed_at
    return candidate.push.listed or last is None or candidate.told_at < last
