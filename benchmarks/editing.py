"""Editing a value in a YAML file, next to a round trip of ruamel.yaml."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.section import Section
from benchmarks.table import Table, milliseconds, ratio
from benchmarks.workplace import Workplace
from benchmarks.yaml_engines import ENGINES, NEW

SIZES: Mapping[str, tuple[int, int]] = {
    "1 KB": (1_000, 7),
    "100 KB": (100_000, 5),
    "5 MB": (5_000_000, 1),
}
"""The files: their characters, and how often each engine edits them."""
FASTER, SMALLER = 40, 8
"""What is aimed at: times as fast, and at 5 MB this part of the memory."""

_MEASURED = """\
A values file with comments, quotes and blank lines, in which one tag in the middle is replaced: by
Tagboat's YAML editor, which reads the result again before it gives it away, and by a round trip of
ruamel.yaml with `preserve_quotes` and no folding. Each edit runs in a process of its own, the
engines in turns; times are medians of the edit alone, without imports and files; memory is the most
that the process had in use, with all that it has imported. *Bytes changed* are those
of the lines that `git diff` shows as removed, the value's own line aside if nothing else in it has
changed."""


@dataclass(frozen=True)
class Cost:
    """What one edit took."""

    seconds: float
    memory: int
    """Bytes."""
    bytes: int
    """Bytes of lines that changed though the value is not in them."""


def run(workplace: Workplace) -> Section:
    """Edit each file with each engine."""
    times, memory = ["Tagboat, ms", "ruamel, ms", "ratio"], ["Tagboat, MB", "ruamel, MB", "ratio"]
    table = Table(["File", *times, *memory, "bytes, Tagboat", "bytes, ruamel"])
    findings = []
    for name, (size, rounds) in SIZES.items():
        workplace.say(f"editing {name}")
        with workplace.fast_folder() as folder:
            costs = _contest(_file(Path(folder), size), rounds)
        ours, theirs = costs["Tagboat"], costs["ruamel.yaml"]
        faster = _median([c.seconds for c in theirs]) / _median([c.seconds for c in ours])
        table.add(name, *_cells(ours, theirs))
        findings.append(f"At {name} Tagboat is {faster:.0f}x as fast (aimed at: {FASTER}x).")
    smaller = theirs[0].memory / ours[0].memory
    findings.append(
        f"At 5 MB it takes 1/{smaller:.0f} of the memory (aimed at: 1/{SMALLER}), the interpreter"
        " included."
    )
    return Section("Editing a YAML file (`editing`)", _MEASURED, [table], findings)


def _contest(path: Path, rounds: int) -> Mapping[str, Sequence[Cost]]:
    costs: dict[str, list[Cost]] = {engine: [] for engine in ENGINES}
    for _ in range(rounds):
        for engine, found in costs.items():
            found.append(_edit(engine, path))
    return costs


def _edit(engine: str, path: Path) -> Cost:
    command = [sys.executable, "-m", "benchmarks.yaml_engines", engine, str(path)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    edited = path.with_suffix(f".{engine}")
    if f'tag: "{NEW}"' not in edited.read_text() and f"tag: {NEW}" not in edited.read_text():
        raise RuntimeError(f"{engine} did not write the tag")
    return Cost(said["seconds"], said["memory"], _bytes_elsewhere(path, edited))


def _bytes_elsewhere(path: Path, edited: Path) -> int:
    """The bytes of the lines that are others now, but for the one whose value is another alone."""
    command = ["git", "diff", "--no-index", "--unified=0", str(path), str(edited)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")
    removed = [line[1:] for line in lines if line.startswith("-") and not line.startswith("---")]
    added = {line[1:] for line in lines if line.startswith("+")}
    others = [line for line in removed if re.sub('tag: ".*"', f'tag: "{NEW}"', line) not in added]
    return sum(len(f"{line}\n".encode()) for line in others)


def _file(folder: Path, size: int) -> Path:
    """A values file of about so many characters."""
    services = map(_service, range(size // len(_service(0))))
    path = folder / f"values-{size}.yaml"
    path.write_text("# The services of a team\nservices:\n" + "".join(services))
    return path


def _service(number: int) -> str:
    return (
        f"  - name: service-{number}\n"
        f"    image:   # of service {number}\n"
        f"        repository: registry.example/team/service-{number}\n"
        f'        tag: "1.{number}.0"\n'
        f"    resources: {{cpu: 500m,  memory: '256Mi'}}\n"
        "    environment:\n"
        "      - {name: LOG_LEVEL, value: info}\n\n"
    )


def _cells(ours: Sequence[Cost], theirs: Sequence[Cost]) -> list[str]:
    fast, slow = _median([c.seconds for c in ours]), _median([c.seconds for c in theirs])
    small, large = _median([c.memory for c in ours]), _median([c.memory for c in theirs])
    return [
        milliseconds(fast),
        milliseconds(slow),
        ratio(slow, fast),
        f"{small / 1_000_000:,.0f}",
        f"{large / 1_000_000:,.0f}",
        ratio(large, small),
        f"{ours[0].bytes:,}",
        f"{theirs[0].bytes:,}",
    ]


def _median(figures: Sequence[float]) -> float:
    return median(figures)
