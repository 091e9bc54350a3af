"""What GitLab's answers look like, as far as Tagboat looks at them.

"Merge requests API", "Branches API", "Commits API", "Users API", "Projects API".
"""

from msgspec import Struct

from tagboat.core.pull_requests.standing import Commit, Person


class ShownUser(Struct, frozen=True):
    """A user, or the bot of a token."""

    id: int
    username: str


class ShownCommit(Struct, frozen=True):
    """A commit."""

    id: str
    message: str
    author_name: str
    author_email: str
    committer_name: str
    committer_email: str

    def as_commit(self) -> Commit:
        """The commit in Tagboat's words."""
        return Commit(
            id=self.id,
            message=self.message,
            author=Person(self.author_name, self.author_email),
            committer=Person(self.committer_name, self.committer_email),
        )


class ShownBranch(Struct, frozen=True):
    """A branch."""

    commit: ShownCommit


class ShownProject(Struct, frozen=True):
    """How a project merges."""

    merge_method: str


class MergeRequest(Struct, frozen=True):
    """A merge request."""

    iid: int
    web_url: str
    state: str
    title: str
    source_project_id: int | None
    """None once the fork is gone."""
    target_project_id: int
    sha: str | None = None
    """The last commit of its branch, as far as GitLab has looked at it."""
    draft: bool = False
    has_conflicts: bool = False
    detailed_merge_status: str = ""
    """Since GitLab 15.6."""
    merge_when_pipeline_succeeds: bool = False
    """Whether it merges itself, once its pipeline succeeds or whatever else is in the way."""
    merge_commit_sha: str | None = None
    squash_commit_sha: str | None = None
    merge_user: ShownUser | None = None
    closed_by: ShownUser | None = None
    labels: tuple[str, ...] = ()
    reviewers: tuple[ShownUser, ...] = ()
    assignees: tuple[ShownUser, ...] = ()
    squash_on_merge: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        return f"!{self.iid}"

    @property
    def path(self) -> str:
        """Where REST has it."""
        return path_of(self.iid)

    @property
    def is_own(self) -> bool:
        """Whether it comes from a branch of the project itself, not of a fork."""
        return self.source_project_id == self.target_project_id


def path_of(key: object) -> str:
    """Where REST has the merge request of a number."""
    return f"projects/:id/merge_requests/{key}"
