"""What GitLab tells a token of itself, its project and a branch.

"Personal access tokens API: Get details on a personal access token" answers tokens of projects and
groups too, whatever their scope; "Branches API" tells whether the asker may push; "Projects API"
tells how a project merges. A token for Git alone is told nothing of the latter two.
"""

from collections.abc import Collection
from urllib.parse import quote

from msgspec import Struct

from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as

API = frozenset({"api"})
READ_API = frozenset({"api", "read_api"})


class Token(Struct, frozen=True):
    """What GitLab tells of the token."""

    name: str
    scopes: frozenset[str]
    expires_at: str | None = None


class _Access(Struct, frozen=True):
    access_level: int


class _Permissions(Struct, frozen=True):
    project_access: _Access | None = None
    group_access: _Access | None = None


class Project(Struct, frozen=True):
    """What GitLab tells of the project."""

    merge_method: str
    squash_option: str = "default_off"
    merge_requests_enabled: bool = True
    archived: bool = False
    permissions: _Permissions = _Permissions()

    @property
    def level(self) -> int:
        """The token's role, as far as it is told: those of groups further above are not."""
        both = (self.permissions.project_access, self.permissions.group_access)
        return max((access.access_level for access in both if access), default=0)


class Branch(Struct, frozen=True):
    """What GitLab tells of the branch."""

    can_push: bool
    protected: bool = False
    developers_can_merge: bool = False


class Facts(Struct, frozen=True):
    """What was found out; None is what GitLab does not tell this token."""

    token: Token | None
    project: Project | None
    branch: Branch | None
    requests_left: str | None

    def has(self, scopes: Collection[str]) -> bool | None:
        """Whether the token has one of the scopes."""
        return None if self.token is None else not self.token.scopes.isdisjoint(scopes)


def ask(requests: GitLabRequests, branch: str) -> Facts:
    """Ask for all of it.

    Raises:
        RetryableError: Ask again later.
        HostError: GitLab refuses.
    """
    # A token of Git's own, such as a deploy token, is nobody to REST.
    answer = requests.ask("GET", "personal_access_tokens/self", expected=[401, 403, 404])
    token = read_as(answer, Token) if answer.status == 200 else None
    left = answer.headers.get("ratelimit-remaining")
    if token is None or token.scopes.isdisjoint(READ_API):
        return Facts(token, None, None, left)
    path = f"projects/:id/repository/branches/{quote(branch, safe='')}"
    return Facts(
        token,
        read_as(requests.ask("GET", "projects/:id"), Project),
        read_as(requests.ask("GET", path), Branch),
        left,
    )
