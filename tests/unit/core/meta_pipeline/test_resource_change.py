"""What a change does to a resource: what is not known to be harmless is not taken for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.resource_change import Effect, resource_change


def change(action: str, **more: object) -> dict[str, Any]:
    return {
        "Action": action,
        "LogicalResourceId": "Thing",
        "ResourceType": "AWS::S3::Bucket",
    } | more


def replaced(**more: object) -> dict[str, Any]:
    return change("Modify", Replacement="True", **more)


@pytest.mark.parametrize(
    ("described", "effect", "retained"),
    [
        (change("Add"), Effect.ADDED, False),
        (change("Import"), Effect.IMPORTED, False),
        (change("Modify", Replacement="False"), Effect.CHANGED, False),
        (replaced(), Effect.REPLACED, False),
        (replaced(PolicyAction="ReplaceAndDelete"), Effect.REPLACED, False),
        (replaced(PolicyAction="ReplaceAndRetain"), Effect.REPLACED, True),
        (change("Modify", Replacement="Conditional"), Effect.MAYBE_REPLACED, False),
        (change("Modify"), Effect.UNFORESEEN, False),
        (change("Remove"), Effect.DELETED, False),
        (change("Remove", PolicyAction="Delete"), Effect.DELETED, False),
        (change("Remove", PolicyAction="Snapshot"), Effect.DELETED, False),
        (change("Remove", PolicyAction="Retain"), Effect.LEFT_BEHIND, True),
        (change("Dynamic"), Effect.UNFORESEEN, False),
        (change("SyncWithActual"), Effect.UNFORESEEN, False),
    ],
)  # fmt: skip
def test_each_action_has_its_effect(
    described: dict[str, Any], effect: Effect, *, retained: bool
) -> None:
    found = resource_change(described)
    assert (found.effect, found.retained) == (effect, retained)


@pytest.mark.parametrize(
    "type_",
    [
        "AWS::CloudFormation::CustomResource",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::StackSet",
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        "Custom::Migration",
    ],
)
def test_a_change_in_place_of_what_has_more_behind_it_is_not_foreseen(type_: str) -> None:
    found = resource_change(change("Modify", Replacement="False", ResourceType=type_))
    assert (found.effect, found.is_harmless) == (Effect.UNFORESEEN, False)


@given(
    action=st.text() | st.sampled_from(["Add", "Import", "Modify", "Remove", "Dynamic"]),
    replacement=st.none() | st.text() | st.sampled_from(["True", "False", "Conditional"]),
    policy=st.none() | st.text() | st.sampled_from(["Delete", "Retain", "Snapshot"]),
)
def test_only_additions_imports_and_changes_in_place_are_harmless(
    action: str, replacement: str | None, policy: str | None
) -> None:
    found = resource_change(change(action, Replacement=replacement, PolicyAction=policy))
    in_place = action == "Modify" and replacement == "False"
    assert found.is_harmless == (action in ("Add", "Import") or in_place)


def test_the_causes_of_a_replacement_are_the_properties_that_require_it() -> None:
    def detail(name: str | None, recreation: str) -> dict[str, Any]:
        target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
        return {"Target": {key: value for key, value in target.items() if value}}

    described = change(
        "Modify",
        Replacement="True",
        Details=[
            detail("Name", "Always"),
            detail("Tags", "Never"),
            detail("Name", "Always"),
            detail("Stages", "Conditionally"),
            detail(None, "Always"),
        ],
    )
    assert resource_change(described).causes == ("Name", "Stages")
