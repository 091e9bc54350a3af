"""Users of GitLab by their names: merge requests take their numbers.

"Users API: List users". One request for each name.
"""

from collections.abc import Iterable

from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as
from tagboat.git_hosts.gitlab.shapes import ShownUser


def find_people(requests: GitLabRequests, names: Iterable[str]) -> dict[str, int]:
    """The numbers of those users that there are, by the names that were asked for.

    Raises:
        RetryableError: Ask again later.
        HostError: GitLab refuses.
    """
    found: dict[str, int] = {}
    for name in dict.fromkeys(names):
        answer = requests.ask("GET", "users", query={"username": name})
        for user in read_as(answer, list[ShownUser]):
            if user.username.lower() == name.lower():
                found[name] = user.id
    return found
