"""What transformers make of a tag, a rule writes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tagboat.converters.foreign_yaml import Data
from tagboat.converters.updatecli.value import Value, transformed
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
    value, untold = transformed(Value(), wanted)
    if untold:
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
    value, untold = transformed(Value(), transformers)
    assert (value.template, value.tags, untold) == (template, tags, ())


@pytest.mark.parametrize(
    ("tags", "transformer", "expected", "core"),
    [
        (r"v\d+\.\d+", {"trimprefix": "v"}, r"v(?<version>\d+\.\d+)", "version"),
        (r"v?\d+", {"trimprefix": "v"}, r"v?(?<version>\d+)", "version"),
        (r"\d+\.\d+", {"trimprefix": "v"}, r"\d+\.\d+", "IMAGE_TAG"),
        ("[0-9]+", {"trimprefix": "v"}, "[0-9]+", "IMAGE_TAG"),
        (".+-x", {"trimprefix": "v"}, "v?(?<version>.+-x)", "version"),
        (r"r\-1.*", {"trimprefix": "r-"}, r"r\-(?<version>1.*)", "version"),
        (r"\d+-alpine", {"trimsuffix": "-alpine"}, r"(?<version>\d+)-alpine", "version"),
        ("(a|b)-x", {"trimsuffix": "-x"}, "(?<version>(a|b))-x", "version"),
    ],
)
def test_what_is_trimmed_of_tags_that_are_filtered_is_outside_a_group(
    tags: str, transformer: Data, expected: str, core: str
) -> None:
    value, untold = transformed(Value(tags=tags), [transformer])
    assert (value.tags, value.core, untold) == (expected, core, ())


@pytest.mark.parametrize(
    "tags", [r"\d*", r"[v]1", "v*1", "v", "v|w", "(v)1", "v(?<version>1)", r"\Qv\E1", "v{2}", "^v1"]
)
def test_a_prefix_that_a_pattern_does_not_show_is_told(tags: str) -> None:
    value, (told,) = transformed(Value(tags=tags), [{"trimprefix": "v"}])
    assert value == Value(tags=tags)
    assert f"not converted: trimprefix v of tags like {tags}; name" in told.text


pieces = st.sampled_from(["v", "1", "-", ".", "*", "+", "?", "(", "|", ")", r"\d", r"\-", "[v1]"])


@given(
    st.lists(pieces, min_size=1, max_size=6).map("".join),
    st.sampled_from(["v", "v-", "1"]),
    st.text("v1-", min_size=1, max_size=5),
)
def test_a_trimmed_pattern_takes_the_same_tags_and_names_what_is_left(
    pattern: str, prefix: str, tag: str
) -> None:
    try:
        before = compile_pattern(pattern).fullmatch(tag)
        value, untold = transformed(Value(tags=pattern), [{"trimprefix": prefix}])
    except ValueError:
        assume(False)
    match = compile_pattern(value.tags or "").fullmatch(tag)
    assert (match is None) == (before is None)
    # A tag that is the prefix alone has nothing left that could be written.
    left = tag.removeprefix(prefix)
    if match is not None and not untold and left:
        named = match.groupdict().get("version", tag)
        assert named == left or (pattern.startswith(".") and tag.startswith(prefix))


@pytest.mark.parametrize(
    ("transformer", "tags"),
    [
        ({"find": r"\d+"}, r".*?(?<part>\d+).*"),
        ({"findsubmatch": r"^v\d+$"}, r".*?(?<part>^v\d+$).*"),
        ({"findsubmatch": {"pattern": "^v(.+)-(.+)$", "captureindex": "2"}}, "v(.+)-(?<part>.+)"),
    ],
)
def test_what_is_found_in_a_tag_is_a_group(transformer: Data, tags: str) -> None:
    value, untold = transformed(Value(), [transformer])
    assert (value.tags, value.template, untold) == (tags, "$part", ())


def test_several_settings_of_a_transformer_are_applied_in_the_order_of_updatecli() -> None:
    value, _ = transformed(Value(), [{"trimprefix": "v", "addprefix": "v"}])
    assert value.template is None


@pytest.mark.parametrize(
    ("transformers", "told"),
    [
        ([{"semverinc": "minor"}], "the transformer semverinc"),
        (["x"], "the transformer x"),
        ([{"find": "a"}, {"find": "b"}], r"the transformer find with b; name what it finds"),
        ([{"find": "(?<a>b)"}], "with the named groups of (?<a>b)"),
        ([{"findsubmatch": {"pattern": "a", "captureindex": "1"}}], "a has no group 1"),
        ([{"addprefix": "{{ .x }}"}], "addprefix with the template {{ .x }}"),
        ([{"addprefix": "a"}, {"trimprefix": "b"}], "behind an addprefix"),
        ([{"addsuffix": "a"}, {"trimsuffix": "b"}], "behind an addsuffix"),
        ([{"trimprefix": "a"}, {"trimsuffix": "b"}], "trimsuffix b of tags like a?(?<version>.+)"),
    ],
)
def test_what_has_no_words_here_is_told_and_the_rest_applied(
    transformers: list[Data], told: str
) -> None:
    value, untold = transformed(Value(), [*transformers, {"addsuffix": "-end"}])
    assert [told in comment.text for comment in untold] == [True]
    assert value.after.endswith("-end")
