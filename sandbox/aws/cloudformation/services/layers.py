"""Layers: other people's packages beside a function's own code."""

from typing import override

from sandbox.aws.cloudformation.resource_type import Account, Made, Properties, ResourceType


class LayerVersion(ResourceType):
    """`AWS::Lambda::LayerVersion`: every change makes a new version."""

    name = "AWS::Lambda::LayerVersion"
    supported = frozenset(
        {
            "CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description", "LayerName",
            "LicenseInfo",
        }
    )  # fmt: skip
    attributes = frozenset({"LayerVersionArn"})
    longest_name = 64

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Publish a version."""
        arn = account.client("lambda").publish_layer_version(**{"LayerName": name, **wanted})[
            "LayerVersionArn"
        ]
        return Made(arn, {"LayerVersionArn": arn})

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the version."""
        layer, _, version = made.physical_id.rpartition(":")
        account.client("lambda").delete_layer_version(
            LayerName=layer.rpartition(":")[2], VersionNumber=int(version)
        )
