"""The handler of doctor: whatever is asked, the answer is an examination without secrets."""

import json

import msgspec
import pytest

from tagboat import bootstrap
from tagboat.core.errors import CredentialsRefused
from tagboat.core.examination import Examination, Subject
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.handlers import doctor
from tests.unit.handlers.test_image_pushed import CONTEXT
from tests.unit.test_settings import ENVIRONMENT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return monkeypatch


def asked() -> Examination:
    answer = doctor.handle({}, CONTEXT)
    return msgspec.json.decode(json.dumps(answer), type=Examination)


def test_what_the_host_says_is_told_with_whose_it_is(environment: pytest.MonkeyPatch) -> None:
    bootstrap.mask.learn("hunter2-hunter2")

    def refuse(*_: object, **__: object) -> None:
        raise CredentialsRefused("hunter2-hunter2 is refused")

    environment.setattr(CodeCommit, "read", refuse)
    found = asked()
    assert (found.git_host, found.branch) == ("codecommit", ENVIRONMENT["TAGBOAT_BRANCH"])
    assert found.checks[0].subject is Subject.CREDENTIALS
    assert found.checks[0].says == "*** is refused"
    assert found.lacks_something


def test_parameters_that_contradict_each_other_are_an_answer_too(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("TAGBOAT_CREDENTIALS_SCHEME", "bearer")
    (check,) = asked().checks
    assert check.subject is Subject.SETTINGS
    assert "CredentialsScheme" in check.says
