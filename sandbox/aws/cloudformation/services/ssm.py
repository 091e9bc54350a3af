"""Parameters of Systems Manager."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
)


class Parameter(ResourceType):
    """`AWS::SSM::Parameter`."""

    name = "AWS::SSM::Parameter"
    supported = frozenset({"Description", "Name", "Type", "Value"})
    attributes = frozenset({"Type", "Value"})
    named_by = "Name"

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the parameter."""
        return self._put(account, name, wanted, overwrite=False)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the parameter anew."""
        return self._put(account, made.physical_id, wanted, overwrite=True)

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the parameter."""
        account.client("ssm").delete_parameter(Name=made.physical_id)

    def _put(self, account: Account, name: str, wanted: Properties, *, overwrite: bool) -> Made:
        account.client("ssm").put_parameter(
            **{"Description": "", **wanted, "Name": name}, Overwrite=overwrite
        )
        return Made(name, {"Type": wanted["Type"], "Value": wanted["Value"]})
