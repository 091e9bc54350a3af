"""Change sets: what they say of a change before it is made, and when they can be executed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type Propose = Callable[..., dict[str, dict[str, Any]]]

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def _topic(name: str | None = None, **properties: Any) -> dict[str, Any]:
    named = {} if name is None else {"TopicName": name}
    return {"Type": "AWS::SNS::Topic", "Properties": {**named, **properties}}


def _setting(value: Any, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Type": "String", "Value": value, **properties},
    }


def _detail(
    name: str | None,
    source: str = "DirectModification",
    evaluation: str = "Static",
    entity: str | None = None,
    *,
    recreation: str = "Never",
    attribute: str = "Properties",
) -> dict[str, Any]:
    target = {"Attribute": attribute, "RequiresRecreation": recreation}
    return {
        "Target": target if name is None else {**target, "Name": name},
        "Evaluation": evaluation,
        "ChangeSource": source,
        **({} if entity is None else {"CausingEntity": entity}),
    }


@pytest.fixture
def propose(cloudformation: Any, name: str) -> Propose:
    """Make a change set of the test's stack, and give its resource changes by logical id."""

    def propose(resources: dict[str, Any], **sections: Any) -> dict[str, dict[str, Any]]:
        given, tags = sections.pop("given", {}), sections.pop("tags", {})
        made = cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="proposed",
            TemplateBody=json.dumps({"Resources": resources, **sections}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )
        described = cloudformation.describe_change_set(ChangeSetName=made["Id"])
        assert described["Status"] == "CREATE_COMPLETE", described["StatusReason"]
        changes = [one["ResourceChange"] for one in described["Changes"]]
        return {change["LogicalResourceId"]: change for change in changes}

    return propose


def test_a_direct_modification_is_certain(
    deploy: Callable[..., Any], propose: Propose, name: str
) -> None:
    deploy({"It": _topic(name, DisplayName="one")})
    change = propose({"It": _topic(name, DisplayName="two")})["It"]
    assert change["Action"] == "Modify"
    assert change["Replacement"] == "False"
    assert change["Scope"] == ["Properties"]
    assert change["Details"] == [_detail("DisplayName")]
    assert "PolicyAction" not in change


def test_a_parameter_is_told_as_the_cause_beside_what_may_be_direct(
    deploy: Callable[..., Any], propose: Propose
) -> None:
    resources = {"It": _setting({"Fn::Sub": "v${Version}"}), "Other": _setting("same")}
    parameters = {"Version": {"Type": "String"}}
    deploy(resources, Parameters=parameters, given={"Version": "1"})
    changes = propose(resources, Parameters=parameters, given={"Version": "2"})
    assert list(changes) == ["It"]
    assert changes["It"]["Details"] == [
        _detail("Value", evaluation="Dynamic"),
        _detail("Value", "ParameterReference", "Static", "Version"),
    ]


def test_what_names_a_replaced_resource_changes_for_certain(
    deploy: Callable[..., Any], propose: Propose, name: str
) -> None:
    def resources(topic: str) -> dict[str, Any]:
        return {
            "Topic": _topic(topic),
            "ByRef": _setting({"Ref": "Topic"}),
            "ByAttribute": _setting({"Fn::GetAtt": "Topic.TopicName"}),
        }

    deploy(resources(f"{name}-one"))
    changes = propose(resources(f"{name}-two"))
    assert changes["Topic"]["Replacement"] == "True"
    assert changes["Topic"]["PolicyAction"] == "ReplaceAndDelete"
    assert changes["Topic"]["Details"] == [_detail("TopicName", recreation="Always")]
    assert changes["ByRef"]["Replacement"] == "False"
    assert changes["ByRef"]["Details"] == [
        _detail("Value", evaluation="Dynamic"),
        _detail("Value", "ResourceReference", "Static", "Topic"),
    ]
    assert changes["ByAttribute"]["Details"] == [
        _detail("Value", evaluation="Dynamic"),
        _detail("Value", "ResourceAttribute", "Static", "Topic.TopicName"),
    ]


def test_what_takes_an_attribute_of_a_modified_resource_may_change(
    deploy: Callable[..., Any],
    propose: Propose,
    cloudformation: Any,
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    def resources(said: str) -> dict[str, Any]:
        return {
            "Topic": _topic(DisplayName=said),
            "Value": _setting({"Fn::GetAtt": "Topic.TopicArn"}),
            "Name": _setting("v", Name={"Fn::Sub": "/${Topic.TopicName}"}),
            "ByRef": _setting({"Ref": "Topic"}),
            "After": _setting({"Ref": "Name"}),
        }

    deploy(resources("one"))
    changes = propose(resources("two"))
    assert set(changes) == {"Topic", "Value", "Name", "After"}
    assert changes["Value"]["Details"] == [
        _detail("Value", "ResourceAttribute", "Dynamic", "Topic.TopicArn")
    ]
    assert changes["Name"]["Replacement"] == "Conditional"
    assert changes["Name"]["PolicyAction"] == "ReplaceAndDelete"
    assert changes["After"]["Details"] == [_detail("Value", "ResourceReference", "Dynamic", "Name")]
    before = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
    cloudformation.execute_change_set(StackName=name, ChangeSetName="proposed")
    after = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
    ids = [
        {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in s} for s in (before, after)
    ]
    assert ids[0] == ids[1], "what may be replaced is not when its value stays"


def test_policies_metadata_and_tags_of_the_stack_are_changes(
    deploy: Callable[..., Any], propose: Propose
) -> None:
    deploy({"It": _topic(), "Other": HANDLE})
    it = {**_topic(), "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    changes = propose(
        {"It": it, "Other": {**HANDLE, "Metadata": {"said": "why"}}}, tags={"team": "infra"}
    )
    assert changes["It"]["Scope"] == ["Tags", "DeletionPolicy", "UpdateReplacePolicy"]
    assert changes["It"]["Details"][0] == _detail(None, attribute="Tags")
    assert changes["It"]["Replacement"] == "False"
    assert changes["Other"]["Scope"] == ["Metadata"]


@pytest.mark.parametrize(
    ("policy", "removed", "replaced"),
    [
        ("Delete", "Delete", "ReplaceAndDelete"),
        ("Retain", "Retain", "ReplaceAndRetain"),
    ],
)
def test_policies_say_what_becomes_of_what_is_there(
    deploy: Callable[..., Any],
    propose: Propose,
    cloudformation: Any,
    clients: Callable[[str], Any],
    name: str,
    policy: str,
    removed: str,
    replaced: str,
) -> None:
    gone = {**_topic(f"{name}-gone"), "DeletionPolicy": policy}
    deploy({"Gone": gone, "It": {**_topic(f"{name}-1"), "UpdateReplacePolicy": policy}})
    changes = propose({"It": {**_topic(f"{name}-2"), "UpdateReplacePolicy": policy}})
    assert (changes["Gone"]["Action"], changes["Gone"]["PolicyAction"]) == ("Remove", removed)
    assert changes["It"]["PolicyAction"] == replaced
    cloudformation.execute_change_set(StackName=name, ChangeSetName="proposed")
    topics = [one["TopicArn"].rpartition(":")[2] for one in clients("sns").list_topics()["Topics"]]
    kept = {f"{name}-gone", f"{name}-1"} if policy == "Retain" else set()
    assert {topic for topic in topics if topic.startswith(name)} == {f"{name}-2", *kept}


def test_a_replacement_that_changes_its_policy_too_is_refused(
    deploy: Callable[..., Any], propose: Propose, name: str
) -> None:
    deploy({"It": _topic(f"{name}-1")})
    with pytest.raises(ClientError, match="replacement that changes UpdateReplacePolicy too"):
        propose({"It": {**_topic(f"{name}-2"), "UpdateReplacePolicy": "Retain"}})


def test_only_a_part_of_a_property_may_need_a_replacement(
    deploy: Callable[..., Any], propose: Propose, name: str
) -> None:
    def repository(**properties: Any) -> dict[str, Any]:
        return {"It": {"Type": "AWS::ECR::Repository", "Properties": properties}}

    deploy(repository(ImageTagMutability="MUTABLE"))
    change = propose(repository(ImageTagMutability="IMMUTABLE", RepositoryName=name))["It"]
    assert change["Replacement"] == "True"
    assert [one["Target"]["RequiresRecreation"] for one in change["Details"]] == [
        "Never",
        "Always",
    ]


def test_changes_come_in_pages(cloudformation: Any, name: str) -> None:
    resources = {f"Handle{number:03}": HANDLE for number in range(230)}
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="many",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": resources}),
    )
    pages = list(
        cloudformation.get_paginator("describe_change_set").paginate(
            StackName=name, ChangeSetName="many"
        )
    )
    assert [len(page["Changes"]) for page in pages] == [100, 100, 30]
    listed = [
        one["ResourceChange"]["LogicalResourceId"] for page in pages for one in page["Changes"]
    ]
    assert listed == list(resources)
    with pytest.raises(ClientError, match="NextToken is not valid"):
        cloudformation.describe_change_set(StackName=name, ChangeSetName="many", NextToken="next")


@pytest.mark.parametrize("by", ["another change set", "an update"])
def test_what_was_made_for_an_earlier_state_is_obsolete(
    deploy: Callable[..., Any], cloudformation: Any, name: str, by: str
) -> None:
    deploy({"It": _setting("one")})
    for value in ("two", "three"):
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName=value,
            TemplateBody=json.dumps({"Resources": {"It": _setting(value)}}),
        )
    if by == "an update":
        body = json.dumps({"Resources": {"It": _setting("four")}})
        cloudformation.update_stack(StackName=name, TemplateBody=body)
    else:
        cloudformation.execute_change_set(StackName=name, ChangeSetName="three")
        done = cloudformation.describe_change_set(StackName=name, ChangeSetName="three")
        assert done["ExecutionStatus"] == "EXECUTE_COMPLETE"
    old = cloudformation.describe_change_set(StackName=name, ChangeSetName="two")
    assert (old["Status"], old["ExecutionStatus"]) == ("CREATE_COMPLETE", "OBSOLETE")
    with pytest.raises(cloudformation.exceptions.InvalidChangeSetStatusException, match="OBSOLETE"):
        cloudformation.execute_change_set(StackName=name, ChangeSetName="two")


def test_a_change_set_is_executed_once_and_says_that_it_failed(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _setting("one")})
    bad = {"Resources": {"It": _setting("two", Type="Number")}}
    cloudformation.create_change_set(
        StackName=name, ChangeSetName="bad", TemplateBody=json.dumps(bad)
    )
    cloudformation.execute_change_set(StackName=name, ChangeSetName="bad")
    failed = cloudformation.describe_change_set(StackName=name, ChangeSetName="bad")
    assert failed["ExecutionStatus"] == "EXECUTE_FAILED"
    with pytest.raises(cloudformation.exceptions.InvalidChangeSetStatusException):
        cloudformation.execute_change_set(StackName=name, ChangeSetName="bad")


def test_an_output_that_follows_a_parameter_is_a_change(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    sections = {
        "Parameters": {"Tag": {"Type": "String"}, "Unused": {"Type": "String", "Default": ""}},
        "Outputs": {"Tag": {"Value": {"Ref": "Tag"}}},
    }
    deploy({"It": HANDLE}, given={"Tag": "1"}, **sections)
    stack = deploy({"It": HANDLE}, given={"Tag": "2"}, **sections)
    assert stack["Outputs"][0]["OutputValue"] == "2"
    body = json.dumps({"Resources": {"It": HANDLE}, **sections})
    with pytest.raises(ClientError, match=r"No updates are to be performed\."):
        cloudformation.update_stack(
            StackName=name,
            TemplateBody=body,
            Parameters=[
                {"ParameterKey": "Tag", "UsePreviousValue": True},
                {"ParameterKey": "Unused", "ParameterValue": "now"},
            ],
        )


@pytest.mark.parametrize(
    "settings", [{"IncludeNestedStacks": True}, {"OnStackFailure": "DO_NOTHING"}]
)
def test_settings_that_would_be_ignored_are_refused(
    deploy: Callable[..., Any], cloudformation: Any, name: str, settings: dict[str, Any]
) -> None:
    deploy({"It": HANDLE})
    with pytest.raises(ClientError, match="does not support"):
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="one",
            TemplateBody=json.dumps({"Resources": {"It": HANDLE}}),
            **settings,
        )
