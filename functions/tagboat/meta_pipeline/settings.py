"""The parameters of meta-pipeline.yaml, as it hands them over in the environment."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from tagboat.core.errors import InvalidSettings
from tagboat.core.meta_pipeline.configuration import check_tags, named_values
from tagboat.core.meta_pipeline.errors import SourceRefused
from tagboat.core.meta_pipeline.plan import Plan, PlannedStack

MOST_STACKS = 5
"""The ARNs of their change sets have to fit into an action's UserParameters of 1,000 characters."""


class MetaSettings(Struct, frozen=True, kw_only=True):
    """What the functions of the meta pipeline are told. Lists are separated by commas."""

    repository: str
    pipeline_templates: str
    pipeline_stacks: str
    configuration_files: str
    template_parameters: str
    stack_tags: str
    adopt_stacks: str
    termination_protection: str
    wait_minutes: int
    meta_pipeline: str
    meta_template: str
    meta_configuration_file: str
    meta_stack_name: str
    meta_role_arn: str
    meta_stack_id: str
    cloud_formation_role_arn: str
    artifact_bucket: str
    notification_topic_arn: str

    @property
    def watched(self) -> frozenset[str]:
        """The paths that concern the pipeline."""
        lists = (self.pipeline_templates, self.configuration_files)
        paths = [path for text in lists for path in _items(text)]
        return frozenset([*paths, self.meta_template, self.meta_configuration_file]) - {""}

    @property
    def stacks(self) -> tuple[PlannedStack, ...]:
        """The stacks that are kept up to date.

        Raises:
            InvalidSettings: The lists do not belong together.
        """
        templates, names = _items(self.pipeline_templates), _items(self.pipeline_stacks)
        files = _items(self.configuration_files) or [""] * len(templates)
        if not len(templates) == len(names) == len(files):
            raise InvalidSettings(
                f"PipelineTemplates has {len(templates)} paths, PipelineStacks {len(names)} names"
                f" and ConfigurationFiles {len(files)} paths: each template needs its stack, and"
                " its configuration file if any has one."
            )
        if len(names) > MOST_STACKS:
            raise InvalidSettings(
                f"PipelineStacks names {len(names)} stacks; a meta pipeline takes {MOST_STACKS}."
                " Deploy another one for the rest."
            )
        if len(set(names)) < len(names):
            raise InvalidSettings("PipelineStacks names a stack twice.")
        return tuple(map(PlannedStack, names, templates, files))

    @property
    def plan(self) -> Plan:
        """What is kept up to date, and on what terms.

        Raises:
            InvalidSettings: The parameters contradict each other.
        """
        self._check_meta_template()
        try:
            tags = named_values("StackTags", _items(self.stack_tags))
            check_tags("StackTags", tags)
            return Plan(
                stacks=self.stacks,
                overrides=named_values("TemplateParameters", _items(self.template_parameters)),
                tags=tags,
                owner=self.meta_stack_id,
                adopt=self.adopt_stacks == "yes",
                role=self.cloud_formation_role_arn,
                protect=self.termination_protection == "yes",
                patience=self.wait_minutes * 60,
            )
        except SourceRefused as error:
            raise InvalidSettings(str(error)) from error

    def _check_meta_template(self) -> None:
        needed = {
            "MetaTemplate": self.meta_template,
            "MetaStackName": self.meta_stack_name,
            "MetaRoleArn": self.meta_role_arn,
        }
        given = [name for name, value in needed.items() if value]
        if given and len(given) < len(needed):
            lacking = ", ".join(name for name in needed if name not in given)
            raise InvalidSettings(
                f"{', '.join(given)} is set, but the meta pipeline needs {lacking} too in order to"
                " update itself."
            )


def read_settings(environment: Mapping[str, str]) -> MetaSettings:
    """Read `TAGBOAT_…` from an environment.

    Raises:
        InvalidSettings: One is missing, or is not what the template allows.
    """
    names = {field: f"TAGBOAT_{field.upper()}" for field in MetaSettings.__struct_fields__}
    missing = [name for name in names.values() if name not in environment]
    if missing:
        raise InvalidSettings(
            f"The function's environment lacks {', '.join(missing)}. Deploy the template again."
        )
    given = {field: environment[name] for field, name in names.items()}
    try:
        return msgspec.convert(given, MetaSettings, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidSettings(
            f"The function's environment is not the template's: {error}. Deploy the template again."
        ) from error


def _items(text: str) -> list[str]:
    return [item for part in text.split(",") if (item := part.strip())]
