"""What CodeCommit and IAM say to requests that cannot be carried out."""

import pytest
from botocore.stub import ANY, Stubber

from tagboat.core.examination import Check, Needs, Subject, Verdict
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.codecommit.examining import NO_COMMIT
from tagboat.git_hosts.codecommit.host import CodeCommit

COMMITS = Needs(branch="main")
PROPOSES = Needs(branch="main", commits=False, proposals=("tagboat/web",))
DENIED = "AccessDeniedException"


def refuse(stub: Stubber, operation: str, code: str, status: int = 400, said: str = "no") -> None:
    stub.add_client_error(operation, code, said, http_status_code=status)


def found(host: CodeCommit, needs: Needs) -> dict[Subject, Check]:
    return {check.subject: check for check in host.examine(needs)}


def test_a_commit_that_is_refused_for_its_parent_alone_may_be_made(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_client_error(
        "create_commit",
        "ParentCommitDoesNotExistException",
        expected_params={
            "repositoryName": "infra",
            "branchName": "main",
            "parentCommitId": NO_COMMIT,
            "commitMessage": ANY,
            "putFiles": ANY,
        },
    )
    assert found(host, COMMITS)[Subject.COMMIT].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        (DENIED, 400, Verdict.MISSING),
        ("RepositoryDoesNotExistException", 400, Verdict.MISSING),
        ("ThrottlingException", 400, Verdict.UNKNOWN),
        ("InternalFailure", 500, Verdict.UNKNOWN),
    ],
)
def test_what_else_is_said_to_a_commit(
    host: CodeCommit, stub: Stubber, code: str, status: int, verdict: Verdict
) -> None:
    refuse(stub, "create_commit", code, status)
    assert found(host, COMMITS)[Subject.COMMIT].verdict is verdict


def test_a_policy_that_denies_is_named_as_one(host: CodeCommit, stub: Stubber) -> None:
    refuse(stub, "create_commit", DENIED, said="... with an explicit deny in ...")
    assert "A policy denies commits to main" in found(host, COMMITS)[Subject.COMMIT].says


def test_a_commit_that_was_made_all_the_same_is_no_proof_of_anything(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_response("create_commit", {"commitId": "a" * 40})
    assert found(host, COMMITS)[Subject.COMMIT].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("code", ["CommitDoesNotExistException", "BranchNameExistsException"])
def test_a_branch_and_a_pull_request_that_are_refused_for_what_they_name_may_be_made(
    host: CodeCommit, stub: Stubber, code: str
) -> None:
    refuse(stub, "create_branch", code)
    refuse(stub, "create_pull_request", "ReferenceDoesNotExistException")
    assert found(host, PROPOSES)[Subject.PULL_REQUEST].verdict is Verdict.OK


def test_a_branch_that_the_role_may_not_make_points_to_the_parameter(
    host: CodeCommit, stub: Stubber
) -> None:
    refuse(stub, "create_branch", DENIED)
    check = found(host, PROPOSES)[Subject.PULL_REQUEST]
    assert check.verdict is Verdict.MISSING
    assert "tagboat/web has to be among the parameter PullRequestBranches" in check.says


def test_a_pull_request_that_the_role_may_not_open_is_named(
    host: CodeCommit, stub: Stubber
) -> None:
    refuse(stub, "create_branch", "CommitDoesNotExistException")
    refuse(stub, "create_pull_request", DENIED)
    assert found(host, PROPOSES)[Subject.PULL_REQUEST].verdict is Verdict.MISSING


def test_merging_is_not_asked_for(host: CodeCommit, stub: Stubber) -> None:
    def verdict(*methods: MergeMethod) -> Verdict:
        needs = Needs(branch="main", commits=False, methods=methods)
        return found(host, needs)[Subject.AUTO_MERGE].verdict

    assert verdict(MergeMethod.SQUASH) is Verdict.UNKNOWN
    assert verdict(MergeMethod.SQUASH, MergeMethod.REBASE) is Verdict.MISSING
