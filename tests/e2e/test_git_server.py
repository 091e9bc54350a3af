"""A push becomes a commit on any git server: the sandbox's GitHub, asked as git asks it."""

import json

import pytest

from sandbox.local_cloud import LocalCloud
from tests.e2e.conftest import RULES
from tests.e2e.deployed import Deployed


@pytest.fixture(scope="module")
def git_server(cloud: LocalCloud) -> Deployed:
    repo = cloud.infra_repo("github", "infra-git", {".tagboat.yaml": json.dumps(RULES).encode()})
    held = json.dumps({"username": "deployer", "token": repo.token, "note": "rotate in May"})
    secret = cloud.aws.client("secretsmanager").create_secret(Name="token", SecretString=held)
    parameters = {
        "GitHost": "git",
        "InfraRepository": f"{cloud.github_server.url}/{repo.parameters['InfraRepository']}.git",
        "CredentialsSecretArn": secret["ARN"],
        "CredentialsSecretKey": "token",
    }
    outputs = cloud.application.deploy("tagboat-git", parameters)
    return Deployed(cloud, "git", "tagboat-git", repo, outputs)


def test_a_push_becomes_a_commit_of_the_author_that_the_rules_name(git_server: Deployed) -> None:
    image = git_server.add_rule("web", {"dev/tag": b"v1\r\n", "prod/tag": b"v1"}, "*/tag")
    asked = len(git_server.cloud.github.log)
    assert git_server.push(image, "v2") == ()
    commit, *_ = git_server.commits()
    assert git_server.content("dev/tag") == b"v2\r\n"
    assert git_server.content("prod/tag") == b"v2"
    assert (commit.author_name, commit.author_email) == ("A Bot", "bot@example.com")
    assert git_server.git.fsck() == ""
    name = git_server.repo.parameters["InfraRepository"]
    requests = git_server.cloud.github.log.since(asked)
    assert {one.service for one in requests if one.resource == name} == {"git"}


def test_the_token_is_in_no_log(git_server: Deployed) -> None:
    image = git_server.add_rule("logged", {"logged": b"v1\n"}, "logged")
    git_server.push(image, "v2")
    assert git_server.last_outcome(image)[0] == "written"
    assert git_server.repo.token not in "".join(git_server.log())
