"""Errors of AWS: what may be asked again, and what would be as wrong the next time."""

from collections.abc import Callable
from typing import Any

import pytest

from tagboat.core.meta_pipeline.errors import UpdateFailed
from tagboat.meta_pipeline.aws.errors import translated


def test_a_request_that_botocore_does_not_send_is_not_tried_again(
    stubbed: Callable[[str], Any],
) -> None:
    client, answers = stubbed("cloudformation")
    answers.deactivate()  # Its stubs come before what checks the request.
    with (
        pytest.raises(UpdateFailed, match=r"CloudFormation cannot take the request: .*\n.*Tags"),
        translated("CloudFormation"),
    ):
        client().create_change_set(
            StackName="shop", ChangeSetName="tagboat-e1", Tags=[{"Key": "owner", "Value": ""}]
        )
