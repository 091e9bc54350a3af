"""Deployed functions run in the real runtime with exactly what is deployed."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.aws.functions import Functions


def test_a_function_returns_what_its_handler_returns(
    lambda_: Any, deploy_function: Callable[..., str]
) -> None:
    name = deploy_function("def handler(event, context): return {'got': event}")
    answer = lambda_.invoke(FunctionName=name, Payload=json.dumps({"a": 1}))
    assert json.load(answer["Payload"]) == {"got": {"a": 1}}
    assert "FunctionError" not in answer
    assert answer["ExecutedVersion"] == "$LATEST"
    assert answer["StatusCode"] == 200
