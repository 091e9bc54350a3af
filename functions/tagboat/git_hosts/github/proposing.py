"""Open a pull request on GitHub or change the open one, in as few requests as it allows.

"GitHub GraphQL API: Mutations". One document holds the branch, the commit and the request, which
GitHub carries out one after the other; a second one what is put on it, and auto-merge.

GitHub goes on after a mutation that it refuses. If somebody pushes to the branch in that very
moment, their commit stays, but a pull request of it may have been opened, or the title changed.
That is told as a moved head, and seen when it is read again.
"""

from typing import Any

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import Commit, PullRequest
from tagboat.git_hosts.github.auto_merge import AutoMerge, Merging
from tagboat.git_hosts.github.branch_steps import BranchSteps
from tagboat.git_hosts.github.follow_ups import FollowUps, Lookup
from tagboat.git_hosts.github.mutations import Mutations
from tagboat.git_hosts.github.requests import GitHubRequests, Mutated

_CREATE, _UPDATE = "createPullRequest", "updatePullRequest"


def propose(requests: GitHubRequests, proposal: Proposal) -> Proposed:
    """Open or change a pull request. As `GitHost.propose` has it."""
    standing = proposal.standing
    if standing.open_pull_request is None:
        return _open(requests, proposal)
    if standing.head is None:
        raise errors.HeadMoved(f"{standing.branch} is gone, and its pull request is not closed yet")
    return _change(requests, proposal, standing.open_pull_request, standing.head)


def _open(requests: GitHubRequests, proposal: Proposal) -> Proposed:
    steps = BranchSteps(requests, proposal)
    lookup = Lookup(proposal.labels, (*proposal.reviewers, *proposal.assignees))
    steps.open()
    asked = (
        "pullRequest { id number url isMergeQueueEnabled"
        f" baseRepository {{ id {lookup.fields} }} }}"
    )
    steps.mutations.add(_CREATE, _create_input(requests, proposal), asked)
    steps.mutations.ask_with(lookup.parameters, lookup.variables)
    done = _carry_out(requests, proposal, steps.mutations)
    pull = _opened(proposal, steps, done)
    lookup.learn(pull["baseRepository"])
    return _follow_up(requests, proposal, pull, lookup, str(steps.commit_of(done)))


def _create_input(requests: GitHubRequests, proposal: Proposal) -> dict[str, Any]:
    return {
        "repositoryId": requests.ask_id(proposal.base.branch),
        "baseRefName": proposal.base.branch,
        "headRefName": proposal.standing.branch,
        "title": proposal.title,
        "body": proposal.body,
        "draft": proposal.draft,
    }


def _opened(proposal: Proposal, steps: BranchSteps, done: Mutated) -> dict[str, Any]:
    """The pull request; else the branch that was made for it goes again."""
    refusal = done.refusals.get(_CREATE)
    if refusal is not None and refusal.says("already exists"):
        raise errors.HeadMoved(f"{proposal.standing.branch} has a pull request: {refusal.said}")
    if refusal is not None and not isinstance(done.errors[_CREATE], errors.HostUnavailable):
        steps.undo(done)  # It is certain that there is no pull request.
    if refused := steps.error_of(done) or _error_of(done, _CREATE):
        raise refused
    made: dict[str, Any] = done.data[_CREATE]["pullRequest"]
    return made


def _follow_up(
    requests: GitHubRequests,
    proposal: Proposal,
    pull: dict[str, Any],
    lookup: Lookup,
    head: str,
) -> Proposed:
    follow_ups = FollowUps(requests, proposal, pull, lookup)
    queued = bool(pull["isMergeQueueEnabled"])
    auto_merge = AutoMerge(requests, proposal, pull["id"], head, queued=queued)
    notes = tuple(follow_ups.make_labels())
    mutations = Mutations()
    follow_ups.add_to(mutations)
    auto_merge.add_to(mutations)
    done = _carry_out(requests, proposal, mutations) if mutations.fields else None
    notes += tuple(follow_ups.notes(done))
    return _proposed(f"#{pull['number']}", pull["url"], auto_merge.settle(done), notes)


def _change(
    requests: GitHubRequests, proposal: Proposal, found: PullRequest, head: Commit
) -> Proposed:
    if proposal.files:
        commit, shown = _committed(requests, proposal, found, head)
        # It left the merge queue if it was in there.
        merges_itself, queued = bool(shown["autoMergeRequest"]), bool(shown["isMergeQueueEnabled"])
        auto_merge = AutoMerge(requests, proposal, found.key, commit, queued=queued)
    else:
        merges_itself = found.merges_itself
        auto_merge = AutoMerge(requests, proposal, found.key, head.id)
    mutations = Mutations()
    if not merges_itself:
        auto_merge.add_to(mutations)
    done = _carry_out(requests, proposal, mutations) if mutations.fields else None
    return _proposed(found.name, found.url, auto_merge.settle(done))


def _committed(
    requests: GitHubRequests, proposal: Proposal, found: PullRequest, head: Commit
) -> tuple[str, dict[str, Any]]:
    """Commit on an open pull request's branch, and change what it says.

    Returns:
        The id of the commit, and the pull request as it is then.
    """
    steps = BranchSteps(requests, proposal)
    steps.change(found, head)
    texts = {"pullRequestId": found.key, "title": proposal.title, "body": proposal.body}
    asked = "pullRequest { autoMergeRequest { enabledAt } isMergeQueueEnabled }"
    steps.mutations.add(_UPDATE, texts, asked)
    done = _carry_out(requests, proposal, steps.mutations)
    if refused := steps.error_of(done) or _error_of(done, _UPDATE):
        raise refused
    return str(steps.commit_of(done)), done.data[_UPDATE]["pullRequest"]


def _carry_out(requests: GitHubRequests, proposal: Proposal, mutations: Mutations) -> Mutated:
    return requests.mutate(mutations.text, mutations.variables, proposal.standing.branch)


def _error_of(done: Mutated, field: str) -> errors.TagboatError | None:
    why = done.errors.get(field)
    if isinstance(why, errors.CommitRefused):  # A smaller one would not help.
        return errors.HostError(f"GitHub refuses the pull request: {done.refusals[field].said}")
    return why


def _proposed(name: str, url: str, merging: Merging, notes: tuple[str, ...] = ()) -> Proposed:
    return Proposed(name=name, url=url, merge_commit=merging.commit, notes=notes + merging.notes)
