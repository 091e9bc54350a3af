"""The composition root: reads the settings, and puts adapters behind ports.

What a host needs is loaded when it is first needed, so that a cold start loads only what its host
uses.
"""

import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from msgspec import to_builtins

from tagboat import aws_clients, masked_logs
from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidSettings, TagboatError
from tagboat.core.masking import Mask
from tagboat.core.reconciling import Home
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.git_hosts.base import ExaminedHost
from tagboat.missed_images import MissedImages
from tagboat.outcome_events import TOLD, OutcomeEvents, Teller
from tagboat.push_batch import PushBatch
from tagboat.push_queue import PushQueue
from tagboat.reconcile_requests import ReconcileRequests
from tagboat.report import Report
from tagboat.scan_events import ScanEvents
from tagboat.scanned_images import ScannedImages
from tagboat.settings import Settings, read_settings
from tagboat.update_infra_repo import UpdateInfraRepo

if TYPE_CHECKING:
    from tagboat.core.examination import Examination
    from tagboat.credentials.secret import Secret
    from tagboat.git_hosts.token import Token
    from tagboat.http_client import HttpClient
    from tagboat.registries.base import Registry

mask = Mask()
"""Every text that leaves the function passes it; whoever loads a secret teaches it."""
logger = Logger(json_serializer=masked_logs.masked_json(mask))
for _handler in logging.root.handlers:
    _handler.addFilter(masked_logs.MaskedRecords(mask))


def masked_errors() -> AbstractContextManager[None]:
    """Errors that leave the function leave it without secrets."""
    return masked_logs.masked_errors(mask)


@cache
def push_batch() -> PushBatch:
    """What the function does with its messages, made once and kept between invocations.

    Raises:
        InvalidSettings: The stack's parameters contradict each other.
    """
    settings = read_settings(os.environ)
    git_host, rules, branch = _git_host(settings), _rules(settings), settings.branch
    update = UpdateInfraRepo(
        git_host,
        rules,
        branch,
        registry=_registry,
        sleep=time.sleep,
        clock=time.monotonic,
        now=_now,
    )
    find_scanned = ScannedImages(git_host, rules, branch, _registry)
    home = Home(settings.account, settings.region)
    find_missed = MissedImages(
        git_host, rules, branch, _registry, home, clock=time.monotonic, now=_now
    )
    queue = PushQueue(aws_clients.sqs, settings.queue_url, settings.dead_letter_queue_url, mask)
    report = Report(logger, Metrics(), clock=_now)
    events = _outcome_events(settings)
    most = settings.most_receives
    return PushBatch(
        update,
        ScanEvents(find_scanned, report, most_receives=most),
        ReconcileRequests(find_missed, update, report, clock=time.monotonic, most_receives=most),
        queue,
        report,
        events,
        clock=time.monotonic,
        most_receives=most,
    )


def _outcome_events(settings: Settings) -> OutcomeEvents:
    if settings.outcome_events not in TOLD:
        known = ", ".join(TOLD)
        raise InvalidSettings(f"OutcomeEvents is {settings.outcome_events!r}; it can be: {known}.")
    teller = Teller(
        stack=str(logger.service),
        git_host=settings.git_host,
        infra_repo=settings.infra_repository,
        branch=settings.branch,
    )
    return OutcomeEvents(aws_clients.events, teller, TOLD[settings.outcome_events], mask.data)


def examination() -> dict[str, Any]:
    """What doctor finds out, ready for JSON and without secrets.

    Nothing is kept from the last time: secrets and rules are read as they are now.
    """
    return {field: mask.data(found) for field, found in to_builtins(_examined()).items()}


def _examined() -> "Examination":
    from tagboat.core.examination import Examination, Subject, missing
    from tagboat.examine_infra_repo import ExamineInfraRepo

    try:
        settings = read_settings(os.environ)
        examine = ExamineInfraRepo(_git_host(settings), _rules(settings), settings.branch)
        checks = examine()
    except TagboatError as error:  # Also of rules that the parameters make.
        return Examination(checks=(missing(Subject.SETTINGS, str(error)),))
    return Examination(
        git_host=settings.git_host,
        infra_repository=settings.infra_repository,
        branch=settings.branch,
        checks=checks,
    )


def _now() -> datetime:
    return datetime.now(UTC)


@cache
def _registry() -> "Registry":
    from tagboat.registries.ecr import Ecr

    return Ecr(aws_clients.ecr)


def _rules(settings: Settings) -> RulesSource:
    defaults = Defaults(
        author=Author(settings.author_name, settings.author_email),
        commit_message=settings.commit_message,
        branch=settings.branch,
    )
    if not settings.image_repository:
        return RulesFile(settings.rules_file, defaults)
    return RulesFromParameters(
        image=settings.image_repository,
        tags=settings.tag_pattern,
        destination_file=settings.destination_file,
        defaults=defaults,
    )


def _git_host(settings: Settings) -> ExaminedHost:
    try:
        make = _GIT_HOSTS[settings.git_host]
    except KeyError:
        known = ", ".join(_GIT_HOSTS)
        raise InvalidSettings(f"GitHost is {settings.git_host!r}; it can be: {known}.") from None
    return make(settings)


def _codecommit(settings: Settings) -> ExaminedHost:
    from tagboat.git_hosts.codecommit.host import CodeCommit

    return CodeCommit(aws_clients.codecommit(), settings.infra_repository)


def _github(settings: Settings) -> ExaminedHost:
    from tagboat.git_hosts.github.host import GitHub
    from tagboat.http_client import HttpClient

    http = HttpClient()
    token = _app_token(http, settings) if settings.github_app_client_id else _token(settings)
    return GitHub(http, settings.github_url, settings.infra_repository, token)


def _gitlab(settings: Settings) -> ExaminedHost:
    from tagboat.git_hosts.gitlab.host import GitLab
    from tagboat.http_client import HttpClient

    token = _token(settings)
    return GitLab(HttpClient(), settings.gitlab_url, settings.infra_repository, token)


def _git(settings: Settings) -> ExaminedHost:
    from tagboat.git_hosts.git.host import Git

    scheme, _, path = settings.infra_repository.partition("://")
    if scheme == "file":
        from tagboat.git_hosts.git.local import LocalRepository

        return Git(LocalRepository(Path(path)))

    from tagboat.git_hosts.git.http import HttpRepository
    from tagboat.http_client import HttpClient

    bearer = settings.credentials_scheme == "bearer"
    token = _token(settings, with_user_name=not bearer)
    return Git(HttpRepository(HttpClient(), settings.infra_repository, token, bearer=bearer))


_GIT_HOSTS: Mapping[str, Callable[[Settings], ExaminedHost]] = {
    "codecommit": _codecommit,
    "github": _github,
    "gitlab": _gitlab,
    "git": _git,
}


def _secret(settings: Settings) -> "Secret":
    from tagboat.credentials.secret import Secret

    arn, key = settings.credentials_secret_arn, settings.credentials_secret_key
    return Secret(aws_clients.secrets_manager, arn, key, mask.learn)


def _token(settings: Settings, *, with_user_name: bool = False) -> "Token":
    from tagboat.credentials.secret_token import SecretToken

    return SecretToken(_secret(settings), with_user_name=with_user_name)


def _app_token(http: "HttpClient", settings: Settings) -> "Token":
    from tagboat.credentials.github_app import GitHubApp, GitHubAppToken

    return GitHubAppToken(
        http,
        settings.github_url,
        settings.infra_repository,
        GitHubApp(
            client_id=settings.github_app_client_id,
            installation_id=settings.github_app_installation_id,
        ),
        _app_signer(settings),
        clock=time.time,
        learn=mask.learn,
    )


def _app_signer(settings: Settings) -> Callable[[bytes], bytes]:
    if settings.github_app_kms_key_arn:
        from tagboat.credentials.kms_signer import KmsSigner

        return KmsSigner(aws_clients.kms, settings.github_app_kms_key_arn)

    from tagboat.credentials.pem_signer import PemSigner

    return PemSigner(_secret(settings))
