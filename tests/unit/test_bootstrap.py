"""The composition root: settings become adapters, and no client is made before it is needed."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tagboat import aws_clients, bootstrap
from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidSettings
from tagboat.core.rules.source import RulesFile, RulesFromParameters
from tagboat.credentials.github_app import GitHubAppToken
from tagboat.credentials.kms_signer import KmsSigner
from tagboat.credentials.pem_signer import PemSigner
from tagboat.credentials.secret_token import SecretToken
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.git_hosts.git.host import Git
from tagboat.git_hosts.git.http import HttpRepository
from tagboat.git_hosts.github.host import GitHub
from tagboat.git_hosts.gitlab.host import GitLab
from tagboat.git_hosts.token import Token
from tagboat.outcome_events import TOLD
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.unit.test_architecture import FUNCTIONS
from tests.unit.test_settings import (
    APP_IN_KMS,
    APP_IN_SECRET,
    ENVIRONMENT,
    GIT,
    GITHUB,
    GITLAB,
    ON_DISK,
)

MADE_ONCE = (bootstrap.push_batch, bootstrap._registry, aws_clients.codecommit)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Tagboat")
    for made in MADE_ONCE:
        made.cache_clear()
    yield monkeypatch
    for made in MADE_ONCE:
        made.cache_clear()


def test_codecommit_and_a_rules_file(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TAGBOAT_RULES_FILE", "deploy/rules.yaml")
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, CodeCommit)
    assert isinstance(update._reader._rules, RulesFile)
    assert update._reader._rules.paths == ("deploy/rules.yaml", "deploy/rules.hold")
    assert update._reader._branch == "main"


@pytest.mark.parametrize(
    ("host", "more"),
    [
        (GitHub, GITHUB),
        (GitHub, APP_IN_KMS),
        (GitHub, APP_IN_SECRET),
        (GitLab, GITLAB),
        (Git, GIT),
        (Git, ON_DISK),
    ],
)
def test_no_client_is_made_before_a_token_is_needed(
    environment: pytest.MonkeyPatch, host: type[GitHost], more: dict[str, str]
) -> None:
    def no_client(service: str) -> None:
        raise AssertionError(f"a client of {service} was made")

    for name, value in more.items():
        environment.setenv(name, value)
    environment.setattr(aws_clients, "_client", no_client)
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, host)


def test_an_image_repository_makes_a_rule_of_the_parameters(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("TAGBOAT_IMAGE_REPOSITORY", "team/web")
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._reader._rules, RulesFromParameters)
    rules = update._reader._rules.last_known
    (rule,) = rules.rules
    assert [image.text for image in rule.images] == ["team/web"]
    assert rule.tags.pattern == ".+"
    assert rule.targets[0].file.text == "deployed_tags/prod_image_tag"
    assert rule.message.text == "[Auto] Update $DESTINATION_FILE to $IMAGE_TAG"
    assert rules.author == Author("Auto Update Bot", "auto-update-bot@example.com")


def test_the_batch_knows_when_the_queue_gives_up() -> None:
    assert bootstrap.push_batch()._most_receives == 5


@pytest.mark.parametrize("told", ["all", "changes", "none"])
def test_others_are_told_of_the_outcomes_that_are_asked_for(
    environment: pytest.MonkeyPatch, told: str
) -> None:
    environment.setenv("TAGBOAT_OUTCOME_EVENTS", told)
    events = bootstrap.push_batch()._events
    assert events._kinds == TOLD[told]
    assert (events._teller.git_host, events._teller.infra_repo) == ("codecommit", "infra")
    assert (events._teller.branch, events._teller.stack) == ("main", bootstrap.logger.service)


def test_an_unknown_choice_of_outcomes_is_named_with_the_known_ones(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("TAGBOAT_OUTCOME_EVENTS", "some")
    with pytest.raises(InvalidSettings, match="'some'; it can be: all, changes, none"):
        bootstrap.push_batch()


def test_everything_is_made_once() -> None:
    assert bootstrap.push_batch() is bootstrap.push_batch()
    assert bootstrap._registry() is bootstrap._registry()


def test_an_unknown_git_host_is_named_with_the_known_ones(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TAGBOAT_GIT_HOST", "gitea")
    with pytest.raises(
        InvalidSettings, match="GitHost is 'gitea'; it can be: codecommit, github, gitlab, git"
    ):
        bootstrap.push_batch()


def github_token(environment: pytest.MonkeyPatch, settings: dict[str, str]) -> Token:
    for name, value in settings.items():
        environment.setenv(name, value)
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, GitHub)
    return update._git_host._requests._token


def test_an_app_s_key_in_kms_signs(environment: pytest.MonkeyPatch) -> None:
    token = github_token(environment, APP_IN_KMS)
    assert isinstance(token, GitHubAppToken)
    assert isinstance(token._sign, KmsSigner)
    assert token._sign._key_arn == APP_IN_KMS["TAGBOAT_GITHUB_APP_KMS_KEY_ARN"]
    assert (token._app.client_id, token._app.installation_id) == (
        APP_IN_KMS["TAGBOAT_GITHUB_APP_CLIENT_ID"],
        APP_IN_KMS["TAGBOAT_GITHUB_APP_INSTALLATION_ID"],
    )
    assert token._learn == bootstrap.mask.learn


def test_or_its_key_in_a_secret(environment: pytest.MonkeyPatch) -> None:
    token = github_token(
        environment, APP_IN_SECRET | {"TAGBOAT_CREDENTIALS_SECRET_KEY": "private_key"}
    )
    assert isinstance(token, GitHubAppToken)
    assert isinstance(token._sign, PemSigner)
    assert token._sign._secret._key == "private_key"
    assert token._sign._secret._learn == bootstrap.mask.learn


@pytest.mark.parametrize("scheme", ["basic", "bearer"])
def test_a_git_server_gets_its_token_by_the_scheme_with_a_user_s_name_where_it_takes_one(
    environment: pytest.MonkeyPatch, scheme: str
) -> None:
    for name, value in (GIT | {"TAGBOAT_CREDENTIALS_SCHEME": scheme}).items():
        environment.setenv(name, value)
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, Git)
    assert isinstance(update._git_host._remote, HttpRepository)
    client = update._git_host._remote._client
    assert isinstance(client._token, SecretToken)
    assert client._bearer == (scheme == "bearer")
    assert client._token._with_user_name == (scheme == "basic")
    assert client._token._secret._learn == bootstrap.mask.learn


_LOGS_A_SECRET = """
import logging
logging.basicConfig()  # As Lambda's runtime has a handler before it loads ours.
from tagboat import aws_clients, bootstrap
bootstrap.mask.learn("s3cret-value")
bootstrap.logger.error("ours s3cret-value", extra={"reason": "s3cret-value"})
logging.getLogger("urllib3").warning("theirs %s", "s3cret-value")
with bootstrap.masked_errors():
    raise ValueError("s3cret-value")
"""


def test_whatever_leaves_the_function_has_no_secret_in_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOGS_A_SECRET],
        env={"PYTHONPATH": str(FUNCTIONS)},
        capture_output=True,
        text=True,
        check=False,
    )
    written = done.stdout + done.stderr
    for said in ('"message":"ours ***"', "theirs ***", "MaskedError: ValueError: ***"):
        assert said in written
    assert "s3cret-value" not in written.replace('raise ValueError("s3cret-value")', "")


def test_a_cold_start_loads_nothing_that_only_pull_requests_need() -> None:
    program = "import sys, tagboat.handlers.image_pushed; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(FUNCTIONS)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "tagboat.update_infra_repo" in loaded
    assert loaded.isdisjoint(
        {"boto3", "botocore.client", "hashlib", "ssl", "tagboat.core.pull_requests.decide"}
    )
    hosts = {name for name in loaded if name.startswith("tagboat.git_hosts.")}
    assert hosts == {"tagboat.git_hosts.base"}
