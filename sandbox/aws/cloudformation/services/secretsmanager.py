"""Secrets."""

import json
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
)


class Secret(ResourceType):
    """`AWS::SecretsManager::Secret`."""

    name = "AWS::SecretsManager::Secret"
    supported = frozenset({"Description", "GenerateSecretString", "Name", "SecretString", "Tags"})
    attributes = frozenset({"Id"})
    named_by = "Name"
    longest_name = 505

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the secret with its first value, which is made up when so asked."""
        secrets = account.client("secretsmanager")
        value = wanted.get("SecretString") or _generated(secrets, wanted)
        answer = secrets.create_secret(
            Name=name,
            **only(wanted, "Description", "Tags"),
            **({"SecretString": value} if value else {}),
        )
        return Made(answer["ARN"], {"Id": answer["ARN"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the description and, where the template has it, the value."""
        secrets = account.client("secretsmanager")
        changes = {"Description": wanted.get("Description", "")}
        if wanted.get("SecretString") != before.get("SecretString") and "SecretString" in wanted:
            changes["SecretString"] = wanted["SecretString"]
        secrets.update_secret(SecretId=made.physical_id, **changes)
        gone = {tag["Key"] for tag in before.get("Tags", [])}
        if gone:
            secrets.untag_resource(SecretId=made.physical_id, TagKeys=sorted(gone))
        if tags := wanted.get("Tags"):
            secrets.tag_resource(SecretId=made.physical_id, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the secret at once, as CloudFormation does."""
        account.client("secretsmanager").delete_secret(
            SecretId=made.physical_id, ForceDeleteWithoutRecovery=True
        )


def _generated(secrets: Any, wanted: Properties) -> str | None:
    if "GenerateSecretString" not in wanted:
        return None
    options = dict(wanted["GenerateSecretString"])
    template = options.pop("SecretStringTemplate", None)
    key = options.pop("GenerateStringKey", None)
    password: str = secrets.get_random_password(**options)["RandomPassword"]
    if template is None:
        return password
    return json.dumps({**json.loads(template), key: password})
