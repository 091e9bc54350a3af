"""Rules of EventBridge invoke functions whose policies let them."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.aws.functions import Functions
from tests.integration.sandbox.aws.functions.waiting import wait_for

CODE = "def handler(event, context):\n    return event['detail']\n"
ACCOUNT = "123456789012"


def _rule(clients: Callable[[str], Any], name: str, function: str) -> str:
    """A rule for events of the source `name`, whose dead letters a queue of that name gets."""
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
    url = clients("sqs").create_queue(QueueName=name)["QueueUrl"]
    pattern = json.dumps({"source": [name]})
    rule: str = clients("events").put_rule(Name=name, EventPattern=pattern)["RuleArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    clients("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    target = {
        "Id": "one",
        "Arn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{function}",
        "DeadLetterConfig": {"Arn": queue},
    }
    clients("events").put_targets(Rule=name, Targets=[target])
    return rule


def _put(clients: Callable[[str], Any], name: str) -> None:
    entry = {"Source": name, "DetailType": "Said", "Detail": '{"said": "hello"}'}
    clients("events").put_events(Entries=[entry])


def _dead_letter(clients: Callable[[str], Any], name: str) -> dict[str, str]:
    url = clients("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    (message,) = clients("sqs").receive_message(QueueUrl=url, MessageAttributeNames=["All"])[
        "Messages"
    ]
    attributes = message["MessageAttributes"]
    return {key: attributes[key]["StringValue"] for key in ("ERROR_CODE", "ERROR_MESSAGE")}


def test_a_function_gets_the_event_when_its_policy_lets_the_rule(
    clients: Callable[[str], Any],
    create_function: Callable[..., str],
    functions: Functions,
    name: str,
) -> None:
    function = create_function(CODE)
    rule = _rule(clients, name, function)
    clients("lambda").add_permission(
        FunctionName=function,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )
    _put(clients, name)
    wait_for(lambda: functions.invocations(function))
    assert json.loads(functions.invocations(function)[0].payload) == {"said": "hello"}


def test_a_function_that_does_not_let_the_rule_gets_nothing(
    clients: Callable[[str], Any],
    create_function: Callable[..., str],
    functions: Functions,
    name: str,
) -> None:
    function = create_function(CODE)
    _rule(clients, name, function)
    clients("lambda").add_permission(
        FunctionName=function,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=f"arn:aws:events:us-east-1:{ACCOUNT}:rule/another",
    )
    _put(clients, name)
    assert _dead_letter(clients, name) == {
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": "EventBridge does not have permission to start the target function.",
    }
    assert functions.invocations(function) == []


def test_a_function_that_is_gone_is_said_to_be_gone(
    clients: Callable[[str], Any], name: str
) -> None:
    _rule(clients, name, f"{name}-gone")
    _put(clients, name)
    assert _dead_letter(clients, name)["ERROR_CODE"] == "NO_RESOURCE"
