"""Applications and versions, in the shapes of the repository's API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.cloudformation.capabilities import needed_by
from sandbox.aws.cloudformation.references import named_in
from sandbox.aws.cloudformation.template import Template
from sandbox.aws.errors import NotSupported

# AWS Serverless Application Repository Developer Guide, "Acknowledging Application Capabilities".
_RESOURCE_POLICIES = {
    "AWS::Events::EventBusPolicy",
    "AWS::IAM::Policy",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}
_TEXTS = ("AllowedPattern", "ConstraintDescription", "Description", "Type")
_NUMBERS = ("MaxLength", "MaxValue", "MinLength", "MinValue")


def now() -> str:
    """The time, as the API gives it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Application:
    """One application with its versions."""

    id: str
    described: dict[str, Any]
    """What its publisher says of it, by the names of the API."""
    created: str = field(default_factory=now)
    versions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By semantic version, in the order they were published in."""

    def shape(self, version: Mapping[str, Any]) -> dict[str, Any]:
        """The application with one version."""
        return {
            "ApplicationId": self.id,
            "CreationTime": self.created,
            "IsVerifiedAuthor": False,
            **self.described,
            "Version": version,
        }


def parameter_definitions(template: Template) -> list[dict[str, Any]]:
    """The parameters of a template."""
    return [
        {
            "Name": name,
            "ReferencedByResources": [
                one
                for one, resource in template["Resources"].items()
                if name in named_in(resource.get("Properties"))
            ],
            **dict(_settings(parameter)),
        }
        for name, parameter in (template.get("Parameters") or {}).items()
    ]


def _settings(parameter: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _TEXTS:
        if name in parameter:
            yield name, str(parameter[name])
    for name in _NUMBERS:
        if name in parameter:
            yield name, int(parameter[name])
    if "AllowedValues" in parameter:
        yield "AllowedValues", [str(one) for one in parameter["AllowedValues"]]
    if "Default" in parameter:
        yield "DefaultValue", str(parameter["Default"])
    yield "NoEcho", str(parameter.get("NoEcho", False)).lower() == "true"


def required_capabilities(template: Template) -> list[str]:
    """What has to be acknowledged by who deploys a template.

    Raises:
        NotSupported: A function with policies that are not SAM's policy templates.
    """
    resources: Mapping[str, Any] = template["Resources"]
    for name, resource in resources.items():
        if not all(map(_is_policy_template, _policies(resource))):
            raise NotSupported(f"the capabilities of policies that are not templates ({name})")
    found, _ = needed_by(template)
    if _RESOURCE_POLICIES & {resource["Type"] for resource in resources.values()}:
        found = [*found, "CAPABILITY_RESOURCE_POLICY"]
    return found


def _policies(resource: Mapping[str, Any]) -> list[Any]:
    if not resource["Type"].startswith("AWS::Serverless::"):
        return []
    written = (resource.get("Properties") or {}).get("Policies", [])
    return written if isinstance(written, list) else [written]


def _is_policy_template(policy: Any) -> bool:
    return isinstance(policy, dict) and len(policy) == 1 and next(iter(policy)).endswith("Policy")
