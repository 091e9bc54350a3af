"""After when nobody but Tagboat has committed, as every git host and the fake tell it."""

from datetime import UTC, datetime, timedelta

import pygit2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.git_trees import write_tree
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.base import GitHost
from tests.contract.commits import BOT
from tests.contract.hosted.base import Hosted
from tests.contract.hosted.on_git import OnGit
from tests.own_messages import OWN, OWN_MESSAGE

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)
PATHS = ("README.md", "a")
"""Of one file alone a host need not say whose the head is."""


def minute(number: int) -> datetime:
    return EVENING + timedelta(minutes=number)


def read(host: GitHost) -> Snapshot:
    return host.read("main", PATHS)


def write(host: GitHost, content: bytes, on: Snapshot | None = None) -> str:
    return host.commit(on or read(host), {"a": File(content)}, OWN_MESSAGE, BOT)


@pytest.mark.parametrize("own", [0, 1, 2, 5, 12])
def test_commits_of_tagboat_s_own_do_not_count_as_far_as_a_host_looks_back(
    hosted: Hosted, own: int
) -> None:
    hosted.push_at(minute(0), {"a": b"a person's"})
    for number in range(own):
        hosted.push_at(minute(1 + number), {"a": f"{number}".encode()}, message=OWN)
    oldest_seen = max(0, own + 1 - hosted.looks_back)
    assert read(hosted.again()).committed_at == minute(oldest_seen)


def test_who_commits_between_two_of_them_is_seen(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"a": b"1"}, message=OWN)
    read(hosted.git_host)
    hosted.push_at(minute(1), {"b": b"a person's"})
    hosted.push_at(minute(2), {"a": b"2"}, message=OWN)
    expected = minute(1 if hosted.looks_back > 1 else 2)
    assert read(hosted.git_host).committed_at == expected
    assert read(hosted.again()).committed_at == expected


def test_what_a_function_has_committed_itself_is_known_to_be_its_own(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"a": b"a person's"})
    for number in range(hosted.looks_back % 1_000 + 2):
        write(hosted.git_host, f"{number}".encode())
        assert read(hosted.git_host).committed_at == minute(0)
    hosted.push_at(minute(5), {"b": b"a person's"})
    assert read(hosted.git_host).committed_at == minute(5)
    write(hosted.git_host, b"last")
    assert read(hosted.git_host).committed_at == minute(5)


def test_functions_that_take_turns_know_each_other_s(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"a": b"a person's"})
    functions = [hosted.again(), hosted.again()]
    for number in range(4):
        for function in functions:
            assert read(function).committed_at == minute(0)
        write(functions[number % 2], f"{number}".encode())


def test_who_commits_after_a_function_has_is_seen_by_it(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"a": b"a person's"})
    before = read(hosted.git_host)
    write(hosted.git_host, b"1", before)
    hosted.push_at(minute(1), {"a": b"a person's, again"})
    hosted.push_at(minute(2), {"a": b"2"}, message=OWN)
    assert read(hosted.git_host).committed_at == minute(1 if hosted.looks_back > 1 else 2)


def test_a_commit_without_tagboat_s_trailers_is_somebody_s(hosted: Hosted) -> None:
    hosted.push_at(minute(0), {"a": b"1"}, message=OWN)
    hosted.push_at(minute(1), {"a": b"0"}, message=f'Revert "{OWN.partition("\n")[0]}"')
    assert read(hosted.git_host).committed_at == minute(1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=14))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_is_never_earlier_than_what_somebody_else_has_committed_or_merged(
    hosted: Hosted, made: list[tuple[bool, int]]
) -> None:
    """Each commit is Tagboat's own or not, and a merge where a number is 0."""
    if not isinstance(hosted, OnGit):
        return  # The fake has no merges.
    repository, ids, others = hosted.git.open(), list[str](), 0
    for number, (own, side) in enumerate(made):
        person = pygit2.Signature("Somebody", "x@example.com", int(minute(number).timestamp()), 0)
        put = {path: (f"{number}".encode(), 0o100644) for path in PATHS}
        merges = side == 0 and number > 1
        parents = [*ids[-1:], *(ids[:1] if merges else [])]
        tree = write_tree(repository, None, put, ())
        message = OWN if own else "A person's"
        ids.append(str(repository.create_commit(None, person, person, message, tree, parents)))
        others = number if merges or not own else others
    assert hosted.git.move_branch("main", ids[-1], hosted.git.head("main"))
    oldest_seen = max(others, len(made) - hosted.looks_back)
    assert read(hosted.again()).committed_at == minute(oldest_seen)
