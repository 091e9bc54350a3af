"""Infra repos on the sandbox's git hosts, with the parameters that lead Tagboat to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.aws import codecommit
from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository
from sandbox.github import GitHubServer
from sandbox.gitlab import GitLabServer


@dataclass(frozen=True)
class InfraRepo:
    """A repository on a git host."""

    git: GitRepository
    parameters: Mapping[str, str]
    """The template's parameters that name it."""
    token: str = ""
    """The secret that Tagboat uses there."""
    server: str = ""
    """The git host's address, if it is not AWS."""

    @property
    def clone_from(self) -> str:
        """What `git clone` takes: the host's address with the token, or CodeCommit's folder."""
        if not self.token:
            return str(self.git.path)
        scheme, _, host = self.server.partition("://")
        return f"{scheme}://x:{self.token}@{host}/{self.parameters['InfraRepository']}.git"


def on_codecommit(
    aws: AwsServer, name: str, files: Mapping[str, bytes], begun: datetime | None = None
) -> InfraRepo:
    """Make a repository on CodeCommit, with a first commit."""
    aws.client("codecommit").create_repository(repositoryName=name)
    git = codecommit.repository(name)
    git.commit(files, "Begin", at=begun)
    return InfraRepo(git, {"GitHost": "codecommit", "InfraRepository": name})


def on_github(
    aws: AwsServer,
    server: GitHubServer,
    name: str,
    files: Mapping[str, bytes],
    begun: datetime | None = None,
) -> InfraRepo:
    """Make a repository on GitHub, with a first commit, and a token for it in a secret."""
    git = server.github.create_repository(name)
    git.commit(files, "Begin", at=begun)
    token = server.github.add_token("tagboat-bot", repositories=[name])
    secret = aws.client("secretsmanager").create_secret(
        Name=f"token-{name.replace('/', '-')}", SecretString=token
    )
    parameters = {
        "GitHost": "github",
        "InfraRepository": name,
        "GitHubUrl": server.url,
        "CredentialsSecretArn": secret["ARN"],
    }
    return InfraRepo(git, parameters, token, server.url)


def on_gitlab(
    aws: AwsServer,
    server: GitLabServer,
    name: str,
    files: Mapping[str, bytes],
    begun: datetime | None = None,
) -> InfraRepo:
    """Make a project on GitLab, with a first commit, and a token for it in a secret."""
    git = server.gitlab.create_project(name)
    git.commit(files, "Begin", at=begun)
    token = server.gitlab.add_project_token(name)
    secret = aws.client("secretsmanager").create_secret(
        Name=f"token-gitlab-{name.replace('/', '-')}", SecretString=token
    )
    parameters = {
        "GitHost": "gitlab",
        "InfraRepository": name,
        "GitLabUrl": server.url,
        "CredentialsSecretArn": secret["ARN"],
    }
    return InfraRepo(git, parameters, token, server.url)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their path from there."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
