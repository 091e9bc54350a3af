"""GitLab, gitlab.com or one's own: files travel by Git, merge requests by its REST API.

Why not all of it by REST. Its commits API ("Commits API: Create a commit") has no compare and swap:
`last_commit_id` is checked for each file by itself, before the branch's head is looked up, so that
a commit lands on a head that was never read, with rules that may say something else by now; and
`start_sha` with the branch's own name is refused, or with `force` writes over whatever was pushed.
It makes no merge commits either, so a merge request that conflicts would have to lose its history.
A push says which commit it moves the branch from, and the server compares. It is also what needs
less: files keep their modes, links and submodules are told apart without a listing of each folder,
and the head is all that is asked for as long as nobody else pushes. GitLab has to let git in over
HTTPS, as it does unless an administrator turned it off; and a project that refuses unsigned commits
refuses these.

A commit costs eight requests, four while nobody else pushes (git/http.py). A merge request is read
with two beside those, opened with two by Git and one by REST, changed with two and two (three more
by Git if another function made its last commit), and made to merge itself with one or two. The
token takes the scope `write_repository` for commits, `api` for merge requests.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import batched

from msgspec.structs import replace

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.examination import Check, Needs
from tagboat.core.file_history import Histories
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.git.branches import GitBranches
from tagboat.git_hosts.git.host import Git
from tagboat.git_hosts.git.http import HttpRepository
from tagboat.git_hosts.gitlab import merge_requests
from tagboat.git_hosts.gitlab.errors import advised
from tagboat.git_hosts.gitlab.merging import let_merge_itself
from tagboat.git_hosts.gitlab.requests import GitLabRequests
from tagboat.git_hosts.gitlab.shapes import MergeRequest
from tagboat.git_hosts.gitlab.standings import Standings
from tagboat.git_hosts.gitlab.token import GitToken
from tagboat.git_hosts.token import Token
from tagboat.http_client import HttpClient

PARALLEL_READS = 10
"""Reads under way at once, one of them by Git; the HTTP client keeps as many connections open."""
_PROPOSE = "Or propose merge requests: 'deliver: pull_request' in the rule."
_ANOTHER_BRANCH = "Or name another branch for the rule's merge requests."


class GitLab:
    """One project on GitLab."""

    def __init__(
        self,
        http: HttpClient,
        url: str,
        project: str,
        token: Token,
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep where the project is.

        Args:
            http: The client that carries the requests.
            url: `https://gitlab.com`, or the address of a GitLab of one's own.
            project: `group/project`, with as many groups as there are.
            token: Of a person, a project or a group.
            sleep: Waits for some seconds: GitLab is not ready at once to merge what is new.
            clock: Dates commits.
        """
        self._project = project
        self._requests = GitLabRequests(http, url, project, token)
        self._standings = Standings(self._requests, sleep)
        self._sleep = sleep
        address, git_token = f"{url}/{project}.git", GitToken(token)
        base = HttpRepository(http, address, git_token)
        self._base = base
        self._git = Git(base, clock=clock)
        branches = HttpRepository(http, address, git_token)
        self._branches = GitBranches(base, branches, clock=clock)

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        """Read files by Git, and at the same time by REST what stands for branches."""
        with advised(self._project, branch):
            if not proposals:
                return self._git.read(branch, paths, at=at)
            with ThreadPoolExecutor(PARALLEL_READS) as pool:
                reading = pool.submit(self._git.read, branch, paths, at=at)
                look = partial(self._standings.read, base=branch)
                standings = [
                    standing
                    for some in batched(proposals, PARALLEL_READS - 1, strict=False)
                    for standing in pool.map(look, some)
                ]
                found = dict(zip(proposals, standings, strict=True))
                return replace(reading.result(), proposals=found)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """Look into the folders of one commit, by Git."""
        with advised(self._project, branch):
            return self._git.find(branch, globs, at=at)

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        """Look at the commits before one, by Git."""
        with advised(self._project, at):
            return self._git.history(paths, at=at, since=since)

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        """Push a commit whose parent is the head that was read."""
        with advised(self._project, snapshot.branch, instead=_PROPOSE):
            return self._git.commit(snapshot, files, message, author)

    def propose(self, proposal: Proposal) -> Proposed:
        """Push a commit to the proposal's branch, then open or change the merge request."""
        opened = proposal.standing.open_pull_request
        if opened and not proposal.files and not proposal.auto_merge:
            return Proposed(name=opened.name, url=opened.url)
        head = self._write(proposal)
        shown, notes = self._ask(proposal, opened)
        merging = let_merge_itself(self._requests, shown, head, proposal, self._sleep)
        return Proposed(
            name=shown.name,
            url=shown.web_url,
            merge_commit=merging.commit,
            notes=notes + merging.notes,
        )

    def withdraw(self, pull_request: PullRequest, comment: str) -> None:
        """Say why, then close the merge request; its branch stays."""
        merge_requests.close(self._requests, pull_request, comment)

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Ask its Git whether it takes a push, and REST for all else."""
        # A push never needs it, so a cold start need not wait for it.
        from tagboat.git_hosts.gitlab.examining import examine

        def check_push() -> None:
            with advised(self._project, needs.branch):
                self._base.check_push(needs.branch)

        return examine(self._requests, needs, check_push)

    def _write(self, proposal: Proposal) -> str:
        """The last commit of the proposal's branch, which has its files."""
        standing = proposal.standing
        if standing.head and standing.open_pull_request and not proposal.files:
            return standing.head.id
        with advised(self._project, standing.branch, instead=_ANOTHER_BRANCH):
            return self._branches.write(proposal)

    def _ask(
        self, proposal: Proposal, opened: PullRequest | None
    ) -> tuple[MergeRequest, tuple[str, ...]]:
        """The merge request as it was proposed, and what GitLab did not take of it."""
        if opened is None:
            return merge_requests.open_one(self._requests, proposal)
        if proposal.files:
            return merge_requests.change(self._requests, opened, proposal), ()
        return merge_requests.look(self._requests, opened), ()
