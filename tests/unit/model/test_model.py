"""The machine, for as long as CI has time; `python -m tests.unit.model` runs it for longer."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.model.machine import Tagboat, about
from tests.unit.model.mutants import MUTANTS

SETTINGS = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,  # Always the same examples, so that CI says the same of the same code.
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.generate],  # What fails is made short by `python -m tests.unit.model --shrink`.
)


def test_whatever_happens_the_promises_hold() -> None:
    run_state_machine_as_test(Tagboat, settings=SETTINGS)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_promise_that_is_broken_on_purpose_is_noticed(name: str) -> None:
    mutant = MUTANTS[name]
    with mutant.breaks(), pytest.raises(AssertionError):
        run_state_machine_as_test(about(*mutant.rules), settings=SETTINGS)
