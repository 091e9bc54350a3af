"""Pull requests are opened, found, changed and closed."""

import pytest

from tests.integration.sandbox.github.pull_request_client import PullRequestClient, assert_refused

OF_THEM = "`pullRequests` connection"


def test_one_is_opened(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    assert pulls.opened(body="Why") == {
        "id": pulls.read()["id"],
        "number": 1,
        "state": "OPEN",
        "title": "A change",
        "body": "Why",
        "isDraft": False,
        "headRefName": "change",
        "headRefOid": change,
        "baseRefName": "main",
        "baseRefOid": head,
        "mergeable": "MERGEABLE",
        "mergeStateStatus": "CLEAN",
        "merged": False,
        "closed": False,
        "mergeCommit": None,
    }


def test_it_is_found_by_its_id(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    query = "query($id: ID!) { node(id: $id) { ... on PullRequest { number title } } }"
    found = pulls.client.graphql(query, id=id_).json["data"]["node"]
    assert found == {"number": 1, "title": "A change"}


def test_numbers_count_up(pulls: PullRequestClient) -> None:
    pulls.branch("one")
    pulls.branch("two", "api/tag")
    assert [pulls.opened("one")["number"], pulls.opened("two")["number"]] == [1, 2]


def test_there_is_none_of_a_number(pulls: PullRequestClient) -> None:
    query = '{ repository(owner: "acme", name: "infra") { pullRequest(number: 7) { id } } }'
    reply = pulls.client.graphql(query)
    error = reply.error
    assert reply.json["data"] == {"repository": {"pullRequest": None}}
    assert error["type"] == "NOT_FOUND"
    assert error["path"] == ["repository", "pullRequest"]
    assert error["message"] == "Could not resolve to a PullRequest with the number of 7."


def test_one_is_found_by_its_branches(pulls: PullRequestClient) -> None:
    pulls.branch("one")
    pulls.branch("two", "api/tag")
    pulls.opened("one")
    pulls.opened("two")
    selection = """pullRequests(
      headRefName: "two", baseRefName: "main", states: OPEN, first: 5,
      orderBy: {field: CREATED_AT, direction: DESC}
    ) { totalCount nodes { number headRefName } pageInfo { hasNextPage endCursor } }"""
    found = pulls.ask(selection)["pullRequests"]
    assert found["nodes"] == [{"number": 2, "headRefName": "two"}]
    assert found["totalCount"] == 1
    assert found["pageInfo"]["hasNextPage"] is False


def test_a_branch_knows_its_pull_requests(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    selection = """refs(refPrefix: "refs/heads/", first: 10) { totalCount nodes {
      name associatedPullRequests(states: [OPEN], first: 1) { nodes { number } } } }"""
    assert pulls.ask(selection)["refs"] == {
        "totalCount": 2,
        "nodes": [
            {"name": "change", "associatedPullRequests": {"nodes": [{"number": 1}]}},
            {"name": "main", "associatedPullRequests": {"nodes": []}},
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "type_", "message"),
    [
        (
            "states: OPEN",
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the {OF_THEM}.",
        ),
        (
            "first: 101",
            "EXCESSIVE_PAGINATION",
            f"Requesting 101 records on the {OF_THEM} exceeds the `first` limit of 100 records.",
        ),
    ],
)
def test_lists_are_asked_for_in_pages(
    pulls: PullRequestClient, arguments: str, type_: str, message: str
) -> None:
    query = f"""{{ repository(owner: "acme", name: "infra") {{
      pullRequests({arguments}) {{ totalCount }} }} }}"""
    error = pulls.client.graphql(query).error
    assert (error["type"], error["message"]) == (type_, message)


def test_pages_follow_each_other(pulls: PullRequestClient) -> None:
    for name in ("a", "b", "c"):
        pulls.branch(name, name)
        pulls.opened(name)
    first = pulls.ask("pullRequests(first: 2) { nodes { number } pageInfo { endCursor } }")
    cursor = first["pullRequests"]["pageInfo"]["endCursor"]
    rest = pulls.ask(f'pullRequests(first: 2, after: "{cursor}") {{ nodes {{ number }} }}')
    assert rest["pullRequests"]["nodes"] == [{"number": 3}]
    last = pulls.ask("pullRequests(last: 1) { nodes { number } }")
    assert last["pullRequests"]["nodes"] == [{"number": 3}]


def test_a_second_one_of_a_branch_is_refused(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    text = "A pull request already exists for acme:change."
    assert_refused(pulls.create(), "createPullRequest", text)


def test_one_without_commits_is_refused(pulls: PullRequestClient, head: str) -> None:
    pulls.git.move_branch("change", head, None)
    text = "No commits between main and change"
    assert_refused(pulls.create(), "createPullRequest", text)


@pytest.mark.parametrize(
    ("head_name", "base", "missing"), [("nope", "main", "Head"), ("change", "nope", "Base")]
)
def test_one_of_a_branch_that_is_not_there_is_refused(
    pulls: PullRequestClient, head_name: str, base: str, missing: str
) -> None:
    pulls.branch()
    text = (
        "Head sha can't be blank, Base sha can't be blank, "
        f"No commits between {base} and {head_name}, {missing} ref must be a branch"
    )
    assert_refused(pulls.create(head_name, base), "createPullRequest", text)


def test_one_of_a_fork_is_refused_loudly(pulls: PullRequestClient) -> None:
    assert pulls.create("stranger:change").status == 501


def test_title_and_body_are_changed(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened(body="Why")["id"]
    pulls.mutate("updatePullRequest", pullRequestId=id_, title="Another title")
    assert (pulls.read()["title"], pulls.read()["body"]) == ("Another title", "Why")
    pulls.mutate("updatePullRequest", pullRequestId=id_, body="")
    assert pulls.read()["body"] == ""
    reply = pulls.mutate("updatePullRequest", pullRequestId=id_, title=" ")
    assert_refused(reply, "updatePullRequest", "Title can't be blank")


def test_one_is_closed_and_opened_again(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.mutate("closePullRequest", pullRequestId=id_)
    assert (pulls.read()["state"], pulls.read()["closed"]) == ("CLOSED", True)
    pulls.mutate("updatePullRequest", pullRequestId=id_, state="OPEN")
    assert pulls.read()["state"] == "OPEN"
    pulls.mutate("updatePullRequest", pullRequestId=id_, state="CLOSED")
    pulls.opened()
    reply = pulls.mutate("reopenPullRequest", pullRequestId=id_)
    assert_refused(reply, "reopenPullRequest", "Could not open the pull request.")


def test_it_says_who_closed_it_last(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.administrator.close(1, "jane")
    pulls.mutate("reopenPullRequest", pullRequestId=id_)
    pulls.mutate("closePullRequest", pullRequestId=id_)
    selection = """pullRequest(number: 1) { timelineItems(itemTypes: [CLOSED_EVENT], last: 1) {
      totalCount nodes { ... on ClosedEvent { actor { login __typename } } } } }"""
    assert pulls.ask(selection)["pullRequest"]["timelineItems"] == {
        "totalCount": 2,
        "nodes": [{"actor": {"login": "robot", "__typename": "User"}}],
    }
