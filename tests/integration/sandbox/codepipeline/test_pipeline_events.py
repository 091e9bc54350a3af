"""What happens in a pipeline is told on the bus, in its order."""

import json
from typing import Any

from tests.integration.sandbox.codepipeline.workshop import (
    ACCOUNT,
    Workshop,
    approval,
    eventually,
    stage,
)

type Event = dict[str, Any]


class Told:
    """The events of a test's pipeline, as a rule delivers them to a queue."""

    def __init__(self, workshop: Workshop) -> None:
        self._sqs, name = workshop.aws.client("sqs"), workshop.name
        self._url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
        events = workshop.aws.client("events")
        pattern = {"source": ["aws.codepipeline"], "detail": {"pipeline": [name]}}
        events.put_rule(Name=name, EventPattern=json.dumps(pattern))
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": queue}])
        self._events: list[Event] = []

    def until(self, level: str, state: str) -> list[Event]:
        """All events up to the one of this level that tells of this state."""

        def received() -> bool:
            answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                self._events.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            return any(
                level in one["detail-type"] and state_of(one) == state for one in self._events
            )

        eventually(received, f"{level} {state}")
        return self._events


def state_of(event: Event) -> str:
    return str(event["detail"]["state"])


def shown(event: Event) -> tuple[str, ...]:
    level = event["detail-type"].split()[1]
    named = (event["detail"][key] for key in ("stage", "action") if key in event["detail"])
    return (level, *named, state_of(event))


def test_an_execution_is_told_from_its_start_to_its_end(workshop: Workshop) -> None:
    told = Told(workshop)
    workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.answer("Ask")
    assert [shown(one) for one in told.until("Pipeline", "SUCCEEDED")] == [
        ("Pipeline", "STARTED"),
        ("Stage", "Source", "STARTED"),
        ("Action", "Source", "Commit", "STARTED"),
        ("Action", "Source", "Commit", "SUCCEEDED"),
        ("Stage", "Source", "SUCCEEDED"),
        ("Stage", "Ask", "STARTED"),
        ("Action", "Ask", "Approve", "STARTED"),
        ("Action", "Ask", "Approve", "SUCCEEDED"),
        ("Stage", "Ask", "SUCCEEDED"),
        ("Pipeline", "SUCCEEDED"),
    ]


def test_events_have_the_documented_shape(workshop: Workshop) -> None:
    told = Told(workshop)
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.answer("Ask", "Rejected", "No")
    events = told.until("Pipeline", "FAILED")
    started = events[0]
    assert started["resources"] == [f"arn:aws:codepipeline:us-east-1:{ACCOUNT}:{workshop.name}"]
    assert started["detail"].pop("start-time").endswith("Z")
    assert started["detail"] == {
        "pipeline": workshop.name,
        "execution-id": id_,
        "execution-trigger": {
            "trigger-type": "CreatePipeline",
            "trigger-detail": f"arn:aws:iam::{ACCOUNT}:root",
        },
        "state": "STARTED",
        "version": 1,
        "pipeline-execution-attempt": 1,
    }
    (failed,) = [one["detail"] for one in events if shown(one)[0::3] == ("Action", "FAILED")]
    assert failed["type"] == {
        "owner": "AWS",
        "category": "Approval",
        "provider": "Manual",
        "version": "1",
    }
    assert failed["execution-result"] == {
        "external-execution-summary": "No",
        "error-code": "JobFailed",
    }


def test_a_cancelled_execution_is_told_with_its_stage_and_action(workshop: Workshop) -> None:
    told = Told(workshop)
    workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    workshop.update(workshop.source(), stage("Ask", approval()))
    events = told.until("Pipeline", "CANCELED")
    assert [shown(one) for one in events[-3:]] == [
        ("Action", "Ask", "Approve", "CANCELED"),
        ("Stage", "Ask", "CANCELED"),
        ("Pipeline", "CANCELED"),
    ]


def test_a_stopped_one_and_a_superseded_one_are_told(workshop: Workshop) -> None:
    told = Told(workshop)
    first = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    second = workshop.start()
    waiting = workshop.stage_state
    eventually(lambda: waiting("Ask")["inboundExecutions"], "the second one waits")
    workshop.start()
    events = told.until("Pipeline", "SUPERSEDED")
    superseded = [one for one in events if state_of(one) == "SUPERSEDED"]
    assert [one["detail"]["execution-id"] for one in superseded] == [second]
    workshop.client.stop_pipeline_execution(
        pipelineName=workshop.name, pipelineExecutionId=first, abandon=True
    )
    stopped = [one for one in told.until("Pipeline", "STOPPED") if state_of(one) == "STOPPED"]
    assert {shown(one)[0] for one in stopped} == {"Pipeline", "Stage"}
    assert {one["detail"]["execution-id"] for one in stopped} == {first}
