"""Parameters of Systems Manager."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
)


class Parameter(ResourceType):
    """`AWS::SSM::Parameter`, whose tags are an object."""

    name = "AWS::SSM::Parameter"
    supported = frozenset({"Description", "Name", "Tags", "Type", "Value"})
    attributes = frozenset({"Type", "Value"})
    named_by = "Name"
    prefix = "CFN-"

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the parameter."""
        return self._put(account, name, wanted, {}, overwrite=False)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the parameter anew."""
        return self._put(account, made.physical_id, wanted, before, overwrite=True)

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the parameter."""
        account.client("ssm").delete_parameter(Name=made.physical_id)

    def _put(
        self,
        account: Account,
        name: str,
        wanted: Properties,
        before: Properties,
        *,
        overwrite: bool,
    ) -> Made:
        ssm, tags = account.client("ssm"), wanted.get("Tags", {})
        settings = {"Description": "", **only(wanted, "Description", "Type", "Value")}
        ssm.put_parameter(**settings, Name=name, Overwrite=overwrite)
        if gone := sorted(set(before.get("Tags", {})) - set(tags)):
            ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId=name, TagKeys=gone)
        if tags:
            listed = [{"Key": key, "Value": value} for key, value in tags.items()]
            ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=listed)
        return Made(name, {"Type": wanted["Type"], "Value": wanted["Value"]})
