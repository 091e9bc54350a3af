"""Variables are put into configurations, and nothing else is changed in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.variables import namespaces_in, resolved

plain = st.text().filter(lambda text: "#{" not in text)
words = st.from_regex(r"[A-Za-z0-9@_-]{1,12}", fullmatch=True)


@given(plain)
def test_a_text_without_variables_stays_as_it_is(text: str) -> None:
    assert resolved({"Key": text}, {}) == {"Key": text}
    assert list(namespaces_in(text)) == []


@given(plain.filter(lambda text: not text.endswith("#")), words, words, st.text(), plain)
def test_a_variable_becomes_its_value_whatever_that_is(
    before: str, namespace: str, key: str, value: str, after: str
) -> None:
    text = f"{before}#{{{namespace}.{key}}}{after}"
    assert resolved({"Key": text}, {namespace: {key: value}}) == {"Key": f"{before}{value}{after}"}
    assert list(namespaces_in(text)) == [namespace]


@given(words, words)
def test_one_that_nobody_gave_is_named(namespace: str, key: str) -> None:
    with pytest.raises(ActionFailed) as failure:
        resolved({"Key": f"#{{{namespace}.{key}}}"}, {namespace: {}})
    assert f"#{{{namespace}.{key}}}" in failure.value.message
    assert failure.value.code == "ConfigurationError"
