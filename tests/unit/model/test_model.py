"""The machine, for as long as CI has time; `python -m tests.unit.model` runs it for longer."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.model.machine import Tagboat
from tests.unit.model.mutants import MUTANTS

EXAMPLES = int(os.environ.get("TAGBOAT_MODEL_EXAMPLES", "250"))
"""Of 40 steps each. Always the same ones, so that CI says the same of the same code."""
SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.generate],  # What fails is made short by `python -m tests.unit.model --shrink`.
)


def test_whatever_happens_the_promises_hold() -> None:
    run_state_machine_as_test(Tagboat, settings=SETTINGS)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_promise_that_is_broken_on_purpose_is_noticed(name: str) -> None:
    with MUTANTS[name](), pytest.raises(AssertionError):
        run_state_machine_as_test(Tagboat, settings=SETTINGS)
