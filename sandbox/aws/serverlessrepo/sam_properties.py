"""What SAM can do and the repository's own, older copy of SAM does not know.

Sources: issues 3987, 4531, 4543 and 6127 of aws/aws-sam-cli, issue 1931 of
aws/serverless-application-model. There may be more: none of this is documented.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.aws.cloudformation.template import Template
from sandbox.aws.serverlessrepo.errors import bad_request

_FUNCTION = "AWS::Serverless::Function"
_UNKNOWN_OF_FUNCTIONS = ("FunctionUrlConfig", "SnapStart")
_UNKNOWN_OF_EVENTS = {"Schedule": ("RetryPolicy",), "SQS": ("ScalingConfig",)}
_UNKNOWN_EVENTS = ("ScheduleV2",)


def check_sam_properties(template: Template) -> None:
    """Check the resources of a template before its transform.

    Raises:
        AwsError: `BadRequestException`, which names every one that is not known.
    """
    shared = (template.get("Globals") or {}).get("Function", {})
    written = template["Resources"] | {"Globals": {"Type": _FUNCTION, "Properties": shared}}
    if found := [error for name, body in written.items() for error in _errors(name, body)]:
        raise bad_request(
            "Invalid Serverless Application Specification document. "
            f"Number of errors found: {len(found)}. Errors: {' '.join(found)}"
        )


def _errors(name: str, resource: Mapping[str, Any]) -> Iterator[str]:
    type_, properties = resource["Type"], resource.get("Properties") or {}
    if not type_.startswith("AWS::Serverless::"):
        return
    for unknown in _UNKNOWN_OF_FUNCTIONS:
        if type_ == _FUNCTION and unknown in properties:
            yield _not_defined(name, unknown, type_)
    architectures = properties.get("Architectures", [])
    if not isinstance(architectures, list) or not all(
        isinstance(one, str) for one in architectures
    ):
        yield f"Resource with id [{name}] is invalid. Architectures must be a list of one string."
    for event, body in (properties.get("Events") or {}).items():
        yield from _event_errors(name, event, body)


def _event_errors(name: str, event: str, body: Mapping[str, Any]) -> Iterator[str]:
    if body["Type"] in _UNKNOWN_EVENTS:
        yield (
            f"Resource with id [{name}] is invalid. Event with id [{event}] is invalid. "
            "Resource dict has missing or invalid value for key Type. "
            f"Event Type is: {body['Type']}."
        )
    for unknown in _UNKNOWN_OF_EVENTS.get(body["Type"], ()):
        if unknown in (body.get("Properties") or {}):
            yield _not_defined(name + event, unknown, body["Type"])


def _not_defined(name: str, unknown: str, type_: str) -> str:
    return (
        f"Resource with id [{name}] is invalid. "
        f"property {unknown} not defined for resource of type {type_}"
    )
