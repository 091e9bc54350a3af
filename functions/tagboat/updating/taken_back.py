"""Leaves out what people took back: the git host tells who changed the values, and when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tagboat.core.errors import HostError
from tagboat.core.registry import Answers
from tagboat.core.reverts.late_writes import LateWrite, late_writes
from tagboat.core.reverts.left_out import without_failed, without_held
from tagboat.core.selection import Selection
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import AskedRegistry

if TYPE_CHECKING:
    from tagboat.core.file_history import Histories
    from tagboat.core.reverts.judge import PeoplesChanges


def without_taken_back(
    selection: Selection,
    snapshot: Snapshot,
    git_host: GitHost,
    registry: AskedRegistry | None = None,
) -> Selection:
    """Leave out what people took back since it was pushed. Who pushes later than the head is free.

    What cannot be judged fails with the reason.

    Args:
        selection: What is to be committed.
        snapshot: The files that it writes.
        git_host: Where they are.
        registry: Where the images are; None to go by the values alone.

    Raises:
        RetryableError: Ask again later.
    """
    histories: Histories = {}
    while late := late_writes(selection, snapshot):
        # Most pushes are not late; cold starts go without it.
        from tagboat.core.reverts.judge import by_people, waiting

        try:
            histories = _with_more(histories, late, snapshot, git_host)
        except HostError as error:
            return without_failed(selection, [one.chosen.key for one in late], error)
        changes = by_people(late, histories)
        held = waiting(changes, _answers(changes, registry))
        if not held:
            break
        selection = without_held(selection, held)
    return selection


def _with_more(
    known: "Histories", late: Sequence[LateWrite], snapshot: Snapshot, git_host: GitHost
) -> "Histories":
    """The histories of the files that late pushes would change, asked for at once."""
    paths = {path: None for one in late for path in one.files if path not in known}
    if not paths:
        return known
    since = min(one.since for one in late)
    return {**known, **git_host.history(list(paths), at=snapshot.head, since=since)}


def _answers(changes: "PeoplesChanges", registry: AskedRegistry | None) -> Answers:
    """What the registry knows of the images that people changed."""
    from tagboat.core.reverts.judge import questions

    return {} if registry is None else registry.answers(questions(changes))
