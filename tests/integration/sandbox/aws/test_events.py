"""Events reach the queues whose policies let them, as AWS writes them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.events.patterns import check_pattern
from sandbox.aws.events.schedules import let_time_come

type Clients = Callable[[str], Any]

ECR_PUSH = {
    "Source": "aws.ecr",
    "DetailType": "ECR Image Action",
    "Detail": json.dumps({"result": "SUCCESS", "image-tag": "v1"}),
}


class Bus:
    """A rule that sends to a queue, with a dead-letter queue."""

    def __init__(self, clients: Clients, name: str) -> None:
        self.sqs, self.events = clients("sqs"), clients("events")
        self.target, self.target_arn = self._queue(f"{name}-target")
        self.dead, self.dead_arn = self._queue(f"{name}-dead")
        self.name, self.source = name, f"test.{name}"
        self.rule = self.events.put_rule(
            Name=name, EventPattern=json.dumps({"source": [self.source]})
        )["RuleArn"]
        self.put_target(DeadLetterConfig={"Arn": self.dead_arn})

    def _queue(self, name: str) -> tuple[str, str]:
        url = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        return url, f"arn:aws:sqs:us-east-1:123456789012:{name}"

    def put_target(self, **settings: Any) -> None:
        target = {"Id": "one", "Arn": self.target_arn, **settings}
        self.events.put_targets(Rule=self.name, Targets=[target])

    def allow(self, url: str, arn: str, effect: str = "Allow", **changes: Any) -> None:
        statement = {
            "Effect": effect,
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": self.rule}},
            **changes,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    def put(self, **changes: Any) -> dict[str, Any]:
        entry = {**ECR_PUSH, "Source": self.source, **changes}
        answer: dict[str, Any] = self.events.put_events(Entries=[entry])["Entries"][0]
        return answer

    def received(self, url: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages


@pytest.fixture
def bus(clients: Clients, name: str) -> Bus:
    return Bus(clients, name)


def test_an_event_is_delivered_as_aws_writes_it(bus: Bus) -> None:
    bus.allow(bus.target, bus.target_arn)
    answer = bus.put(Time=1_795_000_000, Resources=["arn:aws:ecr:us-east-1:123456789012:x"])
    (message,) = bus.received(bus.target)
    assert json.loads(message["Body"]) == {
        "version": "0",
        "id": answer["EventId"],
        "detail-type": "ECR Image Action",
        "source": bus.source,
        "account": "123456789012",
        "time": "2026-11-18T11:06:40Z",
        "region": "us-east-1",
        "resources": ["arn:aws:ecr:us-east-1:123456789012:x"],
        "detail": {"result": "SUCCESS", "image-tag": "v1"},
    }


@pytest.mark.parametrize(
    "policy",
    [
        {"Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:1:rule/other"}}},
        {"Principal": {"Service": "sns.amazonaws.com"}},
        {"Action": "sqs:ReceiveMessage"},
        {"Resource": "arn:aws:sqs:us-east-1:123456789012:other"},
        {"effect": "Deny"},
    ],
)
def test_an_event_that_the_queue_does_not_let_in_goes_to_the_dead_letter_queue(
    bus: Bus, policy: dict[str, Any]
) -> None:
    bus.allow(bus.target, bus.target_arn, **policy)
    bus.allow(bus.dead, bus.dead_arn)
    answer = bus.put()
    assert bus.received(bus.target) == []
    (message,) = bus.received(bus.dead)
    assert json.loads(message["Body"])["id"] == answer["EventId"]
    attributes = {key: one["StringValue"] for key, one in message["MessageAttributes"].items()}
    assert attributes.pop("ERROR_MESSAGE")
    assert attributes == {
        "RULE_ARN": bus.rule,
        "TARGET_ARN": bus.target_arn,
        "ERROR_CODE": "NO_PERMISSIONS",
    }


def test_a_queue_that_is_gone_is_said_to_be_gone(bus: Bus) -> None:
    bus.allow(bus.dead, bus.dead_arn)
    bus.sqs.delete_queue(QueueUrl=bus.target)
    bus.put()
    (message,) = bus.received(bus.dead)
    assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_RESOURCE"


def test_an_event_that_no_queue_lets_in_is_lost(bus: Bus) -> None:
    assert "EventId" in bus.put()
    assert bus.received(bus.target) + bus.received(bus.dead) == []
    bus.put_target()
    assert "EventId" in bus.put()
    assert bus.received(bus.target) + bus.received(bus.dead) == []


def test_a_disabled_rule_delivers_nothing(bus: Bus) -> None:
    bus.allow(bus.target, bus.target_arn)
    bus.events.disable_rule(Name=bus.name)
    bus.put()
    assert bus.received(bus.target) == []
    bus.events.enable_rule(Name=bus.name)
    bus.put()
    assert len(bus.received(bus.target)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Source": ""}, "InvalidArgument"),
        ({"DetailType": ""}, "InvalidArgument"),
        ({"Detail": ""}, "InvalidArgument"),
        ({"Detail": "{"}, "MalformedDetail"),
        ({"Detail": "[]"}, "MalformedDetail"),
    ],
)
def test_an_entry_that_is_no_event_is_refused(bus: Bus, changes: dict[str, str], code: str) -> None:
    assert bus.put(**changes)["ErrorCode"] == code


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["a"], "detail": {"image-tag": [{"anything-but": ""}]}},
        {"detail": {"a": [{"prefix": "x"}, {"suffix": {"equals-ignore-case": "Y"}}]}},
        {"detail": {"a": [{"anything-but": {"prefix": ["x", "y"]}}, {"anything-but": [1, 2]}]}},
        {"detail": {"a": [{"numeric": [">", 0, "<=", 5]}, {"exists": False}, None, True, 1]}},
        {"detail": {"a": [{"cidr": "10.0.0.0/24"}, {"wildcard": "a*b"}]}},
        {"$or": [{"source": ["a"]}, {"source": [{"equals-ignore-case": "B"}]}]},
    ],
)
def test_patterns_of_eventbridge_are_taken(pattern: dict[str, Any]) -> None:
    check_pattern(json.dumps(pattern))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ({"source": [{"starts-with": "a"}]}, "Unrecognized match type starts-with"),
        ({"source": [{"prefix": "a", "suffix": "b"}]}, "Only one key allowed"),
        ({"source": [{"prefix": ["a"]}]}, "prefix match pattern cannot be"),
        ({"source": [{"exists": "yes"}]}, "exists match pattern cannot be"),
        ({"source": [{"numeric": [">"]}]}, "numeric match pattern cannot be"),
        ({"source": [{"anything-but": {"cidr": "x"}}]}, "anything-but match pattern cannot be"),
        ({"source": []}, "non-empty array"),
        ({"source": "a"}, "non-empty array"),
        ({"$or": [{"source": ["a"]}]}, "two or more"),
        ({}, "not an object"),
        ({"source": ["a" * 4100]}, "too long"),
    ],
)
def test_a_pattern_that_would_match_anything_is_refused(
    clients: Clients, name: str, pattern: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ClientError, match=reason) as refusal:
        clients("events").put_rule(Name=name, EventPattern=json.dumps(pattern))
    assert refusal.value.response["Error"]["Code"] == "InvalidEventPatternException"


@pytest.mark.parametrize("schedule", ["rate(1 minute)", "rate(15 minutes)", "cron(0 6 * * ? *)"])
def test_a_schedule_s_event_comes_when_its_time_does(bus: Bus, schedule: str) -> None:
    bus.allow(bus.target, bus.target_arn)
    bus.events.put_rule(Name=bus.name, ScheduleExpression=schedule)
    let_time_come(bus.rule)
    (message,) = bus.received(bus.target)
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"]) == ("aws.events", "Scheduled Event")
    assert event["resources"] == [bus.rule]


def test_an_event_does_not_start_what_has_only_a_schedule(bus: Bus, name: str) -> None:
    bus.allow(bus.target, bus.target_arn, Condition={})
    bus.events.put_rule(Name=f"{name}-2", ScheduleExpression="rate(1 day)")
    bus.events.put_targets(Rule=f"{name}-2", Targets=[{"Id": "one", "Arn": bus.target_arn}])
    bus.put()
    assert len(bus.received(bus.target)) == 1


def test_a_target_s_own_input_comes_in_the_place_of_the_event(bus: Bus) -> None:
    bus.allow(bus.target, bus.target_arn)
    bus.put_target(Input='{"a": 1}')
    bus.put()
    (message,) = bus.received(bus.target)
    assert message["Body"] == '{"a": 1}'


def test_a_rule_that_is_off_does_nothing_when_its_time_comes(bus: Bus) -> None:
    bus.allow(bus.target, bus.target_arn)
    bus.events.put_rule(Name=bus.name, ScheduleExpression="rate(1 day)", State="DISABLED")
    let_time_come(bus.rule)
    assert bus.received(bus.target) == []


@pytest.mark.parametrize(
    "schedule", ["rate(1 minutes)", "rate(2 minute)", "rate(0 minutes)", "cron(0 6 * * *)", "daily"]
)
def test_what_is_no_schedule_is_refused(bus: Bus, schedule: str) -> None:
    with pytest.raises(ClientError, match="ScheduleExpression is not valid"):
        bus.events.put_rule(Name=bus.name, ScheduleExpression=schedule)


def test_a_rule_without_a_schedule_has_no_time(bus: Bus) -> None:
    with pytest.raises(LookupError, match="has no schedule"):
        let_time_come(bus.rule)


def test_other_targets_and_transformed_input_are_refused(bus: Bus) -> None:
    refused = pytest.raises(ClientError, match="The local AWS does not support")
    with refused:
        bus.put_target(Arn="arn:aws:states:us-east-1:123456789012:stateMachine:s")
    with refused:
        bus.put_target(InputPath="$.detail")


def test_the_rule_of_one_queue_says_nothing_of_others(
    bus: Bus, clients: Clients, name: str
) -> None:
    bus.allow(bus.target, bus.target_arn)
    clients("events").put_events(Entries=[{**ECR_PUSH, "Source": f"{bus.source}.other"}])
    assert bus.received(bus.target) == []
