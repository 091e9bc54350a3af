"""What the port promises of pull requests, held against every git host that has them."""

from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal, Proposed
from tagboat.core.pull_requests.standing import Person, Standing, State
from tagboat.core.snapshot import File, Snapshot
from tests.contract.hosted.base import EXECUTABLE, FILE, Failure
from tests.contract.hosts import able
from tests.contract.proposing.base import Abilities, HostedPullRequests, Shown

BRANCH = "tagboat/web"
MESSAGE = CommitMessage("Update a.txt", "Tagboat-Rule: a")
BOT = Author("Auto Update Bot", "auto-update-bot@example.com", named=True)


@pytest.fixture(autouse=True)
def a_file(proposing: HostedPullRequests) -> None:
    proposing.push({"a.txt": b"one\n", "b.txt": b"one\n"})


def read(proposing: HostedPullRequests, branch: str = BRANCH) -> tuple[Snapshot, Standing]:
    """What main is, and what stands for a branch."""
    snapshot = proposing.git_host.read("main", ["a.txt"], proposals=[branch])
    standing = snapshot.proposals[branch]
    assert isinstance(standing, Standing), standing
    return snapshot, standing


def standing_for(proposing: HostedPullRequests, branch: str = BRANCH) -> Standing:
    return read(proposing, branch)[1]


def proposal(
    proposing: HostedPullRequests,
    files: Mapping[str, bytes | File] = {"a.txt": b"two\n"},
    *,
    branch: str = BRANCH,
    title: str = "Update web to 2",
    body: str = "From 1 to 2.",
) -> Proposal:
    """What is to be proposed on top of what is read now."""
    base, standing = read(proposing, branch)
    return Proposal(
        standing=standing,
        base=base,
        files={path: new if isinstance(new, File) else File(new) for path, new in files.items()},
        message=MESSAGE,
        author=BOT,
        title=title,
        body=body,
    )


def propose(
    proposing: HostedPullRequests,
    files: Mapping[str, bytes | File] = {"a.txt": b"two\n"},
    *,
    auto_merge: MergeMethod | None = None,
    branch: str = BRANCH,
    title: str = "Update web to 2",
) -> Proposed:
    wanted = proposal(proposing, files, branch=branch, title=title)
    return proposing.git_host.propose(replace(wanted, auto_merge=auto_merge))


def ids(proposing: HostedPullRequests, branch: str = BRANCH) -> list[str]:
    return [commit.id for commit in proposing.log(branch)]


def only(proposing: HostedPullRequests) -> Shown:
    (shown,) = proposing.pull_requests()
    return shown


def a_method(proposing: HostedPullRequests) -> MergeMethod:
    """One that the host has, the most usual first."""
    return next(method for method in MergeMethod if method in proposing.abilities.methods)


def where(is_able: Callable[[Abilities], bool]) -> pytest.MarkDecorator:
    """A test of the hosts that are able to do it."""
    return pytest.mark.parametrize("proposing", able(is_able), indirect=True)


# Opening one


def test_nothing_stands_for_a_branch_that_nobody_made(proposing: HostedPullRequests) -> None:
    assert standing_for(proposing) == Standing(branch=BRANCH)


def test_files_and_several_branches_are_read_together(proposing: HostedPullRequests) -> None:
    propose(proposing)
    names = [BRANCH, "tagboat/api", "tagboat/db"]
    snapshot = proposing.git_host.read("main", ["a.txt", "no.txt"], proposals=names)
    assert snapshot.file("a.txt").content == b"one\n"
    assert isinstance(snapshot.files["no.txt"], errors.FileMissing)
    found = [snapshot.proposals[name] for name in names]
    assert [isinstance(one, Standing) and one.open_pull_request is not None for one in found] == [
        *(True, False, False)
    ]


def test_branches_are_read_at_an_older_commit_of_the_base(proposing: HostedPullRequests) -> None:
    propose(proposing)
    older = proposing.history()[0]
    proposing.push({"b.txt": b"two\n"})
    snapshot = proposing.git_host.read("main", [], at=older, proposals=[BRANCH])
    assert snapshot.head == older
    standing = snapshot.proposals[BRANCH]
    assert isinstance(standing, Standing)
    assert standing.open_pull_request


def test_a_pull_request_is_a_branch_with_one_commit_on_the_base_s_head(
    proposing: HostedPullRequests,
) -> None:
    base = proposing.history()
    proposed = propose(proposing, {"a.txt": b"two\n", "new/c.txt": b"three"})
    assert ids(proposing)[1:] == base
    assert proposing.history() == base
    assert proposing.content_on(BRANCH, "a.txt") == b"two\n"
    assert proposing.content_on(BRANCH, "b.txt") == b"one\n"
    assert proposing.content_on(BRANCH, "new/c.txt") == b"three"
    commit = proposing.log(BRANCH)[0]
    assert commit.message.strip() == MESSAGE.text.strip()
    if proposing.abilities.authors:
        assert commit.author == Person(BOT.name, BOT.email)
    assert only(proposing) == Shown(
        name=proposed.name, state=State.OPEN, title="Update web to 2", body="From 1 to 2."
    )
    assert proposed.url.startswith("https://") or proposed.url.startswith("http://")
    assert (proposed.merge_commit, proposed.notes) == (None, ())
    assert proposing.complaints() == ""


def test_what_was_proposed_is_read_as_open(proposing: HostedPullRequests) -> None:
    proposed = propose(proposing)
    standing = standing_for(proposing)
    head = proposing.log(BRANCH)[0]
    assert standing.head == head
    assert standing.head.message.strip() == MESSAGE.text.strip()
    found = standing.open_pull_request
    assert found
    assert (found.name, found.url, found.head) == (proposed.name, proposed.url, head)
    assert not found.conflicts
    assert not found.merges_itself


def test_a_pull_request_has_labels_reviewers_and_assignees(proposing: HostedPullRequests) -> None:
    able, person = proposing.abilities, proposing.reviewer
    wanted = replace(
        proposal(proposing),
        labels=("tagboat", "größe: s") if able.labels else (),
        reviewers=(person,) if able.reviewers else (),
        assignees=(person,) if able.assignees else (),
    )
    proposed = proposing.git_host.propose(wanted)
    assert proposed.notes == ()
    shown = only(proposing)
    assert shown.labels == set(wanted.labels)
    assert shown.reviewers == set(wanted.reviewers)
    assert shown.assignees == set(wanted.assignees)


@where(lambda host: host.reviewers and host.knows_people)
def test_somebody_whom_the_host_does_not_know_is_a_note(proposing: HostedPullRequests) -> None:
    proposed = proposing.git_host.propose(
        replace(proposal(proposing), reviewers=("no-such-person",))
    )
    assert any("no-such-person" in note for note in proposed.notes)
    assert only(proposing).state is State.OPEN


@where(lambda host: host.drafts)
def test_a_pull_request_can_be_a_draft(proposing: HostedPullRequests) -> None:
    proposing.git_host.propose(replace(proposal(proposing), draft=True))
    assert only(proposing).draft
    assert standing_for(proposing).open_pull_request


@pytest.mark.parametrize("branch", ["tagboat", "tagboat/a/b/c", "größe/✓", "tagboat/web_1.2-x+y"])
def test_any_name_of_a_branch_will_do(proposing: HostedPullRequests, branch: str) -> None:
    propose(proposing, branch=branch)
    assert proposing.content_on(branch, "a.txt") == b"two\n"
    assert standing_for(proposing, branch).open_pull_request


def test_texts_and_files_of_all_kinds_arrive_as_they_are(proposing: HostedPullRequests) -> None:
    proposing.push({"run": b"one\n"}, mode=EXECUTABLE)
    files = {
        "run": File("\ufeffzwölf\r\n".encode(), executable=True),
        "deep/er/für ✓.yaml": File(b"a: 1\r\nb: 2"),
        "empty": File(b""),
    }
    title, body = 'Größe → ✓ "quoted" $x', "| a | b |\n|---|---|\n| `1` | ✓ |\n\n<b>&amp;</b>"
    proposing.git_host.propose(proposal(proposing, files, title=title, body=body))
    for path, file in files.items():
        assert proposing.content_on(BRANCH, path) == file.content
        assert proposing.mode_on(BRANCH, path) == (EXECUTABLE if file.executable else FILE)
    shown = only(proposing)
    assert (shown.title, shown.body) == (title, body)
    assert proposing.complaints() == ""


# Changing an open one


def test_an_open_pull_request_gets_one_commit_more_and_new_texts(
    proposing: HostedPullRequests,
) -> None:
    first = propose(proposing)
    before = ids(proposing)
    wanted = proposal(proposing, {"a.txt": b"three\n"}, title="To 3", body="From 1 to 3.")
    second = proposing.git_host.propose(wanted)
    assert (second.name, second.url) == (first.name, first.url)
    assert ids(proposing)[1:] == before
    assert proposing.content_on(BRANCH, "a.txt") == b"three\n"
    shown = only(proposing)
    assert (shown.state, shown.title, shown.body) == (State.OPEN, "To 3", "From 1 to 3.")


def test_an_executable_file_is_changed_in_an_open_pull_request(
    proposing: HostedPullRequests,
) -> None:
    proposing.push({"run": b"one\n"}, mode=EXECUTABLE)
    propose(proposing, {"run": File(b"two\n", executable=True)})
    before = ids(proposing)
    propose(proposing, {"run": File(b"three\n", executable=True)}, title="To 3")
    assert ids(proposing)[1:] == before
    assert proposing.content_on(BRANCH, "run") == b"three\n"
    assert proposing.mode_on(BRANCH, "run") == EXECUTABLE
    assert only(proposing).title == "To 3"


def test_an_open_pull_request_without_new_files_stays_as_it_is(
    proposing: HostedPullRequests,
) -> None:
    first = propose(proposing)
    before = ids(proposing)
    second = propose(proposing, {})
    assert second == first
    assert ids(proposing) == before
    assert only(proposing).state is State.OPEN


def test_the_base_moving_on_does_not_move_an_open_pull_request(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    before = ids(proposing)
    proposing.push({"b.txt": b"a person's\n"})
    assert not (standing_for(proposing).open_pull_request or pytest.fail("closed")).conflicts
    propose(proposing, {"a.txt": b"three\n"})
    assert ids(proposing)[1:] == before
    assert only(proposing).state is State.OPEN


def test_a_person_s_push_is_told_and_stays(proposing: HostedPullRequests) -> None:
    propose(proposing)
    theirs = proposing.push_to(BRANCH, {"b.txt": b"a person's\n"}, "Mend it\n")
    standing = standing_for(proposing)
    assert standing.head
    assert (standing.head.id, standing.head.message.strip()) == (theirs, "Mend it")
    assert standing.head.committer == Person("A Person", "person@example.com")
    assert standing.open_pull_request
    assert standing.open_pull_request.head.id == theirs


def test_a_person_s_push_after_the_read_is_never_written_over(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    wanted = proposal(proposing, {"a.txt": b"three\n"}, title="To 3")
    theirs = proposing.push_to(BRANCH, {"b.txt": b"a person's\n"})
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        proposing.git_host.propose(wanted)
    assert ids(proposing)[0] == theirs
    assert proposing.content_on(BRANCH, "a.txt") == b"two\n"


def test_a_person_s_push_while_the_host_commits_is_never_written_over(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    wanted = proposal(proposing, {"a.txt": b"three\n"}, title="To 3")
    proposing.before_next_proposal(lambda: proposing.push_to(BRANCH, {"b.txt": b"a person's\n"}))
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        proposing.git_host.propose(wanted)
    assert proposing.content_on(BRANCH, "b.txt") == b"a person's\n"
    assert proposing.content_on(BRANCH, "a.txt") == b"two\n"


def test_a_branch_deleted_after_the_read_is_a_moved_one(proposing: HostedPullRequests) -> None:
    propose(proposing)
    wanted = proposal(proposing, {"a.txt": b"three\n"})
    proposing.delete_branch(BRANCH)
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        proposing.git_host.propose(wanted)
    assert proposing.log(BRANCH) == []


def test_an_outdated_one_has_the_base_s_files_but_for_those_of_the_proposal(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    before = set(ids(proposing))
    theirs = proposing.push({"c.txt": b"a person's\n"})
    for text in (b"two\n", b"three\n"):  # The second time, the branch has the base already.
        wanted = proposal(proposing, {"b.txt": text})
        proposing.git_host.propose(replace(wanted, rebuilt=True))
        assert proposing.content_on(BRANCH, "a.txt") == b"one\n"
        assert proposing.content_on(BRANCH, "b.txt") == text
        assert proposing.content_on(BRANCH, "c.txt") == b"a person's\n"
    assert before | {theirs} <= set(ids(proposing))
    assert only(proposing).state is State.OPEN
    assert proposing.complaints() == ""


def test_a_conflict_is_told_and_resolved_without_losing_a_commit(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    before = set(ids(proposing))
    theirs = proposing.push({"a.txt": b"a person's\n", "b.txt": b"a person's\n"})
    found = standing_for(proposing).open_pull_request
    assert found
    assert found.conflicts
    propose(proposing, {"a.txt": b"three\n"})
    assert before | {theirs} <= set(ids(proposing))
    assert proposing.content_on(BRANCH, "a.txt") == b"three\n"
    assert proposing.content_on(BRANCH, "b.txt") == b"a person's\n"
    found = standing_for(proposing).open_pull_request
    assert found
    assert not found.conflicts
    proposing.merge(found.name)
    assert proposing.content("a.txt") == b"three\n"
    assert proposing.content("b.txt") == b"a person's\n"
    assert proposing.complaints() == ""


def test_a_rebuilt_branch_has_what_is_proposed_now_and_nothing_else(
    proposing: HostedPullRequests,
) -> None:
    proposing.push({"b.txt": b"one\n"})
    propose(proposing, {"a.txt": b"two\n", "b.txt": b"two\n", "new.txt": b"two\n"})
    before = set(ids(proposing))
    wanted = replace(proposal(proposing, {"a.txt": b"three\n"}), rebuilt=True)
    proposing.git_host.propose(wanted)
    assert before < set(ids(proposing)), "what was there is in its history"
    assert proposing.content_on(BRANCH, "a.txt") == b"three\n"
    assert proposing.content_on(BRANCH, "b.txt") == b"one\n"
    proposing.merge(only(proposing).name)
    assert proposing.content("a.txt") == b"three\n"
    assert proposing.content("b.txt") == b"one\n"
    snapshot = proposing.git_host.read("main", ["new.txt"])
    assert isinstance(snapshot.files["new.txt"], errors.FileMissing)


def test_a_rebuilt_branch_does_not_bring_back_what_a_person_reverts(
    proposing: HostedPullRequests,
) -> None:
    proposing.push({"a.txt": b"tag: 1\n\n\n\n\n\nreplicas: 2\n"})
    propose(proposing, {"a.txt": b"tag: 2\n\n\n\n\n\nreplicas: 2\n"})
    proposing.push({"a.txt": b"tag: 1\n\n\n\n\n\nreplicas: 50\n"})
    wanted = proposal(proposing, {"a.txt": b"tag: 3\n\n\n\n\n\nreplicas: 50\n"})
    proposing.git_host.propose(replace(wanted, rebuilt=True))
    proposing.push({"a.txt": b"tag: 1\n\n\n\n\n\nreplicas: 2\n"})
    proposing.merge(only(proposing).name)
    assert proposing.content("a.txt") == b"tag: 3\n\n\n\n\n\nreplicas: 2\n"


def test_a_push_after_a_conflict_was_read_is_never_written_over(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    proposing.push({"a.txt": b"a person's\n"})
    wanted = proposal(proposing, {"a.txt": b"three\n"})
    theirs = proposing.push_to(BRANCH, {"b.txt": b"a person's\n"})
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        proposing.git_host.propose(wanted)
    assert ids(proposing)[0] == theirs


# Ended ones


@pytest.mark.parametrize("branch", ["stays", "deleted"])
def test_a_closed_pull_request_is_told(proposing: HostedPullRequests, branch: str) -> None:
    proposed = propose(proposing)
    head = proposing.log(BRANCH)[0]
    proposing.close(proposed.name)
    if branch == "deleted":
        proposing.delete_branch(BRANCH)
    standing = standing_for(proposing)
    assert standing.open_pull_request is None
    assert standing.head == (None if branch == "deleted" else head)
    assert not standing.merged
    found = standing.pull_request
    assert found
    assert (found.name, found.state, found.head) == (proposed.name, State.CLOSED, head)
    assert bool(found.ended_by) == proposing.abilities.tells_who_ended
    assert not found.merges_itself


@pytest.mark.parametrize("branch", ["stays", "deleted"])
def test_a_merged_pull_request_is_told(proposing: HostedPullRequests, branch: str) -> None:
    proposed = propose(proposing)
    head = proposing.log(BRANCH)[0]
    merge = proposing.merge(proposed.name)
    assert proposing.history()[0] == merge
    if branch == "deleted":
        proposing.delete_branch(BRANCH)
    standing = standing_for(proposing)
    assert standing.open_pull_request is None
    assert standing.head == (None if branch == "deleted" else head)
    found = standing.pull_request
    assert found
    assert (found.name, found.state, found.head) == (proposed.name, State.MERGED, head)
    assert bool(found.ended_by) == proposing.abilities.tells_who_ended


def test_the_head_of_an_ended_pull_request_is_what_it_was_then(
    proposing: HostedPullRequests,
) -> None:
    proposed = propose(proposing)
    head = ids(proposing)[0]
    proposing.close(proposed.name)
    theirs = proposing.push_to(BRANCH, {"b.txt": b"a person's\n"})
    standing = standing_for(proposing)
    assert standing.head
    assert standing.pull_request
    assert (standing.head.id, standing.pull_request.head.id) == (theirs, head)


@pytest.mark.parametrize("ended", ["closed", "merged"])
@pytest.mark.parametrize("branch", ["stays", "deleted"])
def test_after_an_ended_one_the_next_begins_anew(
    proposing: HostedPullRequests, ended: str, branch: str
) -> None:
    first = propose(proposing)
    if ended == "closed":
        proposing.close(first.name)
    else:
        proposing.merge(first.name)
    if branch == "deleted":
        proposing.delete_branch(BRANCH)
    proposing.push({"b.txt": b"a person's\n"})
    base = proposing.history()
    second = propose(proposing, {"a.txt": b"three\n"}, title="To 3")
    assert second.name != first.name
    assert ids(proposing)[1:] == base
    assert proposing.content_on(BRANCH, "a.txt") == b"three\n"
    assert proposing.content_on(BRANCH, "b.txt") == b"a person's\n"
    assert [shown.state for shown in proposing.pull_requests()] == [
        State.CLOSED if ended == "closed" else State.MERGED,
        State.OPEN,
    ]
    found = standing_for(proposing).open_pull_request
    assert found
    assert found.name == second.name


@pytest.mark.parametrize("file", ["plain", "executable"])
@pytest.mark.parametrize("arrives", ["before", "meanwhile"])
def test_a_push_to_what_is_left_of_an_ended_one_is_never_written_over(
    proposing: HostedPullRequests, file: str, arrives: str
) -> None:
    proposing.close(propose(proposing).name)
    wanted = proposal(proposing, {"a.txt": File(b"three\n", executable=file == "executable")})

    def push() -> None:
        proposing.push_to(BRANCH, {"b.txt": b"a person's\n"})

    if arrives == "before":
        push()
    else:
        proposing.before_next_proposal(push)
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        proposing.git_host.propose(wanted)
    assert proposing.content_on(BRANCH, "b.txt") == b"a person's\n"
    assert proposing.content_on(BRANCH, "a.txt") == b"two\n"
    assert proposing.pull_requests()[0].state is State.CLOSED
    assert len(proposing.pull_requests()) == 1 or not proposing.abilities.all_or_nothing


def test_whether_a_branch_without_a_pull_request_is_merged_is_told(
    proposing: HostedPullRequests,
) -> None:
    proposing.make_branch(BRANCH, proposing.history()[0])
    assert standing_for(proposing).merged
    proposing.push({"b.txt": b"a person's\n"})
    assert standing_for(proposing).merged
    proposing.push_to(BRANCH, {"c.txt": b"one\n"})
    standing = standing_for(proposing)
    assert standing.head
    assert (standing.pull_request, standing.merged) == (None, False)


def test_what_is_left_of_an_empty_branch_is_used(proposing: HostedPullRequests) -> None:
    proposing.make_branch(BRANCH, proposing.history()[0])
    proposing.push({"b.txt": b"a person's\n"})
    base = proposing.history()
    propose(proposing)
    assert ids(proposing)[1:] == base
    assert only(proposing).state is State.OPEN


# Other people's


def test_a_pull_request_into_another_branch_is_not_seen(proposing: HostedPullRequests) -> None:
    proposing.make_branch("release", proposing.history()[0])
    proposing.push_to(BRANCH, {"c.txt": b"one\n"})
    proposing.propose_as_a_person(BRANCH, "release")
    standing = standing_for(proposing)
    assert standing.head
    assert standing.pull_request is None


@where(lambda host: host.forks)
def test_a_pull_request_from_a_fork_is_not_seen(proposing: HostedPullRequests) -> None:
    proposing.propose_from_a_fork(BRANCH)
    assert standing_for(proposing) == Standing(branch=BRANCH)
    propose(proposing)
    theirs, ours = proposing.pull_requests()
    assert (theirs.state, ours.state) == (State.OPEN, State.OPEN)
    found = standing_for(proposing).open_pull_request
    assert found
    assert found.name == ours.name


# Merging itself


def test_without_anything_in_the_way_it_is_merged_at_once(proposing: HostedPullRequests) -> None:
    for number, method in enumerate(sorted(proposing.abilities.methods)):
        branch, path = f"tagboat/{method}", f"{number}.txt"
        proposed = propose(proposing, {path: b"1\n"}, branch=branch, auto_merge=method)
        assert proposed.merge_commit == proposing.history()[0]
        assert proposed.notes == ()
        assert proposing.content(path) == b"1\n"
        assert proposing.pull_requests()[-1].state is State.MERGED
        found = standing_for(proposing, branch).pull_request
        assert found
        assert found.state is State.MERGED
    assert proposing.complaints() == ""


@where(lambda host: host.waits)
def test_with_pending_checks_it_merges_itself_once_they_pass(
    proposing: HostedPullRequests,
) -> None:
    proposing.require_checks()
    base = proposing.history()
    proposed = propose(proposing, auto_merge=a_method(proposing))
    assert (proposed.merge_commit, proposed.notes) == (None, ())
    assert proposing.history() == base
    found = standing_for(proposing).open_pull_request
    assert found
    assert found.merges_itself
    proposing.pass_checks()
    assert proposing.content("a.txt") == b"two\n"
    assert only(proposing).state is State.MERGED


@where(lambda host: host.waits)
def test_a_pull_request_that_waits_still_does_once_it_is_changed(
    proposing: HostedPullRequests,
) -> None:
    proposing.require_checks()
    method = a_method(proposing)
    propose(proposing, auto_merge=method)
    propose(proposing, {"a.txt": b"three\n"}, auto_merge=method)
    found = standing_for(proposing).open_pull_request
    assert found
    assert found.merges_itself
    proposing.pass_checks()
    assert proposing.content("a.txt") == b"three\n"


def test_one_that_did_not_merge_itself_does_when_it_is_proposed_again_so(
    proposing: HostedPullRequests,
) -> None:
    propose(proposing)
    before = ids(proposing)
    proposed = propose(proposing, {}, auto_merge=a_method(proposing))
    assert proposed.merge_commit == proposing.history()[0]
    assert proposing.content("a.txt") == b"two\n"
    assert ids(proposing)[:1] == before[:1] or ids(proposing) == []


def test_where_nothing_may_merge_itself_it_stays_open_with_a_note(
    proposing: HostedPullRequests,
) -> None:
    proposing.require_checks()
    proposing.forbid_auto_merge()
    proposed = propose(proposing, auto_merge=a_method(proposing))
    assert proposed.merge_commit is None
    assert proposed.notes
    assert only(proposing).state is State.OPEN


def test_a_way_to_merge_that_the_host_lacks_is_a_note(proposing: HostedPullRequests) -> None:
    for method in set(MergeMethod) - proposing.abilities.methods:
        branch = f"tagboat/{method}"
        proposed = propose(proposing, branch=branch, auto_merge=method)
        assert proposed.merge_commit is None
        assert any(method in note for note in proposed.notes)
        assert standing_for(proposing, branch).open_pull_request


@where(lambda host: host.drafts)
def test_a_draft_does_not_merge_itself(proposing: HostedPullRequests) -> None:
    wanted = replace(proposal(proposing), draft=True, auto_merge=a_method(proposing))
    proposed = proposing.git_host.propose(wanted)
    assert proposed.merge_commit is None
    assert proposed.notes
    assert only(proposing).state is State.OPEN


# Withdrawing one


def test_a_pull_request_is_withdrawn_with_a_comment(proposing: HostedPullRequests) -> None:
    propose(proposing)
    found = standing_for(proposing).open_pull_request
    assert found
    proposing.git_host.withdraw(found, "Superseded by `2` ✓")
    shown = only(proposing)
    assert shown.state is State.CLOSED
    assert shown.comments == ("Superseded by `2` ✓",)
    assert proposing.content("a.txt") == b"one\n"


# What goes wrong


@pytest.mark.parametrize("standing", ["nothing", "a leftover", "open"])
def test_two_that_propose_at_once_make_one_pull_request(
    proposing: HostedPullRequests, standing: str
) -> None:
    if standing != "nothing":
        first = propose(proposing)
        if standing == "a leftover":
            proposing.close(first.name)
    before = len(proposing.pull_requests())
    mine = proposal(proposing, {"a.txt": b"three\n"}, title="Mine")
    other = replace(mine, files={"a.txt": File(b"four\n")}, title="Another's")
    proposing.before_next_proposal(lambda: proposing.git_host.propose(other))
    with pytest.raises(errors.HeadMoved):
        proposing.git_host.propose(mine)
    assert len(proposing.pull_requests()) == before + (standing != "open")
    newest = proposing.pull_requests()[-1]
    assert newest.state is State.OPEN
    assert newest.title == "Another's" or not proposing.abilities.all_or_nothing
    assert proposing.content_on(BRANCH, "a.txt") == b"four\n"


@pytest.mark.parametrize(
    ("how", "error"), [("throttled", errors.Throttled), ("unavailable", errors.HostUnavailable)]
)
@pytest.mark.parametrize("standing", ["nothing", "open"])
def test_a_host_that_cannot_answer_now_is_asked_again_later(
    proposing: HostedPullRequests, how: Failure, error: type[errors.RetryableError], standing: str
) -> None:
    if standing == "open":
        propose(proposing)
    proposing.fail_next_proposal(how)
    with pytest.raises(error):
        propose(proposing, {"a.txt": b"three\n"})
    propose(proposing, {"a.txt": b"three\n"})
    assert only(proposing).state is State.OPEN
    assert proposing.content_on(BRANCH, "a.txt") == b"three\n"


def test_a_protected_branch_is_named(proposing: HostedPullRequests) -> None:
    propose(proposing)
    before = ids(proposing)
    proposing.protect_branch(BRANCH)
    with pytest.raises(errors.BranchProtected, match=BRANCH):
        propose(proposing, {"a.txt": b"three\n"})
    assert ids(proposing) == before


def test_pull_requests_into_a_protected_branch_are_made(proposing: HostedPullRequests) -> None:
    proposing.protect_branch("main")
    propose(proposing)
    assert only(proposing).state is State.OPEN


@pytest.mark.parametrize("standing", ["nothing", "open"])
def test_a_missing_permission_is_named(proposing: HostedPullRequests, standing: str) -> None:
    if standing == "open":
        propose(proposing)
    before = proposing.log(BRANCH)
    wanted = proposal(proposing, {"a.txt": b"three\n"})
    proposing.forbid_proposals()
    with pytest.raises(errors.PermissionMissing):
        proposing.git_host.propose(wanted)
    assert len(proposing.pull_requests()) == (standing == "open")
    assert proposing.log(BRANCH) == before or standing == "open"
