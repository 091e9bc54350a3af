"""What stands beside a pipeline: projects, topics, buckets, keys, roles; made and changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type Outputs = Callable[..., dict[str, str]]
type Clients = Callable[[str], Any]
type PhysicalIds = Callable[[], dict[str, str]]

SMALL = {"ComputeType": "BUILD_GENERAL1_SMALL"}


def _resource(type_name: str, **properties: Any) -> dict[str, Any]:
    return {"Type": type_name, "Properties": properties}


def _role(service: str, **properties: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": f"{service}.amazonaws.com"},
    }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    return _resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust, **properties)


def _policy(action: str, resource: Any = "*", **elements: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _failure(cloudformation: Any, name: str) -> str:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reason: str = next(
        one["ResourceStatusReason"] for one in events if one["ResourceStatus"].endswith("_FAILED")
    )
    return reason


def test_a_project_that_a_pipeline_builds_with_changes_in_place(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    def deployed(**properties: Any) -> dict[str, Any]:
        image = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"
        environment = {
            **SMALL,
            "Type": "ARM_CONTAINER",
            "Image": image,
            "EnvironmentVariables": [{"Name": "STAGE", "Value": "dev"}],
        }
        project = _resource(
            "AWS::CodeBuild::Project",
            ServiceRole={"Fn::GetAtt": "Role.Arn"},
            Artifacts={"Type": "CODEPIPELINE"},
            Environment=environment,
            **properties,
        )
        outputs({"Role": _role("codebuild"), "It": project})
        name = physical_ids()["It"]
        found: dict[str, Any] = clients("codebuild").batch_get_projects(names=[name])["projects"][0]
        return found

    first = deployed(
        Source={"Type": "CODEPIPELINE", "BuildSpec": "version: 0.2"},
        TimeoutInMinutes=10,
        Description="builds",
        Tags=[{"Key": "team", "Value": "infra"}],
    )
    assert first["source"] == {"type": "CODEPIPELINE", "buildspec": "version: 0.2"}
    assert first["environment"]["environmentVariables"] == [{"name": "STAGE", "value": "dev"}]
    assert (first["timeoutInMinutes"], first["description"]) == (10, "builds")
    assert first["tags"] == [{"key": "team", "value": "infra"}]
    second = deployed(Source={"Type": "CODEPIPELINE", "BuildSpec": "build.yaml"})
    assert second["arn"] == first["arn"]
    assert second["source"]["buildspec"] == "build.yaml"
    assert (second["timeoutInMinutes"], second["description"], second["tags"]) == (60, "", [])


def test_a_project_whose_role_does_not_trust_codebuild_fails(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    project = _resource(
        "AWS::CodeBuild::Project",
        ServiceRole={"Fn::GetAtt": "Role.Arn"},
        Artifacts={"Type": "NO_ARTIFACTS"},
        Environment={
            "Type": "LINUX_CONTAINER",
            "ComputeType": "BUILD_GENERAL1_SMALL",
            "Image": "i",
        },
        Source={"Type": "NO_SOURCE", "BuildSpec": "version: 0.2"},
    )
    stack = deploy({"Role": _role("lambda"), "It": project})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "not authorized to perform: sts:AssumeRole" in _failure(cloudformation, name)


def test_a_notification_rule_is_kept(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds, name: str
) -> None:
    def deployed(*events: str, tags: dict[str, str], **properties: Any) -> dict[str, Any]:
        rule = _resource(
            "AWS::CodeStarNotifications::NotificationRule",
            Name=name,
            Resource=f"arn:aws:codepipeline:us-east-1:123456789012:{name}",
            DetailType="FULL",
            EventTypeIds=[f"codepipeline-pipeline-{event}" for event in events],
            Targets=[{"TargetType": "SNS", "TargetAddress": {"Ref": "Topic"}}],
            Tags=tags,
            **properties,
        )
        outputs({"Topic": _resource("AWS::SNS::Topic"), "It": rule}, tags={"stack": "s"})
        notifications = clients("codestar-notifications")
        found: dict[str, Any] = notifications.describe_notification_rule(Arn=physical_ids()["It"])
        return found

    first = deployed("pipeline-execution-failed", tags={"a": "1"}, Status="DISABLED")
    assert (first["Status"], first["Tags"]) == ("DISABLED", {"a": "1", "stack": "s"})
    assert first["Targets"][0]["TargetAddress"] == physical_ids()["Topic"]
    second = deployed("manual-approval-needed", tags={"b": "2"})
    assert (second["Status"], second["Tags"]) == ("ENABLED", {"b": "2", "stack": "s"})
    assert [one["EventTypeId"] for one in second["EventTypes"]] == [
        "codepipeline-pipeline-manual-approval-needed"
    ]


def test_a_notification_rule_of_an_unknown_event_fails(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    rule = _resource(
        "AWS::CodeStarNotifications::NotificationRule",
        Name=name,
        Resource=f"arn:aws:codepipeline:us-east-1:123456789012:{name}",
        DetailType="FULL",
        EventTypeIds=["codepipeline-pipeline-went-home"],
        Targets=[],
    )
    assert deploy({"It": rule})["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "codepipeline-pipeline-went-home" in _failure(cloudformation, name)


def test_a_topic_has_its_policy_and_its_listeners(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    sns = clients("sns")
    publish = _policy(
        "sns:Publish",
        {"Ref": "Topic"},
        Principal={"Service": "codestar-notifications.amazonaws.com"},
    )
    resources = {
        "Topic": _resource("AWS::SNS::Topic", DisplayName="said", KmsMasterKeyId="alias/aws/sns"),
        "Policy": _resource(
            "AWS::SNS::TopicPolicy", Topics=[{"Ref": "Topic"}], PolicyDocument=publish
        ),
        "Queue": _resource("AWS::SQS::Queue"),
        "Listener": _resource(
            "AWS::SNS::Subscription",
            TopicArn={"Ref": "Topic"},
            Protocol="sqs",
            Endpoint={"Fn::GetAtt": "Queue.Arn"},
            RawMessageDelivery=True,
        ),
    }
    outputs(resources)
    made = physical_ids()

    def attributes() -> dict[str, str]:
        found: dict[str, str] = sns.get_topic_attributes(TopicArn=made["Topic"])["Attributes"]
        return found

    def raw() -> str:
        found = sns.get_subscription_attributes(SubscriptionArn=made["Listener"])["Attributes"]
        value: str = found["RawMessageDelivery"]
        return value

    assert (attributes()["DisplayName"], attributes()["KmsMasterKeyId"]) == (
        "said",
        "alias/aws/sns",
    )
    assert json.loads(attributes()["Policy"])["Statement"][0]["Resource"] == made["Topic"]
    assert raw() == "true"
    del resources["Policy"]
    del resources["Listener"]["Properties"]["RawMessageDelivery"]
    resources["Topic"] = _resource("AWS::SNS::Topic")
    outputs(resources)
    assert attributes()["DisplayName"] == ""
    assert json.loads(attributes()["Policy"])["Statement"][0]["Principal"] == {"AWS": "*"}
    assert raw() == "false"
    del resources["Listener"]
    outputs(resources)
    assert sns.list_subscriptions_by_topic(TopicArn=made["Topic"])["Subscriptions"] == []


def test_a_bucket_expires_what_is_in_it(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    s3 = clients("s3")
    rule = {
        "Id": "expire",
        "Status": "Enabled",
        "ExpirationInDays": 30,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    outputs(
        {
            "It": _resource(
                "AWS::S3::Bucket",
                LifecycleConfiguration={"Rules": [rule]},
                OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            )
        }
    )
    bucket = physical_ids()["It"]
    kept = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]
    assert kept == {
        "ID": "expire",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"Days": 30},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    controls = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
    assert controls == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    outputs({"It": _resource("AWS::S3::Bucket")})
    with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        s3.get_bucket_lifecycle_configuration(Bucket=bucket)


def test_a_lifecycle_that_would_be_ignored_fails_the_bucket(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    transition = {"StorageClass": "GLACIER", "TransitionInDays": 1}
    rules = [{"Status": "Enabled", "Transitions": [transition]}]
    bucket = _resource("AWS::S3::Bucket", LifecycleConfiguration={"Rules": rules})
    assert deploy({"It": bucket})["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "does not support Transitions" in _failure(cloudformation, name)


def test_a_key_rotates_and_stays_what_it_is(
    outputs: Outputs, deploy: Callable[..., Any], clients: Clients, physical_ids: PhysicalIds
) -> None:
    def rotates() -> bool:
        answer = clients("kms").get_key_rotation_status(KeyId=physical_ids()["It"])
        enabled: bool = answer["KeyRotationEnabled"]
        return enabled

    outputs({"It": _resource("AWS::KMS::Key", EnableKeyRotation=True)})
    assert rotates()
    outputs({"It": _resource("AWS::KMS::Key", EnableKeyRotation=False)})
    assert not rotates()
    stack = deploy({"It": _resource("AWS::KMS::Key", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


def test_a_managed_policy_is_attached_and_a_path_is_part_of_a_role(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    def deployed(path: str, *roles: str) -> dict[str, str]:
        outputs(
            {
                "One": _role("codepipeline", Path=path, PermissionsBoundary={"Ref": "Boundary"}),
                "Two": _role("codepipeline", Tags=[{"Key": path.strip("/"), "Value": "v"}]),
                "Boundary": _resource("AWS::IAM::ManagedPolicy", PolicyDocument=_policy("s3:*")),
                "It": _resource(
                    "AWS::IAM::ManagedPolicy",
                    Path="/pipelines/",
                    PolicyDocument=_policy("s3:GetObject"),
                    Roles=[{"Ref": role} for role in roles],
                ),
            }
        )
        return physical_ids()

    def attached(role: str) -> list[str]:
        policies = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        return [one["PolicyArn"] for one in policies]

    iam = clients("iam")
    first = deployed("/old/", "One", "Two")
    assert iam.get_role(RoleName=first["One"])["Role"]["Path"] == "/old/"
    assert attached(first["One"]) == attached(first["Two"]) == [first["It"]]
    second = deployed("/new/", "One")
    assert second["One"] != first["One"]
    assert iam.get_role(RoleName=second["One"])["Role"]["Path"] == "/new/"
    boundary = iam.get_role(RoleName=second["One"])["Role"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == second["Boundary"]
    assert (attached(second["One"]), attached(second["Two"])) == ([second["It"]], [])
    assert iam.list_role_tags(RoleName=second["Two"])["Tags"] == [{"Key": "new", "Value": "v"}]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_role(RoleName=first["One"])


def test_a_repository_of_images_can_be_emptied_with_its_stack(
    outputs: Outputs, cloudformation: Any, clients: Clients, name: str
) -> None:
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}
    rule = {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}
    policy = {"LifecyclePolicyText": json.dumps({"rules": [rule]})}
    repository = _resource(
        "AWS::ECR::Repository",
        RepositoryName=name,
        EmptyOnDelete=True,
        ImageScanningConfiguration={"ScanOnPush": True},
        LifecyclePolicy=policy,
    )
    outputs({"It": repository})
    ecr = clients("ecr")
    found = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [],
        }
    )
    ecr.put_image(repositoryName=name, imageManifest=manifest, imageTag="one")
    cloudformation.delete_stack(StackName=name)
    with pytest.raises(ClientError, match="RepositoryNotFound"):
        ecr.describe_repositories(repositoryNames=[name])


def test_tags_of_alarms_and_rules_change(outputs: Outputs, clients: Clients) -> None:
    def deployed(key: str) -> tuple[Any, Any]:
        tags = [{"Key": key, "Value": "v"}]
        alarm = _resource(
            "AWS::CloudWatch::Alarm",
            MetricName="m",
            Namespace="n",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Tags=tags,
        )
        rule = _resource("AWS::Events::Rule", EventPattern={"source": ["aws.ecr"]}, Tags=tags)
        found = outputs(
            {"Alarm": alarm, "Rule": rule},
            Outputs={one: {"Value": {"Fn::GetAtt": f"{one}.Arn"}} for one in ("Alarm", "Rule")},
        )
        return (
            clients("cloudwatch").list_tags_for_resource(ResourceARN=found["Alarm"])["Tags"],
            clients("events").list_tags_for_resource(ResourceARN=found["Rule"])["Tags"],
        )

    for key in ("one", "two"):
        expected = [{"Key": key, "Value": "v"}]
        assert deployed(key) == (expected, expected)


def test_a_parameter_has_its_own_tags_and_those_of_its_stack(
    deploy: Callable[..., Any], clients: Clients, name: str
) -> None:
    def deployed(tags: dict[str, str], **stack: str) -> dict[str, str]:
        setting = _resource("AWS::SSM::Parameter", Name=name, Type="String", Value="v", Tags=tags)
        deploy({"It": setting}, tags=stack)
        listed = clients("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)
        return {tag["Key"]: tag["Value"] for tag in listed["TagList"]}

    assert deployed({"a": "1"}, team="infra") == {"a": "1", "team": "infra"}
    assert deployed({"b": "2"}, team="web") == {"b": "2", "team": "web"}
