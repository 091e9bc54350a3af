"""Whatever becomes of a job, the pipeline hears of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tagboat.core.errors import TagboatError
from tagboat.core.meta_pipeline.errors import ServiceUnavailable, UpdateFailed
from tagboat.core.meta_pipeline.job import Done, Job, Later
from tagboat.meta_pipeline.aws.jobs import Jobs
from tests.image_pushes import raw_event

EVENT: dict[str, Any] = json.loads(raw_event("codepipeline_job"))
ID = {"jobId": EVENT["CodePipeline.job"]["id"]}
Stubs = Callable[[str], Any]


def ignore(says: str, error: TagboatError | None) -> None:
    pass


def test_a_job_that_is_done_hands_its_variables_on(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    asked = ID | {"executionDetails": {"summary": "2 added"}, "outputVariables": {"A": "1"}}
    answers.add_response("put_job_success_result", {}, asked)
    Jobs(client, ignore).run(EVENT, lambda job: Done("2 added", {"A": "1"}))


def test_a_job_that_is_not_done_goes_on_later(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    asked = ID | {"continuationToken": "{}", "executionDetails": {"summary": "waits"}}
    answers.add_response("put_job_success_result", {}, asked)
    Jobs(client, ignore).run(EVENT, lambda job: Later("{}", "waits"))


def raising(error: Exception) -> Callable[[Job], Done]:
    def work(job: Job) -> Done:
        raise error

    return work


def test_a_failure_says_why(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    failed = {"type": "JobFailed", "message": "x" * 5_000}
    answers.add_response("put_job_failure_result", {}, ID | {"failureDetails": failed})
    Jobs(client, ignore).run(EVENT, raising(UpdateFailed("x" * 6_000)))


def test_a_mistake_of_tagboat_s_own_fails_the_job_as_well(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    reported: list[TagboatError | None] = []
    failed = {"type": "JobFailed", "message": "Tagboat failed: KeyError('x'). Please report it."}
    answers.add_response("put_job_failure_result", {}, ID | {"failureDetails": failed})
    Jobs(client, lambda says, error: reported.append(error)).run(EVENT, raising(KeyError("x")))
    (error,) = reported
    assert isinstance(error, TagboatError)
    assert isinstance(error.__cause__, KeyError)


def test_an_event_that_is_no_job_of_ours_fails_its_job(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    answers.add_response("put_job_failure_result", {})
    event = {"CodePipeline.job": {"id": ID["jobId"], "data": {}}}
    Jobs(client, ignore).run(event, raising(AssertionError()))


def test_what_may_pass_by_itself_is_tried_again_from_where_it_was(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    details = {"executionDetails": {"summary": "slow down"}}
    answers.add_response("put_job_success_result", {}, ID | details | {"continuationToken": "{}"})
    Jobs(client, ignore).run(EVENT, raising(ServiceUnavailable("slow down")))


def test_a_result_that_codepipeline_does_not_take_is_lambda_s_to_repeat(stubbed: Stubs) -> None:
    client, answers = stubbed("codepipeline")
    answers.add_client_error("put_job_success_result", "InvalidJobStateException")
    with pytest.raises(ClientError):
        Jobs(client, ignore).run(EVENT, lambda job: Done("done"))
