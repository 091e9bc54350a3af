"""What pull requests are on GitHub beyond what every git host has: on the sandbox's GitHub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.github import GitHub, GitHubServer, server_error
from sandbox.github.branch_rules import Requirements
from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.core.pull_requests.standing import Person, Standing, State
from tagboat.core.snapshot import File
from tagboat.git_hosts.github.host import GitHub as GitHubHost
from tagboat.http_client import HttpClient
from tests.contract.hosted.tokens import HeldToken
from tests.contract.proposing.github import CHECK, PERMISSIONS, GitHubPullRequests

BRANCH, NAME = "tagboat/web", "acme/infra"
BOT = Author("Auto Update Bot", "auto-update-bot@example.com")
EXECUTABLE = File(b"two\n", executable=True)


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


@pytest.fixture
def hosted(github: GitHub) -> Iterator[GitHubPullRequests]:
    with GitHubServer(github) as server:
        hosted = GitHubPullRequests(server, github, NAME)
        hosted.push({"a.txt": b"one\n"})
        yield hosted


def proposal(hosted: GitHubPullRequests, **changed: object) -> Proposal:
    base = hosted.git_host.read("main", ["a.txt"], proposals=[BRANCH])
    standing = base.proposals[BRANCH]
    assert isinstance(standing, Standing)
    plain = Proposal(
        standing=standing,
        base=base,
        files={"a.txt": File(b"two\n")},
        message=CommitMessage("Update a.txt", "Tagboat-Rule: a"),
        author=BOT,
        title="Update web to 2",
        body="From 1 to 2.",
    )
    return replace(plain, **changed)


def asked(hosted: GitHubPullRequests, github: GitHub, wanted: Proposal) -> list[str]:
    """The operations that a proposal takes, in the order of their answers."""
    before = len(github.log)
    hosted.git_host.propose(wanted)
    return [request.operation for request in github.log.since(before)]


OPEN = "createRef+createCommitOnBranch+createPullRequest"
BEGIN_ANEW = "updateRefs+createCommitOnBranch+createPullRequest"
UPDATE = "createCommitOnBranch+updatePullRequest"
ENABLE = "enablePullRequestAutoMerge"
FOLLOW_UPS = f"addLabelsToLabelable+addAssigneesToAssignable+requestReviews+{ENABLE}"
BY_GIT_DATA = ["repository", "git/create-tree", "git/create-commit"]
SQUASH = MergeMethod.SQUASH


def test_a_pull_request_takes_one_request_and_its_read_another(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    assert asked(hosted, github, proposal(hosted)) == [OPEN]
    assert [request.operation for request in github.log.since(0)] == ["repository", OPEN]


def test_one_that_merges_itself_takes_three_with_its_read_whatever_is_on_it(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    hosted.require_checks()
    hosted.people.add_label("tagboat")
    wanted = proposal(
        hosted,
        auto_merge=SQUASH,
        labels=("tagboat",),
        reviewers=("a-person",),
        assignees=("a-person",),
    )
    assert asked(hosted, github, wanted) == [OPEN, FOLLOW_UPS]


def test_labels_that_are_to_be_made_take_one_request_more(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    hosted.people.add_label("tagboat")
    wanted = proposal(hosted, labels=("tagboat", "größe: s"))
    assert asked(hosted, github, wanted) == [OPEN, "issues/add-labels"]
    assert hosted.pull_requests()[0].labels == {"tagboat", "größe: s"}


def test_the_next_one_takes_as_many_where_the_branch_was_left(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    hosted.require_checks()
    hosted.git_host.propose(proposal(hosted))
    hosted.close("#1")
    wanted = proposal(hosted, auto_merge=SQUASH)
    assert asked(hosted, github, wanted) == [BEGIN_ANEW, ENABLE]


def test_an_update_takes_one_and_auto_merge_only_if_it_is_not_on(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    hosted.require_checks()
    hosted.git_host.propose(proposal(hosted))
    three = {"a.txt": File(b"three\n")}
    assert asked(hosted, github, proposal(hosted, files=three)) == [UPDATE]
    four = {"a.txt": File(b"four\n")}
    wanted = proposal(hosted, files=four, auto_merge=SQUASH)
    assert asked(hosted, github, wanted) == [UPDATE, ENABLE]
    five = {"a.txt": File(b"five\n")}
    assert asked(hosted, github, proposal(hosted, files=five, auto_merge=SQUASH)) == [UPDATE]
    assert asked(hosted, github, proposal(hosted, files={}, auto_merge=SQUASH)) == []


def test_what_can_be_merged_at_once_takes_one_more(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    wanted = proposal(hosted, auto_merge=SQUASH)
    assert asked(hosted, github, wanted) == [OPEN, ENABLE, "mergePullRequest"]
    wanted = proposal(hosted, files={"a.txt": EXECUTABLE})
    begin = "updateRefs+createPullRequest"
    assert asked(hosted, github, wanted) == [*BY_GIT_DATA, begin]
    wanted = proposal(hosted, files={"a.txt": File(b"3", executable=True)})
    assert asked(hosted, github, wanted) == [*BY_GIT_DATA, "updateRefs+updatePullRequest"]


def test_a_withdrawal_takes_one(hosted: GitHubPullRequests, github: GitHub) -> None:
    hosted.git_host.propose(proposal(hosted))
    found = proposal(hosted).standing.open_pull_request
    assert found
    before = len(github.log)
    hosted.git_host.withdraw(found, "Superseded")
    assert [request.operation for request in github.log.since(before)] == [
        "addComment+closePullRequest"
    ]


def test_branches_are_compared_only_where_nothing_else_tells_whose_they_are(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    hosted.git_host.propose(proposal(hosted))
    hosted.push_to("tagboat/api", {"c.txt": b"1\n"})
    before = len(github.log)
    names = [BRANCH, "tagboat/none"]
    hosted.git_host.read("main", ["a.txt"], proposals=names)
    assert len(github.log.since(before)) == 1
    hosted.git_host.read("main", ["a.txt"], proposals=[*names, "tagboat/api"])
    assert len(github.log.since(before)) == 3


def test_a_named_author_is_author_and_committer(hosted: GitHubPullRequests) -> None:
    author = replace(BOT, named=True)
    hosted.git_host.propose(proposal(hosted, author=author))
    commit = hosted.log(BRANCH)[0]
    assert (commit.author, commit.committer) == (Person(BOT.name, BOT.email),) * 2
    snapshot = hosted.git_host.read("main", ["a.txt"])
    hosted.git_host.commit(
        snapshot, {"a.txt": File(b"3")}, CommitMessage("To 3", "Tagboat-Rule: a"), author
    )
    commit = hosted.log("main")[0]
    assert (commit.author, commit.committer) == (Person(BOT.name, BOT.email),) * 2
    assert hosted.complaints() == ""


def test_a_team_is_asked_for_a_review(hosted: GitHubPullRequests, github: GitHub) -> None:
    github.add_team("acme", "platform")
    hosted.token.known = hosted.token.now = github.add_token(
        "tagboat-bot", PERMISSIONS | {"members": "read"}
    )
    proposed = hosted.git_host.propose(
        proposal(hosted, reviewers=("acme/platform", "a-person", "other/team"))
    )
    assert hosted.pull_requests()[0].reviewers == {"platform", "a-person"}
    (note,) = proposed.notes
    assert "other/team" in note


def test_a_team_that_the_token_may_not_see_is_a_note(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    github.add_team("acme", "platform")
    proposed = hosted.git_host.propose(proposal(hosted, reviewers=("acme/platform", "a-person")))
    assert hosted.pull_requests()[0].reviewers == {"a-person"}
    (note,) = proposed.notes
    assert "acme/platform" in note


def test_a_merge_queue_is_waited_in(hosted: GitHubPullRequests, github: GitHub) -> None:
    queue = Requirements(merge_queue=True)
    github.add_ruleset(NAME, "main", requirements=queue, bypass=["tagboat-bot"])
    proposed = hosted.git_host.propose(proposal(hosted, auto_merge=SQUASH))
    assert (proposed.merge_commit, proposed.notes) == (None, ())
    hosted.people.run_merge_queue()
    assert hosted.content("a.txt") == b"two\n"
    assert hosted.pull_requests()[0].state is State.MERGED


def test_nothing_is_merged_past_a_rule_that_the_token_could_bypass(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    needs_a_check = Requirements(checks=(CHECK,))
    github.add_ruleset(NAME, "main", requirements=needs_a_check, bypass=["tagboat-bot"])
    hosted.forbid_auto_merge()
    proposed = hosted.git_host.propose(proposal(hosted, auto_merge=SQUASH))
    assert proposed.merge_commit is None
    (note,) = proposed.notes
    assert "Allow auto-merge in the repository's settings" in note
    assert hosted.content("a.txt") == b"one\n"


def test_without_auto_merge_what_is_clear_is_merged_nevertheless(
    hosted: GitHubPullRequests,
) -> None:
    hosted.forbid_auto_merge()
    proposed = hosted.git_host.propose(proposal(hosted, auto_merge=SQUASH))
    assert proposed.merge_commit == hosted.history()[0]
    assert hosted.content("a.txt") == b"two\n"


def test_checks_that_nobody_requires_do_not_hold_it_up(hosted: GitHubPullRequests) -> None:
    hosted.git_host.propose(proposal(hosted))
    hosted.people.report_check(hosted.log(BRANCH)[0].id, "lint", "pending")
    proposed = hosted.git_host.propose(proposal(hosted, files={}, auto_merge=SQUASH))
    assert proposed.merge_commit == hosted.history()[0]


def test_a_method_that_the_repository_forbids_is_a_note(hosted: GitHubPullRequests) -> None:
    hosted.people.allow_merge_methods("REBASE")
    proposed = hosted.git_host.propose(proposal(hosted, auto_merge=SQUASH))
    assert proposed.merge_commit is None
    (note,) = proposed.notes
    assert "Allow squash" in note


def test_without_the_permission_files_are_read_and_the_reason_is_told(
    hosted: GitHubPullRequests,
) -> None:
    hosted.forbid_proposals()
    hosted.token.known = hosted.token.now = hosted._github.add_token(
        "tagboat-bot", {"contents": "read"}
    )
    snapshot = hosted.git_host.read("main", ["a.txt"], proposals=[BRANCH, "tagboat/api"])
    assert snapshot.file("a.txt").content == b"one\n"
    assert snapshot.head == hosted.history()[0]
    for refused in snapshot.proposals.values():
        assert isinstance(refused, errors.PermissionMissing)
        assert "'Pull requests: read and write'" in str(refused)


def test_without_the_permission_no_branch_is_left(hosted: GitHubPullRequests) -> None:
    wanted = proposal(hosted)
    hosted.forbid_proposals()
    with pytest.raises(errors.PermissionMissing, match="Pull requests: read and write"):
        hosted.git_host.propose(wanted)
    assert hosted.git.branches() == ["main"]


def test_no_branch_is_left_where_the_commit_is_refused(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    workflow = {".github/workflows/ci.yaml": File(b"on: push\n")}
    with pytest.raises(errors.PermissionMissing, match="workflow"):
        hosted.git_host.propose(proposal(hosted, files=workflow))
    assert hosted.git.branches() == ["main"]
    assert hosted.pull_requests() == []


def test_a_branch_that_somebody_pushed_to_is_never_deleted_again(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    """The commit is refused, for the branch that was just made has moved."""
    github.interruptions.before_next(
        "createCommitOnBranch", lambda: hosted.push_to(BRANCH, {"b.txt": b"a person's\n"})
    )
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        hosted.git_host.propose(proposal(hosted))
    assert hosted.content_on(BRANCH, "b.txt") == b"a person's\n"
    assert hosted.content_on(BRANCH, "a.txt") == b"one\n"


def test_a_pull_request_is_proposed_by_a_host_that_has_not_read_before(
    hosted: GitHubPullRequests, github: GitHub
) -> None:
    wanted = proposal(hosted)
    with GitHubServer(github) as server:
        token = HeldToken(hosted.token.known)
        fresh = GitHubHost(HttpClient(), server.url, NAME, token)
        before = len(github.log)
        fresh.propose(wanted)
    assert [request.operation for request in github.log.since(before)] == ["repository", OPEN]


def test_a_direct_commit_to_a_protected_branch_is_told_of_pull_requests(
    hosted: GitHubPullRequests,
) -> None:
    hosted.protect_branch("main")
    snapshot = hosted.git_host.read("main", ["a.txt"])
    message = CommitMessage("To 2", "Tagboat-Rule: a")
    for file in (File(b"two\n"), EXECUTABLE):
        with pytest.raises(errors.BranchProtected, match="deliver: pull_request"):
            hosted.git_host.commit(snapshot, {"a.txt": file}, message, BOT)


@pytest.mark.parametrize("field", ["createPullRequest", ENABLE, "mergePullRequest"])
def test_an_answer_that_is_lost_halfway_leaves_what_the_next_read_shows(
    hosted: GitHubPullRequests, github: GitHub, field: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    github.interruptions.before_next(field, fail)
    with pytest.raises(errors.HostUnavailable):
        hosted.git_host.propose(proposal(hosted, auto_merge=SQUASH))
    standing = proposal(hosted).standing
    assert standing.head
    if field == "createPullRequest":
        assert (standing.pull_request, standing.merged) == (None, False)
        return
    assert standing.open_pull_request
    again = hosted.git_host.propose(proposal(hosted, files={}, auto_merge=SQUASH))
    assert again.merge_commit == hosted.history()[0]
    assert len(hosted.pull_requests()) == 1
