"""Run the machine for long: `python -m tests.unit.model --steps 100000 --seed 1`."""

import argparse
import sys
import time
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.model.machine import Tagboat

STEPS = 50
_EXAMPLES = 200
"""In a round, which has a seed of its own."""


def main(arguments: list[str]) -> int:
    """Run rounds until there were enough steps; the first that fails ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", action="store_true", help="look for the shortest failure")
    given = parser.parse_args(arguments)
    began, done, seed = time.process_time(), 0, given.seed
    while done < given.steps:
        done += _round(seed, shrinks=given.shrink)
        sys.stdout.write(f"seed {seed}: {done} steps, {time.process_time() - began:.0f} s\n")
        sys.stdout.flush()
        seed += 1
    return 0


def _round(seed: int, *, shrinks: bool) -> int:
    class Counted(Tagboat):
        steps = 0

        def check_invariants(self, *args: Any, **named: Any) -> None:
            Counted.steps += 1
            super().check_invariants(*args, **named)

    seeded(seed)(Counted)
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=_EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
        ),
    )
    return Counted.steps


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
