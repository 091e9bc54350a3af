"""Rules of EventBridge."""

import json
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
    removed_tags,
    undone_on_failure,
)


class Rule(ResourceType):
    """`AWS::Events::Rule` on the default bus."""

    name = "AWS::Events::Rule"
    supported = frozenset(
        {"Description", "EventPattern", "Name", "ScheduleExpression", "State", "Tags", "Targets"}
    )
    attributes = frozenset({"Arn"})
    named_by = "Name"
    longest_name = 64

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the rule and its targets."""
        events = account.client("events")
        with undone_on_failure(lambda: events.delete_rule(Name=name)):
            arn = self._put(account, name, wanted, {})
        return Made(name, {"Arn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the rule anew, and remove the targets that are gone."""
        self._put(account, made.physical_id, wanted, before)
        # Putting a rule that exists leaves its tags as they are.
        events, arn = account.client("events"), made.attributes["Arn"]
        if gone := removed_tags(before, wanted):
            events.untag_resource(ResourceARN=arn, TagKeys=gone)
        if tags := wanted.get("Tags"):
            events.tag_resource(ResourceARN=arn, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the rule and its targets."""
        events = account.client("events")
        if ids := _ids(before):
            events.remove_targets(Rule=made.physical_id, Ids=ids)
        events.delete_rule(Name=made.physical_id)

    def _put(self, account: Account, name: str, wanted: Properties, before: Properties) -> str:
        events = account.client("events")
        pattern = {key: _text(wanted[key]) for key in ("EventPattern",) if key in wanted}
        arn: str = events.put_rule(
            Name=name,
            State=wanted.get("State", "ENABLED"),
            **pattern,
            **only(wanted, "Description", "ScheduleExpression", "Tags"),
        )["RuleArn"]
        if gone := [target for target in _ids(before) if target not in _ids(wanted)]:
            events.remove_targets(Rule=name, Ids=gone)
        if targets := wanted.get("Targets"):
            failed = events.put_targets(Rule=name, Targets=targets)["FailedEntries"]
            assert not failed, failed
        return arn


def _ids(properties: Properties) -> list[str]:
    return [target["Id"] for target in properties.get("Targets", [])]


def _text(pattern: Any) -> str:
    return pattern if isinstance(pattern, str) else json.dumps(pattern)
