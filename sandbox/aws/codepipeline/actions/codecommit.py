"""The source action of CodeCommit.

Source: AWS CodePipeline User Guide, "CodeCommit source action reference"; the rights are those that
"Manage the CodePipeline service role" lists for it.
"""

from collections.abc import Mapping
from typing import Any, override

from botocore.exceptions import ClientError

from sandbox.aws import codecommit
from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.actions.trees import at, commit_in, files_at, revision_of, written
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.errors import NotSupported


class CodeCommitSource(ActionType):
    """A branch's tip, or the commit that the execution was started with, as a zip archive."""

    category = "Source"
    provider = "CodeCommit"
    required = frozenset({"BranchName", "RepositoryName"})
    optional = frozenset({"OutputArtifactFormat", "PollForSourceChanges"})
    outputs = range(1, 2)

    @override
    def check(self, action: Mapping[str, Any]) -> None:
        """Refuse polling, which is the default, and clones in place of archives."""
        configuration = action["configuration"]
        if configuration.get("PollForSourceChanges", "true").lower() != "false":
            raise NotSupported(
                f"PollForSourceChanges of the action {action['name']}: set it to false, and let a "
                "rule of EventBridge start the pipeline"
            )
        wanted = configuration.get("OutputArtifactFormat", "CODE_ZIP")
        if wanted != "CODE_ZIP":
            raise NotSupported(f"OutputArtifactFormat {wanted} of the action {action['name']}")

    @override
    def run(self, job: Job) -> Done:
        """Find the commit, and put its files in the bucket."""
        repository = job.configuration["RepositoryName"]
        branch = job.configuration["BranchName"]
        client = job.role.client("codecommit")
        arn = f"arn:aws:codecommit:{job.role.region}:{job.role.account}:{repository}"
        try:
            id_ = job.override or _tip(client, repository, branch)
            client.get_commit(repositoryName=repository, commitId=id_)
        except ClientError as error:
            raise _as_failure(error, repository, branch) from error
        job.role.require("codecommit:UploadArchive", arn)
        job.role.require("codecommit:GetUploadArchiveStatus", arn)
        git = codecommit.repository(repository, region=job.role.region, account=job.role.account)
        commit = commit_in(git, id_)
        if commit is None:
            raise ActionFailed(f"The commit {id_} is gone from {repository}", "RevisionUnavailable")
        job.store.put(job.run.outputs[0], files_at(git, id_))
        variables = {
            "RepositoryName": repository,
            "BranchName": branch,
            "CommitId": id_,
            "CommitMessage": commit.message,
            "AuthorDate": written(at(commit.author.time)),
            "CommitterDate": written(at(commit.committer.time)),
        }
        return Done(external_id=id_, variables=variables, revision=revision_of(commit))


def _tip(client: Any, repository: str, branch: str) -> str:
    found = client.get_branch(repositoryName=repository, branchName=branch)
    return str(found["branch"]["commitId"])


def _as_failure(error: ClientError, repository: str, branch: str) -> ActionFailed:
    """The action's own words for what CodeCommit answers."""
    said = error.response["Error"]
    if said["Code"] == "AccessDeniedException":
        return ActionFailed(
            "The service role or action role does not have the permissions required to access the "
            f"AWS CodeCommit repository named {repository}. Update the IAM role permissions, and "
            f"then try again. Error: {said['Message']}",
            "PermissionError",
        )
    if said["Code"] == "BranchDoesNotExistException":
        return ActionFailed(
            f"The action failed because no branch named {branch} was found in the selected AWS "
            f"CodeCommit repository {repository}. Make sure you are using the correct branch name, "
            f"and then try again. Error: {said['Message']}",
            "ConfigurationError",
        )
    return ActionFailed(said["Message"], "ConfigurationError")
