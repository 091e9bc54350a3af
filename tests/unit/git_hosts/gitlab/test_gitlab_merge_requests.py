"""What is asked of GitLab for a merge request, and what is said of what it does not take."""

from typing import Any

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.gitlab import merge_requests
from tagboat.http_client import Answer
from tests.unit.git_hosts.gitlab.scripted import HEAD, Http, merge_request, ok, requests

A_PERSON = Person("A Person", "person@example.com")
OPEN = PullRequest(
    key="12",
    name="!12",
    url="https://gitlab.example.com/!12",
    state=State.OPEN,
    head=Commit(id=HEAD, message="", author=A_PERSON, committer=A_PERSON),
)
ANN = {"id": 7, "username": "ann"}
BOB = {"id": 8, "username": "bob"}


def proposal(**more: Any) -> Proposal:
    wanted: dict[str, Any] = {
        "standing": Standing(branch="tagboat/web"),
        "base": Snapshot("main", HEAD, {}),
        "files": {},
        "message": CommitMessage("Update web", ""),
        "author": Author("A Bot", "bot@example.com"),
        "title": "Update web",
        "body": "| a |",
    }
    return Proposal(**(wanted | more))


def opened(*answers: Answer, **more: Any) -> tuple[tuple[str, ...], Http]:
    asks, http = requests(*answers)
    return merge_requests.open_one(asks, proposal(**more))[1], http


def test_a_plain_one_takes_one_request() -> None:
    notes, http = opened(ok(merge_request()))
    assert notes == ()
    assert http.bodies == [
        {
            "source_branch": "tagboat/web",
            "target_branch": "main",
            "title": "Update web",
            "description": "| a |",
            "remove_source_branch": True,
        }
    ]


def test_people_are_found_once_by_their_names() -> None:
    shown = merge_request(reviewers=[ANN], assignees=[ANN, BOB], labels=["a", "b"])
    notes, http = opened(
        *(ok([ANN]), ok([BOB]), ok(shown)),
        labels=("a", "b"),
        reviewers=("Ann",),
        assignees=("Ann", "bob"),
    )
    assert notes == ()
    assert [http.query(number)["username"] for number in (0, 1)] == [["Ann"], ["bob"]]
    assert http.bodies[2]["reviewer_ids"] == [7]
    assert http.bodies[2]["assignee_ids"] == [7, 8]
    assert http.bodies[2]["labels"] == "a,b"


def test_what_gitlab_does_not_take_is_told() -> None:
    shown = merge_request(reviewers=[ANN])
    notes, http = opened(
        *(ok([ANN]), ok([BOB]), ok([]), ok(shown)),
        labels=("deploy",),
        reviewers=("ann", "bob", "nobody"),
    )
    assert http.bodies[3]["reviewer_ids"] == [7, 8]
    unknown, lost, labels = notes
    assert "nobody" in unknown
    assert "bob" in lost
    assert "ann" not in lost
    assert "deploy" in labels


def test_squashing_is_chosen_only_where_it_merges_itself() -> None:
    for method, squash in (MergeMethod.SQUASH, True), (MergeMethod.MERGE, False):
        _, http = opened(ok(merge_request()), auto_merge=method)
        assert http.bodies[0]["squash"] is squash


def test_a_draft_has_a_title_of_its_kind() -> None:
    _, http = opened(ok(merge_request()), draft=True)
    assert http.bodies[0]["title"] == "Draft: Update web"


def test_a_title_is_cut_to_what_gitlab_takes() -> None:
    _, http = opened(ok(merge_request()), title="x" * 255)
    assert http.bodies[0]["title"] == "x" * 255
    _, http = opened(ok(merge_request()), title="x" * 256, draft=True)
    assert http.bodies[0]["title"] == f"Draft: {'x' * 247}…"
    assert len(http.bodies[0]["title"]) == merge_requests.LONGEST_TITLE


def test_a_changed_one_stays_a_draft_or_ready_as_people_made_it() -> None:
    for draft, title in (True, "Draft: Update web"), (False, "Update web"):
        asks, http = requests(ok(merge_request(draft=draft)), ok(merge_request()))
        merge_requests.change(asks, OPEN, proposal(draft=not draft))
        assert http.paths() == ["GET merge_requests/12", "PUT merge_requests/12"]
        assert http.bodies[1] == {"title": title, "description": "| a |"}


def test_one_is_closed_after_its_comment() -> None:
    asks, http = requests(ok({}), ok(merge_request(state="closed")))
    merge_requests.close(asks, OPEN, "Superseded by `2`")
    assert http.paths() == ["POST merge_requests/12/notes", "PUT merge_requests/12"]
    assert http.bodies == [{"body": "Superseded by `2`"}, {"state_event": "close"}]
