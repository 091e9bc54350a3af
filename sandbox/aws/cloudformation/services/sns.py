"""Topics, who may use them, and who listens."""

import json
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    only,
    removed_tags,
)

_ATTRIBUTES = ("DisplayName", "KmsMasterKeyId")
_SUBSCRIPTION = ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery")
# Amazon SNS Developer Guide: what the owner of a topic may do while nobody says otherwise.
_OWNER_MAY = (
    "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic",
    "Subscribe", "ListSubscriptionsByTopic", "Publish",
)  # fmt: skip


class Topic(ResourceType):
    """`AWS::SNS::Topic`, whose subscriptions are resources of their own."""

    name = "AWS::SNS::Topic"
    supported = frozenset({*_ATTRIBUTES, "Tags", "TopicName"})
    attributes = frozenset({"TopicArn", "TopicName"})
    named_by = "TopicName"
    longest_name = 256

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the topic."""
        arn = account.client("sns").create_topic(
            Name=name, Attributes=only(wanted, *_ATTRIBUTES), Tags=wanted.get("Tags", [])
        )["TopicArn"]
        return Made(arn, {"TopicArn": arn, "TopicName": name})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the topic's attributes and tags."""
        sns, arn = account.client("sns"), made.physical_id
        for key in _ATTRIBUTES:
            if wanted.get(key, "") != before.get(key, ""):
                sns.set_topic_attributes(
                    TopicArn=arn, AttributeName=key, AttributeValue=wanted.get(key, "")
                )
        if gone := removed_tags(before, wanted):
            sns.untag_resource(ResourceArn=arn, TagKeys=gone)
        if tags := wanted.get("Tags"):
            sns.tag_resource(ResourceArn=arn, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the topic."""
        account.client("sns").delete_topic(TopicArn=made.physical_id)


class TopicPolicy(ResourceType):
    """`AWS::SNS::TopicPolicy`: one policy on each of its topics."""

    name = "AWS::SNS::TopicPolicy"
    supported = frozenset({"PolicyDocument", "Topics"})
    attributes = frozenset({"Id"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Set the policy of each topic."""
        _set_policy(account, wanted["Topics"], document(wanted["PolicyDocument"]))
        return Made(name, {"Id": name})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Set the policy of each topic, and give those that are gone the default one."""
        _forget_policy(account, set(before["Topics"]) - set(wanted["Topics"]))
        _set_policy(account, wanted["Topics"], document(wanted["PolicyDocument"]))
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Give each topic the default policy."""
        _forget_policy(account, set(before["Topics"]))


class Subscription(ResourceType):
    """`AWS::SNS::Subscription`."""

    name = "AWS::SNS::Subscription"
    supported = frozenset({*_SUBSCRIPTION, "Endpoint", "Protocol", "TopicArn"})
    attributes = frozenset({"Arn"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Subscribe. An address of mail confirms it by itself, later."""
        arn = account.client("sns").subscribe(
            **only(wanted, "Endpoint", "Protocol", "TopicArn"),
            Attributes={key: _text(wanted[key]) for key in _SUBSCRIPTION if key in wanted},
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        return Made(arn, {"Arn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change what of the topic's messages is delivered, and how."""
        defaults = {
            "FilterPolicy": {}, "FilterPolicyScope": "MessageAttributes",
            "RawMessageDelivery": False,
        }  # fmt: skip
        for key, default in defaults.items():
            if wanted.get(key, default) != before.get(key, default):
                account.client("sns").set_subscription_attributes(
                    SubscriptionArn=made.physical_id,
                    AttributeName=key,
                    AttributeValue=_text(wanted.get(key, default)),
                )
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Unsubscribe."""
        account.client("sns").unsubscribe(SubscriptionArn=made.physical_id)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _set_policy(account: Account, topics: list[str], policy: str) -> None:
    for arn in topics:
        account.client("sns").set_topic_attributes(
            TopicArn=arn, AttributeName="Policy", AttributeValue=policy
        )


def _forget_policy(account: Account, topics: set[str]) -> None:
    for arn in sorted(topics):
        statement = {
            "Effect": "Allow",
            "Sid": "__default_statement_ID",
            "Principal": {"AWS": "*"},
            "Action": [f"SNS:{action}" for action in _OWNER_MAY],
            "Resource": arn,
            "Condition": {"StringEquals": {"AWS:SourceOwner": account.id}},
        }
        policy = {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
        _set_policy(account, [arn], json.dumps(policy))
