"""`tagboat reconcile` puts on the queue of a stack what the schedule puts there."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tagboat import cli


class Session:
    """An AWS account with one stack."""

    sent: list[dict[str, Any]]
    denied = False

    def __init__(self, region_name: str | None) -> None:
        assert region_name in (None, "eu-west-1")

    def client(self, service: str, **_: Any) -> Any:
        assert service in ("cloudformation", "sqs")
        return self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        outputs = [{"OutputKey": "QueueUrl", "OutputValue": "https://sqs/pushes"}]
        return {"Stacks": [{"Outputs": outputs if StackName == "tagboat" else []}]}

    def send_message(self, **asked: Any) -> dict[str, Any]:
        if self.denied:
            answer: Any = {"Error": {"Code": "AccessDenied", "Message": "No sqs:SendMessage"}}
            raise ClientError(answer, "SendMessage")
        self.sent.append(asked)
        return {"MessageId": "m-1"}


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> type[Session]:
    monkeypatch.setattr(boto3, "Session", Session)
    monkeypatch.setattr(Session, "sent", [], raising=False)
    return Session


def test_the_request_is_put_on_the_queue(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main(["reconcile", "--stack", "tagboat", "--region", "eu-west-1"]) == 0
    (asked,) = Session.sent
    assert asked["QueueUrl"] == "https://sqs/pushes"
    assert json.loads(asked["MessageBody"]) == {
        "source": "tagboat",
        "detail-type": "Tagboat Reconcile",
    }
    assert b"Asked, by the message m-1." in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    ("stack", "denied", "told"),
    [
        ("other", False, "The stack other has no output QueueUrl."),
        ("tagboat", True, "AWS does not answer: "),
    ],
)
def test_what_cannot_be_asked_is_said(
    session: type[Session],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    stack: str,
    denied: bool,
    told: str,
) -> None:
    monkeypatch.setattr(session, "denied", denied)
    assert cli.main(["reconcile", "--stack", stack]) == 2
    assert told in capfdbinary.readouterr().err.decode()
