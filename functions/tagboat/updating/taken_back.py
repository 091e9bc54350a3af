"""Leaves out what people took back: the git host tells who changed the values, and when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tagboat.core.errors import HostError
from tagboat.core.file_history import Revision
from tagboat.core.registry import Answers
from tagboat.core.reverts.late_writes import LateWrite, late_writes
from tagboat.core.reverts.left_out import without_failed, without_held
from tagboat.core.selection import Selection
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import AskedRegistry

if TYPE_CHECKING:
    from tagboat.core.file_history import Histories
    from tagboat.core.restraints.restrain import Key
    from tagboat.core.restraints.waiting import Waiting
    from tagboat.core.reverts.judge import PeoplesChanges

MOST_READ = 200
"""Revisions of a file, where it takes as many to see who has set a value."""
CLOCKS_DIFFER = timedelta(minutes=15)
"""How slow the clock of a person's computer may be."""
_BITS_OF_AGE = 3
"""Histories are asked for together if one is at most about eight times as long as another."""


def without_taken_back(
    selection: Selection,
    snapshot: Snapshot,
    git_host: GitHost,
    registry: AskedRegistry | None = None,
    *,
    proposed: bool = False,
) -> Selection:
    """Leave out what people took back since it was pushed.

    Who pushes later than anybody but Tagboat has committed is free. What cannot be judged
    fails with the reason.

    Args:
        selection: What is to be written.
        snapshot: The files that it writes.
        git_host: Where they are.
        registry: Where the images are; None to go by the values alone.
        proposed: Whether it is by a pull request, which remembers by itself what people took back,
            but not what somebody has set beside it.

    Raises:
        RetryableError: Ask again later.
    """
    histories: Histories = {}
    if snapshot.committed_at is None and not proposed:
        snapshot = _dated(selection, snapshot, git_host)
    while late := _to_judge(selection, snapshot, proposed=proposed):
        try:
            histories = _with_more(histories, late, snapshot, git_host)
        except HostError as error:
            return without_failed(selection, [one.chosen.key for one in late], error)
        held = _held(late, histories, registry, proposed=proposed)
        if not held:
            break
        selection = without_held(selection, held)
    return selection


def _dated(selection: Selection, snapshot: Snapshot, git_host: GitHost) -> Snapshot:
    """A snapshot that says when somebody has committed last, if that may spare histories."""
    if all(one.is_listed for one in late_writes(selection, snapshot)):
        return snapshot
    try:
        return snapshot.with_more(git_host.read(snapshot.branch, (), at=snapshot.head))
    except HostError:
        return snapshot  # The histories cannot be read either, and say for which pushes.


def _to_judge(selection: Selection, snapshot: Snapshot, *, proposed: bool) -> "Sequence[LateWrite]":
    late = late_writes(selection, snapshot)
    return [one for one in late if one.is_listed] if proposed else late


def _held(
    late: Sequence[LateWrite],
    histories: "Histories",
    registry: AskedRegistry | None,
    *,
    proposed: bool,
) -> "Mapping[Key, Waiting]":
    # Most pushes are not late; cold starts go without it.
    from tagboat.core.reverts.judge import by_people, waiting
    from tagboat.core.reverts.standing import waiting_for

    held = {one.chosen.key: waits for one in late if (waits := waiting_for(one, histories))}
    if held or proposed:
        return held
    changes = by_people(late, histories)
    return waiting(changes, _answers(changes, registry))


def _with_more(
    known: "Histories", late: Sequence[LateWrite], snapshot: Snapshot, git_host: GitHost
) -> "Histories":
    """The histories of the files that late pushes would change, each as far as it is of use."""
    since: dict[str, datetime] = {}
    for one in late:
        begin = one.since - CLOCKS_DIFFER if one.is_listed else one.since
        since |= {path: min(begin, since.get(path, begin)) for path in one.files}
    listed = {path for one in late if one.is_listed for path in one.files}
    found = dict(known)
    for some in _by_age({path: at for path, at in since.items() if path not in known}):
        at = min(since[path] for path in some)
        found |= git_host.history(some, at=snapshot.head, since=at)
    for path in listed - known.keys():
        found[path] = _longer(path, found[path], since[path], git_host)
    return found


def _by_age(since: Mapping[str, datetime]) -> Iterator[list[str]]:
    """Paths to be asked about together: one old image must not make all histories long."""
    if not since:
        return
    newest = max(since.values())
    by_age: defaultdict[int, list[str]] = defaultdict(list)
    for path, at in since.items():
        seconds = int((newest - at).total_seconds())
        by_age[seconds.bit_length() // _BITS_OF_AGE].append(path)
    yield from by_age.values()


def _longer(
    path: str, revisions: Sequence[Revision], since: datetime, git_host: GitHost
) -> Sequence[Revision]:
    """A history that goes on where it was cut: what no event tells of must not be guessed at."""
    from tagboat.core.reverts.standing import is_cut

    found = list(revisions)
    while is_cut(found, since) and len(found) < MOST_READ:
        _, *more = git_host.history([path], at=found[-1].commit, since=since)[path] or (None,)
        if not more:
            break
        found += more
    return found


def _answers(changes: "PeoplesChanges", registry: AskedRegistry | None) -> Answers:
    """What the registry knows of the images that people changed."""
    from tagboat.core.reverts.judge import questions

    return {} if registry is None else registry.answers(questions(changes))
