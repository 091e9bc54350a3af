"""A person's side of pull requests, as far as it is the same wherever there is a git repository."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

from tagboat.core.pull_requests.standing import Commit, Person
from tests.contract.hosted.base import Failure
from tests.contract.hosted.on_git import OnServer


class PullRequestsOnServer(OnServer):
    """Its branches, and what happens to the next proposal."""

    first_steps: ClassVar[tuple[str, ...]]
    """What a proposal begins with, whatever stands: one of these operations."""

    def push_to(self, branch: str, files: Mapping[str, bytes], message: str = "A person's") -> str:
        if self.git.head(branch) is None:
            self.make_branch(branch, self.history()[0])
        return self.git.commit(files, message, branch=branch)

    def make_branch(self, branch: str, commit: str) -> None:
        assert self.git.move_branch(branch, commit, None)

    def log(self, branch: str) -> list[Commit]:
        return [
            Commit(
                id=commit.id,
                message=commit.message,
                author=Person(commit.author_name, commit.author_email),
                committer=Person(commit.committer_name, commit.committer_email),
            )
            for commit in self.git.log(branch)
        ]

    def content_on(self, branch: str, path: str) -> bytes:
        return self.git.read(path, branch)

    def mode_on(self, branch: str, path: str) -> int:
        entry = self.git.entry(path, branch)
        assert entry
        return entry[0]

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        waiting = [action]

        def once() -> None:
            if waiting:
                waiting.pop()()

        self.interruptions.clear()  # Some of an earlier one have not happened.
        for operation in self.first_steps:
            self.interruptions.before_next(operation, once)

    def fail_next_proposal(self, how: Failure) -> None:
        self.before_next_proposal(self.failing(how))

    def watch(self) -> list[str]:
        return self.interruptions.watch()

    def fail_at(self, step: str, how: Failure | Literal["expired"]) -> None:
        action = self.expire if how == "expired" else self.failing(how)
        self.interruptions.before_next(step, action)

    def expire(self) -> None:
        """Let the host no longer accept the credentials, while it has a request under way."""
        raise NotImplementedError
