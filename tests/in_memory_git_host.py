"""A git host in memory, held to the same contract as the real ones."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import RLock

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.file_history import Histories, Revision, down_to
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal, Proposed
from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.core.reverts.own_commits import is_own
from tagboat.core.snapshot import File, Snapshot
from tests.in_memory_pull_requests import Asked, changed, merged

LARGEST_FILE = 1_000_000
"""Bytes that are handed out whole: the real hosts have limits too."""
A_PERSON = Author("A Person", "person@example.com")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class InMemoryGitHost:
    """Branches as lists of trees. `before_commit` runs between a read and the commit after it."""

    def __init__(self, files: Mapping[str, bytes], branch: str = "main") -> None:
        tree = {path: File(content) for path, content in files.items()}
        self.trees: dict[str, dict[str, File]] = {}
        self.branches: dict[str, list[str]] = {branch: []}
        self.messages: list[str] = []
        self.authors: list[Author] = []
        self.links: set[str] = set()
        """Paths that are symbolic links or submodules."""
        self.reads = 0
        self.finds = 0
        self.histories = 0
        self.exists = True
        self.fail_next_read: errors.TagboatError | None = None
        """What the next read, or find, raises."""
        self.fail_next_history: errors.TagboatError | None = None
        self.dates_heads = True
        """Whether a snapshot has the time of its commit."""
        self.fail_next_commit: errors.TagboatError | None = None
        """What the next commit raises, with nothing written."""
        self.lose_next_answer: errors.TagboatError | None = None
        """What the next commit raises once it is written."""
        self.refuses_commits: errors.HostError | None = None
        """What every commit raises."""
        self.lagging_head: str | None = None
        """What the next read takes for the head."""
        self._writing = RLock()
        self.before_commit: Callable[[], object] = lambda: None
        self.commits_made: dict[str, Commit] = {}
        self._parents: dict[str, str | None] = {}
        self.committed_at: dict[str, datetime] = {}
        self.now: Callable[[], datetime] = self._long_ago
        """What time it is for commits; before all pushes unless a test says otherwise."""
        self.pull_requests: list[Asked] = []
        self.pending = True
        """Whether something is in the way of pull requests that merge themselves."""
        self.unsupported: errors.HostError | None = None
        """Why there are no pull requests."""
        self.methods = set(MergeMethod)
        """Those that pull requests may merge themselves by."""
        self.protected: set[str] = set()
        """Branches that only people write to."""
        self.push(tree, branch)

    def push(
        self,
        files: Mapping[str, File | None],
        branch: str = "main",
        message: str = "A person's",
        author: Author = A_PERSON,
    ) -> str:
        """Commit as a person would, on whatever the head is."""
        history = self.branches[branch]
        tree = dict(self.trees[history[-1]]) if history else {}
        for path, file in files.items():
            if file is None:
                del tree[path]
            else:
                tree[path] = file
        named = f"{len(self.trees)}{sorted(tree.items())}".encode()
        commit = hashlib.sha1(named).hexdigest()
        self.trees[commit] = tree
        by = Person(author.name, author.email)
        made = Commit(id=commit, message=message, author=by, committer=by)
        self.commits_made[commit] = made
        self._parents[commit] = history[-1] if history else None
        self.committed_at[commit] = self.now()
        history.append(commit)
        for one in self._open(branch):
            one.head = commit
        return commit

    def close(self, number: int, by: str = "a-person") -> None:
        """Close a pull request as a person would."""
        one = self.pull_requests[number - 1]
        one.state, one.ended_by, one.merges_itself = State.CLOSED, by, False

    def merge(self, number: int, by: str = "a-person") -> str:
        """Merge a pull request as a person would, squashed; its branch stays."""
        one = self.pull_requests[number - 1]
        fork = self.trees[self._fork(one.branch, one.base)]
        ours, theirs = self.trees[one.head], self.trees[self.branches[one.base][-1]]
        files = merged(fork, ours, theirs)
        if files is None:  # As a person resolves it.
            files = changed(fork, ours)
        commit = self.push(files, one.base, f"{one.title}\n\n{one.body}")
        one.state, one.ended_by, one.merges_itself = State.MERGED, by, False
        return commit

    def pass_checks(self) -> None:
        """Nothing is in the way any more: what waits to merge itself does so."""
        self.pending = False
        for one in self.pull_requests:
            if one.state is State.OPEN and one.merges_itself:
                self.merge(one.number, "tagboat")

    def delete_branch(self, branch: str) -> None:
        """Delete a branch as a person would, which closes what comes from it."""
        for one in self._open(branch):
            self.close(one.number)
        del self.branches[branch]

    def content(self, path: str, branch: str = "main") -> bytes:
        return self.trees[self.branches[branch][-1]][path].content

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        self.reads += 1
        self._fail_if_told_to()
        if branch not in self.branches:
            raise errors.BranchMissing(f"no branch {branch}")
        lagging, self.lagging_head = self.lagging_head, None
        head = at or lagging or self.branches[branch][-1]
        tree = self._tree(head)
        return Snapshot(
            branch,
            head,
            {path: self._found(tree, path) for path in paths},
            committed_at=self._last_by_others(head) if self.dates_heads else None,
            proposals={
                name: self.unsupported or self._standing(name, branch) for name in proposals
            },
        )

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        self.finds += 1
        self._fail_if_told_to()
        tree = self._tree(at)
        return find_files(globs, lambda folders: [self._listing(tree, path) for path in folders])

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        self.histories += 1
        failure, self.fail_next_history = self.fail_next_history, None
        if failure is not None:
            raise failure
        self._fail_if_told_to()
        self._tree(at)
        if self.committed_at[at] < since:
            return dict.fromkeys(paths, ())
        return {path: down_to(since, self._revisions(path, at)) for path in paths}

    def _revisions(self, path: str, at: str) -> Iterator[Revision]:
        """Those of a file, the newest first."""
        commit: str | None = at
        while commit is not None:
            parent = self._parents[commit]
            before = self.trees[parent].get(path) if parent else None
            if self.trees[commit].get(path) != before:
                yield self._revision(path, commit)
            commit = parent

    def _revision(self, path: str, commit: str) -> Revision:
        made = self.commits_made[commit]
        found = self._found(self.trees[commit], path)
        return Revision(
            commit=commit,
            at=self.committed_at[commit],
            author=made.author.name,
            message=made.message,
            file=found if isinstance(found, File) else None,
        )

    def _last_by_others(self, head: str) -> datetime:
        """When somebody else than Tagboat has committed last; the beginning if nobody has."""
        commit, before = head, self._parents[head]
        while before is not None and is_own(self.commits_made[commit].message):
            commit, before = before, self._parents[before]
        return self.committed_at[commit]

    def _long_ago(self) -> datetime:
        return LONG_AGO + timedelta(seconds=len(self.trees))

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        failure, self.fail_next_commit = self.fail_next_commit, None
        if failure := failure or self.refuses_commits:
            raise failure
        self.before_commit()
        with self._writing:
            if self.branches[snapshot.branch][-1] != snapshot.head:
                raise errors.HeadMoved(f"{snapshot.branch} moved")
            self.messages.append(message.text)
            self.authors.append(author)
            made = self.push(files, snapshot.branch, message.text, author)
        lost, self.lose_next_answer = self.lose_next_answer, None
        if lost:
            raise lost
        return made

    def propose(self, proposal: Proposal) -> Proposed:
        self.before_commit()
        if proposal.standing.branch in self.protected:
            raise errors.BranchProtected(f"{proposal.standing.branch} is protected")
        one = (
            self._changed(proposal)
            if proposal.standing.open_pull_request
            else self._opened(proposal)
        )
        merge_commit, notes = None, tuple[str, ...]()
        if proposal.auto_merge and (one.draft or proposal.auto_merge not in self.methods):
            notes = (f"{proposal.auto_merge} is not possible: merge it by hand",)
        elif proposal.auto_merge:
            one.merges_itself = self.pending
            merge_commit = None if self.pending else self.merge(one.number, "tagboat")
        return Proposed(
            name=f"#{one.number}", url=_url(one), merge_commit=merge_commit, notes=notes
        )

    def withdraw(self, pull_request: PullRequest, comment: str) -> None:
        one = next(one for one in self.pull_requests if one.is_of(pull_request))
        one.comments.append(comment)
        self.close(one.number, "tagboat")

    def _opened(self, proposal: Proposal) -> Asked:
        branch, base = proposal.standing.branch, proposal.base
        head = self.branches[branch][-1] if branch in self.branches else None
        if head != (proposal.standing.head and proposal.standing.head.id):
            raise errors.HeadMoved(f"{branch} moved")
        if list(self._open(branch)):
            raise errors.HeadMoved(f"{branch} has a pull request")
        history = self.branches[base.branch]
        self.branches[branch] = history[: history.index(base.head) + 1]
        commit = self.push(proposal.files, branch, proposal.message.text, proposal.author)
        self.pull_requests.append(Asked.of(len(self.pull_requests) + 1, proposal, commit))
        return self.pull_requests[-1]

    def _changed(self, proposal: Proposal) -> Asked:
        standing, base = proposal.standing, proposal.base
        history = self.branches.get(standing.branch, [""])
        if not standing.open_pull_request or not standing.head or history[-1] != standing.head.id:
            raise errors.HeadMoved(f"{standing.branch} moved")
        one = next(one for one in self.pull_requests if one.is_of(standing.open_pull_request))
        if proposal.files:
            if standing.open_pull_request.conflicts or proposal.rebuilt:
                onto = self.branches[base.branch][: self.branches[base.branch].index(base.head) + 1]
                own = [commit for commit in history if commit not in onto]
                self.branches[standing.branch] = own + onto
            self.push(proposal.files, one.branch, proposal.message.text, proposal.author)
            one.title, one.body = proposal.title, proposal.body
        return one

    def _standing(self, name: str, base: str) -> Standing:
        history = self.branches.get(name)
        head = self.commits_made[history[-1]] if history else None
        own = [one for one in self.pull_requests if not one.from_a_fork]
        found = [one for one in own if (one.branch, one.base) == (name, base)]
        return Standing(
            branch=name,
            head=head,
            merged=head is not None and head.id in self.branches[base],
            pull_request=self._pull_request(found[-1]) if found else None,
        )

    def _pull_request(self, one: Asked) -> PullRequest:
        conflicts = False
        if one.state is State.OPEN:
            fork = self.trees[self._fork(one.branch, one.base)]
            base = self.trees[self.branches[one.base][-1]]
            conflicts = merged(fork, self.trees[one.head], base) is None
        return PullRequest(
            key=str(one.number),
            name=f"#{one.number}",
            url=_url(one),
            state=one.state,
            head=self.commits_made[one.head],
            ended_by=one.ended_by,
            conflicts=conflicts,
            merges_itself=one.merges_itself,
        )

    def _open(self, branch: str) -> Iterator[Asked]:
        return (
            one
            for one in self.pull_requests
            if one.branch == branch and one.state is State.OPEN and not one.from_a_fork
        )

    def _fork(self, branch: str, base: str) -> str:
        """The last commit that two branches have in common."""
        theirs = set(self.branches[base])
        return next(commit for commit in reversed(self.branches[branch]) if commit in theirs)

    def _fail_if_told_to(self) -> None:
        if self.fail_next_read is not None:
            failure, self.fail_next_read = self.fail_next_read, None
            raise failure
        if not self.exists:
            raise errors.RepositoryMissing("no repository")

    def _tree(self, commit: str) -> Mapping[str, File]:
        if commit not in self.trees:
            raise errors.HeadMoved(f"no commit {commit}")
        return self.trees[commit]

    def _listing(self, tree: Mapping[str, File], folder: str) -> Listing:
        prefix = f"{folder}/" if folder else ""
        below = [path.removeprefix(prefix) for path in tree if path.startswith(prefix)]
        return Listing(
            files=[name for name in below if "/" not in name and prefix + name not in self.links],
            folders=list({path.partition("/")[0] for path in below if "/" in path}),
        )

    def _found(self, tree: Mapping[str, File], path: str) -> File | errors.TargetError:
        if path in self.links:
            return errors.NotAFile(f"{path} is a symbolic link")
        if path in tree and len(tree[path].content) > LARGEST_FILE:
            return errors.FileTooLarge(f"{path} is too large")
        if path in tree:
            return tree[path]
        if any(other.startswith(f"{path}/") for other in tree):
            return errors.NotAFile(f"{path} is a folder")
        return errors.FileMissing(f"{path} is missing")


def _url(one: Asked) -> str:
    return f"https://git.example.com/pull/{one.number}"
