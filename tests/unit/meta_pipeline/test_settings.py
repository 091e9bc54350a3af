"""The parameters of meta-pipeline.yaml, read from the environment."""

import pytest

from tagboat.core.errors import InvalidSettings
from tagboat.core.meta_pipeline.plan import PlannedStack
from tagboat.meta_pipeline.settings import MetaSettings, read_settings

ENVIRONMENT = {
    "TAGBOAT_REPOSITORY": "shop",
    "TAGBOAT_PIPELINE_TEMPLATES": "pipeline.yaml,ci/build.yaml",
    "TAGBOAT_PIPELINE_STACKS": "shop-pipeline, shop-build",
    "TAGBOAT_CONFIGURATION_FILES": "",
    "TAGBOAT_TEMPLATE_PARAMETERS": "Branch=main,Url=https://a/?b=c",
    "TAGBOAT_STACK_TAGS": "",
    "TAGBOAT_ADOPT_STACKS": "no",
    "TAGBOAT_TERMINATION_PROTECTION": "yes",
    "TAGBOAT_WAIT_MINUTES": "30",
    "TAGBOAT_META_PIPELINE": "meta",
    "TAGBOAT_META_STACK_ID": "id",
    "TAGBOAT_META_TEMPLATE": "",
    "TAGBOAT_META_CONFIGURATION_FILE": "",
    "TAGBOAT_META_STACK_NAME": "",
    "TAGBOAT_META_ROLE_ARN": "",
    "TAGBOAT_CLOUD_FORMATION_ROLE_ARN": "role",
    "TAGBOAT_ARTIFACT_BUCKET": "bucket",
    "TAGBOAT_NOTIFICATION_TOPIC_ARN": "topic",
}


def settings(**changed: str) -> MetaSettings:
    return read_settings(
        ENVIRONMENT | {f"TAGBOAT_{name.upper()}": value for name, value in changed.items()}
    )


def test_each_template_has_its_stack_in_the_order_of_the_lists() -> None:
    plan = settings().plan
    assert plan.stacks == (
        PlannedStack("shop-pipeline", "pipeline.yaml"),
        PlannedStack("shop-build", "ci/build.yaml"),
    )
    assert plan.overrides == {"Branch": "main", "Url": "https://a/?b=c"}
    assert (plan.adopt, plan.protect, plan.patience) == (False, True, 1_800)


def test_every_file_that_is_read_is_watched() -> None:
    found = settings(
        configuration_files="a.json,b.json",
        meta_template="meta.yaml",
        meta_configuration_file="meta.json",
    )
    files = {"pipeline.yaml", "ci/build.yaml", "a.json", "b.json", "meta.yaml", "meta.json"}
    assert found.watched == files
    assert settings().watched == {"pipeline.yaml", "ci/build.yaml"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pipeline_stacks": "one"}, "PipelineTemplates has 2 paths, PipelineStacks 1 names"),
        ({"configuration_files": "a.json"}, "ConfigurationFiles 1 paths"),
        ({"pipeline_stacks": "one,one"}, "names a stack twice"),
        (
            {"pipeline_templates": "a,b,c,d,e,f", "pipeline_stacks": "a,b,c,d,e,f"},
            "names 6 stacks; a meta pipeline takes 5",
        ),
        ({"template_parameters": "Branch"}, "Item 1 of TemplateParameters"),
        ({"stack_tags": "a=1,a=2"}, "StackTags has a twice"),
        ({"stack_tags": "a="}, "StackTags gives no value to the tag a"),
        ({"meta_template": "meta.yaml"}, "needs MetaStackName, MetaRoleArn too"),
        ({"meta_role_arn": "role", "meta_template": "a"}, "needs MetaStackName too"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(
    changed: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidSettings, match=said):
        _ = settings(**changed).plan


def test_an_environment_that_is_not_the_template_s_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="lacks TAGBOAT_REPOSITORY"):
        read_settings({k: v for k, v in ENVIRONMENT.items() if k != "TAGBOAT_REPOSITORY"})
    with pytest.raises(InvalidSettings, match="not the template's"):
        settings(wait_minutes="soon")
