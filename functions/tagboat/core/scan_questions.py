"""Which images' scans a registry has to be asked about, before they are written."""

from collections.abc import Iterable, Iterator, Sequence, Set

from tagboat.core.image_scan import ScannedImage, Scans
from tagboat.core.plan import plan
from tagboat.core.selection import Chosen, Selection
from tagboat.core.snapshot import Snapshot


def scan_questions(
    selections: Iterable[Selection], snapshot: Snapshot, scans: Scans
) -> Set[ScannedImage]:
    """The images that would be written by rules that require a scan, and whose is not known.

    First it is the best image of each rule alone. Once that one was refused, those that may be
    written instead are asked about all at once.

    Args:
        selections: What the rules have chosen.
        snapshot: The files that they write.
        scans: What is known.
    """
    repositories = {image.repository for image in scans}
    asked: set[ScannedImage] = set()
    for choice in (choice for one in selections for choice in _unasked(one, snapshot)):
        best = ScannedImage.of(choice.candidate.push)
        asked.add(best)
        if best.repository in repositories:
            asked.update(_instead(choice, snapshot))
    return asked - scans.keys()


def _unasked(selection: Selection, snapshot: Snapshot) -> Sequence[Chosen]:
    if all(choice.rule.required_scan is None for choice in selection.chosen):
        return ()  # To plan takes time.
    return plan(selection, snapshot).unasked


def _instead(choice: Chosen, snapshot: Snapshot) -> Iterator[ScannedImage]:
    """The images that would be written if they were the only one."""
    for other in choice.others:
        alone = Chosen(choice.rule, other, choice.reason)
        if plan(Selection((alone,), ()), snapshot).unasked:
            yield ScannedImage.of(other.push)
