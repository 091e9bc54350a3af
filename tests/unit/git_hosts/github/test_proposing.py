"""Pull requests on GitHub: what it answers where its sandbox cannot be made to."""

from typing import Any

import pytest
from msgspec.structs import replace

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal, Proposed
from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.core.snapshot import File, Snapshot
from tagboat.http_client import Answer
from tests.unit.git_hosts.github.canned import AT_HEAD, HEAD, data, host

BRANCH, OTHER = "tagboat/web", "0ddba11000000000000000000000000000000000"
PERSON = {"name": "A Person", "email": "person@example.com"}
ID = data(repository={"id": "R_1"})
COMMIT = Commit(id=OTHER, message="m", author=Person("a", "b"), committer=Person("a", "b"))
OPEN = PullRequest(key="PR_1", name="#1", url="https://pull/1", state=State.OPEN, head=COMMIT)
PROPOSAL = Proposal(
    standing=Standing(branch=BRANCH),
    base=Snapshot("main", HEAD, {}),
    files={"a.txt": File(b"two\n")},
    message=CommitMessage("Update a.txt", "Tagboat-Rule: a"),
    author=Author("Bot", "bot@example.com"),
    title="Update web to 2",
    body="From 1 to 2.",
)
CHANGED = replace(
    PROPOSAL, standing=Standing(branch=BRANCH, head=COMMIT, pull_request=OPEN), files={}
)


def commit(oid: str) -> dict[str, Any]:
    return {"oid": oid, "message": f"Made {oid}", "author": PERSON, "committer": PERSON}


def pull(number: int, head: str = OTHER, **more: Any) -> dict[str, Any]:
    """A pull request as a read shows it."""
    return {
        "id": f"PR_{number}",
        "number": number,
        "url": f"https://pull/{number}",
        "state": "OPEN",
        "isCrossRepository": False,
        "headRefOid": head,
        "mergeable": "MERGEABLE",
        "isInMergeQueue": False,
        "autoMergeRequest": None,
        "mergedBy": None,
        "timelineItems": {"nodes": []},
        "commits": {"nodes": [{"commit": commit(head)}]},
    } | more


def standing(*pulls: dict[str, Any], head: str | None = OTHER) -> Standing:
    """What a read makes of a branch and its pull requests, newest first."""
    opened = {"nodes": [pull for pull in pulls if pull["state"] == "OPEN"][:1]}
    ref = {"target": commit(head), "associatedPullRequests": opened} if head else None
    main = {"target": AT_HEAD}
    answer = data(
        repository={"id": "R", "ref": main, "ref0": ref, "pullRequests0": {"nodes": [*pulls]}}
    )
    github, _ = host(answer)
    found = github.read("main", [], proposals=[BRANCH]).proposals[BRANCH]
    assert isinstance(found, Standing)
    return found


def refused(field: str, message: str, kind: str = "UNPROCESSABLE") -> dict[str, Any]:
    return {"type": kind, "path": [field], "message": message}


def partly(done: dict[str, Any], *refusals: dict[str, Any]) -> Answer:
    """An answer that has some of what was asked for."""
    missing = {refusal["path"][0]: None for refusal in refusals}
    return Answer(200, {}, {"data": missing | done, "errors": list(refusals)})


CREATED = {"ref": {"id": "REF"}}
COMMITTED = {"commit": {"oid": OTHER}}
OPENED = {
    "pullRequest": {
        "id": "PR_1",
        "number": 1,
        "url": "https://pull/1",
        "isMergeQueueEnabled": False,
        "baseRepository": {"id": "R_1"},
    }
}
ALL = data(createRef=CREATED, createCommitOnBranch=COMMITTED, createPullRequest=OPENED)


def test_a_pull_request_of_a_fork_is_passed_over() -> None:
    theirs = pull(3, isCrossRepository=True)
    assert standing(theirs, head=None) == Standing(branch=BRANCH)


def test_the_newest_one_of_the_repository_s_own_counts() -> None:
    found = standing(
        pull(3, isCrossRepository=True), pull(2), pull(1, state="CLOSED")
    ).open_pull_request
    assert found
    assert found.name == "#2"


def test_an_open_one_s_head_is_its_branch_s_which_github_may_not_have_noticed_yet() -> None:
    found = standing(pull(1, "older"), head=OTHER).open_pull_request
    assert found
    assert found.head.id == OTHER


@pytest.mark.parametrize("nodes", [[], [None], [{"commit": commit("another")}]])
def test_an_ended_one_without_its_last_commit_has_its_id(nodes: list[Any]) -> None:
    ended = pull(1, "gone", state="CLOSED", commits={"nodes": nodes})
    found = standing(ended, head=None).pull_request
    assert found
    assert found.head == Commit(
        id="gone", message="", author=Person("", ""), committer=Person("", "")
    )


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"state": "MERGED", "mergedBy": {"login": "ada"}}, "ada"),
        ({"state": "MERGED", "mergedBy": None}, ""),
        ({"state": "CLOSED", "timelineItems": {"nodes": [{"actor": {"login": "ada"}}]}}, "ada"),
        ({"state": "CLOSED", "timelineItems": {"nodes": [{"actor": None}]}}, ""),
        ({"state": "CLOSED", "timelineItems": {"nodes": []}}, ""),
    ],
)
def test_who_ended_it_is_told_if_github_knows(more: dict[str, Any], who: str) -> None:
    found = standing(pull(1, **more)).pull_request
    assert found
    assert found.ended_by == who


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ({"autoMergeRequest": {"enabledAt": "now"}}, True),
        ({"isInMergeQueue": True}, True),
        ({}, False),
        ({"autoMergeRequest": {"enabledAt": "now"}, "state": "CLOSED"}, False),
    ],
)
def test_one_that_waits_merges_itself(more: dict[str, Any], waits: bool) -> None:
    found = standing(pull(1, **more)).pull_request
    assert found
    assert found.merges_itself is waits


@pytest.mark.parametrize("mergeable", ["UNKNOWN", "MERGEABLE"])
def test_what_github_has_not_worked_out_yet_is_no_conflict(mergeable: str) -> None:
    found = standing(pull(1, mergeable=mergeable)).open_pull_request
    assert found
    assert not found.conflicts


def test_a_person_without_a_name_is_read() -> None:
    nobody = commit(OTHER) | {"author": None, "committer": {"name": None, "email": None}}
    ref = {"target": nobody, "associatedPullRequests": {"nodes": []}}
    found = {"ref": {"target": AT_HEAD}, "ref0": ref, "pullRequests0": {"nodes": [pull(1)]}}
    github, _ = host(data(repository=found))
    read = github.read("main", [], proposals=[BRANCH]).proposals[BRANCH]
    assert isinstance(read, Standing)
    assert read.head
    assert (read.head.author, read.head.committer) == (Person("", ""), Person("", ""))


def test_names_never_become_part_of_a_document() -> None:
    github, http = host(ID, ALL, data(requestReviews={}))
    labels, people = ('a"{}$b',), ('x"{}$y',)
    github.propose(replace(PROPOSAL, labels=labels, reviewers=people, title='t"{}$u'))
    assert all("{}$" not in body["query"] for _, body, _ in http.asked[:2])


@pytest.mark.parametrize(
    ("refusals", "error"),
    [
        (
            [
                refused(
                    "createRef", 'A ref named "refs/heads/x" already exists in the repository.'
                ),
                refused("createCommitOnBranch", "Expected branch to point to", "STALE_DATA"),
                refused("createPullRequest", "A pull request already exists for owner:x."),
            ],
            errors.HeadMoved,
        ),
        (
            [
                refused("createRef", "Something went wrong while executing your query.", ""),
                refused("createCommitOnBranch", "Branch not found", "NOT_FOUND"),
                refused("createPullRequest", "Head ref must be a branch"),
            ],
            errors.HostUnavailable,
        ),
        (
            [
                refused("createRef", "Repository rule violations found\n\nNo.", "FORBIDDEN"),
                refused("createCommitOnBranch", "Branch not found", "NOT_FOUND"),
                refused("createPullRequest", "Head ref must be a branch"),
            ],
            errors.BranchProtected,
        ),
    ],
)
def test_the_first_step_that_fails_decides(
    refusals: list[dict[str, Any]], error: type[errors.TagboatError]
) -> None:
    github, http = host(ID, partly({}, *refusals))
    with pytest.raises(error):
        github.propose(PROPOSAL)
    assert len(http.asked) == 2, "what somebody else made is not deleted"


def test_a_branch_that_was_made_in_vain_is_deleted_where_it_was_left() -> None:
    answer = partly(
        {"createRef": CREATED, "createCommitOnBranch": COMMITTED},
        refused("createPullRequest", "was submitted too quickly"),
    )
    github, http = host(ID, answer, data(updateRefs={}))
    with pytest.raises(errors.Throttled):
        github.propose(PROPOSAL)
    assert http.asked[2][1]["variables"]["updateRefs"]["refUpdates"] == [
        {
            "name": f"refs/heads/{BRANCH}",
            "beforeOid": OTHER,
            "afterOid": "0" * 40,
            "force": True,
        }
    ]


def test_that_it_cannot_be_deleted_is_not_what_is_told() -> None:
    answer = partly(
        {"createRef": CREATED, "createCommitOnBranch": COMMITTED},
        refused("createPullRequest", "Title can't be blank"),
    )
    github, _ = host(ID, answer, errors.HostUnavailable("cut"))
    with pytest.raises(errors.HostError, match="Title can't be blank"):
        github.propose(PROPOSAL)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("Something went wrong while executing your query.", errors.HostUnavailable),
        ("A pull request already exists for owner:tagboat/web.", errors.HeadMoved),
    ],
)
def test_a_branch_that_may_have_a_pull_request_is_never_deleted(
    said: str, error: type[errors.TagboatError]
) -> None:
    kind = "" if said.startswith("Something") else "UNPROCESSABLE"
    answer = partly(
        {"createRef": CREATED, "createCommitOnBranch": COMMITTED},
        refused("createPullRequest", said, kind),
    )
    github, http = host(ID, answer)
    with pytest.raises(error):
        github.propose(PROPOSAL)
    assert len(http.asked) == 2


def test_what_github_only_does_not_show_was_done_nevertheless() -> None:
    hidden = refused("createPullRequest", "Resource not accessible by integration", "FORBIDDEN")
    hidden["path"] += ["pullRequest", "baseRepository", "owner", "team0"]
    answer = Answer(200, {}, ALL.body | {"errors": [hidden]})
    github, _ = host(ID, answer)
    proposed = github.propose(replace(PROPOSAL, reviewers=("owner/team",)))
    assert proposed.name == "#1"
    assert "owner/team" in proposed.notes[0]


def test_labels_that_cannot_be_made_are_a_note() -> None:
    github, _ = host(ID, ALL, Answer(403, {}, {"message": "Resource not accessible"}))
    proposed = github.propose(replace(PROPOSAL, labels=("new",)))
    (note,) = proposed.notes
    assert "new" in note


def merged_itself(
    *answers: Answer | Exception, method: MergeMethod = MergeMethod.SQUASH
) -> Proposed:
    github, http = host(*answers)
    proposed = github.propose(replace(CHANGED, auto_merge=method))
    assert not http.answers, "all of them were asked for"
    return proposed


def enabling(said: str) -> Answer:
    return partly({}, refused("enablePullRequestAutoMerge", said))


STATUS = data(node={"mergeStateStatus": "CLEAN", "isMergeQueueEnabled": False})
MERGED = data(mergePullRequest={"pullRequest": {"mergeCommit": {"oid": "merged"}}})


@pytest.mark.parametrize(
    "said",
    [
        "Pull request Pull request is in clean status",
        "Pull request Pull request is in unstable status",
        "Pull request Pull request is in has_hooks status",
        "Pull request Protected branch rules not configured for this branch",
    ],
)
def test_with_nothing_pending_it_is_merged_at_the_head_that_was_read(said: str) -> None:
    assert merged_itself(enabling(said), STATUS, MERGED).merge_commit == "merged"


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("Merge method squash merging is not allowed on this repository", "Allow squash"),
        (
            "Merge method squash merging is not allowed and Pull request is in clean status",
            "Allow squash",
        ),
        ("Pull request Pull request is in dirty status", "Merge it by hand"),
        ("Something that nobody has heard of", "Something that nobody has heard of"),
    ],
)
def test_what_cannot_merge_itself_stays_open_with_advice(said: str, advice: str) -> None:
    proposed = merged_itself(enabling(said))
    assert proposed.merge_commit is None
    (note,) = proposed.notes
    assert advice in note


@pytest.mark.parametrize("status", ["BLOCKED", "UNKNOWN", "BEHIND", "DIRTY", None])
def test_without_auto_merge_what_is_not_clear_stays_open(status: str | None) -> None:
    node = {"mergeStateStatus": status, "isMergeQueueEnabled": False} if status else None
    not_allowed = enabling("Auto merge is not allowed for this repository")
    proposed = merged_itself(not_allowed, data(node=node))
    assert "Allow auto-merge" in proposed.notes[0]


def test_a_queue_is_asked_for_before_anything_is_merged() -> None:
    clean = enabling("Pull request Pull request is in clean status")
    queued = data(node={"mergeStateStatus": "CLEAN", "isMergeQueueEnabled": True})
    proposed = merged_itself(clean, queued, data(enqueuePullRequest={}))
    assert (proposed.merge_commit, proposed.notes) == (None, ())
    no_queue = partly({}, refused("enqueuePullRequest", "Pull request is already in the queue"))
    (note,) = merged_itself(clean, queued, no_queue).notes
    assert "already in the queue" in note


@pytest.mark.parametrize("field", ["enablePullRequestAutoMerge", "mergePullRequest"])
@pytest.mark.parametrize("which", ["Head", "Base"])
def test_a_branch_that_moves_before_it_is_merged_is_told(field: str, which: str) -> None:
    moved = partly(
        {}, refused(field, f"{which} branch was modified. Review and try the merge again.")
    )
    clean = enabling("Pull request Pull request is in clean status")
    answers = [moved] if field.startswith("enable") else [clean, STATUS, moved]
    with pytest.raises(errors.HeadMoved):
        merged_itself(*answers)


def test_a_limit_while_it_is_merged_is_a_pause() -> None:
    limited = partly({}, refused("mergePullRequest", "You have exceeded a secondary rate limit"))
    clean = enabling("Pull request Pull request is in clean status")
    with pytest.raises(errors.Throttled):
        merged_itself(clean, STATUS, limited)


def test_github_is_not_asked_for_what_it_has_not() -> None:
    (note,) = merged_itself(method=MergeMethod.FAST_FORWARD).notes
    assert "squash, merge or rebase" in note


def test_one_that_waits_already_is_not_asked_for_again() -> None:
    waits = replace(CHANGED.standing, pull_request=replace(OPEN, merges_itself=True))
    github, http = host()
    github.propose(replace(CHANGED, standing=waits, auto_merge=MergeMethod.SQUASH))
    assert http.asked == []


def test_a_conflict_is_resolved_by_a_commit_with_both_heads_before_it() -> None:
    conflicts = replace(
        CHANGED,
        standing=replace(CHANGED.standing, pull_request=replace(OPEN, conflicts=True)),
        files=PROPOSAL.files,
    )
    shown = {"autoMergeRequest": None, "isMergeQueueEnabled": False}
    github, http = host(
        data(repository={"object": {"tree": {"oid": "tree of the base"}}}),
        Answer(201, {}, {"sha": "tree"}),
        Answer(201, {}, {"sha": "made"}),
        ID,
        data(updateRefs={}, updatePullRequest={"pullRequest": shown}),
    )
    github.propose(conflicts)
    assert http.asked[0][1]["variables"]["commit"] == HEAD
    assert http.asked[1][1]["base_tree"] == "tree of the base"
    assert http.asked[2][1]["parents"] == [OTHER, HEAD]
    (update,) = http.asked[4][1]["variables"]["updateRefs"]["refUpdates"]
    assert update == {
        "name": f"refs/heads/{BRANCH}",
        "beforeOid": OTHER,
        "afterOid": "made",
        "force": False,
    }


def test_a_comment_that_is_refused_does_not_keep_it_open() -> None:
    github, _ = host(partly({"closePullRequest": {}}, refused("addComment", "locked")))
    github.withdraw(OPEN, "Superseded")
    github, _ = host(partly({"addComment": {}}, refused("closePullRequest", "No.", "FORBIDDEN")))
    with pytest.raises(errors.PermissionMissing, match="Pull requests: read and write"):
        github.withdraw(OPEN, "Superseded")


def test_a_rotated_token_is_tried_after_a_step_that_another_one_may_do() -> None:
    forbidden = [
        refused(field, "Resource not accessible by integration", "FORBIDDEN")
        for field in ("createRef", "createCommitOnBranch", "createPullRequest")
    ]
    github, http = host(ID, partly({}, *forbidden), ALL)
    with pytest.raises(errors.PermissionMissing):
        github.propose(PROPOSAL)
    github.propose(PROPOSAL)
    assert [headers["Authorization"] for _, _, headers in http.asked] == [
        *("bearer old", "bearer old", "bearer new")
    ]
