"""Asks a deployed Tagboat what it finds out about itself: AWS carries the question.

"AWS CloudFormation API Reference: DescribeStacks", "AWS Lambda API Reference: Invoke". It needs the
permissions `cloudformation:DescribeStacks` and `lambda:InvokeFunction`.
"""

from typing import Any

import msgspec

from tagboat.core.examination import Examination
from tagboat.deployed_stack import CannotAsk as CannotAsk
from tagboat.deployed_stack import DeployedStack, asking

OUTPUT = "DoctorFunctionName"
"""The stack's output that names the function."""
_SECONDS = 70
"""Longer than the function may take."""


def examination_of(stack: str, region: str | None) -> Examination:
    """Have a deployed Tagboat examine its credentials.

    Args:
        stack: The stack's name, or its ARN.
        region: Where it is; None for the region that AWS's settings name.

    Raises:
        CannotAsk: There is no answer.
    """
    deployed = DeployedStack(stack, region)
    name = deployed.outputs(OUTPUT)[OUTPUT]
    client = deployed.client("lambda", seconds=_SECONDS)
    with asking():
        answer = client.invoke(FunctionName=name, Payload=b"{}")
    return _examination(answer, name)


def _examination(answer: Any, name: str) -> Examination:  # noqa: ANN401 - boto3 has no type for it
    payload = answer["Payload"].read()
    if "FunctionError" in answer:
        said = payload.decode(errors="replace")
        raise CannotAsk(f"The function {name} failed; its log says more: {said}")
    try:
        return msgspec.json.decode(payload, type=Examination)
    except msgspec.MsgspecError as error:
        raise CannotAsk(
            f"The function {name} answers something else than this version understands: {error}"
        ) from error
