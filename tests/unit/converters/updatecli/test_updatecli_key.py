"""updatecli's keys lead to the same values as paths."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.updatecli.key import value_path
from tagboat.core.file_editors.value_path import ValuePath


@pytest.mark.parametrize(
    ("key", "path", "several"),
    [
        ("$.image.tag", "image.tag", False),
        ("image.tag", "image.tag", False),
        ("$._DEFINE.a-b.tag", "_DEFINE.a-b.tag", False),
        ("$.list[0].tag", "list[0].tag", False),
        ("$.a-b.files['rules__default.json']", "a-b.files['rules__default.json']", False),
        ('$.a["b.c"]', "a['b.c']", False),
        ("$.a.'b.c'.d", "a['b.c'].d", False),
        (r"annotation\.owner", "['annotation.owner']", False),
        ("$.8080.a", "['8080'].a", False),
        ("$", "$", False),
        ("$.agents[*].name", "$.agents[*].name", True),
        ("$.a-b[*]['c.d']", "$['a-b'][*]['c.d']", True),
        ("$.repos[?(@.n == 'web')].owner", "$.repos[?(@.n == 'web')].owner", True),
        ("$.a[?(@.b[0] == 1)].c", "$.a[?(@.b[0] == 1)].c", True),
        ("$..tag", "$..tag", True),
    ],
)
def test_a_key_is_a_path_and_may_lead_to_several_values(key: str, path: str, several: bool) -> None:
    assert value_path(key) == (path, several)
    ValuePath.parse(path, None)


@pytest.mark.parametrize("key", ["$.", "a..", "$[", "$.a]", "a.'b"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="is no key from its column"):
        value_path(key)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'"), min_size=1))
)
def test_keys_in_quotes_are_the_steps_of_the_path(keys: list[str]) -> None:
    path, several = value_path("$" + "".join(f"['{key}']" for key in keys))
    assert not several
    assert ValuePath.parse(path, None).steps({}) == tuple(keys)


@given(st.text() | st.text("$.[]'*?@a0\\\"(-", max_size=20))
def test_any_text_is_a_path_or_refused(text: str) -> None:
    with suppress(ValueError):
        value_path(text)
