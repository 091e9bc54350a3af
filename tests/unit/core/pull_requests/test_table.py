"""The table of changes is Markdown whatever stands in files, and as long as it may be."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.pull_requests.table import table
from tests.image_pushes import image_push
from tests.unit.core.pull_requests.test_record import change


def test_each_change_is_a_row_of_three_columns() -> None:
    one = change(old="0.9", file="values.yaml", place="image.tag")
    digest = one.push.digest[: len("sha256:") + 12]
    assert table([one]).splitlines() == [
        "| Change | Where | Pushed |",
        "| --- | --- | --- |",
        f"| `0.9` → `1.0` | `values.yaml` `image.tag` | 2026-03-02 12:00 UTC `{digest}` |",
    ]


def test_what_was_empty_is_said_to_be() -> None:
    assert "| `(empty)` → `1.0` |" in table([change(old="")])


def test_marks_of_markdown_in_a_value_stay_code() -> None:
    row = table([change(old="a `b` | @team <b>")]).splitlines()[-1]
    assert "| `` a `b` \\| @team <b> `` → " in row


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_whatever_stands_in_a_file_a_row_is_one_line_with_three_cells(old: str, file: str) -> None:
    lines = table([change(old=old, file=file)]).split("\n")
    assert len(lines) == 3
    bars = lines[-1].replace("\\|", "").count("|")
    assert bars == 4 or "\\" in old + file, "a backslash before a bar is code as well"


@given(st.integers(1, 200), st.integers(300, 9_000))
def test_a_table_is_never_longer_than_its_room_and_says_what_is_left_out(n: int, room: int) -> None:
    changes = [replace(change(), push=image_push(f"{number}.0")) for number in range(n)]
    text = table(changes, room)
    assert len(text) <= room
    rows = sum(line.startswith("| `") for line in text.splitlines())
    assert rows == n or text.endswith(f"and {n - rows:,} more changes")
