"""Which marked files Flux's automations reach: `update.path` says below which folder they write."""

from collections.abc import Iterator, Sequence

from tagboat.converters.base import Comment, to_do
from tagboat.converters.flux.automation import Automation

_LISTED = 10


def out_of_reach(files: Sequence[str], automations: Sequence[Automation]) -> list[str]:
    """The files that are below the path of no automation; none if there are no automations."""
    if not automations:
        return []
    return [file for file in files if not any(one.reaches(file) for one in automations)]


def about_reach(
    files: Sequence[str], beyond: Sequence[str], automations: Sequence[Automation]
) -> Iterator[Comment]:
    """What to say of files that are out of reach: something is to do if all of them are."""
    if not beyond:
        return
    listed = ", ".join(beyond[:_LISTED]) + (", ..." if len(beyond) > _LISTED else "")
    folders = " or ".join(f"./{folder}" for folder in sorted({one.folder for one in automations}))
    where = f"values in {listed} are marked with it, and its update path is {folders}"
    if len(beyond) < len(files):
        yield Comment(f"{where}, so Flux did not write them")
    else:
        yield to_do(
            f"{where}, so nothing is written: convert from the root of the repository, or mend"
            " update.path of the ImageUpdateAutomation"
        )
