"""Asks a deployed Tagboat what it finds out about itself: AWS carries the question.

"AWS CloudFormation API Reference: DescribeStacks", "AWS Lambda API Reference: Invoke". It needs the
permissions `cloudformation:DescribeStacks` and `lambda:InvokeFunction`, and boto3, which is loaded
by nothing else of the command line.
"""

from typing import Any

import msgspec

from tagboat.core.examination import Examination

OUTPUT = "DoctorFunctionName"
"""The stack's output that names the function."""
_SECONDS = 70
"""Longer than the function may take."""


class CannotAsk(Exception):
    """The deployed Tagboat cannot be asked. The message says why, and what to do."""


def examination_of(stack: str, region: str | None) -> Examination:
    """Have a deployed Tagboat examine its credentials.

    Args:
        stack: The stack's name, or its ARN.
        region: Where it is; None for the region that AWS's settings name.

    Raises:
        CannotAsk: There is no answer.
    """
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise CannotAsk(
            "doctor asks AWS by boto3, which is not installed. Run: pip install '.[aws]'"
        ) from error
    config = Config(read_timeout=_SECONDS, retries={"mode": "standard", "total_max_attempts": 2})
    try:
        session = boto3.Session(region_name=region)
        name = _function(session.client("cloudformation", config=config), stack)
        answer = session.client("lambda", config=config).invoke(FunctionName=name, Payload=b"{}")
        return _examination(answer, name)
    except (BotoCoreError, ClientError) as error:
        raise CannotAsk(f"AWS does not let the stack {stack} be asked: {error}") from error


def _function(cloudformation: Any, stack: str) -> str:  # noqa: ANN401 - boto3 has no type for it
    (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    for output in described.get("Outputs", ()):
        if output["OutputKey"] == OUTPUT:
            return str(output["OutputValue"])
    raise CannotAsk(
        f"The stack {stack} has no output {OUTPUT}. Name the stack that Tagboat itself is, which is"
        " a nested one where it is nested; or deploy this version."
    )


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
