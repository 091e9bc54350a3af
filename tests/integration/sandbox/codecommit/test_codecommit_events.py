"""A branch or tag that moves is an event on the bus, whoever moves it and however."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sandbox.aws import codecommit
from sandbox.aws.server import AwsServer
from sandbox.git_environment import hermetic_environment

type Events = Callable[[], list[dict[str, Any]]]

ACCOUNT = "123456789012"


@pytest.fixture
def name(aws: AwsServer) -> str:
    repository = f"r{uuid4().hex[:12]}"
    aws.client("codecommit").create_repository(repositoryName=repository)
    return repository


@pytest.fixture
def events(aws: AwsServer, name: str) -> Events:
    """What a rule for the repository has delivered since it was asked last."""
    sqs, bus = aws.client("sqs"), aws.client("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
    pattern = {
        "source": ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        "resources": [f"arn:aws:codecommit:us-east-1:{ACCOUNT}:{name}"],
    }
    rule = bus.put_rule(Name=name, EventPattern=json.dumps(pattern))["RuleArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    bus.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": queue}])

    def received() -> list[dict[str, Any]]:
        found = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"])["detail"])
        return found

    return received


def put(aws: AwsServer, name: str, branch: str = "main", **more: Any) -> str:
    made: dict[str, str] = aws.client("codecommit").put_file(
        repositoryName=name,
        branchName=branch,
        filePath="a",
        fileContent=uuid4().hex.encode(),
        **more,
    )
    return made["commitId"]


def git(*arguments: object, folder: Path) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *map(str, arguments)],
        cwd=folder,
        env={**hermetic_environment(), "HOME": str(folder)},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def clone(aws: AwsServer, name: str, tmp_path: Path) -> Path:
    """A clone over HTTP, with credentials as CodeCommit asks for them."""
    url = aws.url.replace("://", "://somebody:password@")
    git("clone", f"{url}/v1/repos/{name}", "clone", folder=tmp_path)
    return tmp_path / "clone"


def test_a_first_commit_creates_its_branch_and_the_next_one_updates_it(
    aws: AwsServer, name: str, events: Events
) -> None:
    first = put(aws, name)
    second = put(aws, name, parentCommitId=first)
    common = {
        "callerUserArn": f"arn:aws:iam::{ACCOUNT}:root",
        "repositoryName": name,
        "repositoryId": aws.client("codecommit").get_repository(repositoryName=name)[
            "repositoryMetadata"
        ]["repositoryId"],
        "referenceType": "branch",
        "referenceName": "main",
        "referenceFullName": "refs/heads/main",
    }
    assert events() == [
        {"event": "referenceCreated", "commitId": first, **common},
        {"event": "referenceUpdated", "commitId": second, "oldCommitId": first, **common},
    ]


def test_branches_with_slashes_are_created_and_deleted(
    aws: AwsServer, name: str, events: Events
) -> None:
    head = put(aws, name)
    client = aws.client("codecommit")
    client.create_branch(repositoryName=name, branchName="team/next", commitId=head)
    client.delete_branch(repositoryName=name, branchName="team/next")
    _, created, deleted = events()
    assert (created["event"], created["commitId"]) == ("referenceCreated", head)
    assert (deleted["event"], deleted["oldCommitId"]) == ("referenceDeleted", head)
    assert created["referenceFullName"] == deleted["referenceFullName"] == "refs/heads/team/next"
    assert created["referenceName"] == "team/next"


def test_a_commit_that_is_refused_is_no_event(aws: AwsServer, name: str, events: Events) -> None:
    first = put(aws, name)
    put(aws, name, parentCommitId=first)
    client = aws.client("codecommit")
    with pytest.raises(client.exceptions.ParentCommitIdOutdatedException):
        put(aws, name, parentCommitId=first)
    assert len(events()) == 2


def test_a_role_is_named_as_the_caller(aws: AwsServer, name: str, events: Events) -> None:
    iam = aws.client("iam")
    trust = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    granted = {"Effect": "Allow", "Action": "codecommit:PutFile", "Resource": "*"}
    iam.put_role_policy(
        RoleName=name, PolicyName="a", PolicyDocument=json.dumps({"Statement": [granted]})
    )
    session = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="person")["Credentials"]
    keys = (session[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    aws.client("codecommit", *keys).put_file(
        repositoryName=name, branchName="main", filePath="a", fileContent=b"a"
    )
    (event,) = events()
    assert event["callerUserArn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/person"


def test_a_push_over_http_is_one_event_for_each_reference(
    name: str, clone: Path, events: Events
) -> None:
    git("checkout", "-b", "main", folder=clone)
    git("commit", "--allow-empty", "-m", "one", folder=clone)
    git("tag", "v1", folder=clone)
    git("push", "origin", "main", "v1", folder=clone)
    head = codecommit.repository(name).head("main")
    assert {(one["event"], one["referenceType"], one["commitId"]) for one in events()} == {
        ("referenceCreated", "branch", head),
        ("referenceCreated", "tag", head),
    }


def test_a_forced_push_and_a_deletion_are_events_too(
    name: str, clone: Path, events: Events
) -> None:
    git("checkout", "-b", "main", folder=clone)
    git("commit", "--allow-empty", "-m", "one", folder=clone)
    git("push", "origin", "main", "main:other", folder=clone)
    first = codecommit.repository(name).head("main")
    git("commit", "--amend", "--allow-empty", "-m", "two", folder=clone)
    git("push", "--force", "origin", "main", ":other", folder=clone)
    second = codecommit.repository(name).head("main")
    assert {(one["event"], one.get("oldCommitId"), one.get("commitId")) for one in events()} == {
        ("referenceCreated", None, first),
        ("referenceUpdated", first, second),
        ("referenceDeleted", first, None),
    }


def test_a_push_that_is_refused_is_no_event(name: str, clone: Path, events: Events) -> None:
    git("checkout", "-b", "main", folder=clone)
    git("commit", "--allow-empty", "-m", "one", folder=clone)
    git("push", "origin", "main", folder=clone)
    codecommit.repository(name).commit({"b": "by another"})
    git("commit", "--allow-empty", "-m", "two", folder=clone)
    assert len(events()) == 2
    with pytest.raises(subprocess.CalledProcessError):
        git("push", "origin", "main", folder=clone)
    assert events() == []


def test_nobody_may_clone_without_credentials(aws: AwsServer, name: str, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        git("clone", f"{aws.url}/v1/repos/{name}", "clone", folder=tmp_path)
