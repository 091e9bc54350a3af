"""What the template lets Tagboat do to pull requests is what it does."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.aws.cloudformation.template import parse
from sandbox.aws.permissions import granted_actions
from sandbox.aws.server import AwsServer
from tagboat.core import errors
from tagboat.core.commit_message import CommitMessage
from tagboat.core.globs import compile_glob
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.snapshot import File
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.documents import ROOT
from tests.integration.codecommit.proposing import BOT, Calls, found, proposal, propose

ROLE = parse((ROOT / "template.yaml").read_text())["Resources"]["ImagePushedRole"]["Properties"]


def _granted(name: str) -> list[dict[str, Any]]:
    """The statements of the template about CodeCommit, for one repository."""
    written = [
        statement
        for entry in ROLE["Policies"]
        if entry.get("Fn::If", [""])[0] in ("IsCodeCommit", "MayMakePullRequests")
        for statement in entry["Fn::If"][1]["PolicyDocument"]["Statement"]
    ]
    values = {
        "${AWS::Partition}": "aws",
        "${AWS::Region}": "us-east-1",
        "${AWS::AccountId}": "123456789012",
        "${InfraRepository}": name,
        "${Branch}": "main",
        "${PullRequestBranches}": "tagboat/*",
    }
    text = json.dumps(written)
    for variable, value in values.items():
        text = text.replace(variable, value)
    plain: list[dict[str, Any]] = json.loads(
        text, object_hook=lambda found: found.get("Fn::Sub", found)
    )
    return plain


def test_the_template_grants_exactly_what_the_adapter_calls(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer, calls: Calls
) -> None:
    statements = _granted(hosted.name)
    hosted.role.may(*statements)
    snapshot = hosted.git_host.read("main", ["a.txt"])
    hosted.git_host.find("main", [compile_glob("*.txt")], at=snapshot.head)
    hosted.git_host.history(["a.txt"], at=snapshot.head, since=datetime(2000, 1, 1, tzinfo=UTC))
    message = CommitMessage("A commit", "Tagboat-Rule: web")
    hosted.git_host.commit(snapshot, {"a.txt": File(b"1\n")}, message, BOT)
    for method in (MergeMethod.SQUASH, MergeMethod.MERGE, MergeMethod.FAST_FORWARD):
        assert propose(hosted, {method: b"1\n"}, auto_merge=method).merge_commit
    propose(hosted)
    hosted.push({"a.txt": b"a person's\n"})
    propose(hosted, {"a.txt": b"three\n"})
    hosted.git_host.withdraw(found(hosted), "Superseded")
    propose(hosted, {"a.txt": b"four\n"})
    policy = {"Version": "2012-10-17", "Statement": statements}
    granted = {action for action, _ in granted_actions([json.dumps(policy)])}
    assert {f"codecommit:{operation}" for operation in calls.since()} == granted


@pytest.mark.parametrize("branch", ["release", "tagboat"])
def test_the_template_grants_no_other_branch(
    hosted: OnCodeCommitWithPullRequests, branch: str
) -> None:
    hosted.role.may(*_granted(hosted.name))
    wanted = proposal(hosted)
    with pytest.raises(errors.PermissionMissing, match="CreateBranch"):
        hosted.git_host.propose(replace(wanted, standing=Standing(branch=branch)))
    assert hosted.git.branches() == ["main"]
