"""What led to a file where branches were merged: what `git log` says, on every host with merges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pygit2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.aws.server import AwsServer
from sandbox.git_log import commits_of
from sandbox.git_repository import GitRepository
from sandbox.git_trees import write_tree
from tests.contract.hosted.base import Hosted
from tests.contract.hosted.on_git import OnGit
from tests.contract.hosts import HOSTS

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)
PATHS = ("a", "folder/b")

type Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Drawn:
    """A commit of a history that is made up: on earlier ones, by their numbers, with its files."""

    parents: tuple[int, ...]
    files: Files


@st.composite
def histories(draw: st.DrawFn, *, removals: bool) -> list[Drawn]:
    """Commits, each with a file of a parent, or a new one, at each path.

    Where removals are not listed, no two commits write the same: nothing else tells sides apart.
    """
    commits: list[Drawn] = []
    for number in range(draw(st.integers(1, 9))):
        earlier = st.integers(0, number - 1)
        parents = (
            draw(st.lists(earlier, min_size=1, max_size=2, unique=True)) if number else list[int]()
        )
        files: dict[str, bytes] = {}
        for path in PATHS:
            kept = [commits[parent].files.get(path) for parent in parents]
            new: list[bytes | None] = [b"1", b"2", None] if removals else [f"{number}".encode()]
            content = draw(st.sampled_from([*kept, *new]))
            if content is not None:
                files[path] = content
        commits.append(Drawn(tuple(parents), files))
    return commits


@pytest.fixture(params=[name for name in HOSTS if name != "in-memory"])
def hosted(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[Hosted]:
    with HOSTS[request.param](aws, tmp_path) as made:
        yield made


def git_of(hosted: Hosted) -> GitRepository:
    assert isinstance(hosted, OnGit)
    return hosted.git


def write(hosted: Hosted, commits: list[Drawn]) -> list[str]:
    """Write commits, a minute after one another, and have main at the last one."""
    repository, ids = git_of(hosted).open(), list[str]()
    for number, one in enumerate(commits):
        second = int((EVENING + timedelta(minutes=number)).timestamp())
        person = pygit2.Signature("A Person", "person@example.com", second, 0)
        put = {path: (content, 0o100644) for path, content in one.files.items()}
        tree = write_tree(repository, None, put, ())
        parents = [ids[parent] for parent in one.parents]
        made = repository.create_commit(None, person, person, f"{number}", tree, parents)
        ids.append(str(made))
    assert git_of(hosted).move_branch("main", ids[-1], git_of(hosted).head("main"))
    return ids


def check(hosted: Hosted, commits: list[Drawn], since: datetime) -> None:
    """The history is git's own, down to the first commit that is older."""
    ids = write(hosted, commits)
    found = hosted.again().history(PATHS, at=ids[-1], since=since)
    for path in PATHS:
        files = dict(zip(ids, (one.files.get(path) for one in commits), strict=True))
        expected = commits_of(git_of(hosted).path, ids[-1], path)
        if not hosted.lists_removals:
            expected = [one for one in expected if files[one] is not None]
        assert [one.commit for one in found[path]] == _down_to(since, expected, ids)
        assert [one.file and one.file.content for one in found[path]] == [
            files[one.commit] for one in found[path]
        ]


def _down_to(since: datetime, expected: list[str], ids: list[str]) -> list[str]:
    if EVENING + timedelta(minutes=len(ids) - 1) < since:
        return []
    newer = [one for one in expected if EVENING + timedelta(minutes=ids.index(one)) >= since]
    return expected[: len(newer) + 1]


@given(data=st.data(), minute=st.integers(0, 9))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_history_is_that_of_git_log(hosted: Hosted, data: st.DataObject, minute: int) -> None:
    commits = data.draw(histories(removals=hosted.lists_removals))
    check(hosted, commits, EVENING + timedelta(minutes=minute))


def test_a_side_that_was_not_taken_is_not_told(hosted: Hosted) -> None:
    """Ours is kept by a merge, then changed: theirs, though newer, never was on the branch."""
    begun = Drawn((), {"a": b"1"})
    ours, theirs = Drawn((0,), {"a": b"ours"}), Drawn((0,), {"a": b"theirs"})
    kept = Drawn((1, 2), {"a": b"ours"})
    last = Drawn((3,), {"a": b"2"})
    ids = write(hosted, [begun, ours, theirs, kept, last])
    for at, expected in ((3, [1, 0]), (4, [4, 1, 0])):
        found = hosted.git_host.history(["a"], at=ids[at], since=EVENING)["a"]
        assert [one.commit for one in found] == [ids[number] for number in expected]


def test_both_sides_of_a_resolved_conflict_are_told(hosted: Hosted) -> None:
    begun = Drawn((), {"a": b"1"})
    ours, theirs = Drawn((0,), {"a": b"ours"}), Drawn((0,), {"a": b"theirs"})
    ids = write(hosted, [begun, ours, theirs, Drawn((1, 2), {"a": b"both"})])
    found = hosted.git_host.history(["a"], at=ids[-1], since=EVENING)["a"]
    assert [one.commit for one in found] == ids[::-1]
