"""A template on its way into a stack: processed, checked, its conditions decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.aws.cloudformation import (
    capabilities,
    conditions,
    intrinsics,
    outputs,
    parameters,
    references,
)
from sandbox.aws.cloudformation.intrinsics import Scope
from sandbox.aws.cloudformation.resource_types import (
    check_attribute,
    check_properties,
    check_types,
)
from sandbox.aws.cloudformation.sam_transform import process, transforms
from sandbox.aws.cloudformation.stack import Deployed
from sandbox.aws.cloudformation.template import Template, parse


@dataclass(frozen=True)
class Place:
    """Where a stack is: what the pseudo parameters say."""

    stack_name: str
    stack_id: str
    account: str
    region: str
    repository: Callable[[], Any]
    """Makes a client of the Serverless Application Repository."""

    @property
    def pseudo_parameters(self) -> dict[str, Any]:
        """`AWS::Region` and the others."""
        return {
            "AWS::AccountId": self.account,
            "AWS::NotificationARNs": [],
            "AWS::Partition": "aws",
            "AWS::Region": self.region,
            "AWS::StackId": self.stack_id,
            "AWS::StackName": self.stack_name,
            "AWS::URLSuffix": "amazonaws.com",
        }


@dataclass(frozen=True)
class Submitted:
    """What a request says a stack is to become. None stands for what the stack has."""

    text: str | None
    parameters: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] | None = None
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a stack is to become."""

    place: Place
    text: str
    processed: Template
    chosen: Template
    """The processed template without what its conditions leave out."""
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...]
    uses_macros: bool

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """The resources to be, by their logical ids."""
        resources: Mapping[str, Mapping[str, Any]] = self.chosen["Resources"]
        return resources

    def scope(self, ref: Callable[[str], Any], attribute: Callable[[str, str], Any]) -> Scope:
        """What the template's functions can name.

        Args:
            ref: Gives the physical id of a resource.
            attribute: Gives an attribute of a resource.
        """
        values = _values(self.processed, self.parameters, self.place)
        return Scope(values, self.processed.get("Mappings") or {}, ref, attribute)


def prepare(submitted: Submitted, before: Deployed, place: Place) -> Wanted:
    """Read and check a template before anything is made of it.

    Args:
        submitted: The request.
        before: What the stack was last made from.
        place: Where the stack is.

    Raises:
        AwsError: `ValidationError`, as CloudFormation words it, or
            `InsufficientCapabilitiesException`.
        TransformFailed: SAM's transform refused the template.
        NotSupported: Something that the local AWS does not have.
    """
    text = before.text if submitted.text is None else submitted.text
    original = parse(text)
    values = parameters.given_values(original, submitted.parameters, before.parameters)
    processed = process(original, values, place.region, place.repository)
    check_types(processed["Resources"])
    scope = Scope(_values(processed, values, place), processed.get("Mappings") or {})
    chosen = conditions.choose(processed, conditions.decide(processed, scope))
    intrinsics.check([chosen["Resources"], chosen["Outputs"]])
    outputs.check(chosen)
    references.check(chosen, scope.values)
    references.in_order(chosen["Resources"])
    for name, resource in chosen["Resources"].items():
        check_properties(name, resource)
    for name, attribute in references.attributes_in(chosen):
        check_attribute(name, chosen["Resources"][name]["Type"], attribute)
    needed, _ = capabilities.needed_by(processed)
    capabilities.require(needed, submitted.capabilities)
    return Wanted(
        place=place,
        text=text,
        processed=processed,
        chosen=chosen,
        parameters=values,
        tags=before.tags if submitted.tags is None else submitted.tags,
        capabilities=submitted.capabilities,
        uses_macros=bool(transforms(original)),
    )


def _values(template: Template, values: Mapping[str, str], place: Place) -> dict[str, Any]:
    declared = template.get("Parameters") or {}
    typed = {
        name: parameters.typed_value(declared[name], value)
        for name, value in values.items()
        if name in declared
    }
    return {**place.pseudo_parameters, **typed}
