"""`tagboat schema`: the published schema, as it is checked in."""

import json
from pathlib import Path

import pytest

from tagboat import cli

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(
    ("arguments", "file", "title"),
    [
        ([], "rules.schema.json", "Tagboat's rules"),
        (["rules"], "rules.schema.json", "Tagboat's rules"),
        (
            ["outcomes"],
            "outcome.schema.json",
            "The detail of the EventBridge event 'Tagboat Outcome' from tagboat",
        ),
    ],
)
def test_the_schema_that_is_checked_in_is_what_the_command_prints(
    capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], file: str, title: str
) -> None:
    assert cli.main(["schema", *arguments]) == 0
    out, err = capfdbinary.readouterr()
    # To make it again: PYTHONPATH=functions .venv/bin/python -m tagboat schema >docs/...
    assert (out, err) == ((DOCS / file).read_bytes(), b"")
    assert json.loads(out)["title"] == title
