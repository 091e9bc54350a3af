"""What a check has found, for people and editors: `FILE:LINE:COLUMN:` and what is to be mended."""

from collections.abc import Iterator, Sequence

from tagboat.commands.infra_repo import InfraRepo
from tagboat.commands.screen import Color, Screen, visible
from tagboat.core.checking.check import Checked
from tagboat.core.findings import Finding


def check_text(checked: Checked, held: Sequence[str], infra_repo: InfraRepo, screen: Screen) -> str:
    """Write a line for each finding, what was not checked and what is held, and one that counts."""
    lines = [_line(finding, infra_repo, screen) for finding in checked.findings]
    lines += (_line(one, infra_repo, screen, "not checked: ") for one in checked.not_checked)
    lines += map(visible, held)
    return _text([*lines, ", ".join(_counts(checked))])


def mistakes_text(mistakes: Sequence[Finding], infra_repo: InfraRepo, screen: Screen) -> str:
    """Write a line for each mistake that keeps rules from loading, and one that counts."""
    count = _count(len(mistakes), "finding")
    closing = f"{infra_repo.rules_name} does not load: {count}; the files were not looked at yet"
    return _text([*(_line(one, infra_repo, screen) for one in mistakes), closing])


def _line(finding: Finding, infra_repo: InfraRepo, screen: Screen, before: str = "") -> str:
    position = [finding.line, finding.column] if finding.line else []
    place = ":".join(map(str, [infra_repo.path_of(finding.file), *position]))
    rule = [f"rule '{finding.rule}'"] if finding.rule is not None else []
    path = [finding.path] if finding.path else []
    what = visible(": ".join([*rule, *path, f"{before}{finding.what}"]))
    return f"{screen.show(visible(place), Color.BOLD)}: {what}"


def _counts(checked: Checked) -> Iterator[str]:
    targets, rules = _count(checked.targets, "target"), _count(checked.rules, "rule")
    files, findings = _count(checked.files, "file"), _count(len(checked.findings), "finding")
    yield f"{targets} of {rules} in {files}: {findings}"
    if checked.not_checked:
        yield f"{len(checked.not_checked)} not checked"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
