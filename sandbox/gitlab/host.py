"""What a GitLab knows, what was asked of it, and what people do while nobody asks its API."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from sandbox.gitlab.access_levels import MAINTAINER
from sandbox.gitlab.auto_merge import merge_if_all_checks_pass
from sandbox.gitlab.directory import Directory
from sandbox.gitlab.merge_request import MergeRequest, MergeWishes
from sandbox.gitlab.merging import merge
from sandbox.gitlab.project_settings import Chosen, PipelineStatus
from sandbox.gitlab.protected_branches import ProtectedBranch
from sandbox.gitlab.push_rules import enforce_on_push
from sandbox.gitlab.rate_limits import RateLimits
from sandbox.gitlab.refreshing import refresh
from sandbox.interruptions import Interruptions
from sandbox.request_log import RequestLog


class GitLab(Directory):
    """A GitLab of one's own, with its repositories in a folder. Serve it with GitLabServer.

    Args:
        folder: Where the repositories are kept, as `namespace/path.git`.
        requests_a_minute: What a user may ask before the rate limit stops them.
        looks_until_settled: How often a new merge request is looked at before GitLab has prepared
            and checked it: first it is `preparing`, then `checking`.
        clock: The time, in seconds since 1970: of commits, tokens and limits.

    Attributes:
        log: What was asked, in the order of the answers.
        interruptions: Actions before the next operation of a name, which is its method and route as
            GitLab's documentation has them (`GET /projects/:id`), or at a moment inside one: NAME +
            `/answer` (all is done, nobody told) where NAME is that of a commit, of a new merge
            request or of a merge, and NAME + `/move` of a commit (it is written, the branch not yet
            moved). An action may raise an Answer.
        rate_limits: The counters of every user.
    """

    def __init__(
        self,
        folder: Path,
        *,
        requests_a_minute: int = 2000,
        looks_until_settled: int = 2,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(folder, clock)
        self.log = RequestLog()
        self.interruptions = Interruptions()
        self.rate_limits = RateLimits(requests_a_minute)
        self.looks_until_settled = looks_until_settled

    def merge_request(self, full_name: str, iid: int) -> MergeRequest:
        """A merge request as it is after all pushes.

        Raises:
            KeyError: There is none.
        """
        project = self.project_named(full_name)
        for found in project.merge_requests:
            if found.iid == iid:
                refresh(project, found, self.clock())
                return found
        raise KeyError(f"{full_name}!{iid}")

    def change(self, full_name: str, **settings: Unpack[Chosen]) -> None:
        """Change settings of a project."""
        project = self.project_named(full_name)
        project.settings = replace(project.settings, **settings)

    def protect(
        self,
        full_name: str,
        branch: str,
        *,
        push: int = MAINTAINER,
        merge: int = MAINTAINER,
        allow_force_push: bool = False,
    ) -> None:
        """Let only members of some levels push to a branch, and merge into it.

        Args:
            full_name: The project's.
            branch: A name, or with `*` for any characters.
            push: The least level that may push; 0 lets nobody.
            merge: The least level that may merge; who may push may merge, too.
            allow_force_push: Whether they may rewrite it.
        """
        project = self.project_named(full_name)
        project.protections.append(
            ProtectedBranch(self.next_id(), branch, push, merge, allow_force_push)
        )
        enforce_on_push(project, self.users())

    def set_pipeline(self, full_name: str, sha: str, status: PipelineStatus) -> None:
        """Say what became of a commit's pipeline; what waited for it may be merged by that."""
        project = self.project_named(full_name)
        project.pipelines[sha] = status
        for merge_request in project.merge_requests:
            merge_if_all_checks_pass(project, merge_request, self.clock())

    def approve(self, full_name: str, iid: int, username: str) -> None:
        """Approve a merge request; what waited for it may be merged by that."""
        merge_request = self.merge_request(full_name, iid)
        merge_request.approvals.append(self.add_user(username))
        merge_if_all_checks_pass(self.project_named(full_name), merge_request, self.clock())

    def merge(self, full_name: str, iid: int, username: str) -> None:
        """Merge a merge request as a person would.

        Raises:
            MergeFailed: It cannot be merged.
        """
        merge_request, user = self.merge_request(full_name, iid), self.add_user(username)
        project = self.project_named(full_name)
        merge(project, merge_request, user, MergeWishes(), self.clock())

    def close(self, full_name: str, iid: int, username: str) -> None:
        """Close a merge request as a person would."""
        self.merge_request(full_name, iid).close(self.add_user(username), self.clock())
