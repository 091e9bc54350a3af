"""CloudFormation acts with the rights of the service role that a request names."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import AwsServer

type Make = Callable[..., str]

ACCOUNT = "123456789012"
QUEUE = {"Type": "AWS::SQS::Queue"}


def _allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def _trust(service: str) -> dict[str, Any]:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.fixture
def service_role(clients: Callable[[str], Any], name: str) -> Make:
    """Make a role with these statements, which CloudFormation or another service may assume."""

    def service_role(*statements: Any, service: str = "cloudformation") -> str:
        iam, role = clients("iam"), f"{name}-role"
        arn: str = iam.create_role(
            RoleName=role, AssumeRolePolicyDocument=json.dumps(_trust(service))
        )["Role"]["Arn"]
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam.put_role_policy(RoleName=role, PolicyName="rights", PolicyDocument=policy)
        return arn

    return service_role


@pytest.fixture
def create(cloudformation: Any, name: str) -> Callable[..., dict[str, Any]]:
    """Create the test's stack and describe it."""

    def create(resources: dict[str, Any], **settings: Any) -> dict[str, Any]:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps({"Resources": resources}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            **settings,
        )
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return stack

    return create


def _failure(cloudformation: Any, name: str) -> str:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in events if e["ResourceStatus"] in ("CREATE_FAILED", "UPDATE_FAILED")]
    reason: str = failed[0]["ResourceStatusReason"]
    return reason


def test_a_stack_is_worked_on_by_its_role_also_later(
    aws: AwsServer,
    create: Callable[..., Any],
    service_role: Make,
    cloudformation: Any,
    name: str,
) -> None:
    queues = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}-*"
    changing = ["sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"]
    role = service_role(_allow([*changing, "sqs:GetQueueAttributes"], queues))
    stack = create({"It": QUEUE}, RoleARN=role)
    assert (stack["StackStatus"], stack["RoleARN"]) == ("CREATE_COMPLETE", role)
    changed = {"It": {**QUEUE, "Properties": {"DelaySeconds": 5}}}
    cloudformation.update_stack(StackName=name, TemplateBody=json.dumps({"Resources": changed}))
    cloudformation.delete_stack(StackName=name)
    assert aws.log.operations(principal=f"{name}-role") == {
        "sqs:CreateQueue": 1,
        "sqs:SetQueueAttributes": 1,
        "sqs:DeleteQueue": 1,
        "sqs:GetQueueAttributes": 3,
    }, "its handlers read the queue too"


def test_what_the_role_may_not_do_fails_the_resource(
    create: Callable[..., Any], service_role: Make, cloudformation: Any, name: str
) -> None:
    role = service_role(_allow("sqs:*", f"arn:aws:sqs:us-east-1:{ACCOUNT}:others-*"))
    stack = create({"It": QUEUE}, RoleARN=role)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    reason = _failure(cloudformation, name)
    assert f"assumed-role/{name}-role/AWSCloudFormation is not authorized to perform" in reason
    assert "sqs:CreateQueue" in reason


def test_what_the_role_may_not_read_fails_the_resource_that_it_made(
    create: Callable[..., Any],
    service_role: Make,
    cloudformation: Any,
    clients: Callable[[str], Any],
    name: str,
) -> None:
    role = service_role(_allow(["sqs:CreateQueue", "sqs:DeleteQueue"]))
    stack = create({"It": QUEUE}, RoleARN=role)
    assert "sqs:GetQueueAttributes" in _failure(cloudformation, name)
    assert stack["StackStatus"] == "ROLLBACK_FAILED", "nor may it read what it is to remove"


def test_a_role_may_be_held_to_a_path_and_a_boundary(
    create: Callable[..., Any],
    service_role: Make,
    clients: Callable[[str], Any],
    cloudformation: Any,
    name: str,
) -> None:
    boundary = clients("iam").create_policy(
        PolicyName=f"{name}-boundary",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [_allow("s3:*")]}),
    )["Policy"]["Arn"]
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    path = f"arn:aws:iam::{ACCOUNT}:role/pipelines/*"
    role = service_role(
        _allow(
            ["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"], path, Condition=bounded
        ),
        _allow(["iam:GetRole", "iam:DeleteRole"], path),
    )

    def made(logical_id: str, **properties: Any) -> dict[str, Any]:
        policy = {"Version": "2012-10-17", "Statement": [_allow("s3:GetObject")]}
        return {
            logical_id: {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": _trust("codepipeline"),
                    "Policies": [{"PolicyName": "p", "PolicyDocument": policy}],
                    **properties,
                },
            }
        }

    good = made("Good", Path="/pipelines/", PermissionsBoundary=boundary)
    stack = create(good, RoleARN=role)
    assert stack["StackStatus"] == "CREATE_COMPLETE", _failure(cloudformation, name)
    for bad in (
        made("Unbounded", Path="/pipelines/"),
        made("Elsewhere", PermissionsBoundary=boundary),
    ):
        cloudformation.update_stack(
            StackName=name,
            TemplateBody=json.dumps({"Resources": {**good, **bad}}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert "iam:CreateRole" in _failure(cloudformation, name)


def test_the_role_must_be_allowed_to_pass_on_the_roles_of_resources(
    create: Callable[..., Any],
    service_role: Make,
    clients: Callable[[str], Any],
    cloudformation: Any,
    name: str,
) -> None:
    builder = clients("iam").create_role(
        RoleName=f"{name}-builder", AssumeRolePolicyDocument=json.dumps(_trust("codebuild"))
    )["Role"]["Arn"]
    project = {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "ServiceRole": builder,
            "Artifacts": {"Type": "NO_ARTIFACTS"},
            "Environment": {
                "Type": "LINUX_CONTAINER",
                "ComputeType": "BUILD_GENERAL1_SMALL",
                "Image": "image",
            },
            "Source": {"Type": "NO_SOURCE", "BuildSpec": "version: 0.2"},
        },
    }
    role = service_role(_allow("codebuild:*"), _allow("iam:PassRole", f"{builder}-of-another"))
    assert create({"It": project}, RoleARN=role)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert f"iam:PassRole on resource: {builder}" in _failure(cloudformation, name)


@pytest.mark.parametrize("service", ["lambda", None])
def test_a_role_that_cloudformation_cannot_assume_is_refused(
    cloudformation: Any, service_role: Make, name: str, service: str | None
) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/nobody-has-it"
    if service is not None:
        role = service_role(_allow("*"), service=service)
    body = json.dumps({"Resources": {"It": QUEUE}})
    with pytest.raises(ClientError, match="is invalid or cannot be assumed"):
        cloudformation.create_stack(StackName=name, TemplateBody=body, RoleARN=role)
    with pytest.raises(ClientError, match="is invalid or cannot be assumed"):
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="one",
            ChangeSetType="CREATE",
            TemplateBody=body,
            RoleARN=role,
        )
    with pytest.raises(ClientError, match="does not exist"):
        cloudformation.describe_stacks(StackName=name)


def test_a_change_set_is_executed_with_the_role_that_it_was_made_with(
    aws: AwsServer, cloudformation: Any, service_role: Make, name: str
) -> None:
    role = service_role(_allow("sqs:*"))
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="one",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": {"It": QUEUE}}),
        RoleARN=role,
    )
    assert aws.log.operations(principal=f"{name}-role") == {}
    cloudformation.execute_change_set(StackName=name, ChangeSetName="one")
    assert aws.log.operations(principal=f"{name}-role")["sqs:CreateQueue"] == 1


class Caller:
    """A role that asks CloudFormation."""

    def __init__(self, aws: AwsServer, clients: Callable[[str], Any], name: str) -> None:
        self._iam, self._role = clients("iam"), f"{name}-caller"
        trust = json.dumps(_trust("lambda"))
        self._iam.create_role(RoleName=self._role, AssumeRolePolicyDocument=trust)
        arn = f"arn:aws:iam::{ACCOUNT}:role/{self._role}"
        credentials = clients("sts").assume_role(RoleArn=arn, RoleSessionName="session")[
            "Credentials"
        ]
        keys = (credentials[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        self.cloudformation = aws.client("cloudformation", *keys)

    def grant(self, *statements: Any) -> None:
        """Let it do this and nothing else."""
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        self._iam.put_role_policy(RoleName=self._role, PolicyName="rights", PolicyDocument=policy)


@pytest.fixture
def caller(aws: AwsServer, clients: Callable[[str], Any], name: str) -> Caller:
    return Caller(aws, clients, name)


def test_a_caller_needs_the_right_to_pass_the_role(
    caller: Caller, service_role: Make, name: str
) -> None:
    role = service_role(_allow("sqs:*"))
    create = {
        "StackName": name,
        "TemplateBody": json.dumps({"Resources": {"It": QUEUE}}),
        "RoleARN": role,
    }
    stacks = _allow(
        "cloudformation:*", f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{name}/*"
    )
    caller.grant(stacks)
    with pytest.raises(ClientError, match="iam:PassRole"):
        caller.cloudformation.create_stack(**create)
    passed = {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
    caller.grant(stacks, _allow("iam:PassRole", role, Condition=passed))
    caller.cloudformation.create_stack(**create)
    made = caller.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert made["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize("where", ["TemplateBody", "TemplateURL"])
def test_a_caller_needs_the_right_to_expand_a_template(
    caller: Caller, clients: Callable[[str], Any], name: str, where: str
) -> None:
    body = json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"It": QUEUE}})
    clients("s3").create_bucket(Bucket=name)
    clients("s3").put_object(Bucket=name, Key="t.json", Body=body.encode())
    url = f"https://s3.us-east-1.amazonaws.com/{name}/t.json"
    submitted = {"TemplateBody": body} if where == "TemplateBody" else {"TemplateURL": url}
    create = {"StackName": name, "ChangeSetName": "one", "ChangeSetType": "CREATE", **submitted}
    stacks = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{name}/*"
    caller.grant(_allow("cloudformation:CreateChangeSet", stacks))
    with pytest.raises(ClientError, match="transform/Serverless-2016-10-31"):
        caller.cloudformation.create_change_set(**create)
    transform = "arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31"
    caller.grant(_allow("cloudformation:CreateChangeSet", [stacks, transform]))
    assert caller.cloudformation.create_change_set(**create)["Id"]
