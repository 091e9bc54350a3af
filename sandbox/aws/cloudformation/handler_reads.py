"""What CloudFormation's handlers read while they make, change and remove resources.

A service role must be allowed that too. The published schemas say what each handler reads; it is
done here where it takes nothing but the resource's id. With an administrator's rights nobody would
notice, so it is left out then.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.cloudformation.resource_type import Account, Made
from sandbox.aws.cloudformation.schemas import schema_of

type Read = tuple[str, str, Callable[[str], Mapping[str, Any]]]
"""A service, the method of its client, and the method's parameters for a physical id."""

_READS: Mapping[str, Mapping[str, Read]] = {
    "AWS::CloudWatch::Alarm": {
        "cloudwatch:DescribeAlarms": (
            "cloudwatch",
            "describe_alarms",
            lambda name: {"AlarmNames": [name]},
        ),
    },
    "AWS::CodePipeline::Pipeline": {
        "codepipeline:GetPipeline": ("codepipeline", "get_pipeline", lambda n: {"name": n}),
        "codepipeline:GetPipelineState": (
            "codepipeline",
            "get_pipeline_state",
            lambda name: {"name": name},
        ),
    },
    "AWS::Events::Rule": {
        "events:DescribeRule": ("events", "describe_rule", lambda name: {"Name": name}),
        "events:ListTargetsByRule": (
            "events",
            "list_targets_by_rule",
            lambda name: {"Rule": name},
        ),
    },
    "AWS::IAM::ManagedPolicy": {
        "iam:GetPolicy": ("iam", "get_policy", lambda arn: {"PolicyArn": arn}),
    },
    "AWS::IAM::Role": {
        "iam:GetRole": ("iam", "get_role", lambda name: {"RoleName": name}),
        "iam:ListAttachedRolePolicies": (
            "iam",
            "list_attached_role_policies",
            lambda name: {"RoleName": name},
        ),
        "iam:ListRolePolicies": ("iam", "list_role_policies", lambda name: {"RoleName": name}),
    },
    "AWS::KMS::Key": {"kms:DescribeKey": ("kms", "describe_key", lambda key: {"KeyId": key})},
    "AWS::Lambda::Function": {
        "lambda:GetFunction": ("lambda", "get_function", lambda name: {"FunctionName": name}),
    },
    "AWS::Logs::LogGroup": {
        "logs:DescribeLogGroups": (
            "logs",
            "describe_log_groups",
            lambda name: {"logGroupNamePrefix": name},
        ),
    },
    "AWS::S3::Bucket": {"s3:ListBucket": ("s3", "head_bucket", lambda name: {"Bucket": name})},
    "AWS::SNS::Topic": {
        "sns:GetTopicAttributes": ("sns", "get_topic_attributes", lambda arn: {"TopicArn": arn}),
    },
    "AWS::SQS::Queue": {
        "sqs:GetQueueAttributes": (
            "sqs",
            "get_queue_attributes",
            lambda url: {"QueueUrl": url, "AttributeNames": ["All"]},
        ),
    },
    "AWS::SSM::Parameter": {
        "ssm:GetParameters": ("ssm", "get_parameters", lambda name: {"Names": [name]}),
    },
}


def read_as_handler(account: Account, type_name: str, doing: str, made: Made) -> None:
    """Read a resource as its handler does, when a service role acts.

    Args:
        account: Where, and with whose rights.
        type_name: The type of the resource.
        doing: `create`, `update` or `delete`.
        made: The resource.

    Raises:
        botocore.exceptions.ClientError: What the service answered.
    """
    if not account.is_role:
        return
    handler = (schema_of(type_name) or {}).get("handlers", {}).get(doing, {})
    for permission, (service, method, parameters) in _READS.get(type_name, {}).items():
        if permission in handler.get("permissions", ()):
            getattr(account.client(service), method)(**parameters(made.physical_id))
