"""The types of resource that the local AWS can make. Every other type is refused."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation.resource_type import ResourceType
from sandbox.aws.cloudformation.schemas import read_only, schema_of
from sandbox.aws.cloudformation.services import (
    cloudwatch,
    codebuild,
    codecommit,
    ecr,
    event_source_mappings,
    events,
    functions,
    kms,
    layers,
    logs,
    nested_stacks,
    notification_rules,
    pipelines,
    policies,
    roles,
    s3,
    secretsmanager,
    sns,
    sqs,
    ssm,
    wait_conditions,
)
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.errors import NotSupported

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    kind.name: kind
    for kind in (
        cloudwatch.Alarm(),
        cloudwatch.Dashboard(),
        codebuild.Project(),
        codecommit.Repository(),
        ecr.Repository(),
        events.Rule(),
        nested_stacks.NestedStack(),
        notification_rules.NotificationRule(),
        pipelines.Pipeline(),
        policies.ManagedPolicy(),
        policies.Policy(),
        roles.Role(),
        kms.Alias(),
        kms.Key(),
        event_source_mappings.EventSourceMapping(),
        functions.Function(),
        layers.LayerVersion(),
        functions.Permission(),
        logs.LogGroup(),
        s3.Bucket(),
        s3.BucketPolicy(),
        secretsmanager.Secret(),
        sns.Subscription(),
        sns.Topic(),
        sns.TopicPolicy(),
        sqs.Queue(),
        sqs.QueuePolicy(),
        ssm.Parameter(),
        wait_conditions.WaitConditionHandle(),
    )
}


def check_types(resources: Mapping[str, Mapping[str, Any]]) -> None:
    """Check that every type of resource in a template can be made here.

    Raises:
        AwsError: `ValidationError`, for a type that CloudFormation does not have.
        NotSupported: A type that it has and the local AWS does not.
    """
    types = {resource["Type"] for resource in resources.values()}
    unknown = sorted(
        name for name in types - RESOURCE_TYPES.keys() if _is_unknown_to_cloudformation(name)
    )
    if unknown:
        raise invalid(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
    if missing := sorted(types - RESOURCE_TYPES.keys()):
        raise NotSupported(f"resources of type {', '.join(missing)}")


def check_properties(name: str, resource: Mapping[str, Any]) -> None:
    """Check that the local AWS keeps every property that a resource sets.

    A property that the type's schema does not have is left to `schemas.conform`, which fails the
    resource as CloudFormation does.

    Raises:
        NotSupported: A property that would be ignored.
    """
    kind = RESOURCE_TYPES[resource["Type"]]
    schema = schema_of(kind.name) or {}
    ignored = set(resource.get("Properties") or {}) - kind.supported
    if ignored := ignored & set(schema["properties"]) - read_only(kind.name):
        raise NotSupported(f"{', '.join(sorted(ignored))} of {kind.name} (in {name})")


def check_attribute(name: str, type_name: str, attribute: str) -> None:
    """Check that `Fn::GetAtt` can give an attribute.

    Raises:
        AwsError: `ValidationError`, when the type has no such attribute.
        NotSupported: When it has, and the local AWS does not.
    """
    if RESOURCE_TYPES[type_name].gives(attribute):
        return
    if attribute in read_only(type_name):
        raise NotSupported(f"Fn::GetAtt of {attribute} of {type_name} (in {name})")
    raise invalid(
        f"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt"
    )


def _is_unknown_to_cloudformation(type_name: str) -> bool:
    return type_name.startswith("AWS::") and schema_of(type_name) is None
