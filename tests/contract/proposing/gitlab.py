"""Merge requests of an infra repo on GitLab, as people see and make them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.aws.server import AwsServer
from sandbox.gitlab import GitLab, GitLabServer
from sandbox.gitlab.access_levels import DEVELOPER, REPORTER
from sandbox.gitlab.merge_request import MergeRequest, MergeWishes
from sandbox.gitlab.merging import merge
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import State
from tagboat.git_hosts.gitlab.requests import GitLabRequests
from tagboat.http_client import HttpClient
from tests.contract.hosted.gitlab import PUSH, OnGitLab
from tests.contract.hosted.tokens import HeldToken
from tests.contract.proposing.base import Abilities, Shown
from tests.contract.proposing.on_server import PullRequestsOnServer

_STATES = {"opened": State.OPEN, "closed": State.CLOSED, "merged": State.MERGED}


class GitLabMergeRequests(OnGitLab, PullRequestsOnServer):
    """GitLab's, of a project that merges by merge commits."""

    abilities = Abilities(methods=frozenset({MergeMethod.SQUASH, MergeMethod.MERGE}))
    reviewer = "a-person"
    first_steps = (PUSH,)

    def __init__(self, server: GitLabServer, gitlab: GitLab, name: str = "group/sub/infra") -> None:
        super().__init__(server, gitlab, name)
        gitlab.add_user(self.reviewer)
        gitlab.add_member(name, self.reviewer, DEVELOPER)
        token = HeldToken(gitlab.add_personal_token(self.reviewer))
        self._person = GitLabRequests(HttpClient(), server.url, name, token)

    def delete_branch(self, branch: str) -> None:
        # By the API a person can delete only what is not protected; here nothing is.
        self.git.open().branches.delete(branch)

    def pull_requests(self) -> list[Shown]:
        return [_shown(one) for one in self._all()]

    def propose_as_a_person(self, branch: str, base: str) -> str:
        wanted = {"source_branch": branch, "target_branch": base, "title": "A person's"}
        answer = self._person.ask("POST", "projects/:id/merge_requests", body=wanted)
        return f"!{answer.body['iid']}"

    def propose_from_a_fork(self, branch: str) -> None:
        raise AssertionError(f"the sandbox has no forks to propose {branch} from")

    def close(self, name: str) -> None:
        self.gitlab.close(self.name, _iid(name), self.reviewer)

    def merge(self, name: str) -> str:
        one = self.gitlab.merge_request(self.name, _iid(name))
        one.squash = True
        one.unsettled.clear()
        project = self.gitlab.project_named(self.name)
        person = self.gitlab.add_user(self.reviewer)
        merge(project, one, person, MergeWishes(remove_source_branch=False), self.gitlab.clock())
        return self.history()[0]

    def require_checks(self) -> None:
        self.gitlab.change(
            self.name, only_allow_merge_if_pipeline_succeeds=True, pipelines_start_as="running"
        )

    def pass_checks(self) -> None:
        for one in self._all():
            if one.is_open:
                self.gitlab.set_pipeline(self.name, one.sha, "success")

    def forbid_auto_merge(self) -> None:
        """On GitLab that is who may merge: nobody else's merge request merges itself."""
        self.gitlab.protect(self.name, "main")

    def protect_branch(self, branch: str) -> None:
        self.gitlab.protect(self.name, branch)

    def expire(self) -> None:
        self.expire_credentials()

    def restore(self) -> None:
        self.interruptions.clear()
        self.token.known = self.token.now = self._new_token()

    def forbid_proposals(self) -> None:
        self.gitlab.add_member(self.name, "tagboat-bot", REPORTER)

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        def meanwhile() -> None:
            self.git_host = self.again()  # Who proposes meanwhile is another function.
            action()

        super().before_next_proposal(meanwhile)

    def _all(self) -> list[MergeRequest]:
        made = self.gitlab.project_named(self.name).merge_requests
        return [self.gitlab.merge_request(self.name, one.iid) for one in made]


@contextmanager
def gitlab(_: AwsServer, folder: Path) -> Iterator[GitLabMergeRequests]:
    """A GitLab of its own."""
    host = GitLab(folder)
    with GitLabServer(host) as server:
        yield GitLabMergeRequests(server, host)


def _iid(name: str) -> int:
    return int(name.removeprefix("!"))


def _shown(one: MergeRequest) -> Shown:
    return Shown(
        name=f"!{one.iid}",
        state=_STATES[one.state],
        title=one.title,
        body=one.description or "",
        labels=frozenset(one.labels),
        reviewers=frozenset(user.username for user in one.reviewers),
        assignees=frozenset(user.username for user in one.assignees),
        draft=one.is_draft,
        comments=tuple(note.body for note in one.notes),
    )
