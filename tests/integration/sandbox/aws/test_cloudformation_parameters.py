"""Parameters are checked before anything is made."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

QUEUE = {"Queue": {"Type": "AWS::SQS::Queue"}}


def _create(
    cloudformation: Any, name: str, declared: dict[str, Any], **given: str
) -> dict[str, str]:
    template = {
        "Parameters": {"P": declared},
        "Resources": QUEUE,
        "Outputs": {"P": {"Value": {"Fn::Join": ["|", [{"Ref": "P"}]]}}}
        if declared["Type"] in ("String", "Number")
        else {"P": {"Value": {"Fn::Join": ["|", {"Ref": "P"}]}}},
    }
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
    )
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        ({"Type": "String", "Default": "d"}, {}, "d"),
        ({"Type": "String", "Default": "d"}, {"P": ""}, ""),
        ({"Type": "Number", "Default": 5, "MinValue": 1, "MaxValue": 300}, {}, "5"),
        ({"Type": "CommaDelimitedList"}, {"P": "a, b"}, "a|b"),
        ({"Type": "CommaDelimitedList", "AllowedPattern": "[a-z]+"}, {"P": "a, b"}, "a|b"),
        ({"Type": "List<Number>"}, {"P": "1,2"}, "1|2"),
        ({"Type": "String", "AllowedPattern": "^$|^[a-z]+$"}, {"P": "abc"}, "abc"),
        ({"Type": "Number", "AllowedValues": [1, 3]}, {"P": "3"}, "3"),
    ],
)
def test_a_value_that_fits_is_what_ref_gives(
    cloudformation: Any, name: str, declared: dict[str, Any], given: dict[str, str], value: str
) -> None:
    assert _create(cloudformation, name, declared, **given) == {"P": value}


@pytest.mark.parametrize(
    ("declared", "given", "message"),
    [
        ({"Type": "String"}, {}, "Parameters: [P] must have values"),
        (
            {"Type": "String", "Default": ""},
            {"Q": "x"},
            "Parameters: [Q] do not exist in the template",
        ),
        (
            {"Type": "String", "AllowedValues": ["a", "b"]},
            {"P": "c"},
            "Parameter 'P' must be one of AllowedValues",
        ),
        (
            {"Type": "String", "AllowedPattern": "[a-z]+"},
            {"P": "abc1"},
            "Parameter 'P' must match pattern [a-z]+",
        ),
        (
            {"Type": "String", "AllowedPattern": "x", "ConstraintDescription": "an x"},
            {"P": "y"},
            "Parameter P failed to satisfy constraint: an x",
        ),
        (
            {"Type": "CommaDelimitedList", "AllowedPattern": "[a-z]+"},
            {"P": "a,1"},
            "Parameter 'P' must match pattern [a-z]+",
        ),
        ({"Type": "Number"}, {"P": "one"}, "Parameter 'P' must be a number"),
        (
            {"Type": "Number", "MinValue": 1},
            {"P": "0"},
            "Parameter 'P' must be a number not less than 1",
        ),
        (
            {"Type": "Number", "MaxValue": 300},
            {"P": "301"},
            "Parameter 'P' must be a number not greater than 300",
        ),
        (
            {"Type": "String", "MinLength": 2},
            {"P": "a"},
            "Parameter 'P' must contain at least 2 characters",
        ),
        (
            {"Type": "String", "MaxLength": 2},
            {"P": "abc"},
            "Parameter 'P' must contain at most 2 characters",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_cloudformations_words(
    cloudformation: Any, name: str, declared: dict[str, Any], given: dict[str, str], message: str
) -> None:
    with pytest.raises(ClientError) as refusal:
        _create(cloudformation, name, declared, **given)
    assert refusal.value.response["Error"] == {
        "Type": "Sender",
        "Code": "ValidationError",
        "Message": message,
    }


def test_a_type_that_is_looked_up_elsewhere_is_refused(cloudformation: Any, name: str) -> None:
    declared = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"}
    with pytest.raises(ClientError, match="does not support the type AWS::SSM::Parameter::Value"):
        _create(cloudformation, name, declared)


def test_no_echo_hides_the_value(cloudformation: Any, name: str) -> None:
    _create(cloudformation, name, {"Type": "String", "NoEcho": True}, P="hidden")
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["Parameters"] == [{"ParameterKey": "P", "ParameterValue": "****"}]


def test_an_update_may_use_the_previous_value(cloudformation: Any, name: str) -> None:
    _create(cloudformation, name, {"Type": "String", "Default": "d"}, P="kept")
    template = {
        "Parameters": {"P": {"Type": "String", "Default": "d"}},
        "Resources": {**QUEUE, "Another": {"Type": "AWS::SQS::Queue"}},
    }
    cloudformation.update_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": "P", "UsePreviousValue": True}],
    )
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["Parameters"] == [{"ParameterKey": "P", "ParameterValue": "kept"}]
