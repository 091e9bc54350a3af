"""What becomes of a stack when something fails, and what its events say of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type History = Callable[[], list[tuple[str, str]]]

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def _topic(name: str, **attributes: Any) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}, **attributes}


def _setting(value: str, kind: str = "String", **attributes: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Type": kind, "Value": value},
        **attributes,
    }


def _bad(**attributes: Any) -> dict[str, Any]:
    return _setting("x", "Number", **attributes)


def _body(**resources: Any) -> str:
    return json.dumps({"Resources": resources})


@pytest.fixture
def topics(clients: Callable[[str], Any], name: str) -> Callable[[], set[str]]:
    """The names of the test's topics that there are."""

    def topics() -> set[str]:
        pages = clients("sns").get_paginator("list_topics").paginate()
        names = [one["TopicArn"].rpartition(":")[2] for page in pages for one in page["Topics"]]
        return {one for one in names if one.startswith(name)}

    return topics


@pytest.mark.parametrize("settings", [{"OnFailure": "DO_NOTHING"}, {"DisableRollback": True}])
def test_a_creation_may_leave_what_it_has_made(
    cloudformation: Any, topics: Callable[[], set[str]], name: str, settings: dict[str, Any]
) -> None:
    body = _body(Good=_topic(name), Bad=_bad(DependsOn="Good"))
    cloudformation.create_stack(StackName=name, TemplateBody=body, **settings)
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert (stack["StackStatus"], stack["DisableRollback"]) == ("CREATE_FAILED", True)
    assert stack["StackStatusReason"] == "The following resource(s) failed to create: [Bad]."
    assert topics() == {name}
    with pytest.raises(ClientError, match="is in CREATE_FAILED state and can not be updated"):
        cloudformation.update_stack(StackName=name, TemplateBody=_body(Good=_topic(name)))
    cloudformation.delete_stack(StackName=name)
    assert topics() == set()


def test_a_creation_that_fails_may_leave_no_stack(
    cloudformation: Any, topics: Callable[[], set[str]], name: str
) -> None:
    body = _body(Good=_topic(name), Bad=_bad(DependsOn="Good"))
    made = cloudformation.create_stack(StackName=name, TemplateBody=body, OnFailure="DELETE")
    stack = cloudformation.describe_stacks(StackName=made["StackId"])["Stacks"][0]
    assert stack["StackStatus"] == "DELETE_COMPLETE"
    assert topics() == set()
    with pytest.raises(ClientError, match="does not exist"):
        cloudformation.describe_stacks(StackName=name)


def test_a_change_set_says_what_becomes_of_a_stack_that_fails(
    cloudformation: Any, name: str
) -> None:
    made = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="one",
        ChangeSetType="CREATE",
        TemplateBody=_body(Bad=_bad()),
        OnStackFailure="DELETE",
    )
    described = cloudformation.describe_change_set(ChangeSetName=made["Id"])
    assert described["OnStackFailure"] == "DELETE"
    cloudformation.execute_change_set(ChangeSetName=made["Id"])
    stack = cloudformation.describe_stacks(StackName=made["StackId"])["Stacks"][0]
    assert stack["StackStatus"] == "DELETE_COMPLETE"


def test_a_request_cannot_say_two_things_of_failures(cloudformation: Any, name: str) -> None:
    with pytest.raises(ClientError, match="either OnFailure or DisableRollback"):
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=_body(It=HANDLE),
            OnFailure="DELETE",
            DisableRollback=True,
        )
    with pytest.raises(ClientError, match="does not support DisableRollback"):
        cloudformation.update_stack(
            StackName=name, TemplateBody=_body(It=HANDLE), DisableRollback=True
        )


@pytest.mark.parametrize(
    ("policy", "left"), [("Retain", True), ("RetainExceptOnCreate", False), ("Delete", False)]
)
def test_a_creation_that_is_undone_leaves_what_is_to_be_retained(
    cloudformation: Any, topics: Callable[[], set[str]], name: str, policy: str, left: bool
) -> None:
    body = _body(Good=_topic(name, DeletionPolicy=policy), Bad=_bad(DependsOn="Good"))
    cloudformation.create_stack(StackName=name, TemplateBody=body)
    assert topics() == ({name} if left else set())


def test_an_update_that_fails_is_undone_in_aws_s_order(
    deploy: Callable[..., Any], history: History, cloudformation: Any, name: str
) -> None:
    deploy({"A": _setting("one"), "Renamed": _topic(f"{name}-one")})
    start = len(history())
    stack = deploy(
        {
            "A": _setting("two"),
            "Renamed": _topic(f"{name}-two", DependsOn="A"),
            "Z": _bad(DependsOn="Renamed"),
        }
    )
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert history()[start:] == [
        (name, "UPDATE_IN_PROGRESS"),
        ("A", "UPDATE_IN_PROGRESS"),
        ("A", "UPDATE_COMPLETE"),
        ("Renamed", "UPDATE_IN_PROGRESS"),
        ("Renamed", "UPDATE_COMPLETE"),
        ("Z", "CREATE_IN_PROGRESS"),
        ("Z", "CREATE_FAILED"),
        (name, "UPDATE_ROLLBACK_IN_PROGRESS"),
        ("A", "UPDATE_IN_PROGRESS"),
        ("A", "UPDATE_COMPLETE"),
        (name, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Renamed", "DELETE_IN_PROGRESS"),
        ("Renamed", "DELETE_COMPLETE"),
        (name, "UPDATE_ROLLBACK_COMPLETE"),
    ]
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    replacing = next(one for one in events if one["LogicalResourceId"] == "Renamed")
    assert replacing["PhysicalResourceId"].endswith(f"{name}-two")
    reasons = {one["ResourceStatus"]: one.get("ResourceStatusReason") for one in events}
    assert reasons["UPDATE_ROLLBACK_IN_PROGRESS"] == (
        "The following resource(s) failed to create: [Z]."
    )
    assert "Number is not a valid enum value" in str(reasons["CREATE_FAILED"])


def test_the_reason_of_a_failure_is_what_the_service_answered(
    deploy: Callable[..., Any], clients: Callable[[str], Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _setting("one")})
    clients("codecommit").create_repository(repositoryName=name)
    repository = {"Type": "AWS::CodeCommit::Repository", "Properties": {"RepositoryName": name}}
    deploy({"It": _setting("two"), "Repository": repository})
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = next(one for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    assert failed["LogicalResourceId"] == "Repository"
    assert f"named {name} already exists" in failed["ResourceStatusReason"]


def test_events_bear_the_token_of_the_request_that_they_come_from(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _setting("one")})
    made = cloudformation.create_change_set(
        StackName=name, ChangeSetName="two", TemplateBody=_body(It=_setting("two"))
    )
    cloudformation.execute_change_set(ChangeSetName=made["Id"], ClientRequestToken="run-7")
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    ours = [one for one in events if one.get("ClientRequestToken") == "run-7"]
    assert [(one["LogicalResourceId"], one["ResourceStatus"]) for one in ours] == [
        (name, "UPDATE_COMPLETE"),
        (name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("It", "UPDATE_COMPLETE"),
        ("It", "UPDATE_IN_PROGRESS"),
        (name, "UPDATE_IN_PROGRESS"),
    ]
    assert events[: len(ours)] == ours, "the newest come first"


def test_events_and_resources_come_in_pages(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({f"Handle{number:03}": HANDLE for number in range(120)})
    pages = list(cloudformation.get_paginator("describe_stack_events").paginate(StackName=name))
    events = [event for page in pages for event in page["StackEvents"]]
    assert len(pages) == 3
    assert len({event["EventId"] for event in events}) == len(events) == 2 * 120 + 3
    times = [event["Timestamp"] for event in events]
    assert times == sorted(times, reverse=True)
    pages = list(cloudformation.get_paginator("list_stack_resources").paginate(StackName=name))
    assert [len(page["StackResourceSummaries"]) for page in pages] == [100, 20]


def test_a_resource_leads_to_its_stack(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _topic(name)})
    arn = f"arn:aws:sns:us-east-1:123456789012:{name}"
    (found,) = cloudformation.describe_stack_resources(PhysicalResourceId=arn)["StackResources"]
    assert (found["StackName"], found["LogicalResourceId"]) == (name, "It")
    with pytest.raises(ClientError, match=f"Stack for {name} does not exist"):
        cloudformation.describe_stack_resources(PhysicalResourceId=name)


def test_an_event_says_that_an_update_makes_a_new_resource(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _topic(f"{name}-one"), "Other": _setting("one")})
    deploy({"It": _topic(f"{name}-two"), "Other": _setting("two")})
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    reasons = {
        one["LogicalResourceId"]: one.get("ResourceStatusReason", "")
        for one in events
        if one["ResourceStatus"] == "UPDATE_IN_PROGRESS"
    }
    assert reasons["It"].startswith("Requested update requires the creation of a new physical")
    assert reasons["Other"] == ""
