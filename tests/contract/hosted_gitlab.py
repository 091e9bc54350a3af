"""An infra repo on GitLab, as the contract suite sees it: Tagboat's side and a person's."""

from collections.abc import Callable

from sandbox.gitlab import GitLab, GitLabServer, rate_limited, server_error
from sandbox.gitlab.access_levels import DEVELOPER
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.git import LARGEST_FILE
from tagboat.git_hosts.gitlab.adapter import GitLab as GitLabHost
from tagboat.http_client import HttpClient
from tests.contract.hosted import FixedToken, OnGit

READ, PUSH = "info/refs git-upload-pack", "git-receive-pack"


class OnGitLab(OnGit):
    """GitLab."""

    largest_file = LARGEST_FILE

    def __init__(self, server: GitLabServer, gitlab: GitLab, name: str) -> None:
        self.gitlab, self.name = gitlab, name
        self._server = server
        git = gitlab.create_project(name)
        gitlab.add_user("tagboat-bot")
        gitlab.add_member(name, "tagboat-bot", DEVELOPER)
        self._token = FixedToken(gitlab.add_personal_token("tagboat-bot"))
        self.git_host: GitHost = self._host(name)
        super().__init__(git)

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self.gitlab.interruptions.before_next(PUSH, action)

    def fail_next_read(self, how: str) -> None:
        self.gitlab.interruptions.before_next(READ, lambda: fail(how))

    def fail_next_find(self, how: str) -> None:
        self.git_host = self._host(self.name)  # The other one needs to ask for nothing.
        self.fail_next_read(how)

    def another_git_host(self) -> GitHost:
        """That of another function, which has seen nothing yet."""
        return self._host(self.name)

    def on_missing_repository(self) -> GitHost:
        return self._host("group/no-such-project")

    def _host(self, name: str) -> GitLabHost:
        return GitLabHost(
            HttpClient(), self._server.url, name, self._token, sleep=lambda seconds: None
        )


def fail(how: str) -> None:
    """Answer as GitLab does when it is `throttled` or `unavailable`."""
    if how == "throttled":
        raise rate_limited(7)
    raise server_error(502)
