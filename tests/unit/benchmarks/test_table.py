import pytest

from benchmarks.section import Section
from benchmarks.table import Table, kilobytes, milliseconds, ratio


def test_a_table_is_aligned_markdown() -> None:
    table = Table(["Host", "ms"])
    table.add("CodeCommit", "7.5")
    table.add("GitHub", "1,024")
    assert str(table).splitlines() == [
        "| Host       |    ms |",
        "| ---------- | ----: |",
        "| CodeCommit |   7.5 |",
        "| GitHub     | 1,024 |",
    ]


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table(["Host", "ms"]).add("GitHub")


def test_figures_have_as_many_digits_as_they_are_worth() -> None:
    assert [milliseconds(0.00154), milliseconds(0.0154), milliseconds(1.54)] == [
        "1.5",
        "15",
        "1,540",
    ]
    assert [kilobytes(1_540), kilobytes(1_540_000)] == ["1.5", "1,540"]
    assert [ratio(9, 2), ratio(90, 2)] == ["4.5", "45"]


def test_a_section_says_what_is_not_measured() -> None:
    table = Table(["Host"])
    table.add("GitHub")
    section = Section("Title", "What is measured.", [table], ["Found."], ["Networks."])
    assert str(section) == (
        "## Title\n\nWhat is measured.\n\n| Host   |\n| ------ |\n| GitHub |\n\n- Found.\n\n"
        "Not measured:\n\n- Networks."
    )
