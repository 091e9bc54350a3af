"""What the operations that make, change and remove resources are about.

Source: Service Authorization Reference, as for `needs`.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sandbox.aws.permissions.asked_by_role import AskedByRole

type Resource = Callable[[AskedByRole], str]


class Row(NamedTuple):
    """Operations on one kind of resource."""

    prefix: str
    """Of their actions, such as `cloudwatch`."""
    operations: tuple[str, ...]
    resource: Resource
    """Gives the ARN that a request is about."""


# The configuration of a bucket is removed with the right to put it.
ACTIONS_OF_S3 = {
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}


def _named(service: str, rest: str, member: str) -> Resource:
    """Gives an ARN with the name that a member of the request has."""
    return lambda request: request.arn(service, rest.format(request.given[member]))


def _given(member: str) -> Resource:
    """Gives the ARN that a member of the request is."""
    return lambda request: str(request.given[member])


def _bucket(request: AskedByRole) -> str:
    return f"arn:aws:s3:::{request.given['Bucket']}"


def _dashboard(request: AskedByRole) -> str:
    names = request.given.get("DashboardNames") or [request.given["DashboardName"]]
    return f"arn:aws:cloudwatch::{request.role.account}:dashboard/{names[0]}"


def _alarm(request: AskedByRole) -> str:
    names = request.given.get("AlarmNames") or [request.given["AlarmName"]]
    return request.arn("cloudwatch", f"alarm:{names[0]}")


def _function(request: AskedByRole) -> str:
    name: str = request.given["FunctionName"]
    return name if name.startswith("arn:") else request.arn("lambda", f"function:{name}")


def _layer_version(request: AskedByRole) -> str:
    given = request.given
    return request.arn("lambda", f"layer:{given['LayerName']}:{given['VersionNumber']}")


def _log_group(request: AskedByRole) -> str:
    arn = request.given.get("resourceArn")
    return f"{arn or request.arn('logs', f'log-group:{request.given["logGroupName"]}')}:log-stream:"


def _parameter(request: AskedByRole) -> str:
    given = request.given
    (name,) = given.get("Names") or [given.get("Name") or given["ResourceId"]]
    return request.arn("ssm", f"parameter/{name.lstrip('/')}")


def _queue(request: AskedByRole) -> str:
    given = request.given
    return request.arn("sqs", given.get("QueueName") or given["QueueUrl"].rpartition("/")[2])


def _topic_of_subscription(request: AskedByRole) -> str:
    return str(request.given["SubscriptionArn"].rpartition(":")[0])


MADE: Mapping[str, tuple[Row, ...]] = {
    # By signing name: the prefix of the actions, the operations, and what they are about.
    "codebuild": (
        Row(
            "codebuild",
            ("CreateProject", "UpdateProject", "DeleteProject"),
            _named("codebuild", "project/{}", "name"),
        ),
    ),
    "codestar-notifications": (
        Row(
            "codestar-notifications",
            ("CreateNotificationRule",),
            lambda request: request.arn("codestar-notifications", "notificationrule/*"),
        ),
        Row(
            "codestar-notifications",
            ("UpdateNotificationRule", "DeleteNotificationRule", "TagResource", "UntagResource"),
            _given("Arn"),
        ),
    ),
    "ecr": (
        Row(
            "ecr",
            (
                "CreateRepository", "DeleteRepository", "PutImageTagMutability",
                "PutImageScanningConfiguration", "PutLifecyclePolicy", "DeleteLifecyclePolicy",
            ),
            _named("ecr", "repository/{}", "repositoryName"),
        ),
        Row("ecr", ("TagResource", "UntagResource"), _given("resourceArn")),
    ),
    "events": (
        Row(
            "events",
            ("PutRule", "DescribeRule", "DeleteRule"),
            _named("events", "rule/{}", "Name"),
        ),
        Row(
            "events",
            ("PutTargets", "ListTargetsByRule", "RemoveTargets"),
            _named("events", "rule/{}", "Rule"),
        ),
        Row("events", ("TagResource", "UntagResource"), _given("ResourceARN")),
    ),
    "lambda": (
        Row(
            "lambda",
            (
                "CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration",
                "GetFunction", "DeleteFunction", "PutFunctionConcurrency",
                "DeleteFunctionConcurrency", "AddPermission", "RemovePermission",
            ),
            _function,
        ),
        Row("lambda", ("TagResource", "UntagResource"), _given("Resource")),
        Row("lambda", ("PublishLayerVersion",), _named("lambda", "layer:{}", "LayerName")),
        Row("lambda", ("DeleteLayerVersion",), _layer_version),
        Row(
            "lambda",
            ("CreateEventSourceMapping",),
            lambda request: request.arn("lambda", "event-source-mapping:*"),
        ),
        Row(
            "lambda",
            ("UpdateEventSourceMapping", "DeleteEventSourceMapping"),
            _named("lambda", "event-source-mapping:{}", "UUID"),
        ),
    ),
    "logs": (
        Row("logs", ("DescribeLogGroups",), lambda r: r.arn("logs", "log-group::log-stream:")),
        Row(
            "logs",
            (
                "CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy",
                "TagResource", "UntagResource",
            ),
            _log_group,
        ),
    ),
    "monitoring": (
        Row("cloudwatch", ("PutMetricAlarm", "DescribeAlarms", "DeleteAlarms"), _alarm),
        Row("cloudwatch", ("TagResource", "UntagResource"), _given("ResourceARN")),
        Row("cloudwatch", ("PutDashboard", "DeleteDashboards"), _dashboard),
    ),
    "s3": (
        Row(
            "s3",
            (
                "CreateBucket", "DeleteBucket", "PutBucketPolicy", "DeleteBucketPolicy",
                "PutBucketVersioning", "PutBucketTagging", "PutBucketOwnershipControls",
                *ACTIONS_OF_S3,
            ),
            _bucket,
        ),
    ),
    "secretsmanager": (
        Row("secretsmanager", ("GetRandomPassword",), lambda _: "*"),
        Row("secretsmanager", ("CreateSecret",), _named("secretsmanager", "secret:{}", "Name")),
        Row(
            "secretsmanager",
            ("UpdateSecret", "DeleteSecret", "TagResource", "UntagResource"),
            _given("SecretId"),
        ),
    ),
    "sns": (
        Row("sns", ("CreateTopic",), _named("sns", "{}", "Name")),
        Row(
            "sns",
            ("GetTopicAttributes", "SetTopicAttributes", "DeleteTopic", "Subscribe"),
            _given("TopicArn"),
        ),
        Row("sns", ("SetSubscriptionAttributes", "Unsubscribe"), _topic_of_subscription),
        Row("sns", ("TagResource", "UntagResource"), _given("ResourceArn")),
    ),
    "sqs": (
        Row(
            "sqs",
            ("CreateQueue", "SetQueueAttributes", "DeleteQueue", "TagQueue", "UntagQueue"),
            _queue,
        ),
    ),
    "ssm": (
        Row("ssm", ("PutParameter", "GetParameters", "DeleteParameter"), _parameter),
        Row("ssm", ("AddTagsToResource", "RemoveTagsFromResource"), _parameter),
    ),
}  # fmt: skip
