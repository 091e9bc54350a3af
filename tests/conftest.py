from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.aws.server import AwsServer


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[AwsServer]":
    """The one local AWS of a process: moto keeps one state in each."""
    from sandbox.aws.server import AwsServer  # it takes seconds that unit tests need not wait

    with AwsServer(tmp_path_factory.mktemp("aws")) as server:
        yield server
