"""`tagboat schema`: the published schema, as it is checked in."""

import json
from pathlib import Path

import pytest

from tagboat import cli

CHECKED_IN = Path(__file__).parents[3] / "docs" / "rules.schema.json"


def test_the_schema_that_is_checked_in_is_what_the_command_prints(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert cli.main(["schema"]) == 0
    out, err = capfdbinary.readouterr()
    # To make it again: PYTHONPATH=functions .venv/bin/python -m tagboat schema >docs/...
    assert (out, err) == (CHECKED_IN.read_bytes(), b"")
    assert json.loads(out)["title"] == "Tagboat's rules"
