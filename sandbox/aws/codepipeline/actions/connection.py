"""The source action of a connection to GitHub and its like.

Source: AWS CodePipeline User Guide, "CodeStarSourceConnection for Bitbucket Cloud, GitHub, [...]".
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, override
from urllib.parse import urlencode

from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.actions.trees import at, commit_in, files_at, revision_of, written
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.errors import NotSupported
from sandbox.git_repository import GitRepository


class ConnectionSource(ActionType):
    """A branch's tip, or the commit that the execution was started with, as a zip archive."""

    category = "Source"
    provider = "CodeStarSourceConnection"
    required = frozenset({"BranchName", "ConnectionArn", "FullRepositoryId"})
    optional = frozenset({"DetectChanges", "OutputArtifactFormat"})
    outputs = range(1, 2)

    @override
    def check(self, action: Mapping[str, Any]) -> None:
        """Refuse clones in place of archives."""
        wanted = action["configuration"].get("OutputArtifactFormat", "CODE_ZIP")
        if wanted != "CODE_ZIP":
            raise NotSupported(f"OutputArtifactFormat {wanted} of the action {action['name']}")

    @override
    def run(self, job: Job) -> Done:
        """Find the commit, and put its files in the bucket."""
        given = job.configuration
        arn, name = given["ConnectionArn"], given["FullRepositoryId"]
        branch = job.execution.branches.get(job.run.name, given["BranchName"])
        _require_use(job, arn, name, branch)
        git = job.services.connections.git_of(arn, name)
        if git is None:
            raise ActionFailed(
                f"[Connection] Unable to use Connection: {arn}. The provided repository {name} is "
                "not found, or the connection is not available.",
                "ConfigurationError",
            )
        commit = commit_in(git, job.override or _tip(git, name, branch))
        if commit is None:
            raise ActionFailed(f"The commit {job.override} is not in {name}", "ConfigurationError")
        id_ = str(commit.id)
        job.store.put(job.run.outputs[0], files_at(git, id_))
        provider = job.services.connections.provider_of(arn)
        said = json.dumps({"ProviderType": provider, "CommitMessage": commit.message})
        revision = replace(revision_of(commit, _link(arn, name, id_)), summary=said[:2048])
        variables = {
            "AuthorDate": written(at(commit.author.time)),
            "AuthorDisplayName": commit.author.name,
            "AuthorEmail": commit.author.email,
            "BranchName": branch,
            "CommitId": id_,
            "CommitMessage": commit.message,
            "ConnectionArn": arn,
            "FullRepositoryName": name,
        }
        return Done(external_id=id_, variables=variables, revision=revision)


def _require_use(job: Job, arn: str, name: str, branch: str) -> None:
    """Ask for the one right, which is named after the service in the connection's ARN."""
    service = arn.split(":")[2]
    keys = {
        f"{service}:branchname": (branch,),
        f"{service}:fullrepositoryid": (name,),
        f"{service}:provideraction": (),
        f"{service}:providerpermissionsrequired": ("read_only",),
    }
    job.role.require(f"{service}:UseConnection", arn, keys)


def _tip(git: GitRepository, name: str, branch: str) -> str:
    head = git.head(branch)
    if head is None:
        raise ActionFailed(
            f"The action failed because no branch named {branch} was found in {name}. Make sure "
            "you are using the correct branch name, and then try again.",
            "ConfigurationError",
        )
    return head


def _link(arn: str, name: str, commit: str) -> str:
    query = {
        "connectionArn": arn,
        "referenceType": "COMMIT",
        "FullRepositoryId": name,
        "Commit": commit,
    }
    region = arn.split(":")[3]
    where = f"https://{region}.console.aws.amazon.com/codesuite/settings/connections/redirect"
    return f"{where}?{urlencode(query)}"
