"""Unified diffs: the form is Git's, and applying one gives the new text to the byte."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from tagboat.diff import unified_diff

# Few different lines, so that they repeat; everything that others than Git take for a line's end.
_LINES = st.text(alphabet="ab-+@ \\\r\x0b\x0c\x1c\x85\u2028\ufeff", max_size=3)
_TEXTS = st.builds("\n".join, st.lists(_LINES, max_size=40))


def applied(diff: str, old: str) -> str:
    """Apply a diff as the format's description says, refusing what does not fit."""
    before, result, at = _split(old), list[str](), 0
    for start, count, body in _hunks(diff):
        begin = start - 1 if count else start
        result += before[at:begin]
        removed = [line for mark, line in body if mark in " -"]
        assert before[begin : begin + count] == removed
        result += [line for mark, line in body if mark in " +"]
        at = begin + count
    return "".join(result + before[at:])


def _split(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def _hunks(diff: str) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
    for hunk in re.split(r"(?m)^(?=@@ )", diff)[1:]:
        header, *lines = hunk.removesuffix("\n").split("\n")
        numbers = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", header)
        assert numbers
        start, count, _, new_count = numbers.groups(default="1")
        body: list[tuple[str, str]] = []
        for line in lines:
            if line == "\\ No newline at end of file":
                body[-1] = (body[-1][0], body[-1][1].removesuffix("\n"))
            else:
                body.append((line[0], f"{line[1:]}\n"))
        assert sum(mark in " +" for mark, _ in body) == int(new_count)
        assert sum(mark in " -" for mark, _ in body) == int(count)
        yield int(start), int(count), body


@given(_TEXTS, _TEXTS)
def test_applying_a_diff_gives_the_new_text(old: str, new: str) -> None:
    assert applied(unified_diff("file", old, new), old) == new


@given(_TEXTS, st.data())
def test_applying_the_diff_of_an_edited_line_gives_the_edited_text(
    old: str, data: st.DataObject
) -> None:
    lines = old.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    new = "\n".join([*lines[:at], data.draw(_LINES), *lines[at + 1 :]])
    diff = unified_diff("file", old, new)
    assert applied(diff, old) == new
    assert diff.count("\n@@ ") <= 1


@given(_TEXTS)
def test_the_same_text_has_no_diff(text: str) -> None:
    assert unified_diff("file", text, text) == ""


def test_three_lines_of_context_surround_a_change() -> None:
    old = "".join(f"{number}\n" for number in range(1, 12))
    assert unified_diff("values.yaml", old, old.replace("6\n", "six\n")) == (
        "diff --git a/values.yaml b/values.yaml\n"
        "--- a/values.yaml\n"
        "+++ b/values.yaml\n"
        "@@ -3,7 +3,7 @@\n"
        " 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"
    )


def test_changes_far_apart_are_in_hunks_of_their_own() -> None:
    old = "".join(f"{number}\n" for number in range(1, 21))
    new = old.replace("2\n", "two\n", 1).replace("19\n", "nineteen\n")
    diff = unified_diff("file", old, new)
    assert re.findall("@@ .*", diff) == ["@@ -1,5 +1,5 @@", "@@ -16,5 +16,5 @@"]


def test_changed_neighbours_are_removed_together_and_then_added_together() -> None:
    assert unified_diff("file", "a\nb\n", "c\nd\n").endswith("@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d\n")


def test_a_missing_last_newline_is_said() -> None:
    assert unified_diff("file", "1", "2").endswith(
        "@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n"
    )


def test_a_missing_last_newline_of_context_is_said() -> None:
    assert unified_diff("file", "1\nx", "2\nx").endswith(
        "@@ -1,2 +1,2 @@\n-1\n+2\n x\n\\ No newline at end of file\n"
    )


def test_an_empty_file_gets_its_first_line() -> None:
    assert unified_diff("file", "", "1\n").endswith("@@ -0,0 +1 @@\n+1\n")


def test_a_carriage_return_is_part_of_its_line() -> None:
    assert unified_diff("file", "1\r\n", "2\r\n").endswith("@@ -1 +1 @@\n-1\r\n+2\r\n")


def test_a_name_with_spaces_ends_with_a_tab() -> None:
    assert unified_diff("a b", "1\n", "2\n").startswith(
        "diff --git a/a b b/a b\n--- a/a b\t\n+++ b/a b\t\n"
    )


def test_a_name_with_quotation_marks_is_quoted() -> None:
    assert unified_diff('a"b', "1\n", "2\n").startswith(
        'diff --git "a/a\\"b" "b/a\\"b"\n--- "a/a\\"b"\n+++ "b/a\\"b"\n'
    )
