"""Topics."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
)


class Topic(ResourceType):
    """`AWS::SNS::Topic`, without subscriptions."""

    name = "AWS::SNS::Topic"
    supported = frozenset({"DisplayName", "Tags", "TopicName"})
    attributes = frozenset({"TopicArn", "TopicName"})
    named_by = "TopicName"
    longest_name = 256

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the topic."""
        arn = account.client("sns").create_topic(
            Name=name,
            Attributes={"DisplayName": wanted.get("DisplayName", "")},
            Tags=wanted.get("Tags", []),
        )["TopicArn"]
        return Made(arn, {"TopicArn": arn, "TopicName": name})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the topic's display name and tags."""
        sns = account.client("sns")
        sns.set_topic_attributes(
            TopicArn=made.physical_id,
            AttributeName="DisplayName",
            AttributeValue=wanted.get("DisplayName", ""),
        )
        if old := [tag["Key"] for tag in before.get("Tags", [])]:
            sns.untag_resource(ResourceArn=made.physical_id, TagKeys=old)
        if tags := wanted.get("Tags"):
            sns.tag_resource(ResourceArn=made.physical_id, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the topic."""
        account.client("sns").delete_topic(TopicArn=made.physical_id)
