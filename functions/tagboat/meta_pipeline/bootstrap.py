"""The composition root of the meta pipeline's functions; `bootstrap.py` is that of the others."""

import logging
import os
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from tagboat import aws_clients, masked_logs
from tagboat.core.masking import Mask
from tagboat.core.meta_pipeline.branch_push import branch_push
from tagboat.core.meta_pipeline.job import Job
from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits, pipeline_event
from tagboat.meta_pipeline.answer_approval import AnswerApproval
from tagboat.meta_pipeline.aws.approvals import Approvals
from tagboat.meta_pipeline.aws.change_sets import ChangeSets
from tagboat.meta_pipeline.aws.commits import Commits
from tagboat.meta_pipeline.aws.failed_actions import FailedActions
from tagboat.meta_pipeline.aws.jobs import Jobs
from tagboat.meta_pipeline.aws.pipelines import Pipelines
from tagboat.meta_pipeline.aws.source import Source
from tagboat.meta_pipeline.aws.stacks import Stacks
from tagboat.meta_pipeline.aws.templates import Templates
from tagboat.meta_pipeline.aws.topic import Topic
from tagboat.meta_pipeline.report import MetaReport
from tagboat.meta_pipeline.review_stacks import ReviewStacks
from tagboat.meta_pipeline.settings import MetaSettings, read_settings
from tagboat.meta_pipeline.start_pipeline import StartMetaPipeline
from tagboat.meta_pipeline.tell_failure import TellFailure
from tagboat.meta_pipeline.update_stacks import UpdateStacks

SOURCE_ACTION = "Source"
"""The name of the source action in meta-pipeline.yaml."""

_mask = Mask()
logger = Logger(json_serializer=masked_logs.masked_json(_mask))
for _handler in logging.root.handlers:
    _handler.addFilter(masked_logs.MaskedRecords(_mask))
_report = MetaReport(logger, Metrics())


def masked_errors() -> AbstractContextManager[None]:
    """Errors that leave the function leave it without secrets."""
    return masked_logs.masked_errors(_mask)


def start(body: str, message: str) -> None:
    """Start the meta pipeline, if a push concerns it.

    Args:
        body: CodeCommit's event.
        message: The id of the message that it came in: a repeated one starts nothing anew.

    Raises:
        TagboatError: The message has to come back.
    """
    settings, push = _settings(), branch_push(body)
    started = StartMetaPipeline(
        Commits(aws_clients.codecommit, settings.repository),
        partial(_pipelines().start, settings.meta_pipeline, SOURCE_ACTION),
        settings.watched,
    )(push, message)
    _report.of_push(push, started)


def review(event: Mapping[str, Any]) -> None:
    """Do a job of the review."""
    _jobs().run(event, lambda job: _review_stacks()(job))


def update(event: Mapping[str, Any]) -> None:
    """Do a job of the update."""
    _jobs().run(event, lambda job: _update_stacks()(job))


def pipeline_changed(body: str) -> None:
    """Answer an approval that waits, or tell of an execution that failed.

    Args:
        body: CodePipeline's event.

    Raises:
        TagboatError: The message has to come back.
    """
    event, settings = pipeline_event(body), _settings()
    topic = Topic(aws_clients.sns, settings.notification_topic_arn)
    if isinstance(event, ApprovalWaits):
        names = [stack.name for stack in settings.stacks]
        approvals = Approvals(aws_clients.codepipeline)
        _report.of_step(AnswerApproval(names, _change_sets(), approvals, topic)(event))
    else:
        failed = FailedActions(aws_clients.codepipeline)
        _report.of_failure(TellFailure(failed, topic)(event))


def _settings() -> MetaSettings:
    return read_settings(os.environ)


def _review_stacks() -> ReviewStacks:
    settings = _settings()
    templates = Templates(aws_clients.s3, aws_clients.cloudformation, settings.artifact_bucket)
    return ReviewStacks(settings.plan, _source, templates, _stacks(), _change_sets())


def _update_stacks() -> UpdateStacks:
    return UpdateStacks(_settings().plan, _stacks(), _change_sets(), _pipelines(), time.time)


def _source(job: Job) -> Source:
    return Source(aws_clients.s3(), job.bucket, job.key)


def _stacks() -> Stacks:
    return Stacks(aws_clients.cloudformation)


def _change_sets() -> ChangeSets:
    return ChangeSets(aws_clients.cloudformation)


def _pipelines() -> Pipelines:
    return Pipelines(aws_clients.codepipeline)


def _jobs() -> Jobs:
    return Jobs(aws_clients.codepipeline, _report.of_step)
