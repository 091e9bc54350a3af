"""The template of a version: what is checked before it is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.cloudformation.parameters import default_values
from sandbox.aws.cloudformation.sam_transform import SERVERLESS, TransformFailed, process
from sandbox.aws.cloudformation.template import Template, parse
from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.serverlessrepo.artifacts import Artifacts, parse_s3_uri
from sandbox.aws.serverlessrepo.broad_permissions import check_permissions
from sandbox.aws.serverlessrepo.errors import bad_request
from sandbox.aws.serverlessrepo.resource_types import check_resource_types
from sandbox.aws.serverlessrepo.sam_properties import check_sam_properties

# AWS Serverless Application Repository API Reference, "ParameterDefinition".
_PARAMETER_TYPES = ("String", "Number", "List<Number>", "CommaDelimitedList")
_CODE_IN_S3 = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
_S3_OBJECTS = {"AWS::Lambda::Function": "Code", "AWS::Lambda::LayerVersion": "Content"}
_NOT_SUPPORTED = ("BodyS3Location", "DefinitionS3Location", "DefinitionUri", "ImageUri")


@dataclass(frozen=True)
class Submitted:
    """A template that may be published."""

    text: str
    source: Template
    """As it was submitted."""

    @classmethod
    def check(cls, text: str, artifacts: Artifacts, region: str) -> "Submitted":
        """Check a template, and that the code it names can be read.

        Raises:
            AwsError: `BadRequestException`, with the first thing that is not allowed.
            NotSupported: Something of which it is not known whether AWS allows it.
        """
        source = _parsed(text)
        _check_source(source)
        processed = _transformed(source, region)
        check_resource_types({one["Type"] for one in processed["Resources"].values()})
        for name, resource in processed["Resources"].items():
            check_permissions(name, resource)
            _check_code(resource, artifacts)
        return cls(text, source)


def _parsed(text: str) -> Template:
    try:
        return parse(text)
    except AwsError as error:
        raise bad_request(error.message) from error


def _transformed(source: Template, region: str) -> Template:
    try:
        return process(source, default_values(source), region)
    except TransformFailed as error:
        raise bad_request(str(error)) from error


def _check_source(source: Template) -> None:
    if source.get("Transform") not in (SERVERLESS, [SERVERLESS]):
        raise bad_request(f"The template must have the transform {SERVERLESS} and no other")
    for name, parameter in (source.get("Parameters") or {}).items():
        if parameter.get("Type") not in _PARAMETER_TYPES:
            raise bad_request(f"Parameter {name} has an unsupported type: {parameter.get('Type')}")
    check_resource_types({one["Type"] for one in source["Resources"].values()})
    check_sam_properties(source)
    for name, resource in source["Resources"].items():
        _check_properties(name, resource["Type"], resource.get("Properties") or {})


def _check_properties(name: str, type_: str, properties: Mapping[str, Any]) -> None:
    if type_ == "AWS::Serverless::Application":
        raise NotSupported(f"the publication of nested applications ({name})")
    if found := [one for one in _NOT_SUPPORTED if one in properties]:
        raise NotSupported(f"the publication of {found[0]} ({name})")
    if type_ in _CODE_IN_S3 and "InlineCode" not in properties:
        parse_s3_uri(properties.get(_CODE_IN_S3[type_]))


def _check_code(resource: Mapping[str, Any], artifacts: Artifacts) -> None:
    code = resource.get("Properties", {}).get(_S3_OBJECTS.get(resource["Type"], ""), {})
    if "S3ObjectVersion" in code:
        raise NotSupported("the publication of a version of an object in S3")
    if "S3Key" in code:
        artifacts.check_readable(code["S3Bucket"], code["S3Key"])
