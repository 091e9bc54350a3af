"""Projects of CodeBuild."""

from typing import Any, override

from sandbox.aws.cloudformation.api_names import lower_first
from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
)

# AWS CodeBuild API Reference, UpdateProject: what a setting is when it is not set.
_DEFAULTS: dict[str, Any] = {
    "Cache": {"Type": "NO_CACHE"},
    "Description": "",
    "EncryptionKey": "",
    "LogsConfig": {},
    "QueuedTimeoutInMinutes": 480,
    "SourceVersion": "",
    "Tags": [],
    "TimeoutInMinutes": 60,
}


class Project(ResourceType):
    """`AWS::CodeBuild::Project`, whose properties are the API's with small first letters."""

    name = "AWS::CodeBuild::Project"
    supported = frozenset({*_DEFAULTS, "Artifacts", "Environment", "Name", "ServiceRole", "Source"})
    attributes = frozenset({"Arn"})
    named_by = "Name"
    prefix = ""  # github.com/aws/aws-cdk/issues/1285: ChromeBuildProjectCF1ECDFF-pzCWvLzMTWlA

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the project."""
        project = account.client("codebuild").create_project(**_settings(name, wanted))["project"]
        return Made(name, {"Arn": project["arn"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the project; what is gone takes its default."""
        settings = {**only(_DEFAULTS, *before), **wanted}
        account.client("codebuild").update_project(**_settings(made.physical_id, settings))
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the project."""
        account.client("codebuild").delete_project(name=made.physical_id)


def _settings(name: str, wanted: Properties) -> dict[str, Any]:
    settings: dict[str, Any] = lower_first({**wanted, "Name": name})
    source = settings["source"]
    if "buildSpec" in source:
        # The one name that the template writes in another way.
        settings["source"] = {**source, "buildspec": source["buildSpec"]}
        del settings["source"]["buildSpec"]
    return settings
