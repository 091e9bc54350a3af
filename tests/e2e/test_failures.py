"""What fails says why, is kept, and holds back nobody else."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import pytest

from sandbox import faults
from sandbox.github import secondary_rate_limit
from sandbox.pushed_image import PushedImage
from tests.e2e.deployed import Deployed

type Trouble = Callable[[Deployed], AbstractContextManager[object]]


def test_a_bad_push_does_not_hold_back_a_good_one(deployed: Deployed) -> None:
    good = deployed.add_rule("good", {"good": b"v1\n"}, "good")
    bad = deployed.add_rule("bad", {}, "not-there")
    deployed.cloud.push(PushedImage(bad, "v2"))
    (waiting,) = deployed.push(good, "v2")
    assert deployed.content("good") == b"v2\n"
    assert json.loads(waiting.body)["detail"]["repository-name"] == bad
    for receives in (1, 2, 3, 4):
        (waiting,) = [deployed.time_passes()[0]] if receives > 1 else [waiting]
        assert waiting.receive_count == receives
        assert deployed.dead_letters() == []
    assert deployed.time_passes() == ()
    (dead,) = deployed.dead_letters()
    assert json.loads(dead["Body"])["detail"]["repository-name"] == bad
    attributes = {name: one["StringValue"] for name, one in dead["MessageAttributes"].items()}
    assert attributes.pop("Reason") == deployed.last_outcome(bad)[2]
    assert datetime.fromisoformat(attributes.pop("FirstFailedAt")) <= datetime.now(UTC)
    assert attributes == {"Error": "FileMissing", "Rule": "bad", "Receives": "5"}
    assert len(deployed.outcomes(bad)) == 5


def test_what_stays_out_of_order_for_too_long_is_a_dead_letter_with_its_reason(
    deployed: Deployed,
) -> None:
    image = deployed.add_rule("down", {"down": b"v1\n"}, "down")
    operation = "repository" if deployed.host == "github" else "GetFile"
    with unanswered(deployed, operation):
        waiting = deployed.push(image, "v2")
        while waiting:
            waiting = deployed.time_passes()
    (dead,) = deployed.dead_letters()
    assert dead["MessageAttributes"]["Error"]["StringValue"] == "HostUnavailable"
    assert json.loads(dead["Body"])["detail"]["repository-name"] == image


@contextmanager
def unanswered(deployed: Deployed, operation: str) -> Iterator[None]:
    """A git host that cuts every connection."""
    host = deployed.cloud.github if deployed.host == "github" else deployed.cloud.aws
    host.interruptions.before_next(operation, faults.cut, times=1_000)
    yield
    host.interruptions.clear()


def test_a_dead_letter_queue_that_does_not_answer_loses_nothing(deployed: Deployed) -> None:
    bad = deployed.add_rule("unlucky", {}, "not-there")
    deployed.push(bad, "v2")
    for _ in range(3):
        deployed.time_passes()
    deployed.cloud.aws.interruptions.before_next("SendMessage", faults.cut, times=1_000)
    (waiting,) = deployed.time_passes()
    assert waiting.receive_count == 5
    deployed.cloud.aws.interruptions.clear()
    assert deployed.time_passes() == ()
    (dead,) = deployed.dead_letters()  # By SQS itself, which knows no reason.
    assert json.loads(dead["Body"])["detail"]["repository-name"] == bad


def test_an_unusable_event_is_a_dead_letter_at_once_with_its_reason(deployed: Deployed) -> None:
    assert (
        deployed.send('{"source": "aws.s3", "detail-type": "Object Created", "detail": {}}') == ()
    )
    (dead,) = deployed.dead_letters()
    reason = dead["MessageAttributes"]["Reason"]["StringValue"]
    assert reason.startswith("The event is 'Object Created' from aws.s3, not 'ECR Image Action'")


@contextmanager
def protected_branch(deployed: Deployed) -> Iterator[None]:
    if deployed.host == "github":
        name = deployed.repo.parameters["InfraRepository"]
        deployed.cloud.github.protect(name, "main")
        yield
        repository = deployed.cloud.github.repository(name)
        assert repository
        del repository.protections["main"]
    else:
        with _denied(deployed):
            yield


@contextmanager
def _denied(deployed: Deployed) -> Iterator[None]:
    """Protect a branch as CodeCommit does: "Limit pushes and merges to branches"."""
    iam = deployed.cloud.aws.client("iam")
    role = deployed.cloud.aws.client("cloudformation").describe_stack_resource(
        StackName=deployed.stack, LogicalResourceId="ImagePushedRole"
    )["StackResourceDetail"]["PhysicalResourceId"]
    statement = {
        "Effect": "Deny",
        "Action": ["codecommit:GitPush", "codecommit:CreateCommit"],
        "Resource": "*",
        "Condition": {"StringEqualsIfExists": {"codecommit:References": ["refs/heads/main"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="protect", PolicyDocument=policy)
    yield
    iam.delete_role_policy(RoleName=role, PolicyName="protect")


@contextmanager
def missing_branch(deployed: Deployed) -> Iterator[None]:
    head = deployed.git.head("main")
    repository = deployed.git.open()
    repository.references.delete("refs/heads/main")
    yield
    repository.references.create("refs/heads/main", str(head))


@contextmanager
def files(deployed: Deployed, content: bytes | None) -> Iterator[None]:
    """The rule's file as it should not be."""
    deployed.git.commit({"troubled": content}, "Trouble")
    yield
    deployed.git.commit({"troubled": b"v1\n"}, "No trouble")


@contextmanager
def broken_rules(deployed: Deployed) -> Iterator[None]:
    rules = deployed.content(".tagboat.yaml")
    deployed.git.commit({".tagboat.yaml": b"version: 1\nrules: {}\n"}, "Break the rules")
    yield
    deployed.git.commit({".tagboat.yaml": rules}, "Mend the rules")


TROUBLES: dict[str, tuple[Trouble, str]] = {
    "protected branch": (protected_branch, "BranchProtected"),
    "missing branch": (missing_branch, "BranchMissing"),
    "missing file": (lambda deployed: files(deployed, None), "FileMissing"),
    "binary file": (lambda deployed: files(deployed, b"\0\1"), "FileIsBinary"),
    "oversized file": (lambda deployed: files(deployed, b"v" * 11_000_000), "FileTooLarge"),
    "several lines": (lambda deployed: files(deployed, b"v1\nv2\n"), "ValueNotFound"),
    "broken rules": (broken_rules, "InvalidRules"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_named_and_the_push_is_kept_until_it_is_mended(
    deployed: Deployed, trouble: str
) -> None:
    make_trouble, error = TROUBLES[trouble]
    image = deployed.add_rule("troubled", {"troubled": b"v1\n"}, "troubled")
    tag = f"after-{trouble.replace(' ', '-')}"
    with make_trouble(deployed):
        head = deployed.git.head("main")
        (waiting,) = deployed.push(image, tag)
        assert deployed.git.head("main") == head
    kind, said, reason = deployed.last_outcome(image)
    assert (kind, said) == ("failed", error)
    assert json.loads(waiting.body)["detail"]["image-tag"] == tag
    assert len(reason) > 40  # what is wrong, and what to do
    assert deployed.time_passes() == ()
    assert deployed.content("troubled") == f"{tag}\n".encode()


@pytest.mark.parametrize("fault", [faults.after(faults.cut), faults.after(faults.cut_within)])
def test_a_write_of_unknown_end_becomes_one_commit(
    deployed: Deployed, fault: faults.Action
) -> None:
    image = deployed.add_rule("ambiguous", {"ambiguous": b"v1\n"}, "ambiguous")
    before = len(deployed.git.log("main"))
    if deployed.host == "github":
        deployed.cloud.github.interruptions.before_next("createCommitOnBranch", fault)
    else:
        deployed.cloud.aws.interruptions.before_next("CreateCommit", fault)
    assert deployed.push(image, "v2") == ()
    assert deployed.content("ambiguous") == b"v2\n"
    assert len(deployed.git.log("main")) == before + 1
    assert deployed.last_outcome(image)[0] in ("written", "unchanged")


def test_a_wrong_token_is_named_and_a_new_one_needs_no_deployment(github: Deployed) -> None:
    image = github.add_rule("rotated", {"rotated": b"v1\n"}, "rotated")
    secrets = github.cloud.aws.client("secretsmanager")
    secret = github.repo.parameters["CredentialsSecretArn"]
    good = secrets.get_secret_value(SecretId=secret)["SecretString"]
    github.push(image, "v2")
    secrets.put_secret_value(SecretId=secret, SecretString="wrong")
    github.cloud.github.revoke(good)
    assert len(github.push(image, "v3")) == 1
    assert github.last_outcome(image)[:2] == ("failed", "CredentialsRefused")
    new = github.cloud.github.add_token("tagboat-bot")
    secrets.put_secret_value(SecretId=secret, SecretString=new)
    assert github.time_passes() == ()
    assert github.content("rotated") == b"v3\n"


def test_a_host_that_asks_for_a_pause_gets_the_push_again_when_it_is_over(
    github: Deployed,
) -> None:
    image = github.add_rule("paused", {"paused": b"v1\n"}, "paused")

    def ask_for_a_pause() -> None:
        raise secondary_rate_limit(retry_after=77)

    github.cloud.github.interruptions.before_next("repository", ask_for_a_pause)
    before = len(github.cloud.aws.log)
    assert len(github.push(image, "v2")) == 1
    assert github.last_outcome(image)[:2] == ("failed", "Throttled")
    asked = [request.operation for request in github.cloud.aws.log.since(before)]
    assert asked.count("ChangeMessageVisibilityBatch") == 1
    assert github.time_passes() == ()
    assert github.content("paused") == b"v2\n"
