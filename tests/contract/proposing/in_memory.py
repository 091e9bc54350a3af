"""Pull requests of the fake."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.aws.server import AwsServer
from tagboat.core import errors
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Commit
from tagboat.core.snapshot import File
from tests.contract.hosted.base import EXECUTABLE, FILE, Failure
from tests.contract.hosted.in_memory import InMemory
from tests.contract.proposing.base import Abilities, Shown
from tests.in_memory_pull_requests import Asked


class InMemoryPullRequests(InMemory):
    """The fake's."""

    abilities = Abilities(
        methods=frozenset(MergeMethod) - {MergeMethod.FAST_FORWARD}, knows_people=False, forks=True
    )
    reviewer = "a-person"

    def __init__(self) -> None:
        super().__init__()
        self.git_host.pending = False
        self.git_host.methods -= {MergeMethod.FAST_FORWARD}

    def push_to(self, branch: str, files: Mapping[str, bytes], message: str = "A person's") -> str:
        self.git_host.branches.setdefault(branch, list(self.git_host.branches["main"]))
        changed = {path: File(content) for path, content in files.items()}
        return self.git_host.push(changed, branch, message)

    def make_branch(self, branch: str, commit: str) -> None:
        history = self.git_host.branches["main"]
        self.git_host.branches[branch] = history[: history.index(commit) + 1]

    def delete_branch(self, branch: str) -> None:
        self.git_host.delete_branch(branch)

    def log(self, branch: str) -> list[Commit]:
        history = self.git_host.branches.get(branch, [])
        return [self.git_host.commits_made[commit] for commit in reversed(history)]

    def content_on(self, branch: str, path: str) -> bytes:
        return self.git_host.content(path, branch)

    def mode_on(self, branch: str, path: str) -> int:
        tree = self.git_host.trees[self.git_host.branches[branch][-1]]
        return EXECUTABLE if tree[path].executable else FILE

    def pull_requests(self) -> list[Shown]:
        return [_shown(one) for one in self.git_host.pull_requests]

    def propose_as_a_person(self, branch: str, base: str) -> str:
        number = len(self.git_host.pull_requests) + 1
        head = self.git_host.branches[branch][-1]
        self.git_host.pull_requests.append(Asked(number, branch, base, "A person's", "", head))
        return f"#{number}"

    def propose_from_a_fork(self, branch: str) -> None:
        number, head = len(self.git_host.pull_requests) + 1, self.history()[0]
        theirs = Asked(number, branch, "main", "A stranger's", "", head, from_a_fork=True)
        self.git_host.pull_requests.append(theirs)

    def close(self, name: str) -> None:
        self.git_host.close(_number(name))

    def merge(self, name: str) -> str:
        return self.git_host.merge(_number(name))

    def require_checks(self) -> None:
        self.git_host.pending = True

    def pass_checks(self) -> None:
        self.git_host.pass_checks()

    def forbid_auto_merge(self) -> None:
        self.git_host.methods.clear()

    def protect_branch(self, branch: str) -> None:
        self.git_host.protected.add(branch)

    def forbid_proposals(self) -> None:
        self.git_host.before_commit = _refuse

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        def once() -> None:
            self.git_host.before_commit = lambda: None
            action()

        self.git_host.before_commit = once

    def fail_next_proposal(self, how: Failure) -> None:
        def fail() -> None:
            if how == "throttled":
                raise errors.Throttled("slow down")
            raise errors.HostUnavailable("down")

        self.before_next_proposal(fail)


def _refuse() -> None:
    raise errors.PermissionMissing("no pull requests by this token")


def _number(name: str) -> int:
    return int(name.removeprefix("#"))


def _shown(one: Asked) -> Shown:
    return Shown(
        name=f"#{one.number}",
        state=one.state,
        title=one.title,
        body=one.body,
        labels=frozenset(one.labels),
        reviewers=frozenset(one.reviewers),
        assignees=frozenset(one.assignees),
        draft=one.draft,
        comments=tuple(one.comments),
    )


@contextmanager
def in_memory(_: AwsServer, __: Path) -> Iterator[InMemoryPullRequests]:
    """The fake."""
    yield InMemoryPullRequests()
