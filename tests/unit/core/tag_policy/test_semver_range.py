"""Ranges mean what they mean to Masterminds/semver v3, and so to Flux, Helm, Kargo and updatecli.

The cases follow its README and its changelog. Each was also put to the library itself: to 3.2.0,
where later versions have not changed the answer.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.semver_range import Range
from tagboat.core.tag_policy.semver_version import Version, parse

# Each: a range, versions in it, and versions that are not.
BASIC = [
    ("1.2.3", "1.2.3 v1.2.3 1.2.3+b", "1.2.2 1.2.4 1.2.3-rc.1"),
    ("=1.2.3", "1.2.3 1.02.3", "1.2.4 0.0.0"),
    ("= 1.2.3", "1.2.3", "1.2.4"),
    ("v1.2.3", "1.2.3", "1.2.4"),
    ("=v1.2.3", "v1.2.3", "1.2.4"),
    ("1.2.3+b", "1.2.3 1.2.3+c", "1.2.4"),
    ("01.02.03", "1.2.3", "1.2.4"),
    ("!=1.2.3", "1.2.2 1.2.4", "1.2.3 1.2.3+b"),
    (">1.2.3", "1.2.4 2.0.0", "1.2.3 1.2.2"),
    (">=1.2.3", "1.2.3 1.2.4 2", "1.2.2 0"),
    (">= 1.2.3", "1.2.3", "1.2.2"),
    ("=>1.2.3", "1.2.3 3.0.0", "1.2.2"),
    ("<1.2.3", "1.2.2 0.0.0", "1.2.3 1.2.4"),
    ("<=1.2.3", "1.2.3 1.2.2", "1.2.4"),
    ("=<1.2.3", "1.2.3", "1.2.4"),
    (">=2024.01.15", "2024.01.15 2024.1.16", "2024.01.14 2023.12.31"),
    (">= 1.2, < 3.0.0 || >= 4.2.3", "1.2 2.9.9 4.2.3 5", "1.1.9 3.0.0 4.2.2"),
]
PARTIAL = [
    ("1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("1.2", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("=1", "1.0.0 1.9.9", "2.0.0"),
    ("=1.2", "1.2.9", "1.3.0"),
    ("=0", "0.0.0 0.9.0", "1.0.0"),
    ("!=1", "0.9.9 2.0.0", "1.0.0 1.9.9"),
    ("!=1.2", "1.1.9 1.3.0", "1.2.0 1.2.9"),
    (">1", "2.0.0", "1.0.0 1.9.9 0.1.0"),
    (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"),
    (">0", "1.0.0", "0.0.0 0.9.9"),
    (">0.0", "0.1.0", "0.0.1"),
    (">=1", "1.0.0 2.0.0", "0.9.9"),
    (">=1.2", "1.2.0", "1.1.9"),
    ("<1", "0.9.9", "1.0.0 1.9.9"),
    ("<1.2", "1.1.9", "1.2.0 1.2.9"),
    ("<0", "", "0.0.0 1.0.0"),
    ("<=1", "0.1.0 1.0.0 1.9.9", "2.0.0"),
    ("<=1.2", "1.2.9 0.0.0", "1.3.0"),
    ("<=0", "0.9.9", "1.0.0"),
]
WILDCARDS = [
    ("*", "0.0.0 0.0.1 1.2.3 99.0.0", "1.2.3-rc.1 0.0.0-0"),
    ("x", "0.0.0 1.2.3", "1.2.3-0"),
    ("X", "0.0.0 1.2.3", "1.2.3-0"),
    ("x.x.x", "0.0.0 1.2.3", "1.2.3-0"),
    ("*.1", "0.0.0 1.2.3", "1.2.3-0"),
    (">=*", "0.0.0 1.2.3", "1.2.3-0"),
    ("~*", "0.0.0 2.1.1", "2.1.1-0"),
    ("=*", "0.0.0 2.1.1", "2.1.1-0"),
    ("1.x", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("1.X", "1.9.9", "2.0.0"),
    ("1.*", "1.9.9", "2.0.0"),
    ("2.*", "2.1.1 2", "1 3.4.5"),
    ("1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("1.x.x", "1.9.9", "2.0.0"),
    ("1.x.3", "1.0.0 1.9.9", "2.0.0"),
    ("0.x", "0.0.0 0.9.9", "1.0.0"),
    ("0.0.x", "0.0.0 0.0.9", "0.1.0 1.2.3"),
    (">= 1.2.x", "1.2.0 2.0.0", "1.1.9"),
    (">1.2.x", "1.3.0", "1.2.0 1.2.9"),
    (">1.x", "2.0.0", "1.9.9"),
    ("<1.2.x", "1.1.9", "1.2.0 1.2.9"),
    ("<1.x", "0.9.9", "1.0.0"),
    ("<= 2.x", "2.9.9 0.1.0", "3.0.0"),
    ("<=1.2.x", "1.2.9", "1.3.0"),
    ("!=1.x", "0.9.9 2.0.0", "1.0.0 1.9.9"),
    ("!=1.2.x", "1.1.9 1.3.0", "1.2.0 1.2.9"),
]
TILDES = [
    ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0 2.0.0"),
    ("~1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("~2.3", "2.3.0 2.3.9", "2.2.9 2.4.0"),
    ("~1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("~1.x", "1.0.0 1.9.9", "2.0.0"),
    ("~>1.2.3", "1.2.9", "1.3.0"),
    ("~ 1.2.3", "1.2.9", "1.3.0"),
    ("~0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0"),
    ("~0.0.1", "0.0.1 0.0.9", "0.0.0 0.1.0"),
    ("~0", "0.0.0 0.9.9", "1.0.0"),
    ("~0.0", "0.0.0 0.0.9", "0.1.0"),
    ("~0.0.0", "0.0.0 0.1.0 1.2.3 99.0.0", "1.2.3-0"),
    ("~1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.4 1.2.3 1.2.4-beta.1", "1.2.3-beta.1 1.3.0-0"),
    ("~1.1-alpha", "1.1.0-alpha 1.1.1-beta 1.1.1", "1.1.0-0 1.2.0-0"),
]
CARETS = [
    ("^1.2.3", "1.2.3 1.9.9", "1.2.2 2.0.0 2.2.3"),
    ("^1.2.x", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    ("^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    ("^2.3", "2.3.0 2.9.9", "2.2.9 3.0.0"),
    ("^2.x", "2.0.0 2.9.9", "1.9.9 3.0.0"),
    ("^1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("^ 1.2", "1.2.0", "2.0.0"),
    ("^v1.2", "v1.2.0", "2.0.0"),
    ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.2.3"),
    ("^0.2", "0.2.0 0.2.9", "0.1.9 0.3.0"),
    ("^0.2.x", "0.2.0 0.2.9", "0.3.0"),
    ("^0.0.3", "0.0.3", "0.0.2 0.0.4 0.1.3"),
    ("^0.0.0", "0.0.0", "0.0.1 1.0.0"),
    ("^0.0", "0.0.0 0.0.9", "0.1.0 1.0.4"),
    ("^0.0.x", "0.0.9", "0.1.0"),
    ("^0", "0.0.0 0.9.9", "1.0.0"),
    ("^0.x", "0.9.9", "1.0.0"),
    ("^1.2.0-alpha.0", "1.2.0-alpha.0 1.2.1-alpha.1 1.2.0 1.9.9-0", "1.2.0-0 2.0.0-0 2.0.0"),
    ("^1-0", "1.0.0-0 1.0.0 1.9.9-rc.1", "0.9.9 2.0.0-0"),
    ("^0.2.3-beta.2", "0.2.3-beta.2 0.2.4-beta.1 0.2.3", "0.2.3-beta.1 0.3.0-0"),
    ("^0.0.3-a", "0.0.3-a 0.0.3", "0.0.4-a 0.0.3-0"),
]
HYPHENS = [
    ("1.2 - 1.4.5", "1.2.0 1.4.5", "1.1.9 1.4.6"),
    ("2.3.4 - 4.5", "2.3.4 4.5.9", "2.3.3 4.6.0"),
    ("1 - 2", "1.0.0 2.9.9", "0.9.9 3.0.0"),
    ("1.x - 2.x", "1.0.0 2.9.9", "3.0.0"),
    ("x - 2", "0.0.0 2.9.9", "3.0.0"),
    ("1  -\t2", "1.0.0", "3.0.0"),
    ("v1.0.0 - v2.0.0", "v1.5.0", "2.0.1"),
    ("1.0.0 - 2.0.0 <=1.5.0", "1.5.0", "1.5.1"),
    ("1.0.0 - 2.0.0, <=1.5.0", "1.5.0", "1.5.1"),
    ("!=1.2.3 1 - 2", "1.2.4", "1.2.3 3.0.0"),
    ("1 - 2 || 4 - 5", "1.0.0 4.0.0", "3.0.0"),
    ("1.0.0-a - 2.0.0-b", "1.0.0-a 1.5.0-x 2.0.0-b 1.5.0", "2.0.0-c 2.0.0 1.0.0-0"),
    ("1.2-1.4.5", "1.2.0-1.4.5 1.2.9 1.2.1-0", "1.3.0 1.2.0-0"),
]
TOGETHER = [
    (">1.1, <2", "1.2.1", "1.1.1 2.0.0"),
    (">1.1 <2", "1.2.1", "1.1.1 2.0.0"),
    (">1.1,<2", "1.2.1", "2.0.0"),
    (">1.1 , <2", "1.2.1", "2.0.0"),
    (" > 1.1  <  3 ", "1.2.1", "4.3.2"),
    (">=1.1\n<2", "1.1.0", "2.0.0"),
    (">=1.1, <2, !=1.2.3", "1.2.4", "1.2.3 2.0.0"),
    (">=1.1 <2 !=1.2.3 || >3", "1.2.4 4.1.2", "1.2.3 3.1.2"),
    ("!= 1.2.3 != 1.3", "1.2.4 1.4.0", "1.2.3 1.3.0 1.3.9"),
    ("1 1.2", "1.2.0", "1.3.0"),
    ("1 2", "", "1.0.0 2.0.0"),
    ("1||2", "1.0.0 2.0.0", "3.0.0"),
    ("12.3.34 ~12.3", "12.3.34", "12.3.35"),
    ("1.0.0 || >=2 <3 || 4", "1.0.0 2.5.0 4.9.9", "1.0.1 3.0.0"),
]
PRERELEASES = [
    (">=1.2.3", "1.3.0", "1.3.0-rc.1 1.2.3-rc.1"),
    ("^1.2.0", "1.2.1", "1.2.1-alpha.1 1.2.0-0"),
    ("~1.1", "1.1.1", "1.1.1-alpha"),
    ("1.x", "1.4", "1.4-0"),
    ("<2", "1.0.0", "1.0.0-rc.1"),
    ("!=1.2.3", "1.2.4", "1.2.3-rc.1 2.0.0-rc.1"),
    ("!=4.1", "5.1.0", "5.1.0-alpha.1"),
    (">=1.2.3-0", "1.2.3-0 1.2.3-rc 1.2.3 1.3.0-rc 9.0.0-0", "1.2.2"),
    (">=1.0.0-0", "1.0.0-0 1.0.0-alpha 1.0.0 2.0.0-0", "0.9.9 0.9.9-0"),
    (">=0-0", "0.0.0-alpha 0.0.1-alpha 0.0.0", ""),
    (">0-0", "1.0.0-0", "0.0.1-alpha 0.0.0-alpha 0.9.0"),
    (">0.0.0-0", "0.0.0-alpha 0.0.0", "0.0.0-0"),
    ("*-0", "0.0.0-0 1.2.3-alpha.1 1.2.3", ""),
    ("<0-z", "0.0.0-alpha", "0.0.0"),
    (">=1.2.3-BETA", "1.2.3-alpha", "1.2.3-ALPHA"),
    (">1.2.3-alpha.1", "1.2.3-alpha.2 1.3.3-alpha.2 1.2.3", "1.2.3-alpha.1 1.2.3-alpha.0"),
    ("<=1.1-a", "0.1.0-alpha 1.1.9 1.1.9-b", "1.2.0-0"),
    ("1.2.3-rc.1", "1.2.3-rc.1", "1.2.3-rc.2 1.2.3"),
    ("!=1.2.3-rc.1", "1.2.3 1.2.3-rc.2 2.0.0-0", "1.2.3-rc.1"),
    ("!=4.1-alpha", "4.1.0 4.1.0-beta 4.2.0-alpha", "4.1.0-alpha 4.1.1-alpha"),
    ("!=4-alpha", "5.0.0-alpha 3.9.9", "4.1.0-alpha 4.1.0"),
    ("1.x-0", "1.0.0-0 1.4.0-rc.1 1.4.0", "2.0.0-0"),
    # 3.4.0: one member between two || is enough, and is not enough for what is beyond them.
    (">1.0.0-beta.1 <2", "1.0.0-beta.2 1.5.0-rc.1 1.5.0 2.0.0-0", "2.0.0 1.0.0-beta.1"),
    (">=1.0.0 <2.0.0-0", "1.5.0-rc.1 1.0.0", "1.0.0-rc.1 2.0.0-0"),
    (">1.0.0-beta.1 <2 || >3", "1.5.0-rc.1 4.0.0", "4.0.0-rc.1 3.0.0"),
    (">=1.2.3 <2.0.0-beta || >3", "1.5.0-x 2.0.0-alpha 4.0.0", "4.0.0-x"),
    (">=1.0.0-0 !=1.4", "1.5.0-rc.1 1.0.0-0", "1.4.0 1.4.0-rc.1"),
    ("1.0.0-a - 2.0.0", "1.0.0-b 1.5.0-x 2.0.0-x 2.0.0", "2.0.1-0"),
    ("^1.2 >=1.2.3-0", "1.2.3-rc.1 1.9.0-x", "1.2.2 2.0.0-0"),
]
# profile-cd's own.
IN_USE = [
    (
        ">=19.13.0-infitx.0 <=19.13.0-infitx.999999",
        "19.13.0-infitx.0 19.13.0-infitx.27 v19.13.0-infitx.999999",
        "19.13.0 19.13.0-infitx.1000000 19.12.0 19.13.1-infitx.1 19.13.0-alpha",
    ),
    (">=16.0.4-0", "16.0.4-0 16.0.4 16.0.5-snapshot.1 17.0.0", "16.0.3 16.0.3-snapshot.1"),
    (
        ">=4.3.1-snapshot.0 >=4.3.1-snapshot.9999",
        "4.3.1-snapshot.9999 4.3.1 4.3.2-snapshot.0",
        "4.3.1-snapshot.0 4.3.1-snapshot.42 4.3.0",
    ),
    (
        ">=17.0.2-00000-f000000 <17.999.999-99999-fffffff",
        "17.0.2-00042-f00f00f 17.0.2 17.5.0-00001-abcdef0 17.999.998",
        "17.0.1 17.0.2-0 17.999.999 18.0.0",
    ),
]
CASES = [
    *(BASIC + PARTIAL + WILDCARDS + TILDES + CARETS + HYPHENS),
    *(TOGETHER + PRERELEASES + IN_USE),
]
ANSWERS = [
    (text, version, answer)
    for text, inside, outside in CASES
    for answer, named in ((True, inside), (False, outside))
    for version in named.split()
]


def read(text: str) -> Version:
    version = parse(text)
    assert version is not None, text
    return version


@pytest.mark.parametrize(("text", "version", "is_in"), ANSWERS)
def test_a_version_is_in_a_range_as_the_dialect_says(
    text: str, version: str, *, is_in: bool
) -> None:
    assert Range(text).contains(read(version)) is is_in


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        *(("latest", "'latest'"), ("V1", "'V1'"), ("vv1", "'vv1'"), ("v 1", "'v'")),
        *(("1.2.3.4", "'1.2.3.4'"), ("1.", "'1.'"), (".1", "'.1'"), ("1..2", "'1..2'")),
        *(("1.2.3a", "'1.2.3a'"), ("1x", "'1x'"), ("xx", "'xx'"), ("1.2.3_4", "'1.2.3_4'")),
        *(("1.2.3-", "'1.2.3-'"), ("1.2.3-a..b", "'1.2.3-a..b'"), ("1.2.3+", "'1.2.3+'")),
        *(("1.2.3-01", "'1.2.3-01'"), ("1.2.3-*", "'1.2.3-*'"), ("1.2.x.x", "'1.2.x.x'")),
        *(("==1.2", "'==1.2'"), ("=~1.2", "'=~1.2'"), ("><1", "'><1'"), ("<>1", "'<>1'")),
        *((">", "'>'"), ("!", "'!'"), ("~>", "'~>'"), ("^^1", "'^^1'"), ("!1", "'!1'")),
        *(("> =1", "'> =1'"), (">=1.0.0<2.0.0", "'>=1.0.0<2.0.0'"), (">1<3", "'>1<3'")),
        *(("1 -2", "'-2'"), ("1- 2", "'1-'"), ("1 - 2 - 3", "'-'"), ("1 - ^2", "'-'")),
        *(("^1 - 2", "'^1 - 2'"), ("1,,1.2", "',1.2'"), (", 1", "', 1'"), ("1,", "'1,'")),
        *(("1 | 2", "'| 2'"), ("1||", "'||'"), ("||1", "'||'"), ("1||  ||2", "'||'")),
        *(("1 || a", "'a'"), (">=1.0 <2.0.0.0", "'<2.0.0.0'"), ("12.3.34~ 1.2.3", "'12.3.34~'")),
        *(("\u0661", "'\u0661'"), ("1\u00a0", r"'1\xa0'"), ("\ud800", r"'\ud800'")),
        *(("1\x0b2", r"'1\x0b2'"), ("^1.0\0", r"'^1.0\x00'")),
        *(("^*", "'^*'"), (">x", "'>x'"), ("<*", "'<*'"), ("<=X.1", "'<=X.1'"), ("!=*", "'!=*'")),
        *(("1.x - x", "'1.x - x'"), (">=1, ^x", "'^x'")),
    ],
)
def test_what_is_no_range_is_refused_and_the_wrong_part_quoted(text: str, quoted: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Range(text)
    said = str(refusal.value)
    assert said.startswith(f"{text!r} is not a range of versions")
    assert quoted in said
    assert said.count("such as") + said.count("Write *") == 1


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_the_empty_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"The range is empty; write \* for any release"):
        Range(text)


def test_a_range_is_no_longer_than_a_thousand_characters() -> None:
    longest = " ".join(["1"] * 500) + " "
    assert Range(longest).contains(read("1.0.0"))
    with pytest.raises(ValueError, match="longer than 1,000 characters; write fewer members"):
        Range(longest + " ")


def test_a_range_knows_its_text_and_whether_it_names_a_prerelease() -> None:
    assert Range("^1.0 || ^2.0").text == "^1.0 || ^2.0"
    assert not Range("^1.0 || ^2.0").names_prerelease
    assert Range("^1.0 || ^2.0.0-0").names_prerelease


def test_prereleases_can_be_admitted_all_the_same() -> None:
    inside, outside = read("1.4.0-rc.1"), read("2.0.0-rc.1")
    assert Range("^1.0").contains(inside, prereleases=True)
    assert not Range("^1.0").contains(outside, prereleases=True)


small = st.integers(0, 3).map(str)
prereleases = st.sampled_from(["", "-0", "-1", "-rc.1", "-rc.2", "-x"])
whole = st.builds("{}.{}.{}{}".format, small, small, small, prereleases)
partial = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "v"]),
    st.lists(small, min_size=1, max_size=3).map(".".join),
    st.sampled_from(["", ".x", ".*"]),
).filter(lambda text: text.count(".") <= 2)
operators = st.sampled_from(["", "=", "!=", ">", ">=", "<", "<=", "~", "^", "=>", "=<", "~>"])
members = st.builds("{}{}".format, operators, whole | partial) | st.builds(
    "{} - {}".format, whole | partial, whole | partial
)
groups = st.lists(members, min_size=1, max_size=3)


@given(whole)
def test_a_version_is_in_the_ranges_that_it_bounds(version: str) -> None:
    for operator in ("", "=", ">=", "<=", "~", "^"):
        assert Range(operator + version).contains(read(version))
    for operator in ("!=", "<", ">"):
        assert not Range(operator + version).contains(read(version))
    assert Range(f"{version} - {version}").contains(read(version))


@given(whole, whole)
def test_a_caret_and_a_tilde_begin_at_their_version_and_end(low: str, asked: str) -> None:
    lowest, version = read(low), read(asked)
    major, minor, patch = lowest.numbers
    caret = (major,) if major else (major, minor) if minor else (major, minor, patch)
    tilde = (major, minor) if any(lowest.numbers) else ()
    is_admitted = version.is_release or not lowest.is_release
    for operator, kept in (("^", caret), ("~", tilde)):
        expected = is_admitted and version >= lowest and version.numbers[: len(kept)] == kept
        assert Range(operator + low).contains(version) == expected


@given(st.lists(members, min_size=1, max_size=4), st.sampled_from([" ", ",", ", ", "\n"]), whole)
def test_members_side_by_side_mean_and(parts: list[str], between: str, asked: str) -> None:
    version = read(asked)
    together = Range(between.join(parts))
    admits = version.is_release or together.names_prerelease
    each = [Range(part).contains(version, prereleases=True) for part in parts]
    assert together.contains(version) == (admits and all(each))


@given(st.lists(groups.map(" ".join), min_size=1, max_size=3), whole)
def test_members_around_bars_mean_or(parts: list[str], asked: str) -> None:
    version = read(asked)
    each = [Range(part).contains(version) for part in parts]
    assert Range(" || ".join(parts)).contains(version) == any(each)


@given(groups.map(" ".join), whole)
def test_a_prerelease_needs_a_range_that_names_one(text: str, asked: str) -> None:
    version, range_ = read(asked), Range(text)
    if not version.is_release and "-" not in text.replace(" - ", " "):
        assert not range_.contains(version)
    if range_.contains(version):
        assert range_.contains(version, prereleases=True)


@given(
    st.text()
    | st.text(alphabet="0123x*.-+ ,|<>=~^!va\t\n\u0661", max_size=20)
    | st.lists(members | st.sampled_from(["||", ",", "-", "^", " "]), max_size=8).map("".join)
)
def test_any_text_is_a_range_or_a_value_error(text: str) -> None:
    try:
        range_ = Range(text)
    except ValueError:
        return
    assert range_.text == text
    assert range_.contains(read("1.2.3")) in (True, False)
