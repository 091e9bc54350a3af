"""The values of a text come in their order, keys are none, and aliases are counted by anchor."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.yaml_text.nodes import Alias, Scalar
from tagboat.core.file_editors.yaml_text.values import Values


def texts(text: str) -> list[str]:
    return [node.text if isinstance(node, Scalar) else "*" for node in Values(text, "a.yaml")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a: 1\nb: {c: 2, d}\n", ["1", "2", ""]),
        ("- a\n- [b, {c: d}]\n- e: [f]\n", ["a", "b", "d", "f"]),
        ("? [x, {y: z}]\n: 1\n", ["x", "z", "1"]),
        ("&a a: &b 1\nc: *b\n*a : 2\n", ["1", "*", "2"]),
        ("a: 1\n---\n- 2\n", ["1", "2"]),
    ],
)
def test_what_is_no_key_is_a_value(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_value_knows_the_anchors_around_it_and_these_know_their_aliases() -> None:
    values = Values("a: &x [v, &y w]\nb: *x\n---\na: &x 1\nb: *x\n", "a.yaml")
    v, w, first, one, second = values
    assert isinstance(v, Scalar)
    assert isinstance(w, Scalar)
    assert isinstance(one, Scalar)
    assert (v.inside, w.inside, one.inside) == ((0,), (0, 1), (2,))
    assert values.aliases == {0: [first], 2: [second]}
    assert isinstance(first, Alias)


def test_a_text_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(ValueNotFound, match=r"a\.yaml cannot be read as YAML"):
        texts("a: [")


plain = st.recursive(
    st.from_regex("[a-z]{1,3}", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex("[A-Z]", fullmatch=True), inner, max_size=3)
    ),
)


@given(plain, st.sampled_from([None, True, False]))
def test_every_value_comes_once_in_its_order(data: object, flow: bool | None) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, sort_keys=False)
    assert texts(text) == list(_leaves(data))


def _leaves(data: object) -> list[str]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in _leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in _leaves(value)]
    return [str(data)]
