"""Mistakes are gathered with their places, and told all at once."""

import pytest

from tagboat.core.errors import InvalidRules, UnsafePath
from tagboat.core.findings import Finding
from tagboat.core.rules.mistakes import LONGEST_TOLD, MOST_FOUND, MOST_TOLD, Location, Mistakes
from tagboat.core.rules.strict_yaml import NotYaml

AT: Location = ("rules", 0, "targets", 1, "file")


def told(mistakes: Mistakes) -> InvalidRules:
    with pytest.raises(InvalidRules) as caught:
        mistakes.raise_if_any()
    return caught.value


def lines(mistakes: Mistakes) -> list[str]:
    return str(told(mistakes)).splitlines()


def test_without_a_mistake_nothing_is_raised() -> None:
    Mistakes("a file").raise_if_any()


def test_each_is_told_with_its_line_its_rule_and_its_place() -> None:
    mistakes = Mistakes(".tagboat.yaml", lambda location: (len(location), 7))
    mistakes.names[0] = "web"
    mistakes.add((), "it is empty")
    mistakes.add(("author", "name"), "it is no name")
    mistakes.add(("rules", 0), "it is no rule")
    mistakes.add(AT, "it is no file")
    mistakes.add(("rules", 1, "name"), "it is no name")
    assert lines(mistakes) == [
        "The rules in .tagboat.yaml do not load. Mend:",
        "  - line 0, column 7: it is empty",
        "  - line 2, column 7: author.name: it is no name",
        "  - line 2, column 7: rule 'web': it is no rule",
        "  - line 5, column 7: rule 'web': targets[1].file: it is no file",
        "  - line 3, column 7: rules[1].name: it is no name",
    ]
    assert told(mistakes).findings[3] == Finding(
        file=".tagboat.yaml",
        line=5,
        column=7,
        rule="web",
        path="targets[1].file",
        what="it is no file",
    )


def test_where_there_is_no_text_there_are_no_lines() -> None:
    mistakes = Mistakes("the stack's parameters")
    mistakes.add(("rules", 0, "tags"), "it is no pattern")
    assert lines(mistakes) == [
        "The rules in the stack's parameters do not load. Mend:",
        "  - rules[0].tags: it is no pattern",
    ]
    (finding,) = told(mistakes).findings
    assert (finding.line, finding.column, finding.rule) == (None, None, None)


def test_the_same_mistake_is_told_once() -> None:
    mistakes = Mistakes("a file")
    for _ in range(2):
        mistakes.add(AT, "wrong")
    mistakes.add(AT, "wrong as well")
    assert len(mistakes) == 2
    assert mistakes.has(AT)
    assert not mistakes.has(AT[:-1])


@pytest.mark.parametrize("error", [ValueError("no number"), UnsafePath("no number")])
def test_what_a_check_raises_is_a_mistake(error: Exception) -> None:
    mistakes = Mistakes("a file")
    with mistakes.at(AT):
        raise error
    with mistakes.at(AT):
        pass
    assert [finding.what for finding in told(mistakes).findings] == ["no number"]


def test_the_parser_of_yaml_knows_its_own_position() -> None:
    mistakes = Mistakes("a file", lambda _: (1, 1))
    with mistakes.at(()):
        raise NotYaml("no YAML", (8, 9))
    with mistakes.at(()):
        raise NotYaml("no YAML either", None)
    assert lines(mistakes)[1:] == [
        "  - line 8, column 9: no YAML",
        "  - line 1, column 1: no YAML either",
    ]


def test_a_defect_is_no_mistake() -> None:
    mistakes = Mistakes("a file")
    with pytest.raises(KeyError), mistakes.at(AT):
        raise KeyError("x")
    assert len(mistakes) == 0


def test_many_are_counted_not_listed() -> None:
    mistakes = Mistakes("a file")
    for number in range(MOST_TOLD + 1):
        mistakes.add(AT, str(number))
    assert lines(mistakes)[-2:] == [
        f"  - rules[0].targets[1].file: {MOST_TOLD - 1}",
        "  and 1 more",
    ]
    assert len(told(mistakes).findings) == MOST_TOLD + 1


def test_a_long_one_is_shortened_and_stays_in_its_line() -> None:
    mistakes = Mistakes("a file")
    mistakes.names[0] = "two\r\nlines"
    mistakes.add(("rules", 0, "a\nb"), "x\n" * LONGEST_TOLD)
    (line,) = lines(mistakes)[1:]
    assert line.startswith("  - rule 'two lines': ['a b']: x x x")
    assert len(line) == len("  - ") + LONGEST_TOLD + len("...")


def test_the_looking_ends_where_there_are_many() -> None:
    mistakes = Mistakes("a file")
    for number in mistakes.until_many(range(MOST_FOUND * 2)):
        mistakes.add(AT, str(number))
    assert len(mistakes) == MOST_FOUND
    endless = (((), str(number)) for number in iter(int, 1))
    mistakes.add_all(endless)
    assert len(mistakes) == MOST_FOUND + 1
