"""Unit tests talk to nobody, and Hypothesis repeats itself where CI says so."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(__file__).parents[2] / ".cache/hypothesis")
settings.register_profile("dev", deadline=None, max_examples=60)
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, database=None)
settings.load_profile("ci" if "CI" in os.environ else "dev")


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled: None) -> None:
    """Whoever opens a socket fails."""
