"""What transformers make of a tag, a rule writes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.foreign_yaml import Data
from tagboat.converters.updatecli_value import CannotConvert, Value, transformed
from tagboat.core.rules.pattern import compile_pattern
from tagboat.core.variables import Template

names = st.sampled_from(["addprefix", "addsuffix", "trimprefix", "trimsuffix"])
steps = st.tuples(names, st.text("v1.-$a", max_size=3))


def as_updatecli(tag: str, transformers: list[tuple[str, str]]) -> str:
    for name, text in transformers:
        match name:
            case "addprefix":
                tag = text + tag
            case "addsuffix":
                tag = tag + text
            case "trimprefix":
                tag = tag.removeprefix(text)
            case "trimsuffix":
                tag = tag.removesuffix(text)
    return tag


@given(st.lists(steps, max_size=4), st.text("v1.-a", min_size=1, max_size=6))
def test_a_rule_writes_what_updatecli_wrote(transformers: list[tuple[str, str]], tag: str) -> None:
    wanted: list[Data] = [{name: text} for name, text in transformers]
    try:
        value = transformed(Value(), wanted)
    except CannotConvert:
        return
    match = compile_pattern(value.tags or ".+").fullmatch(tag)
    if match is None:
        assert not as_updatecli(tag, [one for one in transformers if one[0].startswith("trim")])
        return
    variables = {"IMAGE_TAG": tag} | match.groupdict()
    written = Template(value.template or "$IMAGE_TAG", None).expand(variables)
    if match.groupdict() != {"version": tag}:
        assert written == as_updatecli(tag, transformers)


@pytest.mark.parametrize(
    ("transformers", "template", "tags"),
    [
        ([], None, None),
        ([{"trimprefix": "v"}], "$version", "v?(?<version>.+)"),
        (
            [{"trimprefix": "v"}, {"addprefix": "ghcr.io/o/n:v"}],
            "ghcr.io/o/n:v$version",
            "v?(?<version>.+)",
        ),
        ([{"addsuffix": "_x"}], "${IMAGE_TAG}_x", None),
        ([{"trimprefix": "release-"}], "$version", r"(?:release\-)?(?<version>.+)"),
        ([{"trimsuffix": "-alpine"}], "$version", r"(?<version>.+?)(?:\-alpine)?"),
        ([{"addprefix": "$a"}, {"addsuffix": "-b"}, {"trimsuffix": "b"}], "$$a$IMAGE_TAG-", None),
    ],
)
def test_the_value_is_as_short_as_it_can_be(
    transformers: list[Data], template: str | None, tags: str | None
) -> None:
    value = transformed(Value(), transformers)
    assert (value.template, value.tags) == (template, tags)


@pytest.mark.parametrize(
    ("transformers", "told"),
    [
        ([{"find": "x"}], "the transformer 'find'"),
        (["x"], "the transformer 'x'"),
        ([{"addprefix": "a"}, {"trimprefix": "b"}], "behind an addprefix"),
        ([{"addsuffix": "a"}, {"trimsuffix": "b"}], "behind an addsuffix"),
        ([{"trimprefix": "a"}, {"trimsuffix": "b"}], "write one pattern"),
    ],
)
def test_what_has_no_words_here_is_told(transformers: list[Data], told: str) -> None:
    with pytest.raises(CannotConvert, match=re.escape(told)):
        transformed(Value(), transformers)
