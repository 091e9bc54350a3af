"""Others subscribe to outcomes on the default bus, and get what docs/outcomes.md says."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from sandbox import faults, image_push_event
from tests.documents import ROOT
from tests.e2e.deployed import Deployed

SCHEMA = jsonschema_rs.validator_for(json.loads((ROOT / "docs/outcome.schema.json").read_text()))
PATTERN = {"source": ["tagboat"], "detail-type": ["Tagboat Outcome"]}


class Subscription:
    """A queue that a rule on the default bus hands Tagboat's outcomes to."""

    def __init__(self, deployed: Deployed) -> None:
        self._sqs = deployed.cloud.aws.client("sqs")
        self._events = deployed.cloud.aws.client("events")
        self._name = f"outcomes-of-{deployed.host}"
        self._url = self._sqs.create_queue(QueueName=self._name)["QueueUrl"]
        pattern = {**PATTERN, "detail": {"stack": [deployed.stack]}}
        rule = self._events.put_rule(Name=self._name, EventPattern=json.dumps(pattern))["RuleArn"]
        arn = f"arn:aws:sqs:us-east-1:123456789012:{self._name}"
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        self._events.put_targets(Rule=self._name, Targets=[{"Id": "Queue", "Arn": arn}])

    def end(self) -> None:
        self._events.remove_targets(Rule=self._name, Ids=["Queue"])
        self._events.delete_rule(Name=self._name)
        self._sqs.delete_queue(QueueUrl=self._url)

    def take(self) -> list[dict[str, Any]]:
        """All events that have come, in no order."""
        found: list[dict[str, Any]] = []
        while some := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in some:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
        return found


@pytest.fixture
def subscription(deployed: Deployed) -> Iterator[Subscription]:
    made = Subscription(deployed)
    yield made
    made.end()


def test_what_is_written_and_what_fails_is_told_as_it_is_logged(
    deployed: Deployed, subscription: Subscription
) -> None:
    image = deployed.add_rule("told", {"told": b"v1\n"}, "told", tags="v.+")
    bad = deployed.add_rule("told-bad", {}, "not-there")
    deployed.push(image, "v2")
    deployed.push(image, "ignored")
    deployed.push(bad, "v2")
    told = subscription.take()
    for event in told:
        assert (event["source"], event["detail-type"]) == ("tagboat", "Tagboat Outcome")
        SCHEMA.validate(event["detail"])
    by_kind = {event["detail"]["outcome"]: event["detail"] for event in told}
    assert set(by_kind) == {"written", "failed"}
    written = by_kind["written"]
    assert written["commit"] == str(deployed.git.head("main"))
    assert written["infra_repo"] == deployed.repo.parameters["InfraRepository"]
    assert (written["git_host"], written["branch"]) == (deployed.host, "main")
    logged = {record["outcome"]: record for record in deployed.outcomes(image)}
    assert (
        logged["written"].items()
        >= {name: written[name] for name in ("reason", "rule", "commit", "push")}.items()
    )
    failed = by_kind["failed"]
    assert (failed["error"], failed["retryable"], failed["rule"]) == (
        "FileMissing",
        False,
        "told-bad",
    )
    deployed.give_up_on_what_waits()


def test_a_bus_that_does_not_answer_fails_no_push(
    deployed: Deployed, subscription: Subscription
) -> None:
    image = deployed.add_rule("untold", {"untold": b"v1\n"}, "untold")
    before = len(messages(deployed))
    body = json.dumps(event_of_push(image))  # Not by the bus, which does not answer.
    deployed.cloud.aws.interruptions.before_next("PutEvents", faults.cut, times=10)
    assert deployed.send(body) == ()
    assert deployed.content("untold") == b"v2\n"
    assert messages(deployed)[before:] == ["Outcome", "Outcome events were not put"]
    assert subscription.take() == []


def messages(deployed: Deployed) -> list[str]:
    """What the log says, metrics aside."""
    return [record["message"] for record in deployed.records() if "message" in record]


def event_of_push(image: str) -> dict[str, Any]:
    """ECR's event of the tag v2."""
    entry = image_push_event.entry(image, "v2")
    return {
        "id": "untold",
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "account": "123456789012",
        "region": "us-east-1",
        "time": "2026-03-02T09:14:07Z",
        "detail": json.loads(entry["Detail"]),
    }
