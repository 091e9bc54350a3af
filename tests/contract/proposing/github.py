"""Pull requests of an infra repo on GitHub, as people see and make them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.aws.server import AwsServer
from sandbox.github import GitHub, GitHubServer, secondary_rate_limit, server_error
from sandbox.github.branch_rules import Requirements
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.rate_limits import Limits
from sandbox.github.references.transaction import delete_branch
from sandbox.github.tokens import Account
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Commit, Person, State
from tests.contract.hosted.github import OnGitHub
from tests.contract.proposing.base import Abilities, Shown

PERMISSIONS = {"contents": "write", "pull_requests": "write"}
CHECK = "build"
_FIRST_STEPS = ("createRef", "updateRefs", "createCommitOnBranch")


class GitHubPullRequests(OnGitHub):
    """GitHub's."""

    abilities = Abilities(
        methods=frozenset(MergeMethod) - {MergeMethod.FAST_FORWARD}, all_or_nothing=False
    )
    reviewer = "a-person"

    def __init__(self, server: GitHubServer, github: GitHub, name: str = "owner/infra") -> None:
        super().__init__(server, github, name)
        self.name = name
        self.token.now = self.token.known = github.add_token("tagboat-bot", PERMISSIONS)
        self.people = github.administer(name)
        self.people.allow_auto_merge()
        self.people.add_collaborator(self.reviewer)

    def push_to(self, branch: str, files: Mapping[str, bytes], message: str = "A person's") -> str:
        if self.git.head(branch) is None:
            self.make_branch(branch, self.history()[0])
        return self.git.commit(files, message, branch=branch)

    def make_branch(self, branch: str, commit: str) -> None:
        assert self.git.move_branch(branch, commit, None)

    def delete_branch(self, branch: str) -> None:
        assert delete_branch(self.git, branch)

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

    def pull_requests(self) -> list[Shown]:
        numbers = [pull.number for pull in self._github.named(self.name).pulls]
        return [_shown(self.people.pull_request(number)) for number in numbers]

    def propose_as_a_person(self, branch: str, base: str) -> str:
        hosted = self._github.named(self.name)
        head, base_head = self.git.head(branch), self.git.head(base)
        assert head
        assert base_head
        now = self._github.clock()
        pull = PullRequest(
            repository_id=hosted.id,
            number=hosted.pulls.new_number(),
            author=self._github.add_user("a-person"),
            title="A person's",
            body="",
            base=base,
            head=branch,
            head_oid=head,
            base_oid=base_head,
            is_draft=False,
            created_at=now,
            updated_at=now,
        )
        hosted.pulls.add(pull)
        return f"#{pull.number}"

    def propose_from_a_fork(self, branch: str) -> str:
        raise AssertionError(f"the sandbox has no forks to propose {branch} from")

    def close(self, name: str) -> None:
        self.people.close(_number(name), "a-person")

    def merge(self, name: str) -> str:
        self.people.merge(_number(name), "a-person", "SQUASH")
        return self.history()[0]

    def require_checks(self) -> None:
        self._github.protect(self.name, "main", requirements=Requirements(checks=(CHECK,)))

    def pass_checks(self) -> None:
        for pull in self._github.named(self.name).pulls.open():
            head = self.people.pull_request(pull.number).head_oid
            self.people.report_check(head, CHECK, "success")

    def forbid_auto_merge(self) -> None:
        self.people.allow_auto_merge(allowed=False)

    def protect_branch(self, branch: str) -> None:
        self._github.add_ruleset(self.name, branch)

    def forbid_proposals(self) -> None:
        self.token.known = self.token.now = self._github.add_token(
            "tagboat-bot", {"contents": "write"}
        )

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        waiting = [action]

        def once() -> None:
            if waiting:
                waiting.pop()()

        for step in _FIRST_STEPS:
            self._github.interruptions.before_next(step, once)

    def fail_next_proposal(self, how: str) -> None:
        def fail() -> None:
            raise secondary_rate_limit(7) if how == "throttled" else server_error(502)

        self.before_next_proposal(fail)


def _number(name: str) -> int:
    return int(name.removeprefix("#"))


def _shown(pull: PullRequest) -> Shown:
    reviewers = [one.login if isinstance(one, Account) else one.slug for one in pull.reviewers]
    return Shown(
        name=f"#{pull.number}",
        state=State(pull.state.lower()),
        title=pull.title,
        body=pull.body,
        labels=frozenset(label.name for label in pull.labels),
        reviewers=frozenset(reviewers),
        assignees=frozenset(account.login for account in pull.assignees),
        draft=pull.is_draft,
        comments=tuple(comment.body for comment in pull.comments),
    )


@contextmanager
def github(_: AwsServer, folder: Path) -> Iterator[GitHubPullRequests]:
    """A GitHub of its own."""
    host = GitHub(folder, limits=Limits(content_a_minute=500))
    with GitHubServer(host) as server:
        yield GitHubPullRequests(server, host)
