"""Pull requests that are to merge themselves, and whether they do."""

from msgspec.structs import replace

from tagboat.core.pull_requests.proposal import MergeMethod
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.integration.codecommit.proposing import found, proposal, propose


def test_without_the_approvals_that_are_asked_for_it_waits_for_the_next_push(
    hosted: OnCodeCommitWithPullRequests,
) -> None:
    hosted.require_checks()
    proposed = propose(hosted, auto_merge=MergeMethod.SQUASH)
    assert proposed.merge_commit is None
    assert "approvals" in proposed.notes[0]
    hosted.pass_checks()
    wanted = replace(proposal(hosted, auto_merge=MergeMethod.SQUASH), files={})
    assert hosted.git_host.propose(wanted).merge_commit == hosted.history()[0]
    assert hosted.content("a.txt") == b"two\n"


def test_a_base_that_moved_on_is_not_fast_forwarded(hosted: OnCodeCommitWithPullRequests) -> None:
    propose(hosted)
    hosted.push({"b.txt": b"a person's\n"})
    wanted = replace(proposal(hosted, auto_merge=MergeMethod.FAST_FORWARD), files={})
    proposed = hosted.git_host.propose(wanted)
    assert (proposed.merge_commit, "moved on" in proposed.notes[0]) == (None, True)


def test_one_that_conflicts_is_not_merged(hosted: OnCodeCommitWithPullRequests) -> None:
    propose(hosted)
    hosted.push({"a.txt": b"a person's\n"})
    wanted = replace(proposal(hosted, auto_merge=MergeMethod.SQUASH), files={})
    proposed = hosted.git_host.propose(wanted)
    assert (proposed.merge_commit, "by hand" in proposed.notes[0]) == (None, True)
    assert hosted.content("a.txt") == b"a person's\n"


def test_both_sides_may_have_changed_different_lines_of_a_file(
    hosted: OnCodeCommitWithPullRequests,
) -> None:
    lines = [f"{number}\n".encode() for number in range(9)]
    hosted.push({"lines": b"".join(lines)})
    propose(hosted, {"lines": b"".join([b"ours\n", *lines[1:]])})
    hosted.push({"lines": b"".join([*lines[:-1], b"theirs\n"])})
    assert not found(hosted).conflicts
    wanted = replace(proposal(hosted, auto_merge=MergeMethod.SQUASH), files={})
    assert hosted.git_host.propose(wanted).merge_commit
    assert hosted.content("lines") == b"".join([b"ours\n", *lines[1:-1], b"theirs\n"])
