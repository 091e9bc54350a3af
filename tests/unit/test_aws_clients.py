"""AWS's clients: made once, and never waited for as long as a function runs."""

from collections.abc import Iterator
from typing import Any

import pytest

from tagboat import aws_clients
from tagboat.push_batch import RESERVED_SECONDS
from tagboat.updating.patience import LONGEST_PAUSE_SECONDS
from tagboat.whole_answers import Client
from tests.unit.test_template import function

CLIENTS = (
    aws_clients.codecommit,
    aws_clients.sqs,
    aws_clients.ecr,
    aws_clients.secrets_manager,
    aws_clients.kms,
    aws_clients.events,
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for client in CLIENTS:
        client.cache_clear()
    yield
    for client in CLIENTS:
        client.cache_clear()


def config_of(client: Client) -> Any:
    return client.meta.config


def test_clients_wait_for_seconds_and_not_for_minutes() -> None:
    config = config_of(aws_clients.sqs())
    assert (config.connect_timeout, config.read_timeout) == (3, 10)
    assert config.retries["total_max_attempts"] == 2


def test_an_attempt_that_is_never_answered_ends_before_the_function_s_time() -> None:
    config = config_of(aws_clients.codecommit())
    attempts, longest_pause = config.retries["total_max_attempts"], 1
    unanswered = attempts * (config.connect_timeout + config.read_timeout) + longest_pause
    assert unanswered + 10 <= RESERVED_SECONDS
    function_timeout = function()["Timeout"]
    assert function_timeout > RESERVED_SECONDS + LONGEST_PAUSE_SECONDS


def test_a_client_is_made_once() -> None:
    assert aws_clients.sqs() is aws_clients.sqs()
    assert aws_clients.secrets_manager() is aws_clients.secrets_manager()
    assert aws_clients.kms() is aws_clients.kms()


def test_a_registry_is_asked_by_one_client_for_each_region() -> None:
    one, other = aws_clients.ecr("us-east-1"), aws_clients.ecr("eu-west-1")
    assert one is aws_clients.ecr("us-east-1")
    assert [client.meta.region_name for client in (one, other)] == ["us-east-1", "eu-west-1"]


def test_a_bus_that_does_not_answer_takes_seconds_of_the_function_s_time() -> None:
    config = config_of(aws_clients.events())
    assert (config.connect_timeout, config.read_timeout) == (1, 2)
