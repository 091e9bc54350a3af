"""Notification rules of the developer tools: kept and shown; nobody is notified.

Moto does not have this service. Source: Developer Tools console User Guide, "Events for
notification rules", and the service's API Reference.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.errors import AwsError, NotSupported

type Shape = dict[str, Any]
type Input = Mapping[str, Any]

_RUNS = ("failed", "canceled", "started", "resumed", "succeeded", "superseded")
_STEPS = ("failed", "canceled", "started", "succeeded")
_EVENTS = {
    "codepipeline": {
        *(f"codepipeline-pipeline-pipeline-execution-{state}" for state in _RUNS),
        *(f"codepipeline-pipeline-stage-execution-{state}" for state in (*_STEPS, "resumed")),
        *(f"codepipeline-pipeline-action-execution-{state}" for state in _STEPS),
        *(f"codepipeline-pipeline-manual-approval-{s}" for s in ("failed", "needed", "succeeded")),
    },
}
_TARGETS = ("SNS",)


class NotificationRules:
    """The service, with the rules of one account and region."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._rules: dict[str, Shape] = {}
        self._operations: Mapping[str, Callable[[Input], Shape]] = {
            "CreateNotificationRule": self._create,
            "DeleteNotificationRule": self._delete,
            "DescribeNotificationRule": self._describe,
            "TagResource": self._tag,
            "UntagResource": self._untag,
            "UpdateNotificationRule": self._update,
        }

    def answer(self, operation: str, asked: Input) -> Shape:
        """Carry out an operation.

        Raises:
            AwsError: What the service would answer instead.
            NotSupported: An operation, or an event or a target that is not known here.
        """
        if operation not in self._operations:
            raise NotSupported(f"codestar-notifications:{operation}")
        return self._operations[operation](asked)

    def _create(self, asked: Input) -> Shape:
        _check(asked, asked["Resource"])
        if any(rule["Name"] == asked["Name"] for rule in self._rules.values()):
            raise AwsError("ResourceAlreadyExistsException", f"{asked['Name']} exists", status=409)
        prefix = f"arn:aws:codestar-notifications:{self._account.region}:{self._account.id}"
        arn = f"{prefix}:notificationrule/{uuid.uuid4().hex}"
        now = datetime.now(UTC)
        defaults = {"Status": "ENABLED", "Tags": {}, "CreatedTimestamp": now}
        self._rules[arn] = {**defaults, **asked, "Arn": arn, "LastModifiedTimestamp": now}
        return {"Arn": arn}

    def _update(self, asked: Input) -> Shape:
        """What the request does not name stays."""
        rule = self._rule(asked["Arn"])
        _check(asked, rule["Resource"])
        rule.update(asked, LastModifiedTimestamp=datetime.now(UTC))
        return {}

    def _describe(self, asked: Input) -> Shape:
        rule = self._rule(asked["Arn"])
        shown = {key: value for key, value in rule.items() if key != "EventTypeIds"}
        return {
            **shown,
            "EventTypes": [{"EventTypeId": one} for one in rule["EventTypeIds"]],
            "Targets": [{**target, "TargetStatus": "ACTIVE"} for target in rule["Targets"]],
        }

    def _delete(self, asked: Input) -> Shape:
        self._rules.pop(asked["Arn"], None)
        return {"Arn": asked["Arn"]}

    def _tag(self, asked: Input) -> Shape:
        rule = self._rule(asked["Arn"])
        rule["Tags"] = {**rule["Tags"], **asked["Tags"]}
        return {"Tags": rule["Tags"]}

    def _untag(self, asked: Input) -> Shape:
        rule = self._rule(asked["Arn"])
        kept = {key: text for key, text in rule["Tags"].items() if key not in asked["TagKeys"]}
        rule["Tags"] = kept
        return {}

    def _rule(self, arn: str) -> Shape:
        if arn not in self._rules:
            raise AwsError("ResourceNotFoundException", f"{arn} does not exist", status=404)
        return self._rules[arn]


def _check(asked: Input, resource: str) -> None:
    service = resource.split(":")[2]
    if service not in _EVENTS:
        raise NotSupported(f"notification rules of {service}")
    for event in asked.get("EventTypeIds", ()):
        if event not in _EVENTS[service]:
            raise AwsError("ValidationException", f"{event} is not a valid event of {service}")
    for target in asked.get("Targets", ()):
        if target["TargetType"] not in _TARGETS:
            raise NotSupported(f"{target['TargetType']} as the target of a notification rule")
