"""Pull requests of an infra repo on GitHub, as people see and make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.aws.server import AwsServer
from sandbox.github import GitHub, GitHubServer
from sandbox.github.branch_rules import Requirements
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.rate_limits import Limits
from sandbox.github.references.transaction import delete_branch
from sandbox.github.tokens import Account
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import State
from tests.contract.hosted.github import OnGitHub
from tests.contract.proposing.base import Abilities, Shown
from tests.contract.proposing.on_server import PullRequestsOnServer

PERMISSIONS = {"contents": "write", "pull_requests": "write"}
CHECK = "build"


class GitHubPullRequests(OnGitHub, PullRequestsOnServer):
    """GitHub's."""

    abilities = Abilities(
        methods=frozenset(MergeMethod) - {MergeMethod.FAST_FORWARD},
        all_or_nothing=False,
        forks=True,
    )
    permissions = PERMISSIONS
    reviewer = "a-person"
    first_steps = ("createRef", "updateRefs", "createCommitOnBranch")

    def __init__(self, server: GitHubServer, github: GitHub, name: str = "owner/infra") -> None:
        super().__init__(server, github, name)
        self.name = name
        self.people = github.administer(name)
        self.people.allow_auto_merge()
        self.people.add_collaborator(self.reviewer)

    def delete_branch(self, branch: str) -> None:
        assert delete_branch(self.git, branch)

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

    def propose_from_a_fork(self, branch: str) -> None:
        self.people.propose_from_fork("a-stranger", branch, {"a.txt": b"a stranger's\n"})

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

    def expire(self) -> None:
        self.expire_credentials()

    def restore(self) -> None:
        self.interruptions.clear()
        self.token.known = self.token.now = self._new_token()

    def forbid_proposals(self) -> None:
        self.token.known = self.token.now = self._github.add_token(
            "tagboat-bot", {"contents": "write"}
        )


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
