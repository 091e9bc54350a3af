"""The hold file: what is not understood holds everything, and says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import FileMissing, FileTooLarge
from tagboat.core.restraints.hold import Hold
from tagboat.core.restraints.hold_file import MOST_LINES, hold_path, read_holds
from tagboat.core.snapshot import File, Snapshot
from tests.rule_sets import rule, rules

RULES = rules(
    rule(name="web", environment="prod"),
    rule("team/*", name="web # 2"),
    rule("team/{a,b}", name="all of them", environment="dev"),
).rules
PATH = ".tagboat.hold"


def holds(content: bytes | str | FileMissing | FileTooLarge) -> tuple[Hold, ...]:
    if isinstance(content, str):
        content = content.encode()
    file = File(content) if isinstance(content, bytes) else content
    return read_holds(PATH, Snapshot("main", "c0ffee", {PATH: file}), RULES)


def said(content: bytes | str) -> list[tuple[str, str]]:
    return [(str(hold.scope), hold.reason) for hold in holds(content)]


@pytest.mark.parametrize(
    ("rules_path", "expected"),
    [
        (".tagboat.yaml", ".tagboat.hold"),
        ("deploy/rules.yml", "deploy/rules.hold"),
        ("deploy/.rules", "deploy/.rules.hold"),
        ("a.b/rules", "a.b/rules.hold"),
        ("rules", "rules.hold"),
        ("rules.hold", "rules.hold.hold"),
    ],
)
def test_it_is_beside_the_rules_file(rules_path: str, expected: str) -> None:
    assert hold_path(rules_path) == expected


def test_no_file_holds_nothing() -> None:
    assert holds(FileMissing("It is not there.")) == ()


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_holds_everything(content: str) -> None:
    assert said(content) == [("everything", "")]


def test_a_comment_is_the_reason() -> None:
    assert said("# The database\n# moves\n") == [("everything", "The database moves")]
    assert said("# The database moves\nweb\n") == [("rule web", "The database moves")]
    assert said("# All\r\nweb # this one\r\nrule web\r\n") == [
        ("rule web", "this one"),
        ("rule web", "All"),
    ]


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("web", "rule web"),
        ("  web  ", "rule web"),
        ("web # 2", "rule web # 2"),
        ("rule web", "rule web"),
        ("all of them", "rule all of them"),
        ("all", "everything"),
        ("environment prod", "environment prod"),
        ("environment  dev", "environment dev"),
        ("image team/web", "image team/web"),
        ("image team/*", "image team/*"),
        ("image team/other", "image team/other"),
    ],
)
def test_a_line_names_a_rule_an_environment_an_image_or_all(line: str, scope: str) -> None:
    assert said(line) == [(scope, "")]


@pytest.mark.parametrize(
    "line",
    ["wep", "environment prd", "environment", "image other/*", "image x/y", "image [", "All"],
)
def test_a_line_that_names_nothing_holds_everything_and_says_so(line: str) -> None:
    (hold,) = holds(f"{line}\n")
    assert hold.scope.everything
    assert f"'{line}' in it names no rule, environment or image" in hold.reason


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"web\0",
        FileTooLarge("It is too large."),
        "\n".join(map(str, range(MOST_LINES + 1))),
    ],
)
def test_a_file_that_cannot_be_used_holds_everything(content: bytes | str | FileTooLarge) -> None:
    (hold,) = holds(content)
    assert hold.scope.everything
    assert hold.reason


@given(st.text() | st.binary())
def test_any_file_holds_something(content: str | bytes) -> None:
    try:
        assert holds(content)
    except UnicodeEncodeError:
        return  # Half a surrogate pair is in no file.
