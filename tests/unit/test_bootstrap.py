"""The composition root: settings become adapters, and clients are made when they are needed."""

from collections.abc import Iterator

import pytest

from tagboat import bootstrap
from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidSettings
from tagboat.core.rules.source import RulesFile, RulesFromParameters
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit import CodeCommit
from tagboat.git_hosts.git import Git
from tagboat.git_hosts.github import GitHub
from tagboat.git_hosts.gitlab.adapter import GitLab
from tagboat.update_infra_repo import PATIENCE_SECONDS, UpdateInfraRepo
from tests.unit.test_settings import ENVIRONMENT, GIT, GITHUB, GITLAB, ON_DISK
from tests.unit.test_template import RESOURCES


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Tagboat")
    made_once = (bootstrap.push_batch, bootstrap._sqs, bootstrap._secrets_manager)
    for made in made_once:
        made.cache_clear()
    yield monkeypatch
    for made in made_once:
        made.cache_clear()


def test_codecommit_and_a_rules_file(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TAGBOAT_RULES_FILE", "deploy/rules.yaml")
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, CodeCommit)
    assert isinstance(update._rules, RulesFile)
    assert update._rules.paths == ("deploy/rules.yaml",)
    assert update._branch == "main"


@pytest.mark.parametrize(
    ("host", "more"), [(GitHub, GITHUB), (GitLab, GITLAB), (Git, GIT), (Git, ON_DISK)]
)
def test_no_client_is_made_before_a_token_is_needed(
    environment: pytest.MonkeyPatch, host: type[GitHost], more: dict[str, str]
) -> None:
    def no_client(service: str) -> None:
        raise AssertionError(f"a client of {service} was made")

    for name, value in more.items():
        environment.setenv(name, value)
    environment.setattr(bootstrap, "_client", no_client)
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._git_host, host)


def test_an_image_repository_makes_a_rule_of_the_parameters(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("TAGBOAT_IMAGE_REPOSITORY", "team/web")
    update = bootstrap.push_batch()._update
    assert isinstance(update, UpdateInfraRepo)
    assert isinstance(update._rules, RulesFromParameters)
    rules = update._rules.last_known
    (rule,) = rules.rules
    assert [image.text for image in rule.images] == ["team/web"]
    assert rule.tags.pattern == ".+"
    assert rule.targets[0].file.text == "deployed_tags/prod_image_tag"
    assert rule.message.text == "[Auto] Update $DESTINATION_FILE to $IMAGE_TAG"
    assert rules.author == Author("Auto Update Bot", "auto-update-bot@example.com")


def test_everything_is_made_once() -> None:
    assert bootstrap.push_batch() is bootstrap.push_batch()


def test_an_unknown_git_host_is_named_with_the_known_ones(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TAGBOAT_GIT_HOST", "gitea")
    with pytest.raises(
        InvalidSettings, match="GitHost is 'gitea'; it can be: codecommit, github, gitlab, git"
    ):
        bootstrap.push_batch()


def test_clients_wait_for_seconds_and_not_for_minutes() -> None:
    config = bootstrap._client("sqs").meta.config
    assert (config.connect_timeout, config.read_timeout) == (3, 10)
    assert config.retries["total_max_attempts"] == 2


def test_an_attempt_that_is_never_answered_ends_before_the_function_s_time() -> None:
    config = bootstrap._client("codecommit").meta.config
    attempts, longest_pause = config.retries["total_max_attempts"], 1
    unanswered = attempts * (config.connect_timeout + config.read_timeout) + longest_pause
    function_timeout = RESOURCES["ImagePushedFunction"]["Properties"]["Timeout"]
    assert PATIENCE_SECONDS + unanswered + 10 <= function_timeout


def test_a_client_is_made_once() -> None:
    assert bootstrap._sqs() is bootstrap._sqs()
    assert bootstrap._secrets_manager() is bootstrap._secrets_manager()
