"""Parameters and tags: where they come from, and who goes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.configuration import (
    Configuration,
    check_overrides,
    check_tags,
    named_values,
    parameters_of,
    read_configuration,
)
from tagboat.core.meta_pipeline.errors import SourceRefused

names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}", fullmatch=True)
values = st.dictionaries(names, st.text())


def test_a_configuration_file_has_parameters_and_tags() -> None:
    text = b'{"Parameters": {"Branch": "main"}, "Tags": {"team": "shop"}}'
    assert read_configuration("c.json", text) == Configuration({"Branch": "main"}, {"team": "shop"})
    assert read_configuration("c.json", b"{}") == Configuration()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"Parameters: {}",
        b"[]",
        b'{"Parameters": {"Count": 1}}',
        b'{"StackPolicy": {"Statement": []}}',
        b'{"parameters": {}}',
    ],
)
def test_what_would_not_be_applied_is_refused_with_the_file_s_name(content: bytes) -> None:
    with pytest.raises(SourceRefused, match=r"ci/c\.json is no template configuration"):
        read_configuration("ci/c.json", content)


@given(st.dictionaries(names, st.text().map(str.strip)))
def test_named_values_come_back_as_they_were_written(wanted: dict[str, str]) -> None:
    assert named_values("StackTags", [f"{n}={v}" for n, v in wanted.items()]) == wanted


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["Branch"], "Item 1 of TemplateParameters is not Name=value"),
        (["A=1", "=main"], "Item 2 of TemplateParameters is not Name=value"),
        (["A=1", "A=2"], "TemplateParameters has A twice"),
    ],
)
def test_a_value_without_a_name_is_refused(texts: list[str], said: str) -> None:
    with pytest.raises(SourceRefused, match=said):
        named_values("TemplateParameters", texts)


def test_what_cannot_be_read_is_not_said_for_it_may_be_a_part_of_a_secret() -> None:
    with pytest.raises(SourceRefused) as refused:
        named_values("TemplateParameters", ["Token=abc", "hush"])
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("tags", ['{"owner": ""}', '{"": "shop"}'])
def test_a_tag_without_a_name_or_a_value_is_refused_before_cloudformation_is_asked(
    tags: str,
) -> None:
    with pytest.raises(SourceRefused, match=r"^ci/c\.json .*tag"):
        read_configuration("ci/c.json", f'{{"Tags": {tags}}}'.encode())


def test_tags_with_names_and_values_are_taken() -> None:
    check_tags("StackTags", {"owner": "shop"})


@given(st.frozensets(names), values, values)
def test_the_meta_pipeline_s_values_go_first_where_the_template_declares_them(
    declared: frozenset[str], in_file: dict[str, str], overrides: dict[str, str]
) -> None:
    given_ = parameters_of(declared, Configuration(in_file), overrides)
    own = overrides.keys() & declared
    assert given_.keys() == in_file.keys() | own
    assert all(given_[name] == overrides[name] for name in own)
    assert all(given_[name] == in_file[name] for name in in_file.keys() - own)


def test_a_value_that_no_template_declares_is_refused() -> None:
    check_overrides({"A": "1", "B": "2"}, [{"A"}, {"B", "C"}])
    with pytest.raises(SourceRefused, match="has D, which no template declares"):
        check_overrides({"A": "1", "D": "2"}, [{"A"}, {"B"}])
