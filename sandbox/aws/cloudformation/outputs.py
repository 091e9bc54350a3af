"""The outputs of a stack."""

from typing import Any

from sandbox.aws.cloudformation.intrinsics import Scope, resolve
from sandbox.aws.cloudformation.stack import Output
from sandbox.aws.cloudformation.template import Template, invalid
from sandbox.aws.errors import NotSupported


def check(template: Template) -> None:
    """Check what outputs say of themselves.

    Raises:
        AwsError: `ValidationError`, when one has no value.
        NotSupported: When one is exported.
    """
    for name, output in (template.get("Outputs") or {}).items():
        if "Value" not in output:
            raise invalid(
                f"Template format error: Every Outputs member must contain a Value object ({name})"
            )
        if "Export" in output:
            raise NotSupported(f"the export of outputs ({name})")


def outputs_of(template: Template, scope: Scope) -> list[Output]:
    """The outputs of a template whose conditions are decided.

    Raises:
        AwsError: `ValidationError`, when a value is not text.
    """
    return [
        Output(name, _text(name, resolve(output["Value"], scope)), output.get("Description"))
        for name, output in (template.get("Outputs") or {}).items()
    ]


def _text(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise invalid(f"Template format error: The Value field of {name} must evaluate to String")
    return str(value).lower() if isinstance(value, bool) else str(value)
