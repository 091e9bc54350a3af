"""Pipelines whose source is a repository of GitHub, through a connection."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.connections import CodeHost
from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer
from sandbox.gitlab import GitLab
from tests.integration.sandbox.codepipeline.workshop import (
    Stage,
    Workshop,
    action,
    approval,
    eventually,
    stage,
)

TEMPLATE = {"filePaths": {"includes": ["pipeline.yaml"]}}


class Connected:
    """A repository of a git host, and a pipeline that a connection leads to it."""

    def __init__(self, workshop: Workshop, host: CodeHost, git: GitRepository, kind: str) -> None:
        self.workshop, self.host, self.git = workshop, host, git
        self.name = f"team/{workshop.name}"
        self.git.commit({"pipeline.yaml": "1", "README.md": "1"}, "Begin")
        self.client = workshop.aws.client("codeconnections")
        self.arn = self.client.create_connection(ConnectionName=workshop.name, ProviderType=kind)[
            "ConnectionArn"
        ]

    def complete(self) -> None:
        self.workshop.aws.connections.complete(self.arn, self.host)

    def source(self, branch: str = "main", **more: str) -> Stage:
        configuration = {
            "ConnectionArn": self.arn,
            "FullRepositoryId": self.name,
            "BranchName": branch,
            **more,
        }
        return stage(
            "Source",
            action(
                "App",
                "Source",
                "CodeStarSourceConnection",
                configuration,
                outputs=["App"],
                namespace="source",
            ),
        )

    def create(self, *filters: dict[str, Any], branch: str = "main", **more: str) -> str:
        """A pipeline whose first execution is over."""
        wanted = {
            "providerType": "CodeStarSourceConnection",
            "gitConfiguration": {"sourceActionName": "App", "push": list(filters)},
        }
        triggers = {"triggers": [wanted]} if filters else {}
        id_ = self.workshop.create(
            self.source(branch, **more), stage("Ask", approval()), **triggers
        )
        self.workshop.answer("Ask")
        self.workshop.ended(id_)
        return id_

    def started(self) -> dict[str, Any]:
        """The newest execution, as soon as there are two, when its source is done."""

        def newest() -> dict[str, Any] | None:
            found = self.workshop.executions()
            return found[0] if len(found) == 2 and found[0]["sourceRevisions"] else None

        return eventually(newest, "a push starts the pipeline")


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(GitHub(tmp_path / "github")) as server:
        yield server


@pytest.fixture
def connected(workshop: Workshop, github: GitHubServer) -> Connected:
    git = github.github.create_repository(f"team/{workshop.name}")
    return Connected(workshop, github.github, git, "GitHub")


def test_a_connection_waits_until_a_person_completes_it(connected: Connected) -> None:
    def status() -> str:
        return str(
            connected.client.get_connection(ConnectionArn=connected.arn)["Connection"][
                "ConnectionStatus"
            ]
        )

    assert status() == "PENDING"
    id_ = connected.workshop.create(connected.source(), stage("Ask", approval()))
    assert connected.workshop.ended(id_) == "Failed"
    assert connected.arn in connected.workshop.error_of(id_, "App")["message"]
    connected.complete()
    assert status() == "AVAILABLE"
    listed = connected.client.list_connections()["Connections"]
    assert connected.arn in [one["ConnectionArn"] for one in listed]


def test_the_source_is_the_branch_s_tip(connected: Connected) -> None:
    connected.complete()
    head = connected.git.commit({"a": "b"}, "On a branch", branch="team/next")
    id_ = connected.create(branch="team/next")
    run = connected.workshop.run_of(id_, "App")
    assert connected.workshop.artifact(run).read("a") == b"b"
    variables = run["output"]["outputVariables"]
    assert variables["CommitId"] == head
    assert variables["BranchName"] == "team/next"
    assert variables["FullRepositoryName"] == connected.name
    (revision,) = connected.workshop.executions()[0]["sourceRevisions"]
    assert revision["revisionId"] == head
    assert json.loads(revision["revisionSummary"]) == {
        "ProviderType": "GitHub",
        "CommitMessage": "On a branch",
    }


def test_a_git_push_starts_the_pipeline_on_its_commit(
    connected: Connected, github: GitHubServer, tmp_path: Path
) -> None:
    connected.complete()
    connected.create()
    token = github.github.add_token("somebody")
    url = github.url.replace("://", f"://somebody:{token}@")
    environment = {**hermetic_environment(), "HOME": str(tmp_path)}
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    for command in (
        ("clone", f"{url}/{connected.name}.git", "clone"),
        ("-C", "clone", *identity, "commit", "--allow-empty", "-m", "Pushed"),
        ("-C", "clone", "push", "origin", "HEAD"),
    ):
        subprocess.run(
            ["git", *command], cwd=tmp_path, env=environment, check=True, capture_output=True
        )
    started = connected.started()
    assert started["trigger"] == {"triggerType": "WebhookV2", "triggerDetail": connected.arn}
    assert started["sourceRevisions"][0]["revisionId"] == connected.git.head("main")


def test_only_a_push_that_touches_the_path_starts_it(connected: Connected) -> None:
    connected.complete()
    connected.create(TEMPLATE, DetectChanges="false")
    connected.git.commit({"README.md": "2"})
    connected.git.commit({"pipeline.yaml": "new branch"}, branch="other")
    touching = connected.git.commit({"pipeline.yaml": "2"})
    connected.git.commit({"README.md": "3"})
    started = connected.started()
    assert started["sourceRevisions"][0]["revisionId"] == touching


def test_the_branch_that_was_pushed_to_is_taken(connected: Connected) -> None:
    connected.complete()
    connected.create({"branches": {"includes": ["feature/*"]}})
    head = connected.git.commit({"a": "b"}, branch="feature/x")
    id_ = connected.started()["pipelineExecutionId"]
    variables = connected.workshop.run_of(id_, "App")["output"]["outputVariables"]
    assert (variables["BranchName"], variables["CommitId"]) == ("feature/x", head)


def test_a_connection_may_lead_to_gitlab(workshop: Workshop, tmp_path: Path) -> None:
    gitlab = GitLab(tmp_path / "gitlab")
    git = gitlab.create_project(f"team/{workshop.name}")
    connected = Connected(workshop, gitlab, git, "GitLab")
    connected.complete()
    connected.create(TEMPLATE)
    git.commit({"README.md": "2"})
    head = git.commit({"pipeline.yaml": "2"})
    (revision,) = connected.started()["sourceRevisions"]
    assert revision["revisionId"] == head
    assert json.loads(revision["revisionSummary"])["ProviderType"] == "GitLab"


def test_the_role_must_be_allowed_to_use_the_connection(connected: Connected) -> None:
    connected.complete()
    workshop = connected.workshop
    workshop.grant(workshop.name, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
    id_ = workshop.create(connected.source(), stage("Ask", approval()))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "App")
    assert error["code"] == "PermissionError"
    assert "codeconnections:UseConnection" in error["message"]
    workshop.grant(
        workshop.name,
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "codeconnections:UseConnection",
            "Resource": connected.arn,
            "Condition": {"StringEquals": {"codeconnections:FullRepositoryId": connected.name}},
        },
    )
    workshop.start()
    workshop.token("Ask")
