"""`python -m benchmarks [NAME …]`: run all benchmarks and write docs/benchmarks.md, or some."""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import (
    editing,
    growth,
    init,
    load,
    matching,
    push_to_commit,
    request_counts,
    scale_document,
    update,
)
from benchmarks.document import document
from benchmarks.peers import section as peers
from benchmarks.section import Section
from benchmarks.workplace import Workplace

BENCHMARKS: Mapping[str, Callable[[Workplace], Section]] = {
    "update": update.run,
    "peers": peers.run,
    "requests": request_counts.run,
    "push_to_commit": push_to_commit.run,
    "load": load.run,
    "growth": growth.run,
    "init": init.run,
    "editing": editing.run,
    "matching": matching.run,
}
_ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        parser.error(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}")
    workplace = Workplace(_ROOT / ".sandbox/bench")
    begun, busy = time.monotonic(), os.getloadavg()[0]
    sections = [_run(name, workplace) for name in names or BENCHMARKS]
    workplace.say(f"took {time.monotonic() - begun:.0f} s")
    if not names:
        (_ROOT / "docs/benchmarks.md").write_text(document(sections, busy))
        scale_document.main()
        workplace.say("docs/benchmarks.md and docs/scale.md are written")


def _run(name: str, workplace: Workplace) -> Section:
    section = BENCHMARKS[name](workplace)
    print(f"\n{section}\n", flush=True)
    return section


if __name__ == "__main__":
    main()
