"""Variables in values and messages: mistakes are found when the rules load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.variables import PUSH_VARIABLES, Template, of_push
from tests.image_pushes import image_push, tags


def expand(text: str, **variables: str) -> str:
    return Template(text, variables).expand(variables)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("", ""),
        ("no variable", "no variable"),
        ("$A", "1"),
        ("${A}", "1"),
        ("v${A}x$B.", "v1x2."),
        ("$A$B", "12"),
        ("$$A costs $$1", "$A costs $1"),
        ("$A-$B", "1-2"),
        ("$Aü", "1ü"),
    ],
)
def test_names_are_replaced(text: str, expanded: str) -> None:
    assert expand(text, A="1", B="2") == expanded


def test_a_value_is_not_expanded_again() -> None:
    assert expand("$A $B", A="$B", B="$$") == "$B $$"


@pytest.mark.parametrize("text", ["$C", "${C}", "$AB", "$$$C", "$_A"])
def test_an_unknown_name_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"which is not known; known are \$A, \$B$"):
        Template(text, {"A", "B"})


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("IMAGE_TGA", "IMAGE_TAG"),
        ("IMAGETAG", "IMAGE_TAG"),
        ("image_tag", "IMAGE_TAG"),
        ("REPOSITORY", "IMAGE_REPOSITORY"),
        ("BRANCH", "branch"),
        ("brnch", "branch"),
    ],
)
def test_a_slip_is_answered_with_the_name_that_was_meant(name: str, near: str) -> None:
    with pytest.raises(ValueError, match=rf"which is not known; did you mean \${near}\?$"):
        Template(f"${name}", PUSH_VARIABLES | {"branch"})


@pytest.mark.parametrize("name", ["TAG", "OLD_TAG", "VERSION", "DIGEST", "IMAGE", "x" * 5_000])
def test_a_name_that_is_only_alike_is_answered_with_all_that_are_known(name: str) -> None:
    with pytest.raises(ValueError, match=r"known are \$IMAGE_DIGEST, .*, \$branch$"):
        Template(f"${name}", PUSH_VARIABLES | {"branch"})


def test_a_long_list_of_known_names_ends() -> None:
    with pytest.raises(ValueError, match=r"known are (\$g\d+, ){20}\.\.\.$"):
        Template("$x", {f"g{number}" for number in range(5_000)})


def test_where_no_name_is_known_none_is_listed() -> None:
    with pytest.raises(ValueError, match=r"\$x, which is not known; none is known here$"):
        Template("$x", set())


@pytest.mark.parametrize("text", ["$", "5 $", "${A", "${}", "$1", "${A }", "$ü", "$$$"])
def test_a_dollar_sign_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write \$\$ for a dollar sign"):
        Template(text, {"A"})


@given(st.text() | st.text(alphabet="$\\{}Aa\u017f\u212a_1 "), st.text())
def test_whatever_is_a_template_can_be_expanded(text: str, value: str) -> None:
    try:
        template = Template(text, {"A", "a_1"})
    except ValueError:
        return
    expanded = template.expand({"A": value, "a_1": value})
    if "$" not in text:
        assert expanded == text


@given(st.text())
def test_any_text_can_be_written_with_doubled_dollar_signs(text: str) -> None:
    assert Template(text.replace("$", "$$"), set()).expand({}) == text


def test_a_push_has_a_value_for_each_of_its_variables() -> None:
    values = of_push(image_push())
    assert set(values) == PUSH_VARIABLES
    assert all(values.values())


@pytest.mark.parametrize(
    ("text", "value", "read"),
    [
        ("$IMAGE_TAG", "1.0", {"IMAGE_TAG": "1.0"}),
        ("v$IMAGE_TAG-x", "v1.0-x", {"IMAGE_TAG": "1.0"}),
        ("v$IMAGE_TAG", "1.0", None),
        ("$IMAGE_TAG", "1.0 ", None),
        ("$IMAGE_TAG", "", None),
        ("$IMAGE_TAG", "-1", None),
        ("fixed", "fixed", {}),
        ("fixed", "fixed2", None),
        ("$$1 for $a", "$1 for x", {"a": "x"}),
        ("a.c", "abc", None),
        ("$a", "", {"a": ""}),
        ("$a", "two\nlines", {"a": "two\nlines"}),
        ("$a-$a", "x-x", {"a": "x"}),
        ("$a-$a", "x-y", None),
        ("$IMAGE_DIGEST", "sha256:12", {"IMAGE_DIGEST": "sha256:12"}),
        ("$IMAGE_DIGEST", "md5:12", None),
        ("${IMAGE_URI}", "a:1", None),
        ("$a-$b", "1-2-3", {"a": "1-2", "b": "3"}),
    ],
)
def test_a_value_tells_what_the_variables_were(
    text: str, value: str, read: dict[str, str] | None
) -> None:
    assert Template(text, None).read(value) == read


DIGESTS = st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)
REPOSITORIES = st.from_regex(r"[a-z0-9]{1,4}([._/-][a-z0-9]{1,4}){0,3}", fullmatch=True)


@given(tags, DIGESTS, REPOSITORIES)
@pytest.mark.parametrize(
    "text",
    [
        "$IMAGE_TAG",
        "v${IMAGE_TAG}",
        "$IMAGE_URI:$IMAGE_TAG",
        "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST",
        "$IMAGE_URI@$IMAGE_DIGEST",
        "docker://$IMAGE_REPOSITORY:$IMAGE_TAG",
        "x/$IMAGE_NAME:$IMAGE_TAG at $PUSHED_AT",
        "$IMAGE_DIGEST $IMAGE_DIGEST $IMAGE_TAG $$",
    ],
)
def test_what_was_written_is_read_again(text: str, tag: str, digest: str, repository: str) -> None:
    template = Template(text, PUSH_VARIABLES)
    variables = of_push(image_push(tag, repository, digest=digest))
    read = template.read(template.expand(variables))
    assert read == {name: variables[name] for name in template.names}


pieces = st.sampled_from(["${a}", "${b}", "${IMAGE_TAG}", "${IMAGE_DIGEST}", "${IMAGE_URI}", "$$"])


@given(
    st.lists(pieces | st.text(st.characters(exclude_characters="$"), max_size=3)).map("".join),
    st.text() | st.text(alphabet="ab1:@-$/", max_size=12),
    st.dictionaries(st.sampled_from("ab"), st.text(max_size=3), min_size=2),
)
def test_any_value_is_read_as_what_would_make_it_again_or_not_at_all(
    text: str, value: str, groups: dict[str, str]
) -> None:
    template = Template(text, None)
    variables = of_push(image_push()) | groups
    for one in (value, template.expand(variables)):
        read = template.read(one)
        if read is not None:
            assert template.expand(read) == one


@pytest.mark.parametrize(
    "text", ["$a" * 3_000, "$IMAGE_TAG" * 900, "$IMAGE_URI" * 900, "x" * 9_000]
)
@pytest.mark.parametrize("value", ["", "x" * 100, "x" * 1_000_000, "\ud800"])
def test_large_templates_and_values_are_read_or_not_but_never_a_defect(
    text: str, value: str
) -> None:
    template = Template(text, None)
    read = template.read(value)
    assert read is None or template.expand(read) == value
