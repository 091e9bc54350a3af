"""Whether a branch has anything that the base has not.

"GitHub GraphQL API: Objects", `Ref.compare`. It is one more request, so it is asked only about
branches of which nothing else tells whose they are.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from tagboat.core.pull_requests.standing import Standing
from tagboat.git_hosts.github.requests import GitHubRequests


def compared(
    requests: GitHubRequests, base: str, base_head: str, standings: Mapping[str, Standing]
) -> dict[str, Standing]:
    """The standings, with what is known of them once branches are compared.

    Raises:
        RetryableError: Read again later.
        HostError: The repository cannot be read.
    """
    found = {
        branch: replace(one, merged=True) if one.head and one.head.id == base_head else one
        for branch, one in standings.items()
    }
    unknown = [branch for branch, one in found.items() if _is_unknown(one)]
    if unknown:
        for branch in _merged(requests, base, unknown):
            found[branch] = replace(found[branch], merged=True)
    return found


def _is_unknown(standing: Standing) -> bool:
    """A branch that no pull request has, or that is not where its last one ended."""
    if standing.head is None or standing.merged or standing.open_pull_request:
        return False
    ended = standing.pull_request
    return ended is None or ended.head.id != standing.head.id


def _merged(requests: GitHubRequests, base: str, branches: list[str]) -> list[str]:
    parameters = "".join(f", $h{index}: String!" for index in range(len(branches)))
    fields = " ".join(
        f"c{index}: compare(headRef: $h{index}) {{ aheadBy }}" for index in range(len(branches))
    )
    document = (
        f"query($owner: String!, $name: String!, $base: String!{parameters})"
        " { repository(owner: $owner, name: $name)"
        f" {{ ref(qualifiedName: $base) {{ {fields} }} }} }}"
    )
    owner, _, name = requests.repository.partition("/")
    which = {"owner": owner, "name": name, "base": f"refs/heads/{base}"}
    heads = {f"h{index}": branch for index, branch in enumerate(branches)}
    ref = requests.graphql(document, which | heads, base)["repository"]["ref"] or {}
    compared = [ref.get(f"c{index}") for index in range(len(branches))]
    return [
        branch
        for branch, one in zip(branches, compared, strict=True)
        if one and one["aheadBy"] == 0
    ]
