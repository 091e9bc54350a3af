"""Variables in values and messages: mistakes are found when the rules load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.variables import PUSH_VARIABLES, Template, of_push
from tests.image_pushes import image_push


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


@pytest.mark.parametrize("text", ["$C", "${C}", "$a", "$AB", "$$$C"])
def test_an_unknown_name_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"which is not known; known are \$A, \$B$"):
        Template(text, {"A", "B"})


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
