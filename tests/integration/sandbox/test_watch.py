"""What `make sandbox` prints of the function's log."""

import json
from typing import Any

import pytest

from sandbox import __main__ as sandbox
from sandbox.http_server import HttpServer
from sandbox.watch import not_written


def logged(outcome: str, rule: str | None) -> str:
    push = {"repository": "team/web", "tag": "v9"}
    entry: dict[str, Any] = {"message": "Outcome", "outcome": outcome, "push": push}
    named = {"rule": rule} if rule else {}  # The logger leaves out what is None.
    return json.dumps(entry | named | {"reason": "The file is missing."})


def test_outcomes_that_are_no_commit_are_one_line_each() -> None:
    log = [
        "START RequestId: 1",
        "3",
        json.dumps({"message": "Something else"}),
        logged("written", "web-prod"),
        logged("failed", "web-prod"),
        logged("ignored", None),
    ]
    assert list(not_written(log)) == [
        "failed team/web:v9 web-prod: The file is missing.",
        "ignored team/web:v9 (no rule): The file is missing.",
    ]


def test_a_port_in_use_is_one_line_that_names_the_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with HttpServer(lambda environ, start_response: []) as other:
        assert sandbox.main(["--aws-port", str(other.port)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Port {other.port} is in use.")
    assert "python -m sandbox --aws-port" in said
    assert said.count("\n") == 1
