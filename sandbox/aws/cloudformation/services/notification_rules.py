"""Notification rules of the developer tools."""

from typing import override

from sandbox.aws.cloudformation.resource_type import Account, Made, Properties, ResourceType, only

_SETTINGS = ("DetailType", "EventTypeIds", "Name", "Status", "Targets")


class NotificationRule(ResourceType):
    """`AWS::CodeStarNotifications::NotificationRule`, whose properties are the API's."""

    name = "AWS::CodeStarNotifications::NotificationRule"
    supported = frozenset({*_SETTINGS, "Resource", "Tags"})
    attributes = frozenset({"Arn"})
    named_by = "Name"
    longest_name = 64

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the rule."""
        arn = account.client("codestar-notifications").create_notification_rule(**wanted)["Arn"]
        return Made(arn, {"Arn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the rule; one that is not said to be disabled is enabled."""
        client, arn = account.client("codestar-notifications"), made.physical_id
        settings = {"Status": "ENABLED", **only(wanted, *_SETTINGS)}
        client.update_notification_rule(Arn=arn, **settings)
        tags = wanted.get("Tags", {})
        if gone := sorted(set(before.get("Tags", {})) - set(tags)):
            client.untag_resource(Arn=arn, TagKeys=gone)
        if tags:
            client.tag_resource(Arn=arn, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the rule."""
        account.client("codestar-notifications").delete_notification_rule(Arn=made.physical_id)
