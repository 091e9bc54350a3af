"""Lambda's API keeps what is deployed, checks it as Lambda does, and refuses the rest."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type CreateFunction = Callable[..., str]

NOTHING = "def handler(event, context): pass"


@pytest.fixture
def queue_arn(sqs: Any, name: str) -> str:
    sqs.create_queue(QueueName=name)
    return f"arn:aws:sqs:us-east-1:123456789012:{name}"


def error_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    said = error.value.response["Error"]
    return said["Code"], said["Message"]


def test_a_function_is_shown_as_it_was_made(
    create_function: CreateFunction,
    lambda_: Any,
    zipped: Callable[..., bytes],
    name: str,
    role: Callable[..., str],
) -> None:
    layer = lambda_.publish_layer_version(
        LayerName=name, Content={"ZipFile": zipped({"a": "b"})}, CompatibleRuntimes=["python3.13"]
    )
    create_function(
        NOTHING,
        Architectures=["arm64"],
        Environment={"Variables": {"KEY": "value"}},
        Layers=[layer["LayerVersionArn"]],
        LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "WARN", "LogGroup": "own"},
        MemorySize=256,
        Tags={"team": "web"},
    )
    found = lambda_.get_function(FunctionName=name)
    expected = {
        "Architectures": ["arm64"],
        "Environment": {"Variables": {"KEY": "value"}},
        "Handler": "app.handler",
        "Layers": [{"Arn": layer["LayerVersionArn"], "CodeSize": layer["Content"]["CodeSize"]}],
        "LoggingConfig": {
            "LogFormat": "JSON",
            "ApplicationLogLevel": "WARN",
            "SystemLogLevel": "INFO",
            "LogGroup": "own",
        },
        "MemorySize": 256,
        "Runtime": "python3.13",
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "Timeout": 10,
    }
    assert {key: found["Configuration"].get(key) for key in expected} == expected
    assert found["Tags"] == {"team": "web"}
    lambda_.get_waiter("function_active_v2").wait(FunctionName=name)
    arn = found["Configuration"]["FunctionArn"]
    assert lambda_.get_function_configuration(FunctionName=arn)["FunctionName"] == name


def test_the_package_may_lie_in_s3(
    create_function: CreateFunction,
    lambda_: Any,
    clients: Callable[[str], Any],
    name: str,
    zipped: Any,
) -> None:
    clients("s3").create_bucket(Bucket=name)
    clients("s3").put_object(Bucket=name, Key="code.zip", Body=zipped({"app.py": NOTHING}))
    create_function("", Code={"S3Bucket": name, "S3Key": "code.zip"})
    with pytest.raises(ClientError) as missing:
        lambda_.update_function_code(FunctionName=name, S3Bucket=name, S3Key="other.zip")
    assert error_of(missing)[0] == "InvalidParameterValueException"
    assert "S3 Error Message: The specified key does not exist." in error_of(missing)[1]


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        (
            {"Environment": {"Variables": {"AWS_REGION": "x"}}},
            "InvalidParameterValueException",
            "Reserved keys used in this request: AWS_REGION",
        ),
        (
            {"Environment": {"Variables": {"KEY": "x" * 4096}}},
            "InvalidParameterValueException",
            "exceeded the 4KB limit",
        ),
        ({"Environment": {"Variables": {"A-B": "x"}}}, "ValidationException", "A-B"),
        ({"Timeout": 901}, "ValidationException", "less than or equal to 900"),
        ({"Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:no:1"]},
         "InvalidParameterValueException", "layer:no:1 does not exist"),
        ({"Code": {"ZipFile": b"no zip"}}, "InvalidParameterValueException", "Could not unzip"),
        ({"Role": "arn:aws:iam::123456789012:role/nobody"},
         "InvalidParameterValueException", "cannot be assumed by Lambda"),
        ({"LoggingConfig": {"LogFormat": "Xml"}}, "ValidationException", "[JSON, Text]"),
        ({"LoggingConfig": {"ApplicationLogLevel": "INFO"}},
         "InvalidParameterValueException", "not supported when LogFormat is Text"),
        ({"Runtime": "nodejs22.x"}, "NotImplemented", "the runtime nodejs22.x"),
        ({"TracingConfig": {"Mode": "Active"}}, "NotImplemented", "TracingConfig"),
        ({"Publish": True}, "NotImplemented", "Publish True"),
        ({"Code": {"ImageUri": "image"}}, "NotImplemented", "container images"),
    ],
)  # fmt: skip
def test_what_lambda_or_the_sandbox_cannot_take_is_refused(
    create_function: CreateFunction, settings: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        create_function(NOTHING, **settings)
    assert error_of(refused)[0] == code
    assert message in error_of(refused)[1]


def test_a_role_that_does_not_trust_lambda_is_refused(
    create_function: CreateFunction, clients: Callable[[str], Any], name: str
) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
    document = {"Version": "2012-10-17", "Statement": [{**trust, "Action": "sts:AssumeRole"}]}
    clients("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))
    with pytest.raises(ClientError, match="cannot be assumed by Lambda"):
        create_function(NOTHING)


def test_a_name_is_used_once(create_function: CreateFunction, lambda_: Any) -> None:
    create_function(NOTHING)
    with pytest.raises(lambda_.exceptions.ResourceConflictException):
        create_function(NOTHING)


def test_operations_that_the_sandbox_does_not_have_are_refused(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function(NOTHING)
    with pytest.raises(ClientError, match="does not support lambda PublishVersion"):
        lambda_.publish_version(FunctionName=name)
    with pytest.raises(ClientError, match="versions and aliases"):
        lambda_.invoke(FunctionName=name, Qualifier="live")


def test_layers_have_versions_that_are_never_used_again(
    lambda_: Any, name: str, zipped: Callable[..., bytes]
) -> None:
    content = {"ZipFile": zipped({"a": "b"})}
    first = lambda_.publish_layer_version(LayerName=name, Content=content)
    assert first["Version"] == 1
    assert lambda_.get_layer_version_by_arn(Arn=first["LayerVersionArn"])["Version"] == 1
    lambda_.delete_layer_version(LayerName=name, VersionNumber=1)
    assert lambda_.publish_layer_version(LayerName=name, Content=content)["Version"] == 2
    listed = lambda_.list_layer_versions(LayerName=name)["LayerVersions"]
    assert [version["Version"] for version in listed] == [2]
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.get_layer_version(LayerName=name, VersionNumber=1)


def test_permissions_are_statements_of_the_functions_policy(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function(NOTHING)
    permission = {
        "FunctionName": name,
        "StatementId": "events",
        "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com",
        "SourceArn": "arn:aws:events:us-east-1:123456789012:rule/r",
    }
    lambda_.add_permission(**permission)
    with pytest.raises(lambda_.exceptions.ResourceConflictException):
        lambda_.add_permission(**permission)
    (statement,) = json.loads(lambda_.get_policy(FunctionName=name)["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": permission["SourceArn"]}}
    lambda_.remove_permission(FunctionName=name, StatementId="events")
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.get_policy(FunctionName=name)


def test_a_mapping_is_shown_as_it_was_made(
    create_function: CreateFunction, lambda_: Any, queue_arn: str
) -> None:
    name = create_function(NOTHING)
    made = lambda_.create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=queue_arn,
        BatchSize=100,
        MaximumBatchingWindowInSeconds=1,
        ScalingConfig={"MaximumConcurrency": 2},
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    assert made["State"] == "Creating"
    found = lambda_.get_event_source_mapping(UUID=made["UUID"])
    expected = {
        "BatchSize": 100,
        "EventSourceArn": queue_arn,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "MaximumBatchingWindowInSeconds": 1,
        "ScalingConfig": {"MaximumConcurrency": 2},
        "State": "Enabled",
    }
    assert {key: found[key] for key in expected} == expected
    with pytest.raises(lambda_.exceptions.ResourceConflictException, match=made["UUID"]):
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=queue_arn)
    listed = lambda_.list_event_source_mappings(EventSourceArn=queue_arn)["EventSourceMappings"]
    assert [mapping["UUID"] for mapping in listed] == [made["UUID"]]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"BatchSize": 11},
            "batch window in seconds must be greater than 0 if maximum batch size is greater than",
        ),
        (
            {"BatchSize": 10_001, "MaximumBatchingWindowInSeconds": 1},
            "Value '10001' at 'batchSize' failed to satisfy constraint: Member must have value",
        ),
        ({"FunctionResponseTypes": ["ReportItemFailures"]}, "enum value set: [ReportBatchItem"),
        ({"MaximumBatchingWindowInSeconds": 301}, "less than or equal to 300"),
        ({"ScalingConfig": {"MaximumConcurrency": 1001}}, "less than or equal to 1000"),
        ({"StartingPosition": "LATEST"}, "StartingPosition is not valid for SQS event sources."),
        ({"FilterCriteria": {"Filters": []}}, "CreateEventSourceMapping with FilterCriteria"),
    ],
)
def test_a_mapping_that_lambda_or_the_sandbox_cannot_take_is_refused(
    create_function: CreateFunction,
    lambda_: Any,
    queue_arn: str,
    settings: dict[str, Any],
    message: str,
) -> None:
    name = create_function(NOTHING)
    with pytest.raises(ClientError) as refused:
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=queue_arn, **settings)
    assert message in error_of(refused)[1]


def test_a_maximum_concurrency_of_one_is_refused_by_the_service_too(
    create_function: CreateFunction, raw_lambda: Any, queue_arn: str
) -> None:
    with pytest.raises(ClientError, match="Member must have value greater than or equal to 2"):
        raw_lambda.create_event_source_mapping(
            FunctionName=create_function(NOTHING),
            EventSourceArn=queue_arn,
            ScalingConfig={"MaximumConcurrency": 1},
        )


def test_a_visibility_timeout_below_the_functions_timeout_is_refused(
    create_function: CreateFunction, lambda_: Any, queue_arn: str
) -> None:
    name = create_function(NOTHING, Timeout=31)
    with pytest.raises(ClientError) as refused:
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=queue_arn)
    assert error_of(refused) == (
        "InvalidParameterValueException",
        "Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds",
    )


@pytest.mark.parametrize("missing", ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"])
def test_a_role_that_may_not_read_the_queue_is_refused(
    create_function: CreateFunction,
    lambda_: Any,
    queue_arn: str,
    role: Callable[..., str],
    missing: str,
) -> None:
    name = create_function(NOTHING)
    actions = {"ReceiveMessage", "DeleteMessage", "GetQueueAttributes"} - {missing}
    role(*(f"sqs:{action}" for action in actions))
    with pytest.raises(ClientError) as refused:
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=queue_arn)
    assert error_of(refused) == (
        "InvalidParameterValueException",
        f"The function execution role does not have permissions to call {missing} on SQS",
    )


@pytest.mark.parametrize(
    "source",
    [
        "arn:aws:sqs:us-east-1:123456789012:queue.fifo",
        "arn:aws:kinesis:us-east-1:123456789012:stream/s",
    ],
)
def test_other_sources_are_refused(
    create_function: CreateFunction, lambda_: Any, source: str
) -> None:
    name = create_function(NOTHING)
    with pytest.raises(ClientError, match="event sources other than standard queues"):
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=source)


def test_a_queue_that_is_not_there_is_refused(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function(NOTHING)
    arn = "arn:aws:sqs:us-east-1:123456789012:nothing"
    with pytest.raises(ClientError, match="The specified queue does not exist"):
        lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=arn)
