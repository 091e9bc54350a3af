"""What the deploy action of CloudFormation submits: template, configuration and overrides.

Source: AWS CloudFormation User Guide, "AWS CloudFormation artifacts" and "Using parameter override
functions with CodePipeline pipelines".
"""

import json
from collections.abc import Mapping
from typing import Any

from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from sandbox.aws.codepipeline.action_type import Job
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import Artifact

_LONGEST_BODY = 51_200
"""Bytes of a template in a request ("Understand CloudFormation quotas")."""
_BUCKET = "codepipeline-templates"
"""Of the service itself: how it hands on longer ones is not documented."""
_SECTIONS = {"Parameters", "StackPolicy", "Tags"}


def submitted(job: Job) -> dict[str, Any]:
    """The input of CreateStack, UpdateStack and CreateChangeSet, as far as they have it in common.

    Raises:
        ActionFailed: `ConfigurationError`: a file is missing or is not what it should be.
    """
    given = job.configuration
    settings = _settings(job)
    parameters = {**settings.get("Parameters", {}), **_overrides(job)}
    wanted: dict[str, Any] = {
        **_template(job),
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
        ],
        "RoleARN": given["RoleArn"],
    }
    if named := given.get("Capabilities"):
        wanted["Capabilities"] = named.split(",")
    if tags := settings.get("Tags"):
        wanted["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    if policy := settings.get("StackPolicy"):
        wanted["StackPolicyBody"] = json.dumps(policy)
    return wanted


def _template(job: Job) -> dict[str, str]:
    """The template, in the request or, when it is too long for that, where AWS may keep it."""
    text = _file(job, "TemplatePath")
    if len(text) <= _LONGEST_BODY:
        return {"TemplateBody": text.decode()}
    s3 = s3_backends[job.role.account][get_partition(job.role.region)]
    if _BUCKET not in s3.buckets:
        s3.create_bucket(_BUCKET, job.role.region)
    s3.put_object(_BUCKET, job.run.id, text)
    return {"TemplateURL": f"https://s3.amazonaws.com/{_BUCKET}/{job.run.id}"}


def _settings(job: Job) -> Mapping[str, Any]:
    if "TemplateConfiguration" not in job.configuration:
        return {}
    path = job.configuration["TemplateConfiguration"]
    settings = _json_object(_file(job, "TemplateConfiguration"), path)
    if unknown := sorted(set(settings) - _SECTIONS):
        raise _wrong(f"{path} has {', '.join(unknown)}, which no template configuration has")
    for section in ("Parameters", "Tags"):
        for key, value in settings.get(section, {}).items():
            if not isinstance(value, str):
                raise _wrong(f"{section}.{key} of {path} must be a string")
    return settings


def _overrides(job: Job) -> dict[str, str]:
    text = job.configuration.get("ParameterOverrides")
    if not text:
        return {}
    wanted = _json_object(text.encode(), "ParameterOverrides")
    return {key: _value(job, key, value) for key, value in wanted.items()}


def _value(job: Job, key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and len(value) == 1:
        ((function, arguments),) = value.items()
        if function == "Fn::GetArtifactAtt" and len(arguments) == 2:
            return _attribute(_artifact(job, arguments[0]), arguments[1])
        if function == "Fn::GetParam" and len(arguments) == 3:
            return _parameter(job, *arguments)
    raise _wrong(f"ParameterOverrides.{key} must be a string or a parameter override function")


def _attribute(artifact: Artifact, name: str) -> str:
    attributes = {
        "ArtifactName": artifact.name,
        "BucketName": artifact.bucket,
        "ObjectKey": artifact.key,
        "URL": f"https://s3.amazonaws.com/{artifact.bucket}/{artifact.key}",
    }
    if name not in attributes:
        raise _wrong(f"Fn::GetArtifactAtt has no attribute {name}")
    return attributes[name]


def _parameter(job: Job, artifact: str, path: str, key: str) -> str:
    content = _json_object(job.store.read(_artifact(job, artifact), path), path)
    if not isinstance(content.get(key), str):
        raise _wrong(f"{path} of the artifact {artifact} has no text {key}")
    return str(content[key])


def _file(job: Job, key: str) -> bytes:
    """The file that a configuration names as `Artifact::path`."""
    name, separator, path = job.configuration[key].partition("::")
    if not separator:
        raise _wrong(f"{key} must be ArtifactName::FileName, and is {job.configuration[key]}")
    return job.store.read(_artifact(job, name), path)


def _artifact(job: Job, name: str) -> Artifact:
    found = job.input(name)
    if found is None:
        raise _wrong(f"The artifact {name} is not an input artifact of the action {job.run.name}")
    return found


def _json_object(text: bytes, where: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise _wrong(f"{where} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise _wrong(f"{where} must be a JSON object")
    return content


def _wrong(message: str) -> ActionFailed:
    return ActionFailed(message, "ConfigurationError")
