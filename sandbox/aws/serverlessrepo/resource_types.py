"""The types of resources that an application may have.

Source: AWS Serverless Application Repository Developer Guide, "List of Supported AWS Resources";
here are the ones that applications like this project's are made of. `CompositeAlarm` and the others
that are known to be refused are from reports of publishers.
"""

from collections.abc import Collection

from sandbox.aws.errors import NotSupported
from sandbox.aws.serverlessrepo.errors import bad_request
from sandbox.aws.wildcards import matches

_PUBLISHABLE = frozenset(
    f"AWS::{service}::{name}"
    for service, names in {
        "CloudFormation": "CustomResource",
        "CloudWatch": "Alarm Dashboard",
        "CodeBuild": "Project",
        "CodeCommit": "Repository",
        "CodePipeline": "Pipeline",
        "DynamoDB": "Table",
        "Events": "EventBusPolicy Rule",
        "IAM": "ManagedPolicy Policy Role",
        "KMS": "Alias Key",
        "Lambda": "Alias EventInvokeConfig EventSourceMapping Function LayerVersion"
        " LayerVersionPermission Permission Version",
        "Logs": "LogGroup MetricFilter SubscriptionFilter",
        "S3": "Bucket BucketPolicy",
        "SNS": "Subscription Topic TopicPolicy",
        "SQS": "Queue QueuePolicy",
        "SSM": "Parameter",
        "SecretsManager": "Secret",
        "Serverless": "Application Function LayerVersion SimpleTable StateMachine",
        "StepFunctions": "StateMachine",
    }.items()
    for name in names.split()
)
_NOT_PUBLISHABLE = (
    "AWS::CloudFormation::Stack",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CodeConnections::Connection",
    "AWS::CodeStarConnections::Connection",
    "AWS::Lambda::Url",
    "AWS::Pipes::Pipe",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::Scheduler::*",
    "AWS::Serverless::Connector",
    "Custom::*",
)


def check_resource_types(types: Collection[str]) -> None:
    """Check the types of a template's resources.

    Raises:
        AwsError: `BadRequestException`, which names those that are not supported.
        NotSupported: A type of which this file does not know whether it is supported.
    """
    unknown = sorted(set(types) - _PUBLISHABLE)
    refused = [one for one in unknown if any(matches(type_, one) for type_ in _NOT_PUBLISHABLE)]
    if refused:
        raise bad_request(
            f"The template contains unsupported resource types. [{', '.join(refused)}]"
        )
    if unknown:
        raise NotSupported(f"the publication of {', '.join(unknown)}: add it to resource_types.py")
