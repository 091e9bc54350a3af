"""A stack's policy says what updates may do to its resources."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Statement": list(statements)})


def _say(effect: str, action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Principal": "*", "Resource": resource, **more}


OF_TOPICS = {"StringEquals": {"ResourceType": ["AWS::SNS::Topic"]}}
ANYTHING = _say("Allow", "Update:*")


def _topic(name: str, said: str) -> dict[str, Any]:
    return {
        "Type": "AWS::SNS::Topic",
        "Properties": {"TopicName": name, "DisplayName": said},
    }


@pytest.fixture
def update(deploy: Callable[..., Any], cloudformation: Any, name: str) -> Callable[..., str]:
    """Change a stack of one topic that has a policy; give its status and the failure's reason."""

    def update(policy: str, after: dict[str, Any]) -> str:
        deploy({"It": _topic(name, "one"), "Other": _topic(f"{name}-other", "one")})
        cloudformation.set_stack_policy(StackName=name, StackPolicyBody=policy)
        assert cloudformation.get_stack_policy(StackName=name)["StackPolicyBody"] == policy
        status: str = deploy(after)["StackStatus"]
        return status

    return update


@pytest.mark.parametrize(
    ("denied", "status"),
    [
        (_say("Deny", "Update:Replace"), "UPDATE_COMPLETE"),
        (_say("Deny", "Update:Delete"), "UPDATE_COMPLETE"),
        (_say("Deny", "Update:Modify", "LogicalResourceId/Other"), "UPDATE_COMPLETE"),
        (_say("Deny", "Update:Modify", "LogicalResourceId/I*"), "UPDATE_ROLLBACK_COMPLETE"),
        (
            _say(
                "Deny",
                "Update:*",
                Condition={"StringEquals": {"ResourceType": ["AWS::SNS::Topic"]}},
            ),
            "UPDATE_ROLLBACK_COMPLETE",
        ),
    ],
)
def test_a_modification_is_denied_where_the_policy_says_so(
    update: Callable[..., str], name: str, denied: dict[str, Any], status: str
) -> None:
    after = {"It": _topic(name, "two"), "Other": _topic(f"{name}-other", "one")}
    assert update(_policy(ANYTHING, denied), after) == status


def test_what_the_policy_does_not_allow_is_denied(
    update: Callable[..., str], cloudformation: Any, name: str
) -> None:
    policy = _policy(_say("Allow", "Update:Modify", "LogicalResourceId/Other"))
    after = {"It": _topic(name, "two"), "Other": _topic(f"{name}-other", "one")}
    assert update(policy, after) == "UPDATE_ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = next(one for one in events if one["ResourceStatus"] == "UPDATE_FAILED")
    assert failed["LogicalResourceId"] == "It"
    assert "denied by stack policy" in failed["ResourceStatusReason"]
    assert "[Update:Modify]" in failed["ResourceStatusReason"]


@pytest.mark.parametrize("action", ["Update:Replace", "Update:Delete"])
def test_replacement_and_removal_are_actions_of_their_own(
    update: Callable[..., str], clients: Callable[[str], Any], name: str, action: str
) -> None:
    after = {"It": _topic(f"{name}-new", "one"), "Other": _topic(f"{name}-other", "one")}
    if action == "Update:Delete":
        after = {"Other": after["Other"]}
    status = update(_policy(ANYTHING, _say("Deny", action)), after)
    assert status == "UPDATE_ROLLBACK_COMPLETE"
    topics = [one["TopicArn"].rpartition(":")[2] for one in clients("sns").list_topics()["Topics"]]
    assert {one for one in topics if one.startswith(name)} == {name, f"{name}-other"}


def test_an_update_may_bring_a_policy_for_itself(
    deploy: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    deploy({"It": _topic(name, "one")})
    nothing = _policy(_say("Deny", "Update:*"))
    cloudformation.set_stack_policy(StackName=name, StackPolicyBody=nothing)
    cloudformation.update_stack(
        StackName=name,
        TemplateBody=json.dumps({"Resources": {"It": _topic(name, "two")}}),
        StackPolicyDuringUpdateBody=_policy(ANYTHING),
    )
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert cloudformation.get_stack_policy(StackName=name)["StackPolicyBody"] == nothing


@pytest.mark.parametrize("policy", ["no json", "{}", _policy(_say("Allow", "s3:GetObject"))])
def test_what_is_no_policy_is_refused(
    deploy: Callable[..., Any], cloudformation: Any, name: str, policy: str
) -> None:
    deploy({"It": _topic(name, "one")})
    with pytest.raises(ClientError, match="Error validating stack policy"):
        cloudformation.set_stack_policy(StackName=name, StackPolicyBody=policy)
