"""What a change set says is what its execution does, over pairs of templates."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.aws.cloudformation.change_set import NO_CHANGES

type Template = dict[str, Any]

# Placeholders stand for names of their own in each example.
topics = st.builds(
    lambda name, said: {
        "Type": "AWS::SNS::Topic",
        "Properties": {
            **({"TopicName": f"NAME-{name}"} if name else {}),
            **({"DisplayName": said} if said else {}),
        },
    },
    st.sampled_from(["", "one", "two"]),
    st.sampled_from(["", "hello"]),
)


def settings_of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A parameter with one of the values."""
    return st.builds(
        lambda value, metadata: {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Value": value},
            **({"Metadata": {"said": metadata}} if metadata else {}),
        },
        values,
        st.sampled_from(["", "why"]),
    )


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """One or two topics, and parameters that name them or not."""
    resources: Template = {"Topic": draw(topics)}
    uses: list[Any] = ["plain", {"Ref": "Topic"}, {"Fn::GetAtt": "Topic.TopicName"}]
    if draw(st.booleans()):
        resources["Setting"] = draw(settings_of(st.sampled_from(uses)))
        uses.append({"Fn::Sub": "${Setting.Value}"})
    if draw(st.booleans()):
        resources["Last"] = draw(settings_of(st.sampled_from(uses)))
    return resources


def _ids(cloudformation: Any, stack: str) -> dict[str, str]:
    listed = cloudformation.list_stack_resources(StackName=stack)["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed}


def _propose(cloudformation: Any, stack: str, kind: str, body: str) -> dict[str, Any]:
    made = cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=f"c{uuid4().hex}",
        ChangeSetType=kind,
        TemplateBody=body,
    )
    described: dict[str, Any] = cloudformation.describe_change_set(ChangeSetName=made["Id"])
    return described


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=templates(), after=templates())
def test_what_is_said_is_what_is_done(
    clients: Callable[[str], Any], before: Template, after: Template
) -> None:
    cloudformation, stack = clients("cloudformation"), f"t{uuid4().hex[:12]}"
    bodies = [json.dumps({"Resources": one}).replace("NAME", stack) for one in (before, after)]
    first = _propose(cloudformation, stack, "CREATE", bodies[0])
    cloudformation.execute_change_set(ChangeSetName=first["ChangeSetId"])
    old = _ids(cloudformation, stack)
    proposed = _propose(cloudformation, stack, "UPDATE", bodies[1])
    if proposed["Status"] == "FAILED":
        assert proposed["StatusReason"] == NO_CHANGES
        assert set(before) == set(after)
        return
    changes = {
        one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"]
        for one in proposed["Changes"]
    }
    cloudformation.execute_change_set(ChangeSetName=proposed["ChangeSetId"])
    new = _ids(cloudformation, stack)
    assert set(new) == set(after)
    for name in old.keys() | new.keys():
        action = changes.get(name, {}).get("Action")
        if name not in old or name not in new:
            assert action == ("Add" if name not in old else "Remove")
        elif changes.get(name, {}).get("Replacement") == "True":
            assert old[name] != new[name]
        elif changes.get(name, {}).get("Replacement") != "Conditional":
            assert old[name] == new[name]
    again = _propose(cloudformation, stack, "UPDATE", bodies[1])
    assert again["StatusReason"] == NO_CHANGES
    cloudformation.delete_stack(StackName=stack)
