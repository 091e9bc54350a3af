"""The life of a stack: made, changed, rolled back, deleted."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import AwsServer

QUEUE = {"Type": "AWS::SQS::Queue"}

type History = Callable[[], list[tuple[str, str]]]
type PhysicalIds = Callable[[], dict[str, str]]


def _queue(**properties: Any) -> dict[str, Any]:
    return {**QUEUE, "Properties": properties}


def _attribute(clients: Callable[[str], Any], url: str, name: str) -> str:
    answer = clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    value: str = answer["Attributes"][name]
    return value


def _names(clients: Callable[[str], Any], prefix: str) -> list[str]:
    urls = clients("sqs").list_queues(QueueNamePrefix=prefix).get("QueueUrls", [])
    return sorted(url.rpartition("/")[2] for url in urls)


def test_events_tell_the_history_in_order(
    deploy: Callable[..., Any], history: History, name: str
) -> None:
    deploy({"B": {**QUEUE, "DependsOn": "A"}, "A": QUEUE})
    assert history() == [
        (name, "REVIEW_IN_PROGRESS"),
        (name, "CREATE_IN_PROGRESS"),
        ("A", "CREATE_IN_PROGRESS"),
        ("A", "CREATE_COMPLETE"),
        ("B", "CREATE_IN_PROGRESS"),
        ("B", "CREATE_COMPLETE"),
        (name, "CREATE_COMPLETE"),
    ]


def test_a_change_set_lists_what_it_adds_modifies_and_removes(
    deploy: Callable[..., Any], cloudformation: Any, name: str, physical_ids: PhysicalIds
) -> None:
    deploy({"Changed": QUEUE, "Gone": QUEUE, "Kept": QUEUE, "Renamed": QUEUE})
    template = {
        "Resources": {
            "Added": QUEUE,
            "Changed": _queue(DelaySeconds=5),
            "Kept": QUEUE,
            "Renamed": _queue(QueueName=f"{name}-new"),
        }
    }
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="two", TemplateBody=json.dumps(template)
    )
    found = cloudformation.describe_change_set(StackName=name, ChangeSetName="two")["Changes"]
    made = physical_ids()
    listed = [
        tuple(
            change["ResourceChange"].get(key)
            for key in ("Action", "LogicalResourceId", "PhysicalResourceId", "Replacement")
        )
        for change in found
    ]
    assert listed == [
        ("Add", "Added", None, None),
        ("Modify", "Changed", made["Changed"], "False"),
        ("Remove", "Gone", made["Gone"], None),
        ("Modify", "Renamed", made["Renamed"], "True"),
    ]


def test_what_follows_from_a_replacement_is_modified_too(
    deploy: Callable[..., Any], cloudformation: Any, name: str, clients: Callable[[str], Any]
) -> None:
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 5}
    deploy({"Dead": QUEUE, "Queue": _queue(RedrivePolicy=redrive)})
    resources = {"Dead": _queue(QueueName=f"{name}-d"), "Queue": _queue(RedrivePolicy=redrive)}
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="two", TemplateBody=json.dumps({"Resources": resources})
    )
    changes = cloudformation.describe_change_set(StackName=name, ChangeSetName="two")["Changes"]
    assert [change["ResourceChange"]["LogicalResourceId"] for change in changes] == [
        "Dead",
        "Queue",
    ]
    cloudformation.execute_change_set(StackName=name, ChangeSetName="two")
    assert f"{name}-d" in _names(clients, name)
    assert len(_names(clients, name)) == 2, "the replaced queue is gone"


def test_an_empty_change_set_fails_with_the_documented_reason(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"Queue": QUEUE})
    body = json.dumps({"Description": "said anew", "Resources": {"Queue": QUEUE}})
    cloudformation.create_change_set(StackName=name, ChangeSetName="two", TemplateBody=body)
    described = cloudformation.describe_change_set(StackName=name, ChangeSetName="two")
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert described["StatusReason"].startswith("The submitted information didn't contain changes.")
    with pytest.raises(cloudformation.exceptions.InvalidChangeSetStatusException):
        cloudformation.execute_change_set(StackName=name, ChangeSetName="two")
    with pytest.raises(ClientError, match=r"No updates are to be performed\."):
        cloudformation.update_stack(StackName=name, TemplateBody=body)


def test_a_changed_output_or_tag_is_a_change(
    deploy: Callable[..., Any], clients: Callable[[str], Any], physical_ids: PhysicalIds
) -> None:
    deploy({"Queue": QUEUE})
    stack = deploy({"Queue": QUEUE}, Outputs={"O": {"Value": "o", "Description": "said"}})
    assert stack["Outputs"] == [{"OutputKey": "O", "OutputValue": "o", "Description": "said"}]
    stack = deploy({"Queue": QUEUE}, tags={"team": "infra"})
    assert stack["Tags"] == [{"Key": "team", "Value": "infra"}]
    tags = clients("sqs").list_queue_tags(QueueUrl=physical_ids()["Queue"])["Tags"]
    assert tags == {"team": "infra"}


def test_an_update_changes_adds_and_removes(
    deploy: Callable[..., Any],
    history: History,
    physical_ids: PhysicalIds,
    clients: Callable[[str], Any],
    name: str,
) -> None:
    deploy({"A": _queue(DelaySeconds=5, VisibilityTimeout=70), "Gone": QUEUE})
    before, start = physical_ids(), len(history())
    stack = deploy({"A": _queue(VisibilityTimeout=80), "New": QUEUE})
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    after = physical_ids()
    assert after["A"] == before["A"]
    assert _attribute(clients, after["A"], "VisibilityTimeout") == "80"
    assert _attribute(clients, after["A"], "DelaySeconds") == "0", "what is gone has its default"
    assert before["Gone"].rpartition("/")[2] not in _names(clients, name)
    assert history()[start:] == [
        (name, "UPDATE_IN_PROGRESS"),
        ("A", "UPDATE_IN_PROGRESS"),
        ("A", "UPDATE_COMPLETE"),
        ("New", "CREATE_IN_PROGRESS"),
        ("New", "CREATE_COMPLETE"),
        (name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Gone", "DELETE_IN_PROGRESS"),
        ("Gone", "DELETE_COMPLETE"),
        (name, "UPDATE_COMPLETE"),
    ]


def test_a_creation_that_fails_is_rolled_back(
    deploy: Callable[..., Any],
    cloudformation: Any,
    history: History,
    clients: Callable[[str], Any],
    name: str,
) -> None:
    stack = deploy(
        {
            "Good": QUEUE,
            "Bad": {**_queue(DelaySeconds=5, MaximumMessageSize=1), "DependsOn": "Good"},
        }
    )
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert _names(clients, name) == []
    assert ("Bad", "CREATE_FAILED") in history()
    assert history()[-4:] == [
        (name, "ROLLBACK_IN_PROGRESS"),
        ("Good", "DELETE_IN_PROGRESS"),
        ("Good", "DELETE_COMPLETE"),
        (name, "ROLLBACK_COMPLETE"),
    ]
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reasons = {one["ResourceStatus"]: one.get("ResourceStatusReason") for one in events}
    assert "MaximumMessageSize" in reasons["CREATE_FAILED"]
    assert reasons["ROLLBACK_IN_PROGRESS"] == "The following resource(s) failed to create: [Bad]."
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="again",
            TemplateBody=json.dumps({"Resources": {"Good": QUEUE}}),
        )


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"Colour": "red"}, "#: extraneous key [Colour] is not permitted"),
        ({"Arn": "arn"}, "#: extraneous key [Arn] is not permitted"),
        ({"DelaySeconds": "soon"}, '#/DelaySeconds: "soon" is not of type "integer"'),
    ],
)
def test_properties_that_the_schema_does_not_allow_fail_the_resource(
    deploy: Callable[..., Any],
    cloudformation: Any,
    name: str,
    properties: dict[str, Any],
    message: str,
) -> None:
    assert deploy({"Queue": _queue(**properties)})["StackStatus"] == "ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reason = next(one for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    assert reason["ResourceStatusReason"] == (
        f"Properties validation failed for resource Queue with message:\n{message}"
    )


def test_a_missing_property_fails_the_resource(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": []}}})
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reason = next(one for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    assert "#: required key [PolicyDocument] not found" in reason["ResourceStatusReason"]


def test_an_update_that_fails_puts_everything_back(
    deploy: Callable[..., Any],
    cloudformation: Any,
    history: History,
    physical_ids: PhysicalIds,
    clients: Callable[[str], Any],
    name: str,
) -> None:
    before = {
        "A": _queue(VisibilityTimeout=70),
        "B": _queue(QueueName=f"{name}-b"),
        "Gone": QUEUE,
        "Z": QUEUE,
    }
    deploy(before, Outputs={"O": {"Value": "old"}})
    made, start = physical_ids(), len(history())
    stack = deploy(
        {
            "A": _queue(VisibilityTimeout=80),
            "B": _queue(QueueName=f"{name}-c"),
            "New": QUEUE,
            "Z": {**_queue(MaximumMessageSize=1), "DependsOn": ["A", "B", "New"]},
        },
        Outputs={"O": {"Value": "new"}},
    )
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stack["Outputs"][0]["OutputValue"] == "old"
    assert physical_ids() == made
    assert _attribute(clients, made["A"], "VisibilityTimeout") == "70"
    assert _names(clients, name) == sorted(url.rpartition("/")[2] for url in made.values())
    assert ("Z", "UPDATE_FAILED") in history()[start:]
    again = deploy({**before, "A": _queue(VisibilityTimeout=90)})
    assert again["StackStatus"] == "UPDATE_COMPLETE", "a stack that was rolled back can be updated"


def test_what_a_service_answers_fails_the_resource_and_is_undone(
    aws: AwsServer, deploy: Callable[..., Any], clients: Callable[[str], Any], name: str
) -> None:
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "ManagedPolicyArns": ["arn:aws:iam::123456789012:policy/nothing"],
        },
    }
    stack = deploy({"Role": role})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        clients("iam").get_role(RoleName=name)


def test_a_named_resource_is_not_replaced_under_its_own_name(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    fifo = f"{name}.fifo"
    deploy({"Queue": _queue(QueueName=fifo, FifoQueue=True)})
    stack = deploy({"Queue": _queue(QueueName=fifo)})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reason = next(one for one in events if one["ResourceStatus"] == "UPDATE_FAILED")
    assert "when a custom-named resource requires replacing" in reason["ResourceStatusReason"]


def test_deleting_a_stack_removes_all_but_what_is_retained(
    deploy: Callable[..., Any],
    cloudformation: Any,
    clients: Callable[[str], Any],
    physical_ids: PhysicalIds,
    name: str,
) -> None:
    stack = deploy(
        {
            "Kept": {**QUEUE, "DeletionPolicy": "Retain"},
            "Gone": QUEUE,
            "GoneAlready": QUEUE,
        }
    )
    made = physical_ids()
    clients("sqs").delete_queue(QueueUrl=made["GoneAlready"])
    cloudformation.delete_stack(StackName=name)
    assert _names(clients, name) == [made["Kept"].rpartition("/")[2]]
    with pytest.raises(ClientError, match=f"Stack with id {name} does not exist"):
        cloudformation.describe_stacks(StackName=name)
    described = cloudformation.describe_stacks(StackName=stack["StackId"])["Stacks"][0]
    assert described["StackStatus"] == "DELETE_COMPLETE"
    cloudformation.delete_stack(StackName=name)


def test_a_resource_that_cannot_be_deleted_keeps_the_stack(
    deploy: Callable[..., Any], cloudformation: Any, clients: Callable[[str], Any], name: str
) -> None:
    deploy({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}})
    clients("s3").put_object(Bucket=name, Key="k", Body=b"content")
    cloudformation.delete_stack(StackName=name)
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["StackStatus"] == "DELETE_FAILED"
    assert stack["StackStatusReason"] == "The following resource(s) failed to delete: [Bucket]."
    cloudformation.delete_stack(StackName=name, RetainResources=["Bucket"])
    assert clients("s3").list_objects_v2(Bucket=name)["KeyCount"] == 1


def test_a_protected_stack_is_not_deleted(cloudformation: Any, name: str) -> None:
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps({"Resources": {"Queue": QUEUE}}),
        EnableTerminationProtection=True,
    )
    with pytest.raises(ClientError, match="TerminationProtection is enabled"):
        cloudformation.delete_stack(StackName=name)
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName=name)


@pytest.mark.parametrize(
    "settings",
    [
        {"NotificationARNs": ["arn:aws:sns:us-east-1:123456789012:topic"]},
        {"TimeoutInMinutes": 5},
        {"StackPolicyURL": "https://s3.us-east-1.amazonaws.com/bucket/policy.json"},
    ],
)
def test_a_setting_that_would_be_ignored_is_refused(
    cloudformation: Any, name: str, settings: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match="does not support") as refusal:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps({"Resources": {"Queue": QUEUE}}),
            **settings,
        )
    assert refusal.value.response["Error"]["Code"] == "NotSupported"


def test_an_operation_that_is_not_there_is_refused(cloudformation: Any) -> None:
    with pytest.raises(ClientError, match="does not support cloudformation:ListImports"):
        cloudformation.list_imports(ExportName="x")


def test_templates_are_kept_as_they_came_and_as_they_were_processed(
    cloudformation: Any, name: str
) -> None:
    text = json.dumps(
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {"Table": {"Type": "AWS::SQS::Queue"}},
        }
    )
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=text
    )
    pending = cloudformation.get_template(StackName=name, ChangeSetName="one")
    assert pending["TemplateBody"] == json.loads(text)
    cloudformation.execute_change_set(StackName=name, ChangeSetName="one")
    kept = cloudformation.get_template(StackName=name)
    assert kept["TemplateBody"] == json.loads(text)
    processed = cloudformation.get_template(StackName=name, TemplateStage="Processed")
    assert "Transform" not in processed["TemplateBody"]


def test_stacks_are_listed_by_status(
    deploy: Callable[..., Any],
    cloudformation: Any,
    stacks: Callable[[], list[dict[str, Any]]],
    name: str,
) -> None:
    deploy({"Queue": QUEUE})
    cloudformation.delete_stack(StackName=name)
    pages = cloudformation.get_paginator("list_stacks").paginate(
        StackStatusFilter=["DELETE_COMPLETE"]
    )
    assert name in [one["StackName"] for page in pages for one in page["StackSummaries"]]
    assert name not in [one["StackName"] for one in stacks()]


def test_a_stack_that_is_worked_on_is_not_changed(
    aws: AwsServer, deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    answers: list[str] = []

    def meddle() -> None:
        with pytest.raises(ClientError) as refusal:
            cloudformation.delete_stack(StackName=name)
        answers.append(str(refusal.value))

    aws.interruptions.before_next("CreateQueue", meddle)
    assert deploy({"Queue": QUEUE})["StackStatus"] == "CREATE_COMPLETE"
    assert "is in CREATE_IN_PROGRESS state and can not be deleted" in answers[0]


def test_names_and_templates_have_limits(
    cloudformation: Any, clients: Callable[[str], Any], name: str
) -> None:
    resources = {f"Queue{number}": QUEUE for number in range(1500)}
    template = json.dumps({"Resources": resources})
    with pytest.raises(ClientError, match="less than or equal to 51200"):
        cloudformation.create_stack(StackName=name, TemplateBody=template)
    with pytest.raises(ClientError, match="at 'stackName' failed to satisfy constraint"):
        cloudformation.create_stack(
            StackName="under_score", TemplateBody=json.dumps({"Resources": {"Queue": QUEUE}})
        )
    with pytest.raises(ClientError, match="S3 error"):
        cloudformation.create_stack(
            StackName=name, TemplateURL="https://s3.us-east-1.amazonaws.com/nowhere/template.json"
        )
    clients("s3").create_bucket(Bucket=name)
    clients("s3").put_object(
        Bucket=name, Key="a b.json", Body=b'{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'
    )
    url = f"https://s3.us-east-1.amazonaws.com/{name}/a%20b.json"
    assert cloudformation.create_stack(StackName=name, TemplateURL=url)["StackId"]


def test_a_name_is_taken_while_a_change_set_waits(cloudformation: Any, name: str) -> None:
    body = json.dumps({"Resources": {"Queue": QUEUE}})
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=body
    )
    with pytest.raises(cloudformation.exceptions.AlreadyExistsException):
        cloudformation.create_stack(StackName=name, TemplateBody=body)
    with pytest.raises(cloudformation.exceptions.AlreadyExistsException):
        cloudformation.create_change_set(
            StackName=name, ChangeSetName="one", ChangeSetType="CREATE", TemplateBody=body
        )
    with pytest.raises(ClientError, match="does not exist"):
        cloudformation.update_stack(StackName=name, TemplateBody=body)
    cloudformation.delete_change_set(StackName=name, ChangeSetName="one")
    assert cloudformation.list_change_sets(StackName=name)["Summaries"] == []
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="two", ChangeSetType="CREATE", TemplateBody=body
    )
    cloudformation.execute_change_set(StackName=name, ChangeSetName="two")
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
