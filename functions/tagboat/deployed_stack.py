"""A stack that is deployed, as the command line asks AWS for it.

boto3 is loaded here and nowhere else on the command line: only commands that ask AWS need it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class CannotAsk(Exception):
    """AWS cannot be asked, or does not answer. The message says why, and what to do."""


class DeployedStack:
    """A stack, and the account that it is in."""

    def __init__(self, name: str, region: str | None) -> None:
        """Keep which one it is.

        Args:
            name: The stack's name, or its ARN.
            region: Where it is; None for the region that AWS's settings name.

        Raises:
            CannotAsk: boto3 is not installed.
        """
        try:
            import boto3
        except ImportError as error:
            raise CannotAsk(
                "This command asks AWS by boto3, which is not installed. Run: pip install '.[aws]'"
            ) from error
        self._session = boto3.Session(region_name=region)
        self._name = name

    def client(self, service: str, *, seconds: float = 60) -> Any:  # noqa: ANN401 - each service's client has a type of its own
        """A client of a service in the stack's region.

        Args:
            service: The service's name.
            seconds: How long an answer may take.

        Raises:
            CannotAsk: AWS's settings name no region.
        """
        from botocore.config import Config

        config = Config(read_timeout=seconds, retries={"mode": "standard", "total_max_attempts": 2})
        with asking():
            return self._session.client(service, config=config)  # type: ignore[call-overload]  # it wants a literal

    def outputs(self, *wanted: str) -> Mapping[str, str]:
        """The stack's outputs ("DescribeStacks" in the CloudFormation API Reference).

        Args:
            wanted: Those that it must have.

        Raises:
            CannotAsk: There is no such stack, or it has not these outputs.
        """
        with asking():
            described = self.client("cloudformation").describe_stacks(StackName=self._name)
        (stack,) = described["Stacks"]
        outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
        if missing := [name for name in wanted if name not in outputs]:
            raise CannotAsk(
                f"The stack {self._name} has no output {', '.join(missing)}. Name the stack that"
                " Tagboat itself is, which is a nested one where it is nested; or deploy this"
                " version."
            )
        return outputs


@contextmanager
def asking() -> Iterator[None]:
    """Let what AWS refuses be said as it is.

    Raises:
        CannotAsk: It has refused.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise CannotAsk(f"AWS does not answer: {error}") from error
