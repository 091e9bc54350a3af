"""Resources are really there: their own services show what the template says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.cloudformation.physical_names import name_for
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.schemas import check, convert, schema_of

type Outputs = Callable[..., dict[str, str]]
type Clients = Callable[[str], Any]
type PhysicalIds = Callable[[], dict[str, str]]

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


def _resource(type_name: str, **properties: Any) -> dict[str, Any]:
    return {"Type": type_name, "Properties": properties}


def _policy(action: str, resource: Any = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _attributes(*names: str) -> dict[str, Any]:
    return {name: {"Value": {"Fn::GetAtt": ["It", name]}} for name in names}


@pytest.mark.parametrize("type_name", RESOURCE_TYPES)
def test_what_is_supported_is_what_the_published_schema_has(type_name: str) -> None:
    kind, schema = RESOURCE_TYPES[type_name], schema_of(type_name)
    assert schema is not None
    assert kind.supported <= set(schema["properties"])
    assert kind.named_by is None or kind.named_by in kind.supported
    assert set(schema.get("required", [])) <= kind.supported


@pytest.mark.parametrize(
    ("type_name", "begins"),
    [
        ("AWS::CodePipeline::Pipeline", "shop-Thing-"),
        ("AWS::CodeBuild::Project", "Thing-"),
        ("AWS::SSM::Parameter", "CFN-Thing-"),
    ],
)
def test_most_names_that_are_made_up_begin_with_the_stack_s(type_name: str, begins: str) -> None:
    made = name_for("shop", "Thing", RESOURCE_TYPES[type_name], {}, None)
    assert made.startswith(begins)


def test_values_are_converted_as_cloudformation_converts_them() -> None:
    given = {"DelaySeconds": "5", "SqsManagedSseEnabled": "true", "QueueName": 12}
    converted = convert("AWS::SQS::Queue", given)
    assert converted == {"DelaySeconds": 5, "SqsManagedSseEnabled": True, "QueueName": "12"}
    check("AWS::SQS::Queue", converted)


def test_a_queue_has_every_attribute_and_its_policy(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds, name: str
) -> None:
    dead = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 5}
    policy = _policy("sqs:SendMessage", {"Fn::GetAtt": ["It", "Arn"]})
    policy["Statement"][0]["Principal"] = {"Service": "events.amazonaws.com"}
    resources = {
        "Dead": _resource("AWS::SQS::Queue", MessageRetentionPeriod=1209600),
        "It": _resource(
            "AWS::SQS::Queue",
            DelaySeconds=1,
            MaximumMessageSize=2048,
            MessageRetentionPeriod=1209600,
            ReceiveMessageWaitTimeSeconds=2,
            RedrivePolicy=dead,
            SqsManagedSseEnabled=False,
            VisibilityTimeout=360,
        ),
        "Policy": _resource("AWS::SQS::QueuePolicy", PolicyDocument=policy, Queues=[{"Ref": "It"}]),
    }
    found = outputs(resources, Outputs=_attributes("Arn", "QueueName", "QueueUrl"))
    url = physical_ids()["It"]
    assert found["QueueUrl"] == url
    assert url.endswith(f"/123456789012/{found['QueueName']}")
    assert found["QueueName"].startswith(f"{name}-It-")

    def attributes() -> dict[str, str]:
        answer = clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        kept: dict[str, str] = answer["Attributes"]
        return kept

    kept = attributes()
    assert kept["QueueArn"] == found["Arn"]
    assert {
        "DelaySeconds": "1",
        "MaximumMessageSize": "2048",
        "MessageRetentionPeriod": "1209600",
        "ReceiveMessageWaitTimeSeconds": "2",
        "SqsManagedSseEnabled": "false",
        "VisibilityTimeout": "360",
    }.items() <= kept.items()
    assert json.loads(kept["RedrivePolicy"])["maxReceiveCount"] == 5
    assert json.loads(kept["Policy"])["Statement"][0]["Resource"] == found["Arn"]

    resources["It"] = _resource("AWS::SQS::Queue", RedrivePolicy=dead)
    outputs(resources)
    kept = attributes()
    assert (kept["VisibilityTimeout"], kept["SqsManagedSseEnabled"]) == ("30", "true")
    assert "Policy" in kept, "other attributes leave the policy alone"
    del resources["Policy"]
    outputs(resources)
    assert "Policy" not in attributes()


def test_an_alarm_has_what_the_template_says(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    settings: dict[str, Any] = {
        "AlarmDescription": "Pushes were given up",
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": "q"}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:topic"],
    }
    outputs({"It": _resource("AWS::CloudWatch::Alarm", **settings)}, Outputs=_attributes("Arn"))
    alarm_name = physical_ids()["It"]

    def alarm() -> dict[str, Any]:
        found = clients("cloudwatch").describe_alarms(AlarmNames=[alarm_name])["MetricAlarms"]
        one: dict[str, Any] = found[0]
        return one

    assert settings.items() <= alarm().items()
    del settings["AlarmActions"]
    outputs({"It": _resource("AWS::CloudWatch::Alarm", **{**settings, "Threshold": 900})})
    assert alarm()["Threshold"] == 900
    assert alarm()["AlarmActions"] == []


def test_a_log_group_changes_how_long_it_keeps_its_events(
    outputs: Outputs, clients: Clients, name: str
) -> None:
    group = {"LogGroupName": f"/aws/lambda/{name}"}

    def retention() -> int | None:
        found = clients("logs").describe_log_groups(logGroupNamePrefix=group["LogGroupName"])
        days: int | None = found["logGroups"][0].get("retentionInDays")
        return days

    first = outputs(
        {"It": _resource("AWS::Logs::LogGroup", **group, RetentionInDays="90")},
        Outputs=_attributes("Arn"),
    )
    assert first["Arn"] == (f"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/{name}:*")
    assert retention() == 90
    outputs({"It": _resource("AWS::Logs::LogGroup", **group, RetentionInDays=7)})
    assert retention() == 7
    outputs({"It": _resource("AWS::Logs::LogGroup", **group)})
    assert retention() is None


def test_a_role_has_its_policies_and_its_boundary(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    iam = clients("iam")
    basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    boundary = {
        "Boundary": _resource("AWS::IAM::ManagedPolicy", PolicyDocument=_policy("codecommit:*"))
    }
    settings: dict[str, Any] = {
        "AssumeRolePolicyDocument": TRUST,
        "Description": "What it may do",
        "Policies": [
            {"PolicyName": "one", "PolicyDocument": _policy("codecommit:GetFile")},
            {"PolicyName": "two", "PolicyDocument": _policy("codecommit:CreateCommit")},
        ],
        "ManagedPolicyArns": [basic],
        "PermissionsBoundary": {"Ref": "Boundary"},
    }
    found = outputs(
        {**boundary, "It": _resource("AWS::IAM::Role", **settings)},
        Outputs=_attributes("Arn", "RoleId"),
    )
    made = physical_ids()
    role = iam.get_role(RoleName=made["It"])["Role"]
    assert (role["Arn"], role["RoleId"]) == (found["Arn"], found["RoleId"])
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == made["Boundary"]
    assert iam.list_role_policies(RoleName=made["It"])["PolicyNames"] == ["one", "two"]
    attached = iam.list_attached_role_policies(RoleName=made["It"])["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [basic]

    settings = {
        "AssumeRolePolicyDocument": TRUST,
        "Policies": [{"PolicyName": "two", "PolicyDocument": _policy("codecommit:GetBranch")}],
    }
    outputs({**boundary, "It": _resource("AWS::IAM::Role", **settings)})
    assert physical_ids()["It"] == made["It"]
    assert "PermissionsBoundary" not in iam.get_role(RoleName=made["It"])["Role"]
    assert iam.list_role_policies(RoleName=made["It"])["PolicyNames"] == ["two"]
    policy = iam.get_role_policy(RoleName=made["It"], PolicyName="two")["PolicyDocument"]
    assert policy == _policy("codecommit:GetBranch")
    assert iam.list_attached_role_policies(RoleName=made["It"])["AttachedPolicies"] == []


def test_a_boundary_that_does_not_exist_fails_the_role(deploy: Callable[..., Any]) -> None:
    boundary = "arn:aws:iam::123456789012:policy/nothing"
    role = _resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=boundary)
    assert deploy({"It": role})["StackStatus"] == "ROLLBACK_COMPLETE"


def test_policies_of_their_own_change(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    iam = clients("iam")

    def deployed(action: str) -> tuple[Any, Any]:
        outputs(
            {
                "Role": _resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST),
                "Inline": _resource(
                    "AWS::IAM::Policy",
                    PolicyName="inline",
                    PolicyDocument=_policy(action),
                    Roles=[{"Ref": "Role"}],
                ),
                "Managed": _resource("AWS::IAM::ManagedPolicy", PolicyDocument=_policy(action)),
            }
        )
        made = physical_ids()
        version = iam.get_policy(PolicyArn=made["Managed"])["Policy"]["DefaultVersionId"]
        return (
            iam.get_role_policy(RoleName=made["Role"], PolicyName="inline")["PolicyDocument"],
            iam.get_policy_version(PolicyArn=made["Managed"], VersionId=version)["PolicyVersion"][
                "Document"
            ],
        )

    for action in ("sqs:SendMessage", "sqs:ReceiveMessage"):
        assert deployed(action) == (_policy(action), _policy(action))


def test_a_rule_has_its_targets_and_how_they_fail(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    queue, rule = {"Queue": {"Type": "AWS::SQS::Queue"}}, clients("events")
    arn = {"Fn::GetAtt": ["Queue", "Arn"]}
    target = {
        "Id": "one",
        "Arn": arn,
        "DeadLetterConfig": {"Arn": arn},
        "RetryPolicy": {"MaximumRetryAttempts": "4", "MaximumEventAgeInSeconds": 3600},
    }
    settings: dict[str, Any] = {"EventPattern": {"source": ["aws.ecr"]}, "Targets": [target]}
    found = outputs(
        {**queue, "It": _resource("AWS::Events::Rule", **settings)},
        Outputs={**_attributes("Arn"), "Queue": {"Value": arn}},
    )
    rule_name = physical_ids()["It"]
    described = rule.describe_rule(Name=rule_name)
    assert described["Arn"] == found["Arn"]
    assert json.loads(described["EventPattern"]) == {"source": ["aws.ecr"]}
    assert rule.list_targets_by_rule(Rule=rule_name)["Targets"] == [
        {
            "Id": "one",
            "Arn": found["Queue"],
            "DeadLetterConfig": {"Arn": found["Queue"]},
            "RetryPolicy": {"MaximumRetryAttempts": 4, "MaximumEventAgeInSeconds": 3600},
        }
    ]
    settings = {
        "EventPattern": {"source": ["aws.codecommit"]},
        "State": "DISABLED",
        "Targets": [{"Id": "two", "Arn": arn}],
    }
    outputs({**queue, "It": _resource("AWS::Events::Rule", **settings)})
    assert rule.describe_rule(Name=rule_name)["State"] == "DISABLED"
    listed = rule.list_targets_by_rule(Rule=rule_name)["Targets"]
    assert [one["Id"] for one in listed] == ["two"]


def test_a_secret_is_stored_or_made_up(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    generate = {"SecretStringTemplate": '{"user": "bot"}', "GenerateStringKey": "token"}
    outputs(
        {
            "Given": _resource("AWS::SecretsManager::Secret", SecretString="given"),
            "MadeUp": _resource("AWS::SecretsManager::Secret", GenerateSecretString=generate),
        }
    )

    def value(logical_id: str) -> str:
        arn = physical_ids()[logical_id]
        assert arn.startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:")
        text: str = clients("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        return text

    assert value("Given") == "given"
    made_up = json.loads(value("MadeUp"))
    assert made_up["user"] == "bot"
    assert len(made_up["token"]) == 32
    outputs({"Given": _resource("AWS::SecretsManager::Secret", SecretString="changed")})
    assert value("Given") == "changed"


def test_a_bucket_is_configured_and_has_a_policy(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    s3 = clients("s3")
    block = {
        "BlockPublicAcls": "true",
        "BlockPublicPolicy": "true",
        "IgnorePublicAcls": "true",
        "RestrictPublicBuckets": "true",
    }
    encryption = [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
    statement = {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "${It.Arn}/*"},
        "Principal": {"Service": "serverlessrepo.amazonaws.com"},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    outputs(
        {
            "It": _resource(
                "AWS::S3::Bucket",
                PublicAccessBlockConfiguration=block,
                BucketEncryption={"ServerSideEncryptionConfiguration": encryption},
                VersioningConfiguration={"Status": "Enabled"},
                Tags=[{"Key": "k", "Value": "v"}],
            ),
            "Policy": _resource(
                "AWS::S3::BucketPolicy", Bucket={"Ref": "It"}, PolicyDocument=policy
            ),
        }
    )
    bucket = physical_ids()["It"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms"}
    kept = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert kept["Statement"][0]["Resource"] == f"arn:aws:s3:::{bucket}/*"
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "k", "Value": "v"}]
    outputs({"It": _resource("AWS::S3::Bucket")})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"
    with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket=bucket)


def test_a_key_and_its_alias_change(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds, name: str
) -> None:
    kms = clients("kms")

    def deployed(description: str) -> dict[str, Any]:
        outputs(
            {
                "It": _resource(
                    "AWS::KMS::Key",
                    Description=description,
                    KeySpec="RSA_2048",
                    KeyUsage="SIGN_VERIFY",
                ),
                "Alias": _resource(
                    "AWS::KMS::Alias", AliasName=f"alias/{name}", TargetKeyId={"Ref": "It"}
                ),
            },
            Outputs=_attributes("Arn", "KeyId"),
        )
        metadata: dict[str, Any] = kms.describe_key(KeyId=f"alias/{name}")["KeyMetadata"]
        return metadata

    first = deployed("one")
    assert first["KeySpec"] == "RSA_2048"
    assert first["KeyId"] == physical_ids()["It"]
    second = deployed("two")
    assert (second["KeyId"], second["Description"]) == (first["KeyId"], "two")


def test_the_small_types_are_made_and_changed(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds, name: str
) -> None:
    def deployed(said: str, mutability: str) -> dict[str, str]:
        return outputs(
            {
                "Infra": _resource(
                    "AWS::CodeCommit::Repository", RepositoryName=name, RepositoryDescription=said
                ),
                "Images": _resource("AWS::ECR::Repository", ImageTagMutability=mutability),
                "Topic": _resource("AWS::SNS::Topic", DisplayName=said),
                "Setting": _resource(
                    "AWS::SSM::Parameter", Name=f"/{name}", Type="String", Value=said
                ),
            },
            Outputs={
                "Infra": {"Value": {"Fn::GetAtt": ["Infra", "Arn"]}},
                "Images": {"Value": {"Fn::GetAtt": ["Images", "Arn"]}},
                "Topic": {"Value": {"Ref": "Topic"}},
            },
        )

    deployed("one", "MUTABLE")
    found, made = deployed("two", "IMMUTABLE"), physical_ids()
    infra = clients("codecommit").get_repository(repositoryName=name)["repositoryMetadata"]
    assert (infra["Arn"], infra["repositoryDescription"]) == (found["Infra"], "two")
    images = clients("ecr").describe_repositories(repositoryNames=[made["Images"]])
    assert images["repositories"][0]["imageTagMutability"] == "IMMUTABLE"
    topic = clients("sns").get_topic_attributes(TopicArn=found["Topic"])["Attributes"]
    assert topic["DisplayName"] == "two"
    assert clients("ssm").get_parameter(Name=f"/{name}")["Parameter"]["Value"] == "two"
