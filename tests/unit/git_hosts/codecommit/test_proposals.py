"""Proposals on CodeCommit where the sandbox cannot fail as AWS may: a stub answers."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError
from msgspec.structs import replace

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.codecommit import errors as codecommit_errors
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.git_hosts.codecommit.merging import _CANNOT

if TYPE_CHECKING:
    from botocore.stub import Stubber
    from mypy_boto3_codecommit import CodeCommitClient

BASE, LEFT, THEIRS, MADE = ("b" * 40, "1" * 40, "7" * 40, "3" * 40)
BRANCH = "tagboat/web"
BOT = Person("Bot", "bot@example.com")
PROPOSAL = Proposal(
    standing=Standing(branch=BRANCH),
    base=Snapshot("main", BASE, {}),
    files={"a": File(b"1")},
    message=CommitMessage("Update a", "Tagboat-Rule: web"),
    author=Author(BOT.name, BOT.email),
    title="Update a",
    body="From 0 to 1.",
)
HEAD = Commit(id=LEFT, message="Update a", author=BOT, committer=BOT)
ON_LEFTOVER = replace(PROPOSAL, standing=Standing(branch=BRANCH, head=HEAD))
OPEN = PullRequest(key="12", name="#12", url="https://…/12", state=State.OPEN, head=HEAD)
ON_OPEN = replace(PROPOSAL, standing=Standing(branch=BRANCH, head=HEAD, pull_request=OPEN))


def fail(stub: "Stubber", operation: str, code: str, message: str = "It is so") -> None:
    stub.add_client_error(operation, code, message, http_status_code=400)


def pull_request(status: str = "OPEN", number: str = "12", **merge: Any) -> dict[str, Any]:
    target = {
        "sourceReference": f"refs/heads/{BRANCH}",
        "destinationReference": "refs/heads/main",
        "sourceCommit": MADE,
        "destinationCommit": BASE,
        "mergeMetadata": {"isMerged": bool(merge), **merge},
    }
    shown = {"pullRequestStatus": status, "pullRequestTargets": [target]}
    return {"pullRequest": {"pullRequestId": number, **shown}}


def open_one(stub: "Stubber") -> None:
    stub.add_response("create_branch", {})
    stub.add_response("create_commit", {"commitId": MADE})
    stub.add_response("create_pull_request", pull_request())


def delete_another_tip(stub: "Stubber") -> None:
    """What somebody has pushed goes with the branch."""
    branch = {"branchName": BRANCH, "commitId": LEFT}
    stub.add_response("get_branch", {"branch": branch})
    stub.add_response("delete_branch", {"deletedBranch": {**branch, "commitId": THEIRS}})


BACK = {"repositoryName": "infra", "branchName": BRANCH, "commitId": THEIRS}


def test_a_branch_is_put_back_even_if_codecommit_fails_at_first(
    host: CodeCommit, stub: "Stubber"
) -> None:
    delete_another_tip(stub)
    fail(stub, "create_branch", "ThrottlingException")
    fail(stub, "create_branch", "InternalFailure")
    stub.add_response("create_branch", {}, BACK)
    with pytest.raises(errors.HeadMoved, match=f"{BRANCH} moved to {THEIRS}"):
        host.propose(ON_LEFTOVER)


def test_a_branch_that_is_pushed_again_needs_not_be_put_back(
    host: CodeCommit, stub: "Stubber"
) -> None:
    delete_another_tip(stub)
    fail(stub, "create_branch", "BranchNameExistsException")
    with pytest.raises(errors.HeadMoved):
        host.propose(ON_LEFTOVER)


def test_a_commit_that_cannot_be_put_back_is_named(host: CodeCommit, stub: "Stubber") -> None:
    delete_another_tip(stub)
    for _ in range(3):
        fail(stub, "create_branch", "ThrottlingException")
    with pytest.raises(errors.HostError, match=f"{BRANCH} was deleted with {THEIRS}"):
        host.propose(ON_LEFTOVER)


def test_a_branch_that_is_gone_when_it_is_to_be_deleted_has_lost_nothing(
    host: CodeCommit, stub: "Stubber"
) -> None:
    stub.add_response("get_branch", {"branch": {"branchName": BRANCH, "commitId": LEFT}})
    stub.add_response("delete_branch", {})
    open_one(stub)
    assert host.propose(ON_LEFTOVER).name == "#12"


def test_the_answer_to_a_proposal_of_long_ago_is_not_taken_for_a_new_one(
    host: CodeCommit, client: "CodeCommitClient", stub: "Stubber", monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.add_response("create_branch", {})
    stub.add_response("create_commit", {"commitId": MADE})
    answers, tokens = [pull_request("CLOSED"), pull_request(number="13")], list[str]()

    def create(*, clientRequestToken: str, **_: object) -> dict[str, Any]:  # noqa: N803
        tokens.append(clientRequestToken)
        return answers[len(tokens) - 1]

    monkeypatch.setattr(client, "create_pull_request", create)
    assert host.propose(PROPOSAL).name == "#13"
    assert len(set(tokens)) == 2


def test_what_codecommit_s_pull_requests_lack_is_one_note(
    host: CodeCommit, stub: "Stubber"
) -> None:
    open_one(stub)
    proposed = host.propose(replace(PROPOSAL, labels=("a",), reviewers=("b",), draft=True))
    (note,) = proposed.notes
    assert "no labels and no reviewers and no drafts" in note


def test_a_draft_is_not_merged(host: CodeCommit, stub: "Stubber") -> None:
    open_one(stub)
    proposed = host.propose(replace(PROPOSAL, draft=True, auto_merge=MergeMethod.SQUASH))
    assert (proposed.merge_commit, len(proposed.notes)) == (None, 2)


MERGED = {"mergeCommitId": MADE, "mergeOption": "SQUASH_MERGE"}


def to_be_merged(stub: "Stubber") -> Proposal:
    stub.add_response("merge_pull_request_by_squash", pull_request("CLOSED", **MERGED))
    return replace(ON_OPEN, files={}, auto_merge=MergeMethod.SQUASH)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_a_merged_branch_that_cannot_be_deleted_is_a_note(
    host: CodeCommit, stub: "Stubber", code: str
) -> None:
    wanted = to_be_merged(stub)
    fail(stub, "delete_branch", code)
    proposed = host.propose(wanted)
    assert proposed.merge_commit == MADE
    assert BRANCH in proposed.notes[0]


@pytest.mark.parametrize("code", [*sorted(_CANNOT), "AccessDeniedException"])
def test_what_stands_in_the_way_of_a_merge_is_a_note(
    host: CodeCommit, stub: "Stubber", code: str
) -> None:
    fail(stub, "merge_pull_request_by_three_way", code, "That is why")
    wanted = replace(ON_OPEN, files={}, auto_merge=MergeMethod.MERGE)
    proposed = host.propose(wanted)
    assert (proposed.merge_commit, "That is why" in proposed.notes[0]) == (None, True)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("TipOfSourceReferenceIsDifferentException", errors.HeadMoved),
        ("ConcurrentReferenceUpdateException", errors.HeadMoved),
        ("PullRequestAlreadyClosedException", errors.RetryableError),
        ("ThrottlingException", errors.Throttled),
        ("CommitMessageLengthExceededException", errors.CommitRefused),
    ],
)
def test_a_merge_that_may_succeed_later_is_an_error(
    host: CodeCommit, stub: "Stubber", code: str, error: type[errors.TagboatError]
) -> None:
    fail(stub, "merge_pull_request_by_squash", code)
    with pytest.raises(errors.TagboatError) as caught:
        host.propose(replace(ON_OPEN, files={}, auto_merge=MergeMethod.SQUASH))
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("BranchNameExistsException", "", errors.HeadMoved),
        ("CommitDoesNotExistException", "", errors.HeadMoved),
        ("RepositoryDoesNotExistException", "", errors.RepositoryMissing),
        ("AccessDeniedException", "no policy", errors.PermissionMissing),
        ("AccessDeniedException", "an explicit deny", errors.BranchProtected),
        ("InvalidBranchNameException", "", errors.CommitRefused),
        ("ExpiredTokenException", "", errors.CredentialsRefused),
    ],
)
def test_what_codecommit_says_of_a_branch_is_an_error_of_tagboat_s_own(
    host: CodeCommit, stub: "Stubber", code: str, message: str, error: type[errors.TagboatError]
) -> None:
    fail(stub, "create_branch", code, message)
    with pytest.raises(errors.TagboatError) as caught:
        host.propose(PROPOSAL)
    assert type(caught.value) is error
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("BranchDoesNotExistException", errors.HeadMoved),
        ("ParentCommitIdOutdatedException", errors.HeadMoved),
        ("ParentCommitDoesNotExistException", errors.HeadMoved),
        ("NameLengthExceededException", errors.CommitRefused),
        ("MaximumFileEntriesExceededException", errors.CommitRefused),
    ],
)
def test_what_codecommit_says_of_its_commit_is_an_error_of_tagboat_s_own(
    host: CodeCommit, stub: "Stubber", code: str, error: type[errors.TagboatError]
) -> None:
    fail(stub, "create_commit", code)
    with pytest.raises(errors.TagboatError) as caught:
        host.propose(ON_OPEN)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("MaximumOpenPullRequestsExceededException", errors.HostError),
        ("ReferenceDoesNotExistException", errors.HeadMoved),
        ("AccessDeniedException", errors.PermissionMissing),
    ],
)
def test_what_codecommit_says_of_a_pull_request_is_an_error_of_tagboat_s_own(
    host: CodeCommit, stub: "Stubber", code: str, error: type[errors.TagboatError]
) -> None:
    stub.add_response("create_branch", {})
    stub.add_response("create_commit", {"commitId": MADE})
    fail(stub, "create_pull_request", code)
    with pytest.raises(errors.TagboatError) as caught:
        host.propose(PROPOSAL)
    assert type(caught.value) is error


def test_no_answer_is_worth_another_try(
    host: CodeCommit, client: "CodeCommitClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://codecommit")

    monkeypatch.setattr(client, "create_branch", cut)
    with pytest.raises(errors.HostUnavailable, match="CodeCommit did not answer"):
        host.propose(PROPOSAL)


def test_what_has_ended_is_not_withdrawn_again(host: CodeCommit, stub: "Stubber") -> None:
    stub.add_response("get_pull_request", pull_request("CLOSED"), {"pullRequestId": "12"})
    host.withdraw(OPEN, "Superseded")


def test_one_that_changes_nothing_is_withdrawn_without_a_comment(
    host: CodeCommit, stub: "Stubber"
) -> None:
    answer = pull_request()
    answer["pullRequest"]["pullRequestTargets"][0]["destinationCommit"] = MADE
    stub.add_response("get_pull_request", answer)
    stub.add_response("update_pull_request_status", pull_request("CLOSED"))
    host.withdraw(OPEN, "Superseded")


def test_the_codes_are_those_of_the_model(client: "CodeCommitClient") -> None:
    known = {error.name for error in client.meta.service_model.error_shapes}
    assert (codecommit_errors._PROPOSAL_MOVED | _CANNOT) - known == set()
    operations = set(client.meta.service_model.operation_names)
    assert codecommit_errors._WRITES - operations == set()
