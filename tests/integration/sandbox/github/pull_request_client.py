"""What tests of pull requests ask a GitHub, and what they expect of its errors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from sandbox.github.administrator import Administrator

if TYPE_CHECKING:
    from tests.integration.sandbox.github.conftest import Client, Reply

BOTH = {"contents": "write", "pull_requests": "write"}

SHOWN = """
  id number state title body isDraft headRefName headRefOid baseRefName baseRefOid
  mergeable mergeStateStatus merged closed mergeCommit { oid }
"""
READ = f"""
query($number: Int!) {{ repository(owner: "acme", name: "infra") {{
  pullRequest(number: $number) {{ {SHOWN} }}
}} }}
"""


@dataclass
class PullRequestClient:
    """A robot with the permissions that pull requests need."""

    github: GitHub
    client: "Client"
    git: GitRepository
    name: str

    @property
    def administrator(self) -> Administrator:
        return self.github.administer(self.name)

    @property
    def repository_id(self) -> str:
        return self.github.named(self.name).node_id

    def use_token(self, login: str = "robot", **permissions: str) -> None:
        """Ask with other permissions from now on."""
        self.client.token = self.github.add_token(login, permissions, [self.name])

    def branch(self, name: str = "change", path: str = "web/tag", content: str = "2\n") -> str:
        """Push a branch with one commit on main."""
        main = self.git.head("main")
        assert main
        assert self.git.move_branch(name, main, None)
        return self.git.commit({path: content}, f"Change {path}", branch=name)

    def mutate(self, field: str, answer: str = "clientMutationId", **wanted: Any) -> "Reply":
        """One mutation."""
        name = f"{field[0].upper()}{field[1:]}Input"
        query = f"mutation($input: {name}!) {{ {field}(input: $input) {{ {answer} }} }}"
        return self.client.graphql(query, input=wanted)

    def create(self, head: str = "change", base: str = "main", **more: Any) -> "Reply":
        wanted = {"repositoryId": self.repository_id, "title": "A change"}
        wanted |= {"headRefName": head, "baseRefName": base, **more}
        return self.mutate("createPullRequest", f"pullRequest {{ {SHOWN} }}", **wanted)

    def opened(self, head: str = "change", **more: Any) -> Any:
        """A new pull request."""
        reply = self.create(head, **more)
        assert "errors" not in reply.json, reply.json
        return reply.json["data"]["createPullRequest"]["pullRequest"]

    def read(self, number: int = 1) -> Any:
        """The pull request as it is now."""
        return self.client.graphql(READ, number=number).json["data"]["repository"]["pullRequest"]

    def ask(self, selection: str) -> Any:
        """Fields of the repository."""
        query = f'{{ repository(owner: "acme", name: "infra") {{ {selection} }} }}'
        reply = self.client.graphql(query)
        assert "errors" not in reply.json, reply.json
        return reply.json["data"]["repository"]


def assert_refused(reply: "Reply", field: str, message: str, type_: str = "UNPROCESSABLE") -> None:
    assert reply.status == 200
    assert reply.json["data"] == {field: None}
    error = reply.error
    error.pop("extensions", None)
    assert error == {"type": type_, "path": [field], "message": message}
