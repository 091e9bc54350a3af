"""The operations on templates."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.cloudformation import template_shapes
from sandbox.aws.cloudformation.capabilities import needed_by
from sandbox.aws.cloudformation.change_sets import ChangeSets
from sandbox.aws.cloudformation.parameters import default_values
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.sam_transform import TransformFailed, process, transforms
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.template import Template, invalid, parse
from sandbox.aws.cloudformation.template_source import template_text

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]


class TemplateApi:
    """Templates: those of stacks and change sets, and those that a caller wants to know about."""

    def __init__(self, account: Account, stacks: Stacks, change_sets: ChangeSets) -> None:
        self._account, self._stacks, self._change_sets = account, stacks, change_sets

    @property
    def operations(self) -> Mapping[str, Callable[[Input], Output]]:
        """Each operation, by its name."""
        return {
            "GetTemplate": self._get_template,
            "GetTemplateSummary": self._get_summary,
            "ValidateTemplate": self._validate,
        }

    def _get_template(self, asked: Input) -> Output:
        if "ChangeSetName" in asked:
            found = self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
            if found.wanted is None:
                raise invalid(f"ChangeSet [{found.id}] has no template: {found.reason}")
            text, processed = found.wanted.text, found.wanted.processed
        else:
            deployed = self._stacks.find(asked["StackName"]).deployed
            text, processed = deployed.text, deployed.processed
        return template_shapes.template(text, processed, asked.get("TemplateStage", "Original"))

    def _get_summary(self, asked: Input) -> Output:
        if "StackName" not in asked:
            return self._summary(self._template(asked))
        stack = self._stacks.find(asked["StackName"])
        if stack.status == "REVIEW_IN_PROGRESS":
            raise invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
        return self._summary(parse(stack.deployed.text))

    def _validate(self, asked: Input) -> Output:
        template = self._template(asked)
        summary = self._summary(template)
        keys = ("Capabilities", "CapabilitiesReason", "DeclaredTransforms", "Description")
        return {
            **{key: summary[key] for key in keys if key in summary},
            "Parameters": template_shapes.template_parameters(template),
        }

    def _summary(self, template: Template) -> Output:
        try:
            processed = process(template, default_values(template), self._account.region)
        except TransformFailed as error:
            raise invalid(str(error)) from error
        return template_shapes.template_summary(
            template, processed, needed_by(processed), transforms(template)
        )

    def _template(self, asked: Input) -> Template:
        text = template_text(asked, self._account)
        if text is None:
            raise invalid("Either Template URL or Template Body must be specified.")
        return parse(text)
