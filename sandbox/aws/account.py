"""The AWS account of this process: everything but the port it is asked on."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moto.core.config import default_user_config
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from sandbox.aws import (
    boundaries,
    buckets,
    codebuild,
    codebuild_projects,
    codecommit,
    dashboards,
    ecr,
    events,
    kms,
    policy_versions,
    queues,
)
from sandbox.aws.administrator import Administrator
from sandbox.aws.application import AwsApplication
from sandbox.aws.cloudformation.api import CloudFormation
from sandbox.aws.codepipeline import CodePipeline, Pipelines, pushed, start_by_rule
from sandbox.aws.connections import SERVICES as CONNECTION_SERVICES
from sandbox.aws.connections import Connections
from sandbox.aws.functions import Functions, invoke_as_service
from sandbox.aws.notification_rules import NotificationRules
from sandbox.aws.serverlessrepo import ServerlessRepo
from sandbox.interruptions import Interruptions
from sandbox.request_log import RequestLog

if TYPE_CHECKING:
    from flask import Flask
    from moto.backends import SERVICE_NAMES

REGION = "us-east-1"


class Account:
    """One account in one region. Moto keeps one state per process, so there is one at a time."""

    def __init__(self, root: Path) -> None:
        """Begin with nothing in it.

        Args:
            root: A folder for the git repositories of CodeCommit.
        """
        default_user_config["iam"] = {"load_aws_managed_policies": True}
        moto_api_backend.reset()
        self.log = RequestLog()
        self.interruptions = Interruptions()
        self.functions = Functions()
        boundaries.install()
        buckets.install()
        policy_versions.install()
        queues.install()
        codebuild_projects.install()
        dashboards.install()
        kms.install()
        ecr.install()
        events.install()
        codecommit.install(root, self.interruptions)
        codecommit.emit_by(events.emit)
        self.functions.install()
        moto = DomainDispatcherApplication(_backend_app)
        git = codecommit.GitAccess(DEFAULT_ACCOUNT_ID, REGION, self.interruptions)
        self.app = AwsApplication(moto, self.interruptions, {}, {codecommit.PREFIX: git})

    def open(self, url: str) -> None:
        """Let resources be made and functions run.

        Args:
            url: Where the account is asked, by functions too.
        """
        administrator = Administrator(self.app, url, DEFAULT_ACCOUNT_ID, REGION, self.log)
        self.app.own_services["cloudformation"] = CloudFormation(administrator)
        self.app.own_services["codestar-notifications"] = NotificationRules(administrator)
        self.app.own_services["serverlessrepo"] = ServerlessRepo(administrator)
        self.pipelines = Pipelines(
            DEFAULT_ACCOUNT_ID, REGION, url, self.log, _put_event_of_pipeline
        )
        self.app.own_services["codepipeline"] = CodePipeline(self.pipelines)
        self.connections = Connections(DEFAULT_ACCOUNT_ID, REGION, partial(pushed, self.pipelines))
        self.pipelines.services.connections = self.connections
        codebuild.install(self.pipelines.services.builds)
        for name in CONNECTION_SERVICES:
            self.app.own_services[name] = self.connections
        events.send_by({"lambda": self._invoke, "codepipeline": self._start_pipeline})
        self.functions.start(url)

    def _invoke(self, target: Mapping[str, Any], rule_arn: str, body: str) -> str | None:
        return invoke_as_service(self.functions, events.PRINCIPAL, rule_arn, target["Arn"], body)

    def _start_pipeline(self, target: Mapping[str, Any], rule_arn: str, body: str) -> str | None:
        transformer = target.get("InputTransformer")
        given = events.transformed(transformer, json.loads(body)) if transformer else {}
        return start_by_rule(self.pipelines, target["Arn"], target["RoleArn"], rule_arn, given)

    def close(self) -> None:
        """End the pipelines and the functions, which still ask meanwhile."""
        self.pipelines.stop()
        self.functions.stop()


def _put_event_of_pipeline(detail_type: str, detail: Mapping[str, Any], arn: str) -> None:
    events.emit(
        "aws.codepipeline", detail_type, detail, [arn], account=DEFAULT_ACCOUNT_ID, region=REGION
    )


def _backend_app(service: "SERVICE_NAMES | None") -> "Flask":
    if service is None:  # Moto found nothing that answers for the request's service.
        raise NotImplementedError
    return create_backend_app(service)
