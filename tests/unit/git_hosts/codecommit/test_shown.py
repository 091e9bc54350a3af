from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.shown import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    fitting_description,
    fitting_title,
    pull_request_url,
)

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=3000))


@pytest.mark.parametrize(
    ("region", "console"),
    [
        ("eu-west-1", "console.aws.amazon.com"),
        ("cn-north-1", "console.amazonaws.cn"),
        ("us-gov-west-1", "console.amazonaws-us-gov.com"),
    ],
)
def test_a_pull_request_is_in_the_console_of_its_region(region: str, console: str) -> None:
    client: CodeCommitClient = boto3.client(
        "codecommit",
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    assert pull_request_url(Repository(client, "infra"), "12") == (
        f"https://{region}.{console}/codesuite/codecommit/repositories/infra/pull-requests/12"
        f"/details?region={region}"
    )


def test_a_title_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert fitting_title("x" * LONGEST_TITLE) == "x" * LONGEST_TITLE
    assert fitting_title("x" * 151) == "x" * 149 + "…"


def test_a_description_that_is_too_long_is_cut_at_a_line_and_says_so() -> None:
    body = "\n".join(f"line {number}".ljust(99) for number in range(120))
    fitting = fitting_description(body)
    assert body.startswith(fitting.partition("\n\n(")[0])
    assert fitting.endswith("\n\n(19 lines more are left out: CodeCommit has no room for them.)")
    assert LONGEST_DESCRIPTION - 100 < len(fitting) <= LONGEST_DESCRIPTION


@given(LINES)
def test_every_line_of_a_description_is_kept_or_counted(lines: list[str]) -> None:
    body = "\n".join(lines)
    fitting = fitting_description(body)
    assert len(fitting) <= LONGEST_DESCRIPTION
    if len(body) <= LONGEST_DESCRIPTION:
        assert fitting == body
        return
    kept, _, left_out = fitting.rpartition("\n(")
    kept_lines = kept.removesuffix("\n").split("\n") if kept.removesuffix("\n") else []
    assert lines[: len(kept_lines)] == kept_lines
    assert int(left_out.split()[0]) == len(lines) - len(kept_lines)
