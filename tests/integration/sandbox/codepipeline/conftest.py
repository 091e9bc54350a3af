"""A repository, a bucket and a role of its own for every test, and pipelines made of them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer
from tests.integration.sandbox.codepipeline.workshop import Workshop


@pytest.fixture
def workshop(aws: AwsServer) -> Iterator[Workshop]:
    """Whatever it has made, and what runs in it, is gone afterwards."""
    made = Workshop(aws, f"p{uuid4().hex[:12]}")
    yield made
    made.close()
