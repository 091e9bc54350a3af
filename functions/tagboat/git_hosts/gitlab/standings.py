"""What stands on GitLab for a branch that merge requests come from.

Two requests; one more, or two, while GitLab has to look at an open merge request anew. Where none
is open: one for whether the base has what is left of an earlier one, and one for the last commit of
that one unless its branch still has it.
"""

from collections.abc import Callable
from urllib.parse import quote

from msgspec.structs import replace

from tagboat.core.errors import HeadMoved, HostError
from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as
from tagboat.git_hosts.gitlab.settling import settle
from tagboat.git_hosts.gitlab.shapes import MergeRequest, ShownBranch, ShownCommit

_STATES = {"opened": State.OPEN, "closed": State.CLOSED, "merged": State.MERGED}
_ARE_CONFLICTS = ("conflict", "need_rebase")
_PAUSES = (0.2, 0.4, 0.8)
"""Seconds to wait for GitLab's own look; what Git reads in the meantime takes as long."""

_NOBODY = Person("", "")


class Standings:
    """Reads what stands in one project."""

    def __init__(self, requests: GitLabRequests, sleep: Callable[[float], object]) -> None:
        """Keep what asks GitLab, and what waits for some seconds."""
        self._requests = requests
        self._sleep = sleep

    def read(self, branch: str, base: str) -> Standing | HostError:
        """What stands for a branch, or why that cannot be known.

        Args:
            branch: The branch that merge requests come from.
            base: The branch that they go into.

        Raises:
            RetryableError: Read again later.
        """
        try:
            return self._read(branch, base)
        except HostError as error:
            return error

    def _read(self, branch: str, base: str) -> Standing:
        shown = self._newest(branch, base)
        head = self._head(branch)
        found = self._pull_request(shown, head) if shown else None
        standing = Standing(branch=branch, head=head, pull_request=found)
        if standing.open_pull_request or head is None:
            return standing
        return replace(standing, merged=self._is_merged(head.id, base))

    def _newest(self, branch: str, base: str) -> MergeRequest | None:
        """The open merge request, else the one made last; those of forks are not ours."""
        shown, more = self._page(branch, base, "all", "1")
        found = next(filter(_is_open, shown), None)
        page = "1" if more else ""
        while found is None and page:  # Others may be newer: those of forks, or that ended.
            some, page = self._page(branch, base, "opened", page)
            found = next(filter(_is_open, some), None)
        return found or next((one for one in shown if one.is_own), None)

    def _page(
        self, branch: str, base: str, state: str, page: str
    ) -> tuple[list[MergeRequest], str]:
        """A page of merge requests between two branches, the newest first, and the next one."""
        query = {
            "source_branch": branch,
            "target_branch": base,
            "state": state,
            "order_by": "created_at",
            "sort": "desc",
            "with_merge_status_recheck": "true",
            "per_page": "20",
            "page": page,
        }
        answer = self._requests.ask("GET", "projects/:id/merge_requests", query=query)
        return read_as(answer, list[MergeRequest]), answer.headers.get("x-next-page", "")

    def _head(self, branch: str) -> Commit | None:
        path = f"projects/:id/repository/branches/{quote(branch, safe='')}"
        found = self._requests.find(path)
        return read_as(found, ShownBranch).commit.as_commit() if found else None

    def _pull_request(self, shown: MergeRequest, branch_head: Commit | None) -> PullRequest:
        if shown.state == "opened" and branch_head:
            shown, _ = settle(self._requests, shown, branch_head.id, _PAUSES, self._sleep)
        if shown.state not in _STATES:
            raise HeadMoved(f"{shown.name} is being merged at this moment")
        state = _STATES[shown.state]
        by = {State.MERGED: shown.merge_user, State.CLOSED: shown.closed_by}.get(state)
        is_open = state is State.OPEN
        cannot = shown.has_conflicts or shown.detailed_merge_status in _ARE_CONFLICTS
        return PullRequest(
            key=str(shown.iid),
            name=shown.name,
            url=shown.web_url,
            state=state,
            head=self._head_of(shown, branch_head, is_open=is_open),
            ended_by=by.username if by else "",
            conflicts=is_open and cannot,
            merges_itself=is_open and shown.merge_when_pipeline_succeeds,
        )

    def _head_of(self, shown: MergeRequest, branch_head: Commit | None, *, is_open: bool) -> Commit:
        """An open one's is that of its branch: GitLab looks at what is pushed a little later."""
        if branch_head and (is_open or shown.sha == branch_head.id):
            return branch_head
        # GitLab keeps the commits of merge requests, unless somebody cleans the repository up.
        found = self._requests.find(f"projects/:id/repository/commits/{shown.sha}")
        if found is None:
            return Commit(id=str(shown.sha), message="", author=_NOBODY, committer=_NOBODY)
        return read_as(found, ShownCommit).as_commit()

    def _is_merged(self, head: str, base: str) -> bool:
        found = self._requests.find("projects/:id/repository/merge_base", {"refs[]": [head, base]})
        return found is not None and read_as(found, ShownCommit).id == head


def _is_open(shown: MergeRequest) -> bool:
    return shown.is_own and shown.state not in ("closed", "merged")
