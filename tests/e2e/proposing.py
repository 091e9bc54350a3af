"""Tagboat deployed for pull requests on each git host, with the person's side of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.infra_repo import InfraRepo
from sandbox.local_cloud import LocalCloud
from tests.contract.proposing.base import HostedPullRequests, Shown
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.contract.proposing.github import GitHubPullRequests
from tests.contract.proposing.gitlab import GitLabMergeRequests
from tests.e2e.deployed import Deployed

BOT = {"name": "A Bot", "email": "bot@example.com"}


@dataclass(frozen=True)
class Proposing(Deployed):
    """One stack, its infra repo, and what people do there."""

    people: HostedPullRequests

    def begin(self, *rules: Mapping[str, Any]) -> None:
        """Let these be the rules; each names its image and one plain file, which is begun anew."""
        self.settled()  # Each stack gets the events of all.
        files = {target["file"]: b"v1\n" for rule in rules for target in rule["targets"]}
        written = {"version": 1, "author": BOT, "rules": rules}
        self.git.commit({".tagboat.yaml": json.dumps(written), **files}, "Begin anew")

    def rule(self, name: str, **pull_request: Any) -> dict[str, Any]:
        """A rule that proposes its own image into the file NAME/tag."""
        return {
            "name": name,
            "image": f"{self.host}/{name}",
            "targets": [{"file": f"{name}/tag"}],
            "deliver": {"pull_request": pull_request},
        }

    def pushed(self, name: str, tag: str) -> dict[str, Any]:
        """Push the image that a rule is about, and how it turned out, as it was logged."""
        assert self.push(f"{self.host}/{name}", tag) == (), self.last(name)["reason"]
        return self.last(name)

    def asked(self, name: str) -> list[Shown]:
        """The pull requests that are about a rule's file, oldest first."""
        return [one for one in self.people.pull_requests() if f"`{name}/tag`" in one.body]

    def last(self, name: str) -> dict[str, Any]:
        """The latest outcome by a rule."""
        told = self.outcomes(f"{self.host}/{name}")
        return [one for one in told if one.get("rule") == name][-1]

    def last_metrics(self) -> dict[str, Any]:
        metrics: dict[str, Any] = [json.loads(one) for one in self.log() if '"_aws"' in one][-1]
        return metrics


def deploy(cloud: LocalCloud, host: str, name: str = "proposing") -> Proposing:
    """Deploy the application for a new infra repo on a git host."""
    people, repo = _HOSTS[host](cloud, f"infra-{name}")
    stack = f"tagboat-{name}-{host}"
    outputs = cloud.application.deploy(stack, repo.parameters)
    return Proposing(cloud, host, stack, repo, outputs, people)


def _on_codecommit(cloud: LocalCloud, name: str) -> tuple[HostedPullRequests, InfraRepo]:
    people = OnCodeCommitWithPullRequests(cloud.aws, name)
    parameters = {"GitHost": "codecommit", "InfraRepository": people.name}
    return people, InfraRepo(people.git, parameters)


def _on_github(cloud: LocalCloud, name: str) -> tuple[HostedPullRequests, InfraRepo]:
    people = GitHubPullRequests(cloud.github_server, cloud.github, f"tagboat-demo/{name}")
    parameters = {
        "GitHost": "github",
        "InfraRepository": people.name,
        "GitHubUrl": cloud.github_server.url,
    }
    return people, _with_token(cloud, InfraRepo(people.git, parameters, people.token.now))


def _on_gitlab(cloud: LocalCloud, name: str) -> tuple[HostedPullRequests, InfraRepo]:
    people = GitLabMergeRequests(cloud.gitlab_server, cloud.gitlab, f"tagboat-demo/apps/{name}")
    parameters = {
        "GitHost": "gitlab",
        "InfraRepository": people.name,
        "GitLabUrl": cloud.gitlab_server.url,
    }
    return people, _with_token(cloud, InfraRepo(people.git, parameters, people.token.now))


def _with_token(cloud: LocalCloud, repo: InfraRepo) -> InfraRepo:
    secret = cloud.aws.client("secretsmanager").create_secret(
        Name=f"token-{repo.parameters['InfraRepository'].replace('/', '-')}",
        SecretString=repo.token,
    )
    return replace(repo, parameters={**repo.parameters, "CredentialsSecretArn": secret["ARN"]})


_HOSTS: Mapping[str, Callable[[LocalCloud, str], tuple[HostedPullRequests, InfraRepo]]] = {
    "codecommit": _on_codecommit,
    "github": _on_github,
    "gitlab": _on_gitlab,
}
