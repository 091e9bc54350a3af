"""A push becomes a commit on GitLab."""

import json

import pytest

from sandbox.gitlab.access_levels import DEVELOPER
from sandbox.local_cloud import LocalCloud
from tests.e2e.conftest import RULES
from tests.e2e.deployed import Deployed


@pytest.fixture(scope="module")
def gitlab(cloud: LocalCloud) -> Deployed:
    repo = cloud.infra_repo("gitlab", "infra", {".tagboat.yaml": json.dumps(RULES).encode()})
    outputs = cloud.application.deploy("tagboat-gitlab", repo.parameters)
    return Deployed(cloud, "gitlab", "tagboat-gitlab", repo, outputs)


def test_a_push_becomes_a_commit_of_the_author_that_the_rules_name(gitlab: Deployed) -> None:
    image = gitlab.add_rule("web", {"dev/tag": b"v1\r\n", "prod/tag": b"v1"}, "*/tag")
    assert gitlab.push(image, "v2") == ()
    commit, *_ = gitlab.commits()
    assert gitlab.content("dev/tag") == b"v2\r\n"
    assert gitlab.content("prod/tag") == b"v2"
    assert (commit.author_name, commit.author_email) == ("A Bot", "bot@example.com")
    assert gitlab.git.fsck() == ""


def test_a_protected_branch_is_named_with_what_to_do(gitlab: Deployed) -> None:
    image = gitlab.add_rule("protected", {"protected": b"v1\n"}, "protected")
    project = gitlab.repo.parameters["InfraRepository"]
    gitlab.cloud.gitlab.protect(project, "main")
    assert len(gitlab.push(image, "v2")) == 1
    kind, error, reason = gitlab.last_outcome(image)
    assert (kind, error) == ("failed", "BranchProtected")
    assert "deliver: pull_request" in reason
    assert gitlab.content("protected") == b"v1\n"
    gitlab.cloud.gitlab.protect(project, "main", push=DEVELOPER)
    assert gitlab.time_passes() == ()
    assert gitlab.content("protected") == b"v2\n"


def test_the_token_is_in_no_log(gitlab: Deployed) -> None:
    image = gitlab.add_rule("logged", {"logged": b"v1\n"}, "logged")
    gitlab.push(image, "v2")
    assert gitlab.last_outcome(image)[0] == "written"
    assert gitlab.repo.token not in "".join(gitlab.log())
