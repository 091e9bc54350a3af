"""Handles of wait conditions: resources that are nothing but a name."""

from typing import override

from sandbox.aws.cloudformation.resource_type import Account, Made, Properties, ResourceType


class WaitConditionHandle(ResourceType):
    """`AWS::CloudFormation::WaitConditionHandle`, whose `Ref` is an address to signal to."""

    name = "AWS::CloudFormation::WaitConditionHandle"
    supported = frozenset[str]()

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make up an address; nothing listens there."""
        return Made(
            f"https://cloudformation-waitcondition-{account.region}.s3.amazonaws.com/{name}"
        )

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Forget it."""
