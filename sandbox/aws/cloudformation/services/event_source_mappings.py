"""Mappings from queues to functions."""

from typing import Any, override

from sandbox.aws.cloudformation.resource_type import Account, Made, Properties, ResourceType, only


class EventSourceMapping(ResourceType):
    """`AWS::Lambda::EventSourceMapping` from a queue."""

    name = "AWS::Lambda::EventSourceMapping"
    supported = frozenset(
        {
            "BatchSize", "Enabled", "EventSourceArn", "FilterCriteria", "FunctionName",
            "FunctionResponseTypes", "MaximumBatchingWindowInSeconds", "ScalingConfig",
        }
    )  # fmt: skip
    attributes = frozenset({"EventSourceMappingArn", "Id"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the mapping."""
        answer = account.client("lambda").create_event_source_mapping(**wanted)
        uuid = answer["UUID"]
        arn = f"arn:aws:lambda:{account.region}:{account.id}:event-source-mapping:{uuid}"
        return Made(uuid, {"EventSourceMappingArn": arn, "Id": uuid})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the mapping; what is gone takes its default."""
        defaults: dict[str, Any] = {
            "BatchSize": 10,
            "Enabled": True,
            "FilterCriteria": {"Filters": []},
            "FunctionResponseTypes": [],
            "MaximumBatchingWindowInSeconds": 0,
            "ScalingConfig": {},
        }
        changed = {**only(defaults, *before), **wanted}
        del changed["EventSourceArn"]
        account.client("lambda").update_event_source_mapping(UUID=made.physical_id, **changed)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the mapping."""
        account.client("lambda").delete_event_source_mapping(UUID=made.physical_id)
