"""What the role grants is what the code calls: no more, and no less."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.aws.codecommit import codecommit_error
from sandbox.aws.permissions import granted_actions
from sandbox.github import secondary_rate_limit
from sandbox.gitlab import rate_limited
from sandbox.local_cloud import LocalCloud
from tagboat.core.pull_requests.standing import State
from tagboat.updating.patience import ATTEMPTS
from tests.e2e.deployed import Deployed
from tests.e2e.proposing import Proposing, deploy

# IAM has one action for a request and for a batch of them: "Amazon SQS API permissions".
_SAME_ACTION = {
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}


@pytest.mark.parametrize("host", ["codecommit", "github", "gitlab"])
def test_the_role_grants_exactly_what_is_called(cloud: LocalCloud, host: str) -> None:
    deployed = deploy(cloud, host, "permitted")
    role = _role(deployed)
    _commit(deployed)
    _propose(deployed)
    called = {
        _SAME_ACTION.get(operation, operation)
        for operation in cloud.aws.log.operations(principal=role)
    }
    granted = {action for action, _ in _granted(deployed, role)}
    assert called == granted
    assert not [resource for _, resource in _granted(deployed, role) if resource == "*"]


def _commit(deployed: Proposing) -> None:
    """Have files found and written by a late push, one refused, and one come back later."""
    deployed.begin()
    image = deployed.add_rule("permitted", {"permitted/tag": b"v1\n"}, "permitted/*")
    deployed.push(image, "v2", times=[datetime.now(UTC) - timedelta(hours=1)])
    deployed.send("not an event")
    deployed.dead_letters()
    _fail_next_commit(deployed)
    assert len(deployed.push(image, "v3")) == 1
    assert deployed.time_passes() == ()
    assert deployed.content("permitted/tag") == b"v3\n"


def _propose(deployed: Proposing) -> None:
    """Have pull requests opened, changed, brought up to date, closed and merged."""
    merging = ("squash", "merge", "fast-forward")
    deployed.begin(deployed.rule("asked"), *(deployed.rule(one, auto_merge=one) for one in merging))
    for method in merging:
        assert deployed.pushed(method, "v2")["outcome"] in ("written", "proposed")
    deployed.pushed("asked", "v2")
    deployed.git.commit({"asked/tag": b"v0\n"}, "By hand")
    deployed.pushed("asked", "v3")
    (asked,) = deployed.asked("asked")
    deployed.people.close(asked.name)
    deployed.pushed("asked", "v4")
    deployed.git.commit({"asked/tag": b"v4\n"}, "By hand")
    assert deployed.pushed("asked", "v4")["outcome"] == "unchanged"
    assert {one.state for one in deployed.asked("asked")} == {State.CLOSED}


def _fail_next_commit(deployed: Proposing) -> None:
    """Each stack gets every push, so what fails has to be what only this one asks for."""

    def outdated() -> None:
        raise codecommit_error("ParentCommitIdOutdatedException", "The head has moved")

    def refuse() -> None:
        raise secondary_rate_limit(60) if deployed.host == "github" else rate_limited(60)

    cloud = deployed.cloud
    if deployed.host == "codecommit":
        cloud.aws.interruptions.before_next("CreateCommit", outdated, times=ATTEMPTS)
    elif deployed.host == "github":
        cloud.github.interruptions.before_next("git/update-ref", refuse)
    else:
        cloud.gitlab.interruptions.before_next("git-receive-pack", refuse)


def _role(deployed: Deployed) -> str:
    found = deployed.cloud.aws.client("cloudformation").describe_stack_resource(
        StackName=deployed.stack, LogicalResourceId="ImagePushedRole"
    )
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def _granted(deployed: Deployed, role: str) -> set[tuple[str, str]]:
    iam = deployed.cloud.aws.client("iam")
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
    ]
    return granted_actions(json.dumps(document) for document in documents)
