"""Clients that are held to botocore's models, and answer what a test says."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

type Stubbed = tuple[Callable[[], Any], Stubber]


@pytest.fixture
def stubbed() -> Iterator[Callable[[str], Stubbed]]:
    """Makes a client of a service, and what answers for it; all answers have to be asked for."""
    stubbers: list[Stubber] = []

    def make(service: str) -> Stubbed:
        client = boto3.client(  # type: ignore[call-overload]  # boto3-stubs wants a literal
            service,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        stubber = Stubber(client)
        stubber.activate()
        stubbers.append(stubber)
        return lambda: client, stubber

    yield make
    for stubber in stubbers:
        stubber.assert_no_pending_responses()
