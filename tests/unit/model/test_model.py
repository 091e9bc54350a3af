"""The machine, for as long as CI has time; `python -m tests.unit.model` runs it for longer."""

from hypothesis import settings

from tests.unit.model.machine import Tagboat

TestTagboat = Tagboat.TestCase
TestTagboat.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
