"""A rule of EventBridge starts a pipeline when somebody pushes."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from sandbox.git_environment import hermetic_environment
from tests.integration.sandbox.codepipeline.workshop import (
    ACCOUNT,
    Workshop,
    approval,
    eventually,
    stage,
)


def connect(
    workshop: Workshop, *rights: Mapping[str, object], branch: str = "main", **target: object
) -> str:
    """A rule that starts the test's pipeline for pushes to a branch; its ARN."""
    role = workshop.make_role(f"{workshop.name}-rule", "events.amazonaws.com", *rights)
    events = workshop.aws.client("events")
    pattern = {
        "source": ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        "resources": [f"arn:aws:codecommit:us-east-1:{ACCOUNT}:{workshop.name}"],
        "detail": {
            "event": ["referenceCreated", "referenceUpdated"],
            "referenceType": ["branch"],
            "referenceName": [branch],
        },
    }
    rule: str = events.put_rule(Name=workshop.name, EventPattern=json.dumps(pattern))["RuleArn"]
    pipeline = f"arn:aws:codepipeline:us-east-1:{ACCOUNT}:{workshop.name}"
    events.put_targets(
        Rule=workshop.name, Targets=[{"Id": "it", "Arn": pipeline, "RoleArn": role, **target}]
    )
    return rule


def begin(workshop: Workshop) -> None:
    """A pipeline whose first execution is over."""
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.answer("Ask")
    workshop.ended(id_)


def test_a_git_push_starts_the_pipeline(workshop: Workshop, tmp_path: Path) -> None:
    begin(workshop)
    rule = connect(workshop)
    url = workshop.aws.url.replace("://", "://somebody:password@")
    environment = {**hermetic_environment(), "HOME": str(tmp_path)}
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    for command in (
        ("clone", f"{url}/v1/repos/{workshop.name}", "clone"),
        ("-C", "clone", *identity, "commit", "--allow-empty", "-m", "Pushed"),
        ("-C", "clone", "push", "origin", "HEAD"),
    ):
        subprocess.run(
            ["git", *command], cwd=tmp_path, env=environment, check=True, capture_output=True
        )
    assert len(workshop.executions()) == 2
    workshop.token("Ask")
    newest = workshop.executions()[0]
    assert newest["trigger"] == {"triggerType": "CloudWatchEvent", "triggerDetail": rule}
    assert newest["sourceRevisions"][0]["revisionId"] == workshop.git.head("main")


def test_a_push_to_another_branch_starts_nothing(workshop: Workshop) -> None:
    begin(workshop)
    connect(workshop, branch="release/1")
    workshop.git.commit({"a": "a"})
    assert len(workshop.executions()) == 1
    workshop.git.commit({"a": "b"}, branch="release/1")
    assert len(workshop.executions()) == 2


def test_the_rule_s_role_must_be_allowed_to_start_it(workshop: Workshop) -> None:
    begin(workshop)
    other = {"Effect": "Allow", "Action": "codepipeline:GetPipeline", "Resource": "*"}
    connect(workshop, other)
    workshop.git.commit({"a": "a"})
    assert len(workshop.executions()) == 1
    arn = f"arn:aws:codepipeline:us-east-1:{ACCOUNT}:{workshop.name}"
    start = {"Effect": "Allow", "Action": "codepipeline:StartPipelineExecution", "Resource": arn}
    workshop.grant(f"{workshop.name}-rule", start)
    workshop.git.commit({"a": "b"})
    eventually(lambda: len(workshop.executions()) == 2, "it is started")


def transformer(template: str) -> Mapping[str, object]:
    return {"InputPathsMap": {"commit": "$.detail.commitId"}, "InputTemplate": template}


@pytest.mark.parametrize("several", [True, False])
def test_an_input_transformer_starts_it_on_the_commit_that_was_pushed(
    workshop: Workshop, several: bool
) -> None:
    begin(workshop)
    revision = {"actionName": "Commit", "revisionType": "COMMIT_ID", "revisionValue": "<commit>"}
    template = json.dumps({"sourceRevisions": [revision] if several else revision})
    connect(workshop, branch="other", InputTransformer=transformer(template))
    pushed = workshop.git.commit({"a": "b"}, branch="other")
    workshop.token("Ask")
    (found,) = workshop.executions()[0]["sourceRevisions"]
    assert found["revisionId"] == pushed != workshop.git.head("main")


@pytest.mark.parametrize("template", ["<commit>", '{"a": "<other>"}', '{"wish": "<commit>"}'])
def test_another_input_template_is_refused(workshop: Workshop, template: str) -> None:
    with pytest.raises(ClientError, match="does not support"):
        connect(workshop, InputTransformer=transformer(template))
