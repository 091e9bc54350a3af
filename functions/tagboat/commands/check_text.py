"""What a check has found, for people and editors: `FILE:LINE:COLUMN:` and what is to be mended."""

from collections.abc import Iterator, Sequence

from tagboat.commands.infra_repo import InfraRepo
from tagboat.commands.screen import Color, Screen, visible
from tagboat.core.check import Report
from tagboat.core.findings import Finding


def check_text(report: Report, infra_repo: InfraRepo, screen: Screen) -> str:
    """Write a line for each finding and for what was not checked, and one that counts."""
    lines = [_line(finding, infra_repo, screen) for finding in report.findings]
    lines += (_line(one, infra_repo, screen, "not checked: ") for one in report.not_checked)
    return _text([*lines, ", ".join(_counts(report))])


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


def _counts(report: Report) -> Iterator[str]:
    targets, rules = _count(report.targets, "target"), _count(report.rules, "rule")
    files, findings = _count(report.files, "file"), _count(len(report.findings), "finding")
    yield f"{targets} of {rules} in {files}: {findings}"
    if report.not_checked:
        yield f"{len(report.not_checked)} not checked"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
