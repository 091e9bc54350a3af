"""What the port promises of the history of files, held against every git host and the fake."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tagboat.core import errors
from tagboat.core.file_history import MOST_REVISIONS, Revision
from tagboat.core.snapshot import File
from tests.contract.commits import commit
from tests.contract.hosted.base import EXECUTABLE, LINK, Hosted

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def minute(number: int) -> datetime:
    return EVENING + timedelta(minutes=number)


def history(
    hosted: Hosted, *paths: str, since: datetime = EVENING, at: str | None = None
) -> Mapping[str, Sequence[Revision]]:
    head = at or hosted.history()[0]
    found = hosted.git_host.history(paths, at=head, since=since)
    assert list(found) == list(paths)
    return found


def commits(
    hosted: Hosted, path: str, since: datetime = EVENING, at: str | None = None
) -> list[str]:
    return [one.commit for one in history(hosted, path, since=since, at=at)[path]]


def contents(revisions: Sequence[Revision]) -> list[bytes | None]:
    return [one.file.content if one.file else None for one in revisions]


def push_each(hosted: Hosted, path: str, *contents: bytes | None, start: int = 0) -> list[str]:
    """A commit for each content, a minute after the one before; their ids, the newest first."""
    made = [
        hosted.push_at(minute(start + number), {path: content})
        for number, content in enumerate(contents)
    ]
    return made[::-1]


def test_a_snapshot_says_when_its_head_was_committed_or_does_not_know(hosted: Hosted) -> None:
    head = hosted.push_at(minute(0), {"a": b"1"})
    older = hosted.history()[1]
    snapshot = hosted.git_host.read("main", ["a"])
    assert snapshot.head == head
    assert snapshot.committed_at in (minute(0), None)
    assert hosted.git_host.read("main", ["a"], at=older).committed_at != minute(0)
    assert hosted.git_host.read("main", ["a"], at=head).committed_at == snapshot.committed_at


def test_tells_the_revisions_of_a_file_the_newest_first(hosted: Hosted) -> None:
    first = hosted.push_at(minute(1), {"a": b"1\n", "b": b"1\n"}, author="Zoë ✓", message="One\n")
    hosted.push_at(minute(2), {"b": b"2\n"})
    second = hosted.push_at(minute(3), {"a": b"2\n"}, message="Zwei ✓\n\nTagboat-Rule: web\n")
    hosted.push_at(minute(4), {"b": b"3\n"})
    newest, oldest = history(hosted, "a")["a"]
    assert (newest.commit, newest.at, newest.file) == (second, minute(3), File(b"2\n"))
    assert (newest.author, newest.message.strip()) == ("A Person", "Zwei ✓\n\nTagboat-Rule: web")
    assert (oldest.commit, oldest.at, oldest.file) == (first, minute(1), File(b"1\n"))
    assert (oldest.author, oldest.message.strip()) == ("Zoë ✓", "One")


def test_ends_with_the_last_revision_that_is_older_than_is_asked_for(hosted: Hosted) -> None:
    made = push_each(hosted, "a", b"1", b"2", b"3", b"4")
    assert commits(hosted, "a", since=minute(2)) == made[:3]
    assert commits(hosted, "a", since=minute(2) + timedelta(seconds=1)) == made[:2]
    assert commits(hosted, "a", since=minute(-1)) == made


def test_tells_the_last_revision_before_where_the_file_has_not_changed_since(
    hosted: Hosted,
) -> None:
    *_, first = push_each(hosted, "a", b"1")
    hosted.push_at(minute(9), {"b": b"1"})
    assert commits(hosted, "a", since=minute(5)) == [first]


def test_tells_nothing_of_a_commit_that_is_older_than_is_asked_for(hosted: Hosted) -> None:
    push_each(hosted, "a", b"1", b"2")
    found = history(hosted, "a", "b", since=minute(2))
    assert {path: len(revisions) for path, revisions in found.items()} == {"a": 0, "b": 0}
    assert commits(hosted, "a", since=minute(1)) == hosted.history()[:2]


def test_tells_what_led_to_the_commit_that_is_asked_about(hosted: Hosted) -> None:
    third, second, first = push_each(hosted, "a", b"1", b"2", b"3")
    assert commits(hosted, "a", at=second) == [second, first]
    assert commits(hosted, "a", at=first) == [first]
    assert commits(hosted, "a", at=third) == [third, second, first]


def test_tells_of_several_files_at_once(hosted: Hosted) -> None:
    paths = [f"apps/für ✓/{number}/a'b\"{{}}$c*[x]" for number in range(12)]
    expected = {path: push_each(hosted, path, b"1", b"2", start=i) for i, path in enumerate(paths)}
    hosted.push_at(minute(60), {"apps/für ✓/0/other": b"1"})
    found = history(hosted, *paths, since=EVENING)
    assert {path: [one.commit for one in found[path]] for path in paths} == expected
    assert {tuple(contents(found[path])) for path in paths} == {(b"2", b"1")}


def test_knows_nothing_of_a_file_that_never_was(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"folder/a": b"1"})
    assert commits(hosted, "b") == []
    assert commits(hosted, "folder/a/b") == []
    assert commits(hosted, "folder/b") == []


def test_a_file_that_was_taken_away_and_came_back(hosted: Hosted) -> None:
    back, away, first = push_each(hosted, "folder/a", b"1", None, b"1")
    found = history(hosted, "folder/a")["folder/a"]
    if hosted.lists_removals:
        assert [one.commit for one in found] == [back, away, first]
        assert contents(found) == [b"1", None, b"1"]
    else:
        assert [one.commit for one in found] == [back, first]
        assert contents(found) == [b"1", b"1"]


def test_a_file_that_is_gone_has_its_history(hosted: Hosted) -> None:
    away, second, first = push_each(hosted, "a", b"1", b"2", None)
    hosted.push_at(minute(9), {"b": b"1"})
    found = history(hosted, "a")["a"]
    assert [one.commit for one in found][-2:] == [second, first]
    assert contents(found)[-2:] == [b"2", b"1"]
    if hosted.lists_removals:
        assert (found[0].commit, found[0].file) == (away, None)


def test_a_file_that_comes_from_another_has_no_history_of_the_other(hosted: Hosted) -> None:
    push_each(hosted, "old", b"1\n" * 50, b"2\n" * 50)
    moved = hosted.push_at(minute(5), {"old": None, "new": b"2\n" * 50})
    assert commits(hosted, "new", since=minute(-1)) == [moved]


def test_writing_the_same_again_is_no_revision(hosted: Hosted) -> None:
    *_, first = push_each(hosted, "a", b"1")
    hosted.push_at(minute(1), {"a": b"1", "b": b"1"})
    assert commits(hosted, "a") == [first]


def test_a_revert_is_a_revision_with_what_the_file_was(hosted: Hosted) -> None:
    made = push_each(hosted, "a", b"1", b"2", b"1")
    found = history(hosted, "a")["a"]
    assert [one.commit for one in found] == made
    assert contents(found) == [b"1", b"2", b"1"]


def test_making_a_file_executable_is_a_revision(hosted: Hosted) -> None:
    first = hosted.push_at(minute(0), {"run": b"1"})
    second = hosted.push_at(minute(1), {"run": b"1"}, mode=EXECUTABLE)
    newest, oldest = history(hosted, "run")["run"]
    assert (newest.commit, newest.file) == (second, File(b"1", executable=True))
    assert (oldest.commit, oldest.file) == (first, File(b"1"))


@pytest.mark.parametrize("content", [b"\0\1\2", "K\u00f6ln".encode("latin-1")])
def test_what_was_no_text_cannot_be_used(hosted: Hosted, content: bytes) -> None:
    made = push_each(hosted, "a", b"1", content, b"3")
    newest, no_text, oldest = history(hosted, "a")["a"]
    assert [newest.commit, no_text.commit, oldest.commit] == made
    assert contents([newest, oldest]) == [b"3", b"1"]
    if no_text.file is not None:
        with pytest.raises(errors.FileIsBinary):
            no_text.file.text("a")


def test_what_was_too_large_cannot_be_used(hosted: Hosted) -> None:
    push_each(hosted, "a", b"1", b"x" * (hosted.largest_file + 1_000_000), b"3")
    assert contents(history(hosted, "a")["a"]) == [b"3", None, b"1"]


def test_what_was_large_is_whole(hosted: Hosted) -> None:
    large = b"0123456789abcde\n" * 60_000
    push_each(hosted, "a", b"1", large, b"3")
    assert contents(history(hosted, "a")["a"]) == [b"3", large, b"1"]


def test_a_link_cannot_be_used(hosted: Hosted) -> None:
    made = hosted.push_at(minute(0), {"link": b"README.md"}, mode=LINK)
    assert [(one.commit, one.file) for one in history(hosted, "link")["link"]] == [(made, None)]


def test_what_was_a_folder_cannot_be_used(hosted: Hosted) -> None:
    *_, first = push_each(hosted, "a", b"1")
    hosted.push_at(minute(1), {"a": None})
    hosted.push_at(minute(2), {"a/b": b"1"})
    hosted.push_at(minute(3), {"a/b": None})
    back = hosted.push_at(minute(4), {"a": b"5"})
    found = history(hosted, "a")["a"]
    assert (found[0].commit, found[-1].commit) == (back, first)
    assert contents(found)[0] == b"5"
    assert contents(found)[-1] == b"1"
    assert {one.file for one in found[1:-1]} <= {None}


def test_tells_no_more_than_the_most_revisions(hosted: Hosted) -> None:
    made = push_each(hosted, "a", *(str(number).encode() for number in range(60)))
    found = history(hosted, "a", since=EVENING)["a"]
    assert [one.commit for one in found] == made[:MOST_REVISIONS]
    assert contents(found)[-1] == b"10"


def test_finds_what_a_file_was_far_back(hosted: Hosted) -> None:
    push_each(hosted, "a", b"1", b"2")
    for number in range(70):
        hosted.push_at(minute(10 + number), {"b": str(number).encode()})
    last = hosted.push_at(minute(90), {"a": b"3"})
    newest, before = history(hosted, "a", since=minute(89))["a"]
    assert (newest.commit, newest.file) == (last, File(b"3"))
    assert (before.at < minute(89), before.file) == (True, File(b"2"))
    assert len(history(hosted, "a", since=minute(0))["a"]) == 3


def test_a_commit_that_is_gone_means_that_the_head_moved(hosted: Hosted) -> None:
    with pytest.raises(errors.HeadMoved):
        history(hosted, "README.md", at="0" * 40)


def test_a_missing_repository_is_named(hosted: Hosted) -> None:
    with pytest.raises(errors.RepositoryMissing):
        hosted.on_missing_repository().history(["a"], at="0" * 40, since=EVENING)


def test_what_tagboat_committed_is_told_too(hosted: Hosted) -> None:
    *_, first = push_each(hosted, "a", b"1")
    snapshot = hosted.git_host.read("main", ["a"])
    made = commit(hosted.git_host, snapshot, {"a": b"2"})
    newest, oldest = history(hosted, "a", at=made, since=minute(-1))["a"]
    assert (newest.commit, newest.file, oldest.commit) == (made, File(b"2"), first)
    assert newest.message.strip() == "Update a.txt\n\nTagboat-Rule: a"
