"""What a change replaces: as the schemas say, and as certain as its causes are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.cloudformation.change import Cause, Change, Detail
from sandbox.aws.cloudformation.paging import page
from sandbox.aws.cloudformation.references import uses_in
from sandbox.aws.cloudformation.replacement import UNKNOWN, recreation

AES, KMS = {"EncryptionType": "AES256"}, {"EncryptionType": "KMS"}
RANK = {"False": 0, "Conditional": 1, "True": 2}

causes = st.builds(
    Cause,
    st.sampled_from(["DirectModification", "ParameterReference", "ResourceAttribute"]),
    st.sampled_from(["Static", "Dynamic"]),
)
details = st.builds(
    Detail,
    st.just("Properties"),
    causes,
    st.just("Name"),
    st.sampled_from(["Never", "Conditionally", "Always"]),
)


@pytest.mark.parametrize(
    ("type_name", "name", "before", "after", "expected"),
    [
        ("AWS::CodePipeline::Pipeline", "Name", "a", "b", "Always"),
        ("AWS::CodePipeline::Pipeline", "Stages", [], [{}], "Never"),
        ("AWS::IAM::Role", "Path", None, "/p/", "Always"),
        ("AWS::IAM::Role", "PermissionsBoundary", None, "arn", "Never"),
        ("AWS::Events::Rule", "EventBusName", "default", "own", "Conditionally"),
        ("AWS::ECR::Repository", "EncryptionConfiguration", AES, KMS, "Always"),
        ("AWS::ECR::Repository", "EncryptionConfiguration", AES, AES, "Never"),
        ("AWS::S3::Bucket", "BucketName", "a", UNKNOWN, "Always"),
        ("AWS::S3::Bucket", "Tags", [], UNKNOWN, "Never"),
        ("AWS::Neptune::Nothing", "Name", "a", "b", "Never"),
    ],
)
def test_the_schema_says_what_is_recreated(
    type_name: str, name: str, before: Any, after: Any, expected: str
) -> None:
    assert recreation(type_name, name, before, after) == expected


@given(details, st.lists(details))
def test_the_worst_detail_decides(one: Detail, others: list[Detail]) -> None:
    def replacement(*listed: Detail) -> str:
        found = Change("Modify", "It", "AWS::S3::Bucket", "it", listed).replacement
        assert found is not None
        return found

    each = [replacement(detail) for detail in (one, *others)]
    assert replacement(one, *others) == max(each, key=RANK.__getitem__)


@given(details)
def test_only_what_is_certain_is_certainly_replaced(detail: Detail) -> None:
    replacement = Change("Modify", "It", "AWS::S3::Bucket", "it", (detail,)).replacement
    certain = detail.recreation == "Always" and detail.cause.evaluation == "Static"
    assert (replacement == "True") == certain
    assert (replacement == "False") == (detail.recreation == "Never")


@given(st.lists(st.integers(), max_size=350))
def test_pages_have_every_item_once_and_in_order(items: list[int]) -> None:
    seen: list[int] = []
    asked: dict[str, str] = {}
    while True:
        answer = page("Items", items, lambda item: item, asked)
        seen += answer["Items"]
        if "NextToken" not in answer:
            break
        assert answer["Items"], "no page but the only one is empty"
        asked = {"NextToken": answer["NextToken"]}
    assert seen == items


def test_what_a_value_uses_is_found_in_every_function() -> None:
    value = {
        "A": {"Ref": "Topic"},
        "B": [{"Fn::GetAtt": "Bucket.Arn"}, {"Fn::GetAtt": ["Role", "Arn"]}],
        "C": {"Fn::Sub": "${Key}/${Queue.QueueName}/${!Literal}/${own}"},
        "D": {"Fn::Sub": ["${own}", {"own": {"Ref": "Inner"}}]},
        "E": {"Fn::Join": ["", [{"Ref": "Deep"}]]},
    }
    assert sorted(uses_in(value), key=str) == sorted(
        [
            ("Topic", None),
            ("Bucket", "Arn"),
            ("Role", "Arn"),
            ("Key", None),
            ("Queue", "QueueName"),
            ("own", None),
            ("Inner", None),
            ("Deep", None),
        ],
        key=str,
    )
