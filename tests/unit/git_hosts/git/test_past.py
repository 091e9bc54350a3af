"""The history of what is at a path, in Git's objects: where it ends, and what a commit says."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import Blob, Commit, ObjectID, Tree

from tagboat.core.errors import HostUnavailable
from tagboat.git_hosts.git.past import Change, Past

SECOND = 1_770_141_600


def write(
    objects: MemoryObjectStore,
    content: bytes | None,
    parents: Sequence[ObjectID] = (),
    *,
    second: int = SECOND,
    author: bytes = b"Ada <ada@example.com>",
    message: bytes = b"A change\n",
    encoding: bytes | None = None,
) -> ObjectID:
    """A commit with a file `a`, or without."""
    tree = Tree()
    if content is not None:
        blob = Blob.from_string(content)
        tree.add(b"a", 0o100644, blob.id)
    commit = Commit()
    commit.tree, commit.parents = tree.id, list(parents)
    commit.author = author
    commit.committer = b"Bob <bob@example.com>"
    commit.author_time, commit.commit_time = 0, second
    commit.author_timezone = commit.commit_timezone = 3600
    commit.message, commit.encoding = message, encoding
    for one in (tree, commit):
        objects.add_object(one)
    return commit.id


@pytest.fixture
def objects() -> MemoryObjectStore:
    return MemoryObjectStore()


def changes(objects: MemoryObjectStore, at: ObjectID, depth: int) -> list[tuple[ObjectID, bool]]:
    return [(one.commit.id, one.known) for one in Past(objects, at, depth).changes("a")]


def test_where_the_sight_ends_the_last_commit_stands_for_the_one_before(
    objects: MemoryObjectStore,
) -> None:
    first = write(objects, b"1")
    second = write(objects, b"1", [first], second=SECOND + 1)
    third = write(objects, b"1", [second], second=SECOND + 2)
    last = write(objects, b"2", [third], second=SECOND + 3)
    assert changes(objects, last, 9) == [(last, True), (first, True)]
    assert changes(objects, last, 3) == [(last, True), (second, False)]
    assert changes(objects, last, 1) == [(last, False)]


def test_a_commit_whose_parent_was_not_sent_is_where_the_sight_ends(
    objects: MemoryObjectStore,
) -> None:
    shallow = write(objects, b"1", [ObjectID(b"1" * 40)])
    last = write(objects, b"2", [shallow], second=SECOND + 1)
    assert changes(objects, last, 9) == [(last, True), (shallow, False)]


def test_what_the_first_commit_does_not_have_has_no_history(objects: MemoryObjectStore) -> None:
    first = write(objects, None)
    last = write(objects, None, [first], second=SECOND + 1)
    assert changes(objects, last, 9) == []


def test_commits_of_one_second_are_told_the_newest_first(objects: MemoryObjectStore) -> None:
    commits = [write(objects, b"0")]
    for number in range(1, 6):
        commits.append(write(objects, f"{number}".encode(), commits[-1:]))
    assert changes(objects, commits[-1], 9) == [(one, True) for one in reversed(commits)]


@pytest.mark.parametrize(
    ("author", "message", "encoding", "expected"),
    [
        ("Zoë <zoe@example.com>".encode(), "Köln\n".encode(), None, ("Zoë", "Köln\n")),
        ("Zoë <zoe>".encode("latin-1"), "Köln".encode("latin-1"), b"latin-1", ("Zoë", "Köln")),
        ("Zoë <zoe>".encode("latin-1"), b"K", None, ("Zo\ufffd", "K")),
        (b"Ada <a>", "Köln".encode(), b"no-such-encoding", ("Ada", "Köln")),
        (b" <nobody@example.com>", b"", None, ("", "")),
    ],
)
def test_a_commit_is_read_in_its_own_encoding(
    objects: MemoryObjectStore,
    author: bytes,
    message: bytes,
    encoding: bytes | None,
    expected: tuple[str, str],
) -> None:
    at = write(objects, b"1", author=author, message=message, encoding=encoding)
    (change,) = Past(objects, at, 1).changes("a")
    revision = change.revision(None)
    assert (revision.author, revision.message) == expected
    assert (revision.commit, revision.at) == (
        at.decode(),
        datetime.fromtimestamp(SECOND, UTC),
    )


def test_a_commit_that_was_not_sent_is_an_error_that_says_so(objects: MemoryObjectStore) -> None:
    with pytest.raises(HostUnavailable, match="no commit"):
        Past(objects, ObjectID(b"1" * 40), 1)


def test_a_time_that_no_year_has_is_no_error(objects: MemoryObjectStore) -> None:
    at = write(objects, b"1", second=2**60)
    (change,) = Past(objects, at, 1).changes("a")
    assert isinstance(change, Change)
    assert change.at.year == 9999
