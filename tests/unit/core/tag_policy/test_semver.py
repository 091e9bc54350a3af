"""The highest version in a range is chosen, and never one below what is there."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.base import Choice
from tagboat.core.tag_policy.semver import Semver
from tagboat.core.tag_policy.semver_version import Version, parse
from tagboat.core.variables import Template
from tests.candidates import candidate
from tests.image_pushes import tags


def choose(text: str, *found: str, there: str | None = None) -> Choice:
    current = None if there is None else {"IMAGE_TAG": there}
    return Semver(text).choose([candidate(tag) for tag in found], current)


def chosen(text: str, *found: str, there: str | None = None) -> str | None:
    choice = choose(text, *found, there=there)
    return choice.candidate.push.tag if choice.candidate else None


def test_the_highest_version_is_chosen_whatever_was_pushed_last() -> None:
    assert not Semver.by_push_time
    low, high = candidate("v1.9.0", at=1), candidate("1.10.0", at=0)
    choice = Semver("^1.0.0").choose([low, high])
    assert choice.candidate is high
    assert choice.reason == "the highest version in ^1.0.0"
    assert choice.why_not == "1.10.0 is higher"


def test_a_release_is_higher_than_its_prereleases() -> None:
    assert chosen("*-0", "1.4.0-rc.2", "1.4.0", "1.4.0-rc.10") == "1.4.0"
    assert chosen("*-0", "1.4.0-rc.2", "1.4.0-rc.10") == "1.4.0-rc.10"


def test_of_the_same_version_the_newest_push_is_chosen() -> None:
    old, new = candidate("v1.4.0", at=0), candidate("1.4", at=1)
    choice = Semver("*").choose([new, old])
    assert choice.candidate is new
    assert choice.why_not == "1.4 was pushed later"


@pytest.mark.parametrize(
    ("text", "tag", "reason"),
    [
        ("^1.0.0", "latest", "latest is not a version"),
        ("^1.0.0", "1.2.3_b7", "1.2.3_b7 is not a version"),
        ("^1.0.0", "2.0.0", "2.0.0 is not in ^1.0.0"),
        ("^1.0.0", "1.0.0-rc.1", "1.0.0-rc.1 is not in ^1.0.0"),
        (
            "^1.0.0",
            "1.4.0-rc.1",
            "1.4.0-rc.1 is not in ^1.0.0: it is a prerelease, and the range names none",
        ),
        (
            "1.x || ^3-0",
            "1.4-b",
            "1.4-b is not in 1.x || ^3-0: it is a prerelease, and its part of the range names none",
        ),
        (
            ">=19.13.0-infitx.0 <=19.13.0-infitx.999999",
            "19.13.0",
            "19.13.0 is not in >=19.13.0-infitx.0 <=19.13.0-infitx.999999",
        ),
    ],
)
def test_what_is_not_in_the_range_is_refused_with_the_reason(
    text: str, tag: str, reason: str
) -> None:
    assert Semver(text).refusal({"IMAGE_TAG": tag}) == reason


@pytest.mark.parametrize("tag", ["1.0.0", "v1", "1.99", "1.4.0-rc.1"])
def test_what_is_in_the_range_is_not_refused(tag: str) -> None:
    assert Semver("^1.0.0-0").refusal({"IMAGE_TAG": tag}) is None


def test_a_range_that_is_wrong_is_an_error_before_any_push() -> None:
    with pytest.raises(ValueError, match=r"'>=1 <<2' is not a range of versions: '<<2' is wrong"):
        Semver(">=1 <<2")


def test_a_higher_version_that_is_there_stays() -> None:
    choice = choose("^1.0.0", "1.4.0", there="1.5.0")
    assert choice.candidate is None
    assert choice.reason == choice.why_not == "1.5.0 is there already and is higher"


def test_a_higher_version_that_is_there_stays_outside_the_range_too() -> None:
    choice = choose("^1.0.0", "1.4.0", there="2.0.0")
    assert choice.candidate is None
    assert (
        choice.reason
        == choice.why_not
        == ("2.0.0 is there already and is higher, and it is outside ^1.0.0")
    )
    assert choose("^1.0.0", "1.4.0", there="1.5.0-rc.1").candidate is None


@pytest.mark.parametrize("there", ["1.4.0", "v1.4", "1.3.9", "1.4.0-rc.1", "0.9.0", "", "latest"])
def test_what_is_there_and_is_not_higher_is_replaced(there: str) -> None:
    assert chosen("^1.0.0", "1.4.0", "1.2.0", there=there) == "1.4.0"


def test_the_version_may_be_made_of_parts_of_the_tag() -> None:
    policy = Semver("^1.0.0", Template("$version+$build", {"version", "build"}))
    old = candidate("app-1.9.0-b2", {"version": "1.9.0", "build": "2"})
    new = candidate("app-1.10.0-b1", {"version": "1.10.0", "build": "1"})
    assert policy.refusal(old.variables) is None
    assert policy.choose([old, new]).candidate is new
    assert policy.choose([old, new], {"version": "1.11.0", "build": "1"}).reason == (
        "1.11.0+1 is there already and is higher"
    )
    assert policy.choose([old, new], {"version": "1.11.0"}).candidate is new
    assert policy.refusal({"version": "", "build": "1"}) == "+1 is not a version"
    assert policy.refusal({"version": "2.0.0", "build": "1"}) == "2.0.0+1 is not in ^1.0.0"


def test_an_empty_version_is_named() -> None:
    policy = Semver("*", Template("$version", {"version"}))
    assert policy.refusal({"version": ""}) == "'' is not a version"


small = st.integers(0, 3).map(str)
versions = st.builds(
    "{}{}.{}.{}{}".format,
    st.sampled_from(["", "v"]),
    small,
    small,
    small,
    st.sampled_from(["", "", "-0", "-rc.1", "-rc.2"]),
)


def read(text: str) -> Version:
    version = parse(text)
    assert version is not None, text
    return version


@given(
    st.sampled_from(["*", "*-0", "^1.0.0", "~1.2-0", "<2 || >=3.0.0-0", "!=1.2"]),
    st.lists(versions, min_size=1, max_size=6),
    st.none() | versions | st.just("latest"),
    st.randoms(use_true_random=False),
)
def test_the_choice_is_the_highest_and_never_below_what_is_there(
    text: str, pushed: list[str], there: str | None, random: Random
) -> None:
    policy = Semver(text)
    found = [candidate(tag, at=at) for at, tag in enumerate(pushed)]
    found = [one for one in found if policy.refusal(one.variables) is None]
    if not found:
        return
    current = None if there is None else {"IMAGE_TAG": there}
    choice = policy.choose(found, current)
    best = max(read(one.push.tag) for one in found)
    if there not in (None, "latest") and read(str(there)) > best:
        assert choice.candidate is None
    else:
        assert choice.candidate in found
        assert read(choice.candidate.push.tag) == best
    random.shuffle(found)
    assert policy.choose(found, current) == choice


@given(tags | st.text())
def test_any_text_is_a_candidate_or_refused(tag: str) -> None:
    refusal = Semver("*-0").refusal({"IMAGE_TAG": tag})
    assert (refusal is None) == (parse(tag) is not None)
    if refusal:
        assert refusal.endswith("is not a version")


def test_a_version_is_newer_in_the_range_or_not_and_without_its_groups_too() -> None:
    policy = Semver("^1.0.0", Template("$version", None))
    whole, part = {"IMAGE_TAG": "v2.0.0"}, {"IMAGE_TAG": "web-1.0.0", "version": "1.0.0"}
    assert policy.is_newer(whole, part) is True
    assert policy.is_newer(part, whole) is False
    assert policy.is_newer(part, {"IMAGE_TAG": "latest"}) is None
