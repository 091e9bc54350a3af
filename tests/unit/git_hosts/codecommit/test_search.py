from typing import TYPE_CHECKING, Any

import pytest

from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.search import MOST_CLOSED, Search

if TYPE_CHECKING:
    from botocore.stub import Stubber
    from mypy_boto3_codecommit import CodeCommitClient


@pytest.fixture
def search(client: "CodeCommitClient", stub: "Stubber") -> Search:
    return Search(Repository(client, "infra"))


def shown(number: str, source: str, destination: str = "main") -> dict[str, Any]:
    target = {
        "sourceReference": f"refs/heads/{source}",
        "destinationReference": f"refs/heads/{destination}",
    }
    return {"pullRequest": {"pullRequestId": number, "pullRequestTargets": [target]}}


def listed(stub: "Stubber", status: str, *numbers: str, **more: Any) -> None:
    asked = {"repositoryName": "infra", "pullRequestStatus": status, **more}
    stub.add_response("list_pull_requests", {"pullRequestIds": list(numbers)}, asked)


def looked_at(stub: "Stubber", number: str, source: str, destination: str = "main") -> None:
    answer = shown(number, source, destination)
    stub.add_response("get_pull_request", answer, {"pullRequestId": number})


def test_all_pages_of_open_pull_requests_are_looked_at(search: Search, stub: "Stubber") -> None:
    asked = {"repositoryName": "infra", "pullRequestStatus": "OPEN"}
    stub.add_response("list_pull_requests", {"pullRequestIds": ["9"], "nextToken": "n"}, asked)
    listed(stub, "OPEN", "8", nextToken="n")
    looked_at(stub, "8", "tagboat/web")
    looked_at(stub, "9", "feature")
    assert search.newest("main", ["tagboat/web"])["tagboat/web"]["pullRequestId"] == "8"


def test_the_highest_number_is_the_newest(search: Search, stub: "Stubber") -> None:
    listed(stub, "OPEN")
    listed(stub, "CLOSED", "9", "10", maxResults=MOST_CLOSED)
    looked_at(stub, "9", "tagboat/web")
    looked_at(stub, "10", "tagboat/web")
    assert search.newest("main", ["tagboat/web"])["tagboat/web"]["pullRequestId"] == "10"


def test_closed_ones_are_asked_for_where_none_is_open_only(search: Search, stub: "Stubber") -> None:
    listed(stub, "OPEN", "3")
    looked_at(stub, "3", "tagboat/web")
    listed(stub, "CLOSED", "4", "2", "1", maxResults=MOST_CLOSED)
    looked_at(stub, "1", "tagboat/db")
    looked_at(stub, "2", "tagboat/db", "release")
    looked_at(stub, "4", "tagboat/web")
    found = search.newest("main", ["tagboat/web", "tagboat/db", "tagboat/api"])
    assert {branch: one["pullRequestId"] for branch, one in found.items()} == {
        "tagboat/web": "3",
        "tagboat/db": "1",
    }
