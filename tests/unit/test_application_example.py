"""The example application: no role of its pipelines can do more than its boundary, nor approve."""

import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # without types

from tests.template_parts import listed, walk

EXAMPLE = Path(__file__).parents[2] / "examples/application"


def statements(file: str) -> list[dict[str, Any]]:
    """Every statement of a template that is about resources, so of no trust policy."""
    template = yaml_parse((EXAMPLE / file).read_text())
    found = [inside for inside in walk(template) if isinstance(inside, dict)]
    return [inside for inside in found if "Effect" in inside and "Resource" in inside]


def actions(file: str, effect: str = "Allow") -> set[str]:
    return {
        action
        for statement in statements(file)
        if statement["Effect"] == effect
        for action in listed(statement["Action"])
    }


def test_the_boundary_names_what_the_pipelines_do_and_nothing_else() -> None:
    named = actions("account.yaml")
    assert named == actions("pipeline.yaml") | actions("build.yaml")
    assert [one for one in named if not re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z0-9]+", one)] == []


def test_no_pipeline_s_role_can_ever_approve() -> None:
    assert actions("account.yaml", "Deny") == {"codepipeline:PutApprovalResult"}


@pytest.mark.parametrize("file", ["account.yaml", "pipeline.yaml", "build.yaml"])
def test_a_role_is_passed_on_to_cloudformation_alone(file: str) -> None:
    for statement in statements(file):
        if "iam:PassRole" in listed(statement["Action"]):
            assert statement["Condition"] == {
                "StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}
            }


def test_a_pipeline_deploys_the_stacks_of_its_stages_and_not_its_own() -> None:
    (deploys,) = [
        one
        for one in statements("pipeline.yaml")
        if "cloudformation:UpdateStack" in listed(one["Action"])
    ]
    stacks = [arn["Fn::Sub"].partition(":stack/")[2] for arn in deploys["Resource"]]
    assert stacks == ["shop-dev/*", "shop-prod/*"]
    assert "cloudformation:DescribeStackEvents" in deploys["Action"]
