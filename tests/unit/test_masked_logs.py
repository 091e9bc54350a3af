"""What is logged, and what nobody catches, leaves without secrets."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger

from tagboat.core.errors import InvalidSettings
from tagboat.core.masking import HIDDEN, Mask
from tagboat.masked_logs import MaskedError, MaskedRecords, masked_errors, masked_json

SECRET = "correct horse/battery\nstaple"
TOKEN = "ghp_" + "x" * 36


@pytest.fixture
def mask() -> Mask:
    mask = Mask()
    mask.learn(SECRET)
    return mask


class Log:
    """A logger of Powertools, masked, and what it has written."""

    def __init__(self, mask: Mask) -> None:
        self._stream = io.StringIO()
        self.logger = Logger(
            service=uuid4().hex, stream=self._stream, json_serializer=masked_json(mask)
        )

    @property
    def text(self) -> str:
        return self._stream.getvalue()


@pytest.fixture
def log(mask: Mask) -> Log:
    return Log(mask)


def fail(text: str) -> None:
    raise ValueError(text)


def assert_hidden(text: str) -> None:
    assert HIDDEN in text
    for spelled in (SECRET, json.dumps(SECRET)[1:-1], repr(SECRET)[1:-1], TOKEN):
        assert spelled not in text


def test_a_line_has_no_secret_wherever_it_was_put(log: Log) -> None:
    log.logger.error(
        f"a {SECRET}",
        extra={"reason": f"and {TOKEN}", "push": {"tags": [SECRET], SECRET: 1}, "path": Odd()},
    )
    assert_hidden(log.text)
    line = json.loads(log.text)
    assert (line["message"], line["reason"]) == (f"a {HIDDEN}", f"and {HIDDEN}")
    assert line["push"] == {"tags": [HIDDEN], HIDDEN: 1}
    assert line["path"] == f"odd {HIDDEN}"


class Odd:
    """What JSON does not know."""

    def __str__(self) -> str:
        return f"odd {SECRET}"


def test_nor_has_the_exception_of_a_line(log: Log) -> None:
    try:
        fail(f"{SECRET} and {TOKEN}")
    except ValueError:
        log.logger.exception("failed")
    assert_hidden(log.text)
    assert json.loads(log.text)["exception_name"] == "ValueError"


def test_a_line_without_secrets_is_powertools_own(mask: Mask) -> None:
    plain, masked = io.StringIO(), Log(mask)
    said = {"reason": "ünïcode", "number": 1.5, "list": [None, True]}
    Logger(service=uuid4().hex, stream=plain, utc=True).info("said", extra=said)
    masked.logger.info("said", extra=said)
    first, second = json.loads(plain.getvalue()), json.loads(masked.text)
    same = {"level", "message", *said}
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert list(first) == list(second)
    assert "ünïcode" in masked.text


@pytest.fixture
def other_package(mask: Mask) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskedRecords(mask))
    logger = logging.getLogger(uuid4().hex)
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_what_other_packages_log_is_masked(
    other_package: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = other_package
    logger.warning("Retrying %s with %r", f"https://me:{TOKEN}@host/", {"token": SECRET})
    assert_hidden(stream.getvalue())
    assert "Retrying" in stream.getvalue()


def test_and_so_are_its_tracebacks_and_the_record_itself_stays(
    other_package: tuple[logging.Logger, io.StringIO], mask: Mask
) -> None:
    logger, stream = other_package
    try:
        fail(SECRET)
    except ValueError:
        logger.exception("broken")
        record = logging.LogRecord("x", 40, "f", 1, "say %s", (SECRET,), sys.exc_info())
    assert_hidden(stream.getvalue())
    assert "Traceback" in stream.getvalue()
    assert MaskedRecords(mask).filter(record) is not record
    assert record.getMessage() == f"say {SECRET}"
    assert record.exc_info


def test_an_error_without_a_secret_leaves_as_it_is(mask: Mask) -> None:
    with pytest.raises(InvalidSettings, match="GitHub needs a token"), masked_errors(mask):
        raise InvalidSettings("GitHub needs a token")


@pytest.mark.parametrize("said", [f"a {SECRET}", f"a {TOKEN}"])
def test_an_error_with_a_secret_leaves_without_it(mask: Mask, said: str) -> None:
    with pytest.raises(MaskedError) as caught, masked_errors(mask):
        raise OSError(said)
    assert str(caught.value) == f"OSError: a {HIDDEN}"
    assert caught.value.__suppress_context__
