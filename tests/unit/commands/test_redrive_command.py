"""`tagboat redrive`: what it says of dead letters, and what it leaves alone."""

import json
import re
import sys
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tagboat import cli
from tests.image_pushes import event, image_push
from tests.sqs import Sqs

type Run = Callable[..., tuple[int, str, str]]

OUTPUTS = {"QueueUrl": "pushes", "DeadLetterQueueUrl": "dead", "UndeliveredQueueUrl": "undelivered"}


class Session:
    """An AWS account with one stack."""

    sqs = Sqs()

    def __init__(self, region_name: str | None) -> None:
        assert region_name in (None, "eu-west-1")

    def client(self, service: str, **_: Any) -> Any:
        return self.sqs if service == "sqs" else self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in OUTPUTS.items()]
        if StackName == "tagboat":
            return {"Stacks": [{"Outputs": outputs}]}
        if StackName == "other":
            return {"Stacks": [{}]}
        said = f"Stack with id {StackName} does not exist"
        answer: Any = {"Error": {"Code": "ValidationError", "Message": said}}
        raise ClientError(answer, "DescribeStacks")


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    monkeypatch.setattr(boto3, "Session", Session)
    monkeypatch.setattr(Session, "sqs", Sqs())
    return Session.sqs


@pytest.fixture
def run(sqs: Sqs, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*arguments: str, stack: str = "tagboat") -> tuple[int, str, str]:
        code = cli.main(["redrive", "--stack", stack, *arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def refused(sqs: Sqs, tag: str = "1.0", image: str = "team/web") -> None:
    sqs.add(
        "dead",
        event(image_push(tag, image)),
        Error="BranchProtected",
        Reason="main is protected. Name another branch.",
        Rule="web",
        Receives="5",
        FirstFailedAt="2026-03-02T09:14:08+00:00",
    )


def test_no_letters_are_fine(run: Run) -> None:
    assert run() == (0, "no dead letters\n", "")


def test_a_letter_is_told_with_all_that_is_known_and_what_to_do(run: Run, sqs: Sqs) -> None:
    refused(sqs)
    code, out, err = run()
    assert (code, err) == (1, "")
    assert out == (
        "kept  team/web:1.0\n"
        "    pushed    2026-03-02 12:00:00Z\n"
        "    failed    2026-03-02 09:14:08Z, tried 5 times\n"
        "    given up  2026-03-02 10:00:01Z\n"
        "    rule      web\n"
        "    reason    BranchProtected: main is protected. Name another branch.\n"
        "    to do     Mend what the reason names, then send it back.\n"
        "\n"
        "1 dead letter, 0 sent back; --send sends them back\n"
    )
    assert len(sqs.visible("dead")) == 1


def test_what_is_sent_is_told(run: Run, sqs: Sqs) -> None:
    refused(sqs, "1.0")
    refused(sqs, "1.1")
    code, out, _ = run("--send")
    assert code == 0
    assert out.count("sent  team/web:1.") == 2
    assert out.endswith("2 dead letters, 2 sent back\n")
    assert "to do" not in out
    assert (len(sqs.visible("pushes")), sqs.all("dead")) == (2, [])


def test_what_is_no_push_and_what_has_no_reason_are_told_as_such(run: Run, sqs: Sqs) -> None:
    sqs.add("dead", "{}", Error="UnusableEvent", Reason="no push")
    code, out, _ = run()
    assert code == 1
    assert out.startswith("kept  message 1\n    given up  ")
    assert out.endswith("1 dead letter, 0 sent back\n")
    sqs.add("dead", event(image_push("1.0")))
    assert "    reason    unknown\n    to do     The function ended" in run()[1]


@pytest.mark.parametrize(
    ("images", "sent"),
    [
        (["team/web"], {"team/web:1.0", "team/web:1.1"}),
        (["team/web:1.1"], {"team/web:1.1"}),
        (["team/web:1.1", "team/api"], {"team/web:1.1", "team/api:1.0"}),
        (["123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api"], {"team/api:1.0"}),
        (["123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api"], set()),
    ],
)
def test_letters_are_sent_by_image(run: Run, sqs: Sqs, images: list[str], sent: set[str]) -> None:
    for tag, image in (("1.0", "team/web"), ("1.1", "team/web"), ("1.0", "team/api")):
        refused(sqs, tag, image)
    sqs.add("dead", "{}", Error="UnusableEvent")
    options = [part for image in images for part in ("--image", image)]
    code, out, _ = run("--send", "--json", "--region", "eu-west-1", *options)
    letters = json.loads(out)["letters"]
    assert {f"{one['push']['repository']}:{one['push']['tag']}" for one in letters} == sent
    assert code == 0
    assert len(sqs.visible("pushes")) == len(sent)


def test_a_document_for_machines_has_all_that_is_known(run: Run, sqs: Sqs) -> None:
    refused(sqs)
    sqs.add("undelivered", event(image_push("2.0")), ERROR_CODE="NO_PERMISSIONS", ERROR_MESSAGE="x")
    _, out, _ = run("--json", "--dry-run")
    first, second = json.loads(out)["letters"]
    assert first["push"]["tag"] == "1.0"
    del first["push"], first["id"]
    assert first == {
        "given_up_at": "2026-03-02T10:00:01Z",
        "first_failed_at": "2026-03-02T09:14:08Z",
        "receives": 5,
        "rule": "web",
        "error": "BranchProtected",
        "reason": "main is protected. Name another branch.",
        "undelivered": False,
        "advice": "Mend what the reason names, then send it back.",
        "sent": False,
    }
    assert (second["undelivered"], second["error"], second["rule"]) == (
        True,
        "NO_PERMISSIONS",
        None,
    )


@pytest.mark.parametrize(
    ("arguments", "stack", "said"),
    [
        ([], "nowhere", "AWS does not answer: .*Stack with id nowhere does not exist"),
        ([], "other", "The stack other has no output QueueUrl, DeadLetterQueueUrl, Und"),
        (["--image", "ghcr.io/team/web"], "tagboat", "ghcr.io is another registry"),
        (["--image", "Team/Web"], "tagboat", "--image Team/Web: it has to be the name"),
    ],
)
def test_what_cannot_be_asked_is_told(
    run: Run, arguments: list[str], stack: str, said: str
) -> None:
    code, out, err = run(*arguments, stack=stack)
    assert (code, out) == (2, "")
    assert re.search(said, err)


def test_sending_and_not_sending_exclude_each_other(run: Run) -> None:
    with pytest.raises(SystemExit):
        run("--send", "--dry-run")


def test_where_boto3_is_missing_it_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    code, _, err = run()
    assert code == 2
    assert "boto3, which is not installed. Run: pip install '.[aws]'" in err
