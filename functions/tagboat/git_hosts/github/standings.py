"""What the query that reads files asks about pull requests, and what the answers mean.

"GitHub GraphQL API: Objects", `Repository.pullRequests` and `PullRequest`. A stranger's fork may
have a branch of the same name, so several are asked for and those of forks are passed over; the one
that is open is asked of the branch itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State

REQUESTS_OF_A_BRANCH = 10
"""The newest ones that are looked through for one of the repository's own."""

_COMMIT = "oid message author { name email } committer { name email }"
_PULL_REQUEST = (
    "id number url state isCrossRepository headRefOid mergeable isInMergeQueue"
    " autoMergeRequest { enabledAt } mergedBy { login }"
    " timelineItems(last: 1, itemTypes: [CLOSED_EVENT])"
    " { nodes { ... on ClosedEvent { actor { login } } } }"
    f" commits(last: 1) {{ nodes {{ commit {{ {_COMMIT} }} }} }}"
)
_NOBODY = Person("", "")


def asked(count: int) -> tuple[str, str]:
    """The parameters and the fields about so many branches that pull requests come from."""
    if not count:
        return "", ""
    parameters = "".join(f", $r{index}: String!, $h{index}: String!" for index in range(count))
    fields = "".join(
        f"ref{index}: ref(qualifiedName: $r{index})"
        f" {{ target {{ ... on Commit {{ {_COMMIT} }} }}"
        f" associatedPullRequests(states: OPEN, baseRefName: $base, first: 1)"
        f" {{ nodes {{ {_PULL_REQUEST} }} }} }}"
        f" pullRequests{index}: pullRequests(headRefName: $h{index}, baseRefName: $base,"
        f" first: {REQUESTS_OF_A_BRANCH}, orderBy: {{field: CREATED_AT, direction: DESC}})"
        f" {{ nodes {{ {_PULL_REQUEST} }} }} "
        for index in range(count)
    )
    return f"{parameters}, $base: String!", f"id {fields}"


def variables(branches: Sequence[str], base: str) -> dict[str, str]:
    """The variables of the query for these branches, and the one that is merged into."""
    if not branches:
        return {}
    references = {f"r{index}": f"refs/heads/{name}" for index, name in enumerate(branches)}
    return references | {f"h{index}": name for index, name in enumerate(branches)} | {"base": base}


def answered(repository: Mapping[str, Any], branches: Sequence[str]) -> dict[str, Standing]:
    """What stands for each branch; whether the base has its commits is not asked yet."""
    return {
        branch: _standing(branch, repository[f"ref{index}"], repository[f"pullRequests{index}"])
        for index, branch in enumerate(branches)
    }


def _standing(branch: str, ref: Mapping[str, Any] | None, found: Mapping[str, Any]) -> Standing:
    head = _commit(ref["target"]) if ref and ref["target"] else None
    opened = ref["associatedPullRequests"]["nodes"] if ref else []
    own = (one for one in (*opened, *found["nodes"]) if not one["isCrossRepository"])
    newest = next(own, None)
    return Standing(
        branch=branch,
        head=head,
        pull_request=None if newest is None else _pull_request(newest, head),
    )


def _pull_request(found: Mapping[str, Any], branch_head: Commit | None) -> PullRequest:
    state = State(found["state"].lower())
    return PullRequest(
        key=found["id"],
        name=f"#{found['number']}",
        url=found["url"],
        state=state,
        head=_head(found, state, branch_head),
        ended_by=_ended_by(found, state),
        conflicts=found["mergeable"] == "CONFLICTING",
        merges_itself=state is State.OPEN
        and bool(found["autoMergeRequest"] or found["isInMergeQueue"]),
    )


def _head(found: Mapping[str, Any], state: State, branch_head: Commit | None) -> Commit:
    """The branch's while it is open, which a pull request may not have noticed yet."""
    if branch_head and (state is State.OPEN or branch_head.id == found["headRefOid"]):
        return branch_head
    last = [_commit(node["commit"]) for node in found["commits"]["nodes"] if node]
    if last and last[0].id == found["headRefOid"]:
        return last[0]
    return Commit(id=found["headRefOid"], message="", author=_NOBODY, committer=_NOBODY)


def _ended_by(found: Mapping[str, Any], state: State) -> str:
    if state is State.MERGED:
        who = found["mergedBy"]
    elif state is State.CLOSED:
        who = next((event["actor"] for event in found["timelineItems"]["nodes"] if event), None)
    else:
        who = None
    return who["login"] if who else ""


def _commit(found: Mapping[str, Any]) -> Commit:
    return Commit(
        id=found["oid"],
        message=found["message"],
        author=_person(found["author"]),
        committer=_person(found["committer"]),
    )


def _person(found: Mapping[str, Any] | None) -> Person:
    return Person((found or {}).get("name") or "", (found or {}).get("email") or "")
