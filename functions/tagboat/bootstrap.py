"""The composition root: reads the settings, makes clients, and puts adapters behind ports.

Clients are made when they are first needed, so that a cold start loads only what its host uses.
"""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidSettings
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.git_hosts.base import GitHost
from tagboat.push_batch import PushBatch
from tagboat.push_queue import PushQueue
from tagboat.report import Report
from tagboat.settings import Settings, read_settings
from tagboat.update_infra_repo import UpdateInfraRepo

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

logger = Logger()


@cache
def push_batch() -> PushBatch:
    """What the function does with its messages, made once and kept between invocations.

    Raises:
        InvalidSettings: The stack's parameters contradict each other.
    """
    settings = read_settings(os.environ)
    update = UpdateInfraRepo(
        _git_host(settings),
        _rules(settings),
        settings.branch,
        sleep=time.sleep,
        clock=time.monotonic,
    )
    queue = PushQueue(_sqs, settings.queue_url, settings.dead_letter_queue_url)
    report = Report(logger, Metrics(), clock=lambda: datetime.now(UTC))
    return PushBatch(update, queue, report)


def _rules(settings: Settings) -> RulesSource:
    defaults = Defaults(
        author=Author(settings.author_name, settings.author_email),
        commit_message=settings.commit_message,
    )
    if not settings.image_repository:
        return RulesFile(settings.rules_file, defaults)
    return RulesFromParameters(
        image=settings.image_repository,
        tags=settings.tag_pattern,
        destination_file=settings.destination_file,
        defaults=defaults,
    )


def _git_host(settings: Settings) -> GitHost:
    try:
        make = _GIT_HOSTS[settings.git_host]
    except KeyError:
        known = ", ".join(_GIT_HOSTS)
        raise InvalidSettings(f"GitHost is {settings.git_host!r}; it can be: {known}.") from None
    return make(settings)


def _codecommit(settings: Settings) -> GitHost:
    from tagboat.git_hosts.codecommit import CodeCommit

    return CodeCommit(_client("codecommit"), settings.infra_repository)


def _github(settings: Settings) -> GitHost:
    from tagboat.credentials import SecretToken
    from tagboat.git_hosts.github import GitHub
    from tagboat.http_client import HttpClient

    token = SecretToken(_secrets_manager, settings.credentials_secret_arn)
    return GitHub(HttpClient(), settings.github_url, settings.infra_repository, token)


def _gitlab(settings: Settings) -> GitHost:
    from tagboat.credentials import SecretToken
    from tagboat.git_hosts.gitlab.adapter import GitLab
    from tagboat.http_client import HttpClient

    token = SecretToken(_secrets_manager, settings.credentials_secret_arn)
    return GitLab(HttpClient(), settings.gitlab_url, settings.infra_repository, token)


def _git(settings: Settings) -> GitHost:
    from tagboat.git_hosts.git import Git

    scheme, _, path = settings.infra_repository.partition("://")
    if scheme == "file":
        from tagboat.git_hosts.git_local import LocalRepository

        return Git(LocalRepository(Path(path)))

    from tagboat.credentials import SecretToken
    from tagboat.git_hosts.git_http import HttpRepository
    from tagboat.http_client import HttpClient

    token = SecretToken(_secrets_manager, settings.credentials_secret_arn)
    return Git(HttpRepository(HttpClient(), settings.infra_repository, token))


_GIT_HOSTS: Mapping[str, Callable[[Settings], GitHost]] = {
    "codecommit": _codecommit,
    "github": _github,
    "gitlab": _gitlab,
    "git": _git,
}


@cache
def _sqs() -> "SQSClient":
    return _client("sqs")  # type: ignore[no-any-return]  # _client is of any service


@cache
def _secrets_manager() -> "SecretsManagerClient":
    return _client("secretsmanager")  # type: ignore[no-any-return]  # _client is of any service


def _client(service: str) -> Any:  # noqa: ANN401 - each service's client has a type of its own
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]  # boto3-stubs wants a literal
