"""How a deployed Tagboat is asked, and what is said where it cannot be."""

import io
import sys
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError

from tagboat.core.examination import Examination, Subject, ok
from tagboat.deployed import OUTPUT, CannotAsk, examination_of

OUTPUTS = [{"OutputKey": "Other", "OutputValue": "x"}, {"OutputKey": OUTPUT, "OutputValue": "f"}]
ANSWER = b'{"git_host":"github","checks":[{"subject":"read","verdict":"ok","says":"fine"}],"new":1}'


class Aws:
    """Answers as a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.stacks: Any = {"Stacks": [{"Outputs": OUTPUTS}]}
        self.answer: dict[str, Any] = {"Payload": io.BytesIO(ANSWER)}
        self.error: Exception | None = None
        self.asked: list[object] = []

    def session(self, region_name: str | None) -> Any:
        self.asked.append(region_name)
        return SimpleNamespace(client=lambda service, config: self)

    def describe_stacks(self, **given: object) -> Any:
        self.asked.append(given)
        if self.error is not None:
            raise self.error
        return self.stacks

    def invoke(self, **given: object) -> Any:
        self.asked.append(given)
        return self.answer


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    made = Aws()
    monkeypatch.setattr(boto3, "Session", made.session)
    return made


def test_the_function_that_the_stack_names_is_asked(aws: Aws) -> None:
    expected = Examination(git_host="github", checks=(ok(Subject.READ, "fine"),))
    assert examination_of("tagboat", "eu-west-1") == expected
    assert aws.asked == [
        "eu-west-1",
        {"StackName": "tagboat"},
        {"FunctionName": "f", "Payload": b"{}"},
    ]


def test_a_stack_without_the_output_is_not_tagboat_or_an_older_one(aws: Aws) -> None:
    aws.stacks = {"Stacks": [{}]}
    with pytest.raises(CannotAsk, match=r"no output DoctorFunctionName.*nested"):
        examination_of("tagboat", None)


@pytest.mark.parametrize(
    "error",
    [
        ClientError(
            {"Error": {"Code": "ValidationError", "Message": "no stack"}}, "DescribeStacks"
        ),
        NoCredentialsError(),
        NoRegionError(),
    ],
)
def test_what_aws_says_is_told(aws: Aws, error: Exception) -> None:
    aws.error = error
    with pytest.raises(CannotAsk) as caught:
        examination_of("tagboat", None)
    assert str(error) in str(caught.value)


def test_a_function_that_fails_points_to_its_log(aws: Aws) -> None:
    payload = io.BytesIO(b'{"errorMessage": "timed out"}')
    aws.answer = {"FunctionError": "Unhandled", "Payload": payload}
    with pytest.raises(CannotAsk, match=r"its log says more.*timed out"):
        examination_of("tagboat", None)


@pytest.mark.parametrize("payload", [b"null", b"", b'{"checks":[{"subject":"moon"}]}'])
def test_an_answer_of_another_version_is_named_as_one(aws: Aws, payload: bytes) -> None:
    aws.answer = {"Payload": io.BytesIO(payload)}
    with pytest.raises(CannotAsk, match="something else"):
        examination_of("tagboat", None)


def test_who_has_no_boto3_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(CannotAsk, match=r"pip install '\.\[aws\]'"):
        examination_of("tagboat", None)
