"""What doctor has found, for people: in columns, and a line that counts."""

from collections import Counter
from collections.abc import Iterator

from tagboat.commands.screen import Color, Screen, visible
from tagboat.core.examination import Check, Examination, Subject, Verdict

_COLORS = {Verdict.OK: Color.GREEN, Verdict.MISSING: Color.RED, Verdict.UNKNOWN: Color.CYAN}
_VERDICTS = max(map(len, Verdict))
_SUBJECTS = max(map(len, Subject))


def doctor_text(examination: Examination, screen: Screen) -> str:
    """Write an examination as text."""
    lines = [line for check in examination.checks for line in _lines(check, screen)]
    counted = Counter(check.verdict for check in examination.checks)
    count = ", ".join(f"{counted[verdict]} {verdict}" for verdict in Verdict)
    return "".join(f"{line}\n" for line in [*_heading(examination), *lines, "", count])


def _heading(examination: Examination) -> Iterator[str]:
    """Which infra repo it is; nothing where the settings do not even say that."""
    if examination.infra_repository:
        repository, host = visible(examination.infra_repository), visible(examination.git_host)
        yield f"{repository} ({host}), branch {visible(examination.branch)}"
        yield ""


def _lines(check: Check, screen: Screen) -> Iterator[str]:
    first, *others = check.says.split("\n")
    verdict = screen.show(f"{check.verdict:<{_VERDICTS}}", _COLORS[check.verdict])
    yield f"{verdict}  {check.subject:<{_SUBJECTS}}  {visible(first)}"
    yield from (f"{'':<{_VERDICTS + _SUBJECTS + 4}}{visible(other)}" for other in others)
