"""A read that does not see the last write yet: what is decided on it is not written."""

import pytest

from tagboat.core import errors
from tests.contract.commits import commit
from tests.contract.hosted.base import Answering


@pytest.mark.parametrize("executable", [False, True])
def test_a_commit_on_a_state_that_is_no_longer_the_last_is_refused(
    answering: Answering, executable: bool
) -> None:
    old = answering.push({"a.txt": b"one\n"})
    answering.lag_next_read()
    new = answering.push({"a.txt": b"a person's\n"})
    snapshot = answering.git_host.read("main", ["a.txt"])
    assert (snapshot.head, snapshot.file("a.txt").content) == (old, b"one\n")
    with pytest.raises(errors.HeadMoved):
        commit(answering.git_host, snapshot, {"a.txt": b"two\n"}, executable=executable)
    assert answering.history()[0] == new
    assert answering.content("a.txt") == b"a person's\n"
    again = answering.git_host.read("main", ["a.txt"])
    commit(answering.git_host, again, {"a.txt": b"two\n"}, executable=executable)
    assert answering.content("a.txt") == b"two\n"


def test_a_read_that_does_not_see_one_s_own_commit_yet_does_not_make_it_twice(
    answering: Answering,
) -> None:
    snapshot = answering.git_host.read("main", ["README.md"])
    answering.lag_next_read()
    made = commit(answering.git_host, snapshot, {"a.txt": b"one\n"})
    lagging = answering.git_host.read("main", ["README.md", "a.txt"])
    assert lagging.head == snapshot.head
    with pytest.raises(errors.FileMissing):
        lagging.file("a.txt")
    with pytest.raises(errors.HeadMoved):
        commit(answering.git_host, lagging, {"a.txt": b"one\n"})
    assert answering.history() == [made, snapshot.head]
