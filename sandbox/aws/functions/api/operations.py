"""The operations of Lambda that the local AWS has, and the parameters that each takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.functions.api import (
    function_operations,
    layer_operations,
    mapping_operations,
    policy_operations,
    tag_operations,
)
from sandbox.aws.functions.api.call import Call

_FUNCTION = (
    "Description Environment FunctionName Handler Layers LoggingConfig MemorySize Role Runtime "
    "Timeout DeadLetterConfig EphemeralStorage FileSystemConfigs KMSKeyArn SnapStart TracingConfig "
    "VpcConfig "
)
_MAPPING = (
    "BatchSize Enabled FunctionName FunctionResponseTypes MaximumBatchingWindowInSeconds "
    "ScalingConfig "
)
_PERMISSION = (
    "Action EventSourceToken FunctionName Principal PrincipalOrgID Qualifier SourceAccount "
    "SourceArn StatementId"
)


@dataclass(frozen=True)
class Operation:
    """An operation."""

    carry_out: Callable[[Call], dict[str, Any]]
    parameters: str
    """The names of the parameters that it takes; others are refused."""


OPERATIONS: Mapping[str, Operation] = {
    "CreateFunction": Operation(
        function_operations.create,
        _FUNCTION + "Architectures Code CodeSigningConfigArn PackageType Publish Tags",
    ),
    "GetFunction": Operation(function_operations.get, "FunctionName Qualifier"),
    "GetFunctionConfiguration": Operation(
        function_operations.get_configuration, "FunctionName Qualifier"
    ),
    "GetFunctionUrlConfig": Operation(function_operations.get_url_config, "FunctionName Qualifier"),
    "ListFunctions": Operation(function_operations.list_all, "MaxItems"),
    "UpdateFunctionCode": Operation(
        function_operations.update_code,
        "Architectures DryRun FunctionName Publish RevisionId S3Bucket S3Key S3ObjectVersion "
        "ZipFile",
    ),
    "UpdateFunctionConfiguration": Operation(
        function_operations.update_configuration, _FUNCTION + "RevisionId"
    ),
    "DeleteFunction": Operation(function_operations.delete, "FunctionName Qualifier"),
    "PutFunctionConcurrency": Operation(
        function_operations.put_concurrency, "FunctionName ReservedConcurrentExecutions"
    ),
    "GetFunctionConcurrency": Operation(function_operations.get_concurrency, "FunctionName"),
    "DeleteFunctionConcurrency": Operation(function_operations.delete_concurrency, "FunctionName"),
    "PublishLayerVersion": Operation(
        layer_operations.publish,
        "CompatibleArchitectures CompatibleRuntimes Content Description LayerName LicenseInfo",
    ),
    "GetLayerVersion": Operation(layer_operations.get, "LayerName VersionNumber"),
    "GetLayerVersionByArn": Operation(layer_operations.get_by_arn, "Arn"),
    "ListLayerVersions": Operation(layer_operations.list_versions, "LayerName MaxItems"),
    "ListLayers": Operation(layer_operations.list_all, "MaxItems"),
    "DeleteLayerVersion": Operation(layer_operations.delete, "LayerName VersionNumber"),
    "CreateEventSourceMapping": Operation(
        mapping_operations.create, _MAPPING + "EventSourceArn StartingPosition Tags"
    ),
    "GetEventSourceMapping": Operation(mapping_operations.get, "UUID"),
    "ListEventSourceMappings": Operation(
        mapping_operations.list_all, "EventSourceArn FunctionName MaxItems"
    ),
    "UpdateEventSourceMapping": Operation(mapping_operations.update, _MAPPING + "UUID"),
    "DeleteEventSourceMapping": Operation(mapping_operations.delete, "UUID"),
    "AddPermission": Operation(policy_operations.add_permission, _PERMISSION),
    "RemovePermission": Operation(
        policy_operations.remove_permission, "FunctionName Qualifier StatementId"
    ),
    "GetPolicy": Operation(policy_operations.get_policy, "FunctionName Qualifier"),
    "ListTags": Operation(tag_operations.list_tags, "Resource"),
    "TagResource": Operation(tag_operations.tag, "Resource Tags"),
    "UntagResource": Operation(tag_operations.untag, "Resource TagKeys"),
}
"""All but Invoke, whose answer is not in the model's terms."""

INVOKE = "FunctionName InvocationType LogType Payload Qualifier"
"""The parameters of Invoke."""
