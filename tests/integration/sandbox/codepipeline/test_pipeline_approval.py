"""A person is asked, and their answer decides."""

import json
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import (
    ACCOUNT,
    Workshop,
    approval,
    eventually,
    stage,
)


def test_an_approved_execution_goes_on(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()), stage("Next", approval()))
    workshop.answer("Ask", summary="Looks right")
    workshop.answer("Next")
    assert workshop.ended(id_) == "Succeeded"
    latest = workshop.latest("Ask", "Approve")
    assert (latest["status"], latest["summary"]) == ("Succeeded", "Looks right")
    assert latest["lastUpdatedBy"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert "token" not in latest


def test_a_rejected_one_ends(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()), stage("Next", approval()))
    workshop.answer("Ask", "Rejected", "Not today")
    assert workshop.ended(id_) == "Failed"
    assert workshop.error_of(id_, "Approve")["message"] == "Not today"
    assert "latestExecution" not in workshop.stage_state("Next")


def test_the_person_is_told_what_it_is_about(workshop: Workshop) -> None:
    head = workshop.git.head("main")
    asked = approval(
        configuration={
            "CustomData": "Apply #{source.CommitId}?",
            "ExternalEntityLink": "https://example.com/#{codepipeline.PipelineExecutionId}",
        }
    )
    id_ = workshop.create(workshop.source(), stage("Ask", asked))
    workshop.token("Ask")
    latest = workshop.latest("Ask", "Approve")
    assert latest["summary"] == f"Apply {head}?"
    assert latest["externalExecutionUrl"] == f"https://example.com/{id_}"
    assert workshop.run_of(id_, "Approve")["input"]["resolvedConfiguration"]["CustomData"] == (
        f"Apply {head}?"
    )


def test_a_topic_is_told_with_the_token(workshop: Workshop) -> None:
    sns, sqs = workshop.aws.client("sns"), workshop.aws.client("sqs")
    topic = sns.create_topic(Name=workshop.name)["TopicArn"]
    url = sqs.create_queue(QueueName=workshop.name)["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{workshop.name}"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    asked = approval(configuration={"NotificationArn": topic, "CustomData": "Apply?"})
    workshop.create(workshop.source(), stage("Ask", asked))
    token = workshop.token("Ask")
    (message,) = eventually(
        lambda: sqs.receive_message(QueueUrl=url).get("Messages"), "the topic is told"
    )
    told = json.loads(json.loads(message["Body"])["Message"])
    assert told["approval"]["token"] == token
    assert told["approval"]["customData"] == "Apply?"
    assert told["approval"]["pipelineName"] == workshop.name


def test_a_topic_that_the_role_may_not_tell_fails_the_action(workshop: Workshop) -> None:
    topic = workshop.aws.client("sns").create_topic(Name=workshop.name)["TopicArn"]
    workshop.grant(
        workshop.name,
        {"Effect": "Allow", "Action": ["codecommit:*", "s3:*"], "Resource": "*"},
    )
    asked = approval(configuration={"NotificationArn": topic})
    id_ = workshop.create(workshop.source(), stage("Ask", asked))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Approve")
    assert error["code"] == "PermissionError"
    assert "sns:Publish" in error["message"]


def test_another_token_is_refused_and_a_second_answer_too(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    token = workshop.token("Ask")
    names = {"pipelineName": workshop.name, "stageName": "Ask", "actionName": "Approve"}
    result = {"status": "Approved", "summary": ""}
    with pytest.raises(ClientError, match="InvalidApprovalTokenException"):
        workshop.client.put_approval_result(**names, result=result, token=str(uuid4()))
    workshop.client.put_approval_result(**names, result=result, token=token)
    assert workshop.ended(id_) == "Succeeded"
    with pytest.raises(ClientError, match="ApprovalAlreadyCompletedException"):
        workshop.client.put_approval_result(**names, result=result, token=token)


def test_an_approval_that_nobody_answers_times_out(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    workshop.aws.pipelines.answers.expire()
    assert workshop.ended(id_) == "Failed"
    assert "timed out" in workshop.error_of(id_, "Approve")["message"]
