"""Log groups."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    tag_map,
    undone_on_failure,
)


class LogGroup(ResourceType):
    """`AWS::Logs::LogGroup`."""

    name = "AWS::Logs::LogGroup"
    supported = frozenset({"LogGroupName", "RetentionInDays", "Tags"})
    attributes = frozenset({"Arn"})
    named_by = "LogGroupName"
    longest_name = 512

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the group and set how long it keeps its events."""
        logs = account.client("logs")
        logs.create_log_group(logGroupName=name, tags=tag_map(wanted))
        with undone_on_failure(lambda: logs.delete_log_group(logGroupName=name)):
            self._retain(account, name, wanted)
        arn = f"arn:aws:logs:{account.region}:{account.id}:log-group:{name}:*"
        return Made(name, {"Arn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Set how long the group keeps its events, and its tags."""
        logs, arn = account.client("logs"), made.attributes["Arn"].removesuffix(":*")
        self._retain(account, made.physical_id, wanted)
        if gone := set(tag_map(before)) - set(tag_map(wanted)):
            logs.untag_resource(resourceArn=arn, tagKeys=sorted(gone))
        if tags := tag_map(wanted):
            logs.tag_resource(resourceArn=arn, tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the group and its events."""
        account.client("logs").delete_log_group(logGroupName=made.physical_id)

    def _retain(self, account: Account, name: str, wanted: Properties) -> None:
        logs = account.client("logs")
        if days := wanted.get("RetentionInDays"):
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        else:
            logs.delete_retention_policy(logGroupName=name)
