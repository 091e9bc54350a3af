"""What a check has found, for machines: one JSON document, whose shape is `CheckDocument`."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from tagboat.core.checking.check import Checked
from tagboat.core.findings import Finding


class CheckDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    findings: Sequence[Finding]
    """What is to be mended. Files are named from the working copy's root."""
    not_checked: Sequence[Finding] = ()
    """Targets that only a push makes definite, and rules whose images are not listed."""
    rules: int | None = None
    """How many rules, targets and files were checked; null when the rules do not load."""
    targets: int | None = None
    files: int | None = None
    held: Sequence[str] = ()
    """What is held at this time whatever is pushed, and why."""


def check_json(checked: Checked, held: Sequence[str]) -> str:
    """Write what a check has found as JSON, indented, with a line end."""
    return _json(
        CheckDocument(
            findings=checked.findings,
            not_checked=checked.not_checked,
            rules=checked.rules,
            targets=checked.targets,
            files=checked.files,
            held=held,
        )
    )


def mistakes_json(mistakes: Sequence[Finding]) -> str:
    """Write the mistakes that keep rules from loading as JSON, indented, with a line end."""
    return _json(CheckDocument(findings=mistakes))


def _json(document: CheckDocument) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
