"""What became of a build's phases, as its script has left it."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.aws.codebuild.buildspec import Buildspec


@dataclass(frozen=True)
class Results:
    """The phases that have passed, and the first one that has not."""

    passed: tuple[str, ...]
    """Such as `PRE_BUILD`."""
    failed: str | None
    reason: str
    """Why it has failed, in CodeBuild's words."""


def read(spec: Buildspec, folder: Path) -> Results:
    """Read the results of a script that `script.write` wrote into a folder."""
    results = folder / "results"
    lines = results.read_text().splitlines() if results.exists() else []
    by_phase = {line.split()[0]: line.split()[1:] for line in lines}
    passed, failed, reason = [], None, ""
    for name, phase in spec.phases.items():
        # A phase that left nothing has ended the shell.
        status, number = by_phase.get(name, ("ended", "-1"))
        if status == "0":
            passed.append(name.upper())
        elif failed is None:
            command = phase.commands[int(number)] if int(number) >= 0 else "exit"
            failed = name.upper()
            reason = f"Error while executing command: {command}. Reason: exit status {status}"
    return Results(tuple(passed), failed, reason)


def exported(spec: Buildspec, folder: Path) -> dict[str, str]:
    """The values of the exported variables."""
    return {name: (folder / f"exported-{name}").read_text() for name in spec.exported}
