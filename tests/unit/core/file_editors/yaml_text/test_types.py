"""A plain text that any reader of YAML takes for something else is known."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.file_editors.yaml_text.types import kind_of, stays_plain


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        *(
            (text, "text")
            for text in ("v1", "1.2.3", "latest", "1e", "0xg", "1.2-rc", "a_1", "nul")
        ),
        *((text, "null") for text in ("", "~", "null", "Null", "NULL")),
        *((text, "bool") for text in ("y", "N", "yes", "No", "TRUE", "on", "Off", "tRuE")),
        *((text, "int") for text in ("0", "-7", "007", "0o7", "0x1F", "0b1", "1_000", "9" * 40)),
        *(
            (text, "float")
            for text in ("1.0", ".5", "1.", "1e5", "12e4", "-1.5E-3", ".inf", ".NaN")
        ),
        *((text, "base 60") for text in ("12:30", "1:2:3", "190:20:30.15")),
        *((text, "time") for text in ("2024-01-01", "2024-1-1", "2001-12-14t21:59:43.10-05:00")),
        ("<<", "merge"),
        ("=", "default"),
        ("9" * 2_000, "long"),
        *((text, "int") for text in ("+_1", "0_x1f", "0_b1", "0_o7", "1,000")),  # Go and Ruby
        *((text, "float") for text in ("1e_5", "1e5_")),
        ("_1", "text"),
    ],
)
def test_a_plain_text_has_a_kind(plain: str, kind: str) -> None:
    assert kind_of(plain) == kind


@given(
    st.one_of(st.text(max_size=12), st.from_regex(r"[-+0-9._:eExoT ~a-f]{0,12}", fullmatch=True))
)
def test_what_pyyaml_takes_for_something_else_is_no_text(plain: str) -> None:
    resolve: Any = yaml.CSafeLoader("").resolve
    resolved = resolve(yaml.ScalarNode, plain, (True, False))
    if kind_of(plain) == "text":
        # `!`, `&` and `*` have a type of their own in PyYAML, though they cannot be plain.
        assert resolved == "tag:yaml.org,2002:str" or plain in ("!", "&", "*")


@pytest.mark.parametrize(
    ("new", "old", "stays"),
    [
        ("v2", "1.0", True),
        ("1.8", "1.9", True),
        ("1.10", "1.9", False),
        ("2.0", "1.9", False),
        ("1e5", "2e5", False),
        ("18", "17", True),
        ("018", "17", False),
        ("18", "v1", False),
        ("false", "true", True),
        ("no", "yes", False),
        ("null", "~", False),
        ("true", "yes", False),  # which is text in YAML 1.2
        ("true", "y", False),
        ("5", "1_000", False),
        ("5", "0o17", False),  # which is text in YAML 1.1, as the next two are
        ("5", "08", False),
        ("1.5", "1e3", False),
        ("5", "0b1", False),
        ("5", "017", True),
        ("5", "0x1F", True),
        ("9" * 2_000, "v1", False),
        ("2024-01-02", "2024-01-01", False),
    ],
)
def test_a_value_stays_plain_if_it_keeps_its_kind_and_spelling(
    new: str, old: str, stays: bool
) -> None:
    assert stays_plain(new, old) is stays
