"""A project as GitLab has it: a git repository with a path, members, settings and rules."""

from dataclasses import dataclass, field
from threading import RLock
from typing import Literal

from sandbox.git_repository import GitRepository
from sandbox.gitlab.access_levels import NO_ACCESS, REPORTER
from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.project_settings import PipelineStatus, Settings
from sandbox.gitlab.protected_branches import ProtectedBranch, may_merge, may_push
from sandbox.gitlab.tokens import User

type Visibility = Literal["private", "internal", "public"]


@dataclass
class Project:
    """A project of the sandbox's GitLab."""

    id: int
    namespace: str
    path: str
    visibility: Visibility
    git: GitRepository
    members: dict[int, int] = field(default_factory=dict)
    """User id -> access level in the project."""
    group_members: dict[int, int] = field(default_factory=dict)
    """User id -> access level in the group that the project is in."""
    settings: Settings = field(default_factory=Settings)
    protections: list[ProtectedBranch] = field(default_factory=list)
    pipelines: dict[str, PipelineStatus] = field(default_factory=dict)
    """Commit id -> what became of its last pipeline."""
    merge_requests: list[MergeRequest] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    """Held for moments only: while merge requests are counted, never while a test interrupts."""

    @property
    def full_name(self) -> str:
        """`namespace/path`."""
        return f"{self.namespace}/{self.path}"

    @property
    def default_branch(self) -> str:
        """The branch that HEAD names, whether it has commits or not."""
        head = self.git.open().lookup_reference("HEAD").target
        return str(head).removeprefix("refs/heads/")

    def level_of(self, user: User | None) -> int:
        """The access level of a user, NO_ACCESS of anybody else."""
        if user is None:
            return NO_ACCESS
        levels = (self.members.get(user.id), self.group_members.get(user.id))
        return max(level or NO_ACCESS for level in levels)

    def is_visible_to(self, user: User | None) -> bool:
        """Whether the project exists at all for a user."""
        if self.visibility == "public" or (self.visibility == "internal" and user):
            return True
        return self.level_of(user) > NO_ACCESS

    def may_read_code(self, user: User | None) -> bool:
        """Whether a user sees the repository; a guest of a private project does not."""
        if self.visibility == "private":
            return self.level_of(user) >= REPORTER
        return self.is_visible_to(user)

    def is_protected(self, branch: str) -> bool:
        """Whether the branch is protected."""
        return any(protection.covers(branch) for protection in self.protections)

    def may_push(self, user: User | None, branch: str) -> bool:
        """Whether a user may push to the branch."""
        return may_push(self.protections, branch, self.level_of(user))

    def may_merge(self, user: User | None, branch: str) -> bool:
        """Whether a user may merge into the branch."""
        return may_merge(self.protections, branch, self.level_of(user))

    def pipeline(self, sha: str) -> PipelineStatus | None:
        """The status of a commit's pipeline, None when it has none."""
        return self.pipelines.get(sha, self.settings.pipelines_start_as)
