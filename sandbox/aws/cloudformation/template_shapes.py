"""What CloudFormation says of templates, in the shapes of its API."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.cloudformation.parameters import is_secret
from sandbox.aws.cloudformation.shapes import Shape, present
from sandbox.aws.cloudformation.template import Template


def template(text: str, processed: Template, stage: str) -> Shape:
    """What `GetTemplate` answers."""
    return {
        "TemplateBody": text if stage == "Original" else json.dumps(processed),
        "StagesAvailable": ["Original", "Processed"],
    }


def template_parameters(original: Template) -> list[Shape]:
    """The `TemplateParameter`s of a template."""
    return [
        present(
            ParameterKey=name,
            DefaultValue=str(declared["Default"]) if "Default" in declared else None,
            NoEcho=is_secret(declared),
            Description=declared.get("Description"),
        )
        for name, declared in (original.get("Parameters") or {}).items()
    ]


def template_summary(
    original: Template,
    processed: Template,
    capabilities: tuple[Sequence[str], Sequence[str]],
    transforms: Sequence[str],
) -> Shape:
    """What `GetTemplateSummary` answers."""
    needed, by = capabilities
    declared: Mapping[str, Any] = original.get("Parameters") or {}
    types = [resource["Type"] for resource in processed["Resources"].values()]
    return present(
        Description=original.get("Description"),
        Version=original.get("AWSTemplateFormatVersion"),
        Parameters=[
            {
                **one,
                "ParameterType": declared[one["ParameterKey"]]["Type"],
                "ParameterConstraints": _constraints(declared[one["ParameterKey"]]),
            }
            for one in template_parameters(original)
        ],
        Capabilities=list(needed),
        CapabilitiesReason=f"The following resource(s) require capabilities: [{', '.join(by)}]"
        if by
        else None,
        ResourceTypes=sorted(set(types)),
        DeclaredTransforms=list(transforms),
        Metadata=json.dumps(original["Metadata"]) if "Metadata" in original else None,
    )


def _constraints(declared: Mapping[str, Any]) -> Shape:
    allowed = declared.get("AllowedValues")
    return {"AllowedValues": [str(value) for value in allowed]} if allowed else {}
