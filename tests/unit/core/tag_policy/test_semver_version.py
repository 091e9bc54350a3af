"""Versions are read as Masterminds/semver reads them, and ordered as SemVer 2.0.0 says."""

from functools import cmp_to_key
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.tag_policy.semver_version import Version, parse
from tests.image_pushes import tags

number = st.integers(0, 12).map(str) | st.from_regex(r"[0-9]{1,20}", fullmatch=True)
identifier = st.sampled_from(["0", "1", "2", "10", "rc", "alpha", "Beta", "-", "0a", "x-1", "01z"])
prereleases = st.lists(identifier, min_size=1, max_size=3).map(".".join)
releases = st.lists(number.filter(str.isascii), min_size=1, max_size=3).map(".".join)
versions = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "v"]),
    releases,
    st.just("") | prereleases.map("-{}".format),
    st.sampled_from(["", "+b7", "+001.x"]),
)


def read(text: str) -> Version:
    version = parse(text)
    assert version is not None, text
    return version


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1.2.3", "1.2.3"),
        ("v1.2.3", "1.2.3"),
        ("1", "1.0.0"),
        ("v1", "1.0.0"),
        ("1.4", "1.4.0"),
        ("0", "0.0.0"),
        ("00", "0.0.0"),
        ("01.02.03", "1.2.3"),
        ("1.02.3", "1.2.3"),
        ("2024.01.15", "2024.1.15"),
        ("1-rc.1", "1.0.0-rc.1"),
        ("1.4-rc.1", "1.4.0-rc.1"),
        ("1.2.3+b7", "1.2.3"),
        ("1.2.3+001", "1.2.3"),
        ("1+b7", "1.0.0"),
        ("1.2.3-rc.1+b7.c-d", "1.2.3-rc.1"),
        ("v19.13.0-infitx.27", "19.13.0-infitx.27"),
        ("20161202202307-sha.e8fc5e5", "20161202202307.0.0-sha.e8fc5e5"),
        ("17.0.2-00042-f00f00f", "17.0.2-00042-f00f00f"),
    ],
)
def test_versions_are_completed(text: str, same: str) -> None:
    assert read(text) == read(same)


@pytest.mark.parametrize(
    "text",
    [
        *("1.2.3--", "1.2.3-a-b", "1.2.3-0", "1.2.3-00a", "1.2.3-0a.0", "1--a", "1-0-1"),
        *("1.2.3-18446744073709551616", "1" * 128, "1.0.0-" + "a" * 122),
    ],
)
def test_prereleases_of_letters_digits_and_hyphens_are_read(text: str) -> None:
    assert read(text).numbers[0] >= 1


@pytest.mark.parametrize(
    "text",
    [
        *("", "v", "V1", "vv1", "v 1", "v-1", "=1", "^1", "-1", "+1", "x", "1.x", "*", "latest"),
        *("1.", ".1", "1..2", "1.2.", "1.2.3.", "1.2.3.4", "1.2.3.a", "1a", "1.2.3a", "1e5", "0x1"),
        *("1.2.3-", "1.2.3-a.", "1.2.3-.a", "1.2.3-a..b", "1.2.3-a+", "1.2.3+", "1.2.3+b+c"),
        *("1.2.3-01", "1.2.3-rc.01", "1-00", "1.2.3_b7", "1.2.3-rc_1", "1.2.3-\u00e9", "1.-a"),
        *(" 1", "1 ", "1\n", "1.2.3\n", "\u0661.0.0", "1.2.3-\u0661", "1\ud800", "1" * 129),
        "1.0.0-" + "a" * 123,
    ],
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert parse(text) is None


# "Semantic Versioning 2.0.0", section 11, and its examples.
ASCENDING = [
    *("0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "0.9.9"),
    *("1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0--"),
    *("1.0.0-0a", "1.0.0-BETA", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1.0"),
    *("1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-beta.x"),
    *("1.0.0-rc.1", "1.0.0", "1.0.1-0", "1.0.1", "1.1.0", "1.2.0", "1.10.0", "2.0.0", "2.1.0"),
    *("2.1.1", "10.0.0", "18446744073709551616.0.0"),
]


def test_precedence_is_that_of_the_specification() -> None:
    for lower, higher in combinations(ASCENDING, 2):
        assert read(lower) < read(higher), (lower, higher)
        assert not read(higher) < read(lower), (lower, higher)


def precedence(one: str, other: str) -> int:
    """Section 11 of the specification, read a second time."""
    (numbers, rest), (other_numbers, other_rest) = (
        text.removeprefix("v").partition("+")[0].partition("-")[::2] for text in (one, other)
    )
    padded = [[*map(int, part.split(".")), 0, 0][:3] for part in (numbers, other_numbers)]
    if padded[0] != padded[1]:
        return 1 if padded[0] > padded[1] else -1
    if not rest or not other_rest:
        return (not rest) - (not other_rest)
    for mine, theirs in zip(rest.split("."), other_rest.split("."), strict=False):
        if mine == theirs:
            continue
        if mine.isdigit() and theirs.isdigit():
            return 1 if int(mine) > int(theirs) else -1
        if mine.isdigit() != theirs.isdigit():
            return -1 if mine.isdigit() else 1
        return 1 if mine > theirs else -1
    return rest.count(".") - other_rest.count(".")


@given(versions, versions)
def test_any_two_versions_compare_as_the_specification_says(one: str, other: str) -> None:
    said = precedence(one, other)
    assert (read(one) < read(other)) == (said < 0)
    assert (read(one) > read(other)) == (said > 0)
    assert (read(one) == read(other)) == (said == 0)


@given(st.lists(versions, max_size=8))
def test_the_order_is_total(texts: list[str]) -> None:
    by_us = sorted(map(read, texts))
    by_pairs = sorted(texts, key=cmp_to_key(precedence))
    assert by_us == list(map(read, by_pairs))


@given(versions, versions)
def test_metadata_does_not_order(one: str, other: str) -> None:
    bare, _, _ = one.partition("+")
    for built in (one, f"{bare}+x.1"):
        assert read(built) == read(bare)
        assert (read(built) < read(other)) == (read(bare) < read(other))


@given(versions)
def test_every_generated_version_is_read(text: str) -> None:
    assert read(text).is_release == ("-" not in text)


@given(st.text() | tags | st.text(alphabet="v.-+01xa_ \n\u0661", max_size=12))
@example("1.0.0-" + "0" * 122)
@example("1" * 5000)
def test_any_text_is_a_version_or_none(text: str) -> None:
    version = parse(text)
    if version is not None:
        assert len(version.numbers) == 3
        assert version.is_release == (not version.identifiers)
