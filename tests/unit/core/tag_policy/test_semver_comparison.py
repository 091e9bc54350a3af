"""One member of a range: an operator and a version that may be given in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.tag_policy.semver_comparison import Comparison
from tagboat.core.tag_policy.semver_version import Version

numbers = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
prereleases = st.sampled_from([None, "0", "1", "a", "b"])
versions = st.builds(
    lambda numbers, prerelease: Version.of(tuple(map(str, numbers)), prerelease),
    numbers,
    prereleases,
)


def floor(*numbers: str, prerelease: str | None = None) -> Version:
    return Version.of([*numbers, None, None, None][:3], prerelease)


def contains(operator: str, given: str, version: str) -> bool:
    parts = given.split(".")
    return Comparison(operator, floor(*parts), len(parts)).contains(floor(*version.split(".")))


@pytest.mark.parametrize(
    ("operator", "is_in"),
    [
        ("=", [False, True, True, False, False]),
        ("!=", [True, False, False, True, True]),
        (">", [False, False, False, True, True]),
        (">=", [False, True, True, True, True]),
        ("<", [True, False, False, False, False]),
        ("<=", [True, True, True, False, False]),
        ("~", [False, True, True, False, False]),
        ("^", [False, True, True, True, False]),
    ],
)
def test_a_version_in_part_stands_for_all_that_begin_so(operator: str, is_in: list[bool]) -> None:
    asked = ["1.1.9", "1.2.0", "1.2.9", "1.3.0", "2.0.0"]
    assert [contains(operator, "1.2", version) for version in asked] == is_in


@pytest.mark.parametrize(
    ("operator", "is_in"),
    [
        ("=", [False, True, False, False, False]),
        ("!=", [True, False, True, True, True]),
        (">", [False, False, True, True, True]),
        (">=", [False, True, True, True, True]),
        ("<", [True, False, False, False, False]),
        ("<=", [True, True, False, False, False]),
        ("~", [False, True, True, False, False]),
        ("^", [False, True, True, True, False]),
    ],
)
def test_a_whole_version_is_itself(operator: str, is_in: list[bool]) -> None:
    asked = ["1.2.2", "1.2.3", "1.2.4", "1.3.0", "2.0.0"]
    assert [contains(operator, "1.2.3", version) for version in asked] == is_in


@given(versions, st.integers(0, 3), versions)
def test_an_operator_and_its_opposite_share_nothing_and_leave_nothing_out(
    lowest: Version, given: int, asked: Version
) -> None:
    filled = replace(lowest, numbers=(*lowest.numbers[:given], 0, 0, 0)[:3])
    pairs = [(">=", "<"), (">", "<=")]
    if given == 3 or (filled.is_release and asked.is_release):
        pairs.append(("=", "!="))
    for operator, opposite in pairs:
        one, other = Comparison(operator, filled, given), Comparison(opposite, filled, given)
        assert one.contains(asked) is not other.contains(asked)


@given(versions, versions)
def test_a_tilde_is_narrower_than_a_caret_from_1_0_0_on(lowest: Version, asked: Version) -> None:
    tilde, caret = Comparison("~", lowest, 3), Comparison("^", lowest, 3)
    if lowest.numbers[0] >= 1 and tilde.contains(asked):
        assert caret.contains(asked)
    assert caret.contains(lowest)
    assert tilde.contains(lowest)
