"""What is left of a run that has found something wrong, for whoever has to find out why."""

import json
from collections.abc import Sequence
from pathlib import Path

from chaos.verdict import Case


def keep(case: Case, complaints: Sequence[str], file: Path) -> None:
    """Write down what happened: the complaints, all outcomes, and all commits with their diffs."""
    told = {
        "complaints": list(complaints),
        "events": {event: str(push) for event, push in case.registry.told.items()},
        "deleted": [str(push) for push in case.registry.deleted],
        "outcomes": {one.rules.name: list(one.outcomes) for one in case.told},
        "commits": [
            {"id": one.id, "message": one.message, "diff": case.git.diff(one.id)}
            for one in case.git.log("main")
        ],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1))
