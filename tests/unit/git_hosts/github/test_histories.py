"""The history of files on GitHub, with a transport that answers what a test has written down."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.file_history import MOST_REVISIONS, Revision
from tagboat.core.snapshot import File
from tagboat.git_hosts.github.histories import FIRST_PAGE, PATHS_OF_A_QUERY
from tagboat.http_client import Answer
from tests.unit.git_hosts.github.canned import HEAD, data, host
from tests.unit.git_hosts.github.test_host import blob

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def node(minute: int, file: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "oid": f"c{minute}",
        "committedDate": f"2026-02-03T{18 + minute // 60}:{minute % 60:02}:00Z",
        "message": f"At {minute}",
        "author": {"name": "Ada"},
        "file": file,
    } | more


def page(*nodes: dict[str, Any], cursor: str | None = None) -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}}


def pages(*found: dict[str, Any], committed: str = "2026-02-03T20:00:00Z") -> Answer:
    named = {f"h{index}": one for index, one in enumerate(found)}
    return data(repository={"object": {"committedDate": committed, **named}})


def revisions(*answers: Answer, since: int = 0) -> Sequence[Revision]:
    github, _ = host(*answers)
    return github.history(["a"], at=HEAD, since=EVENING + timedelta(minutes=since))["a"]


def test_all_files_are_asked_for_in_one_query() -> None:
    github, http = host(pages(page(node(5, blob(b"5"))), page()))
    found = github.history(["a", 'b"{}$c'], at=HEAD, since=EVENING)
    assert found == {
        "a": [
            Revision(
                commit="c5",
                at=EVENING + timedelta(minutes=5),
                author="Ada",
                message="At 5",
                file=File(b"5"),
            )
        ],
        'b"{}$c': [],
    }
    ((_, body, _),) = http.asked
    assert body["variables"] == {
        "owner": "owner",
        "name": "infra",
        "commit": HEAD,
        "first": FIRST_PAGE,
        "p0": "a",
        "p1": 'b"{}$c',
        "a0": None,
        "a1": None,
    }


def test_what_is_older_than_is_asked_for_is_left_out_but_for_the_last_one() -> None:
    nodes = [node(minute, blob(b"1")) for minute in (9, 4, 3)]
    assert [one.commit for one in revisions(pages(page(*nodes)), since=5)] == ["c9", "c4"]


def test_nothing_is_told_of_a_commit_that_is_older() -> None:
    answer = pages(page(node(5, blob(b"5"))), committed="2026-02-03T17:59:59Z")
    assert revisions(answer) == ()


def test_more_is_asked_only_about_files_whose_history_goes_on() -> None:
    long = page(*(node(minute, blob(b"1")) for minute in (9, 8, 7)), cursor="here")
    ended = page(*(node(minute, blob(b"1")) for minute in (9, 8, 7)))
    old_enough = page(*(node(minute, blob(b"1")) for minute in (9, 8, 0)), cursor="there")
    more = page(*(node(minute, blob(b"1")) for minute in (6, 0, 0)), cursor="on and on")
    github, http = host(pages(old_enough, long, ended), pages(more))
    found = github.history(["a", "b", "c"], at=HEAD, since=EVENING + timedelta(minutes=1))
    assert {path: [one.commit for one in some] for path, some in found.items()} == {
        "a": ["c9", "c8", "c0"],
        "b": ["c9", "c8", "c7", "c6", "c0"],
        "c": ["c9", "c8", "c7"],
    }
    variables = http.asked[1][1]["variables"]
    assert (variables["p0"], variables["a0"]) == ("b", "here")
    assert variables["first"] == MOST_REVISIONS - FIRST_PAGE
    assert "p1" not in variables


def test_no_more_than_two_pages_are_asked_for() -> None:
    first = page(*(node(minute, blob(b"1")) for minute in (59, 58, 57)), cursor="1")
    rest = range(56, 56 - (MOST_REVISIONS - FIRST_PAGE), -1)
    second = page(*(node(minute, blob(b"1")) for minute in rest), cursor="2")
    assert len(revisions(pages(first), pages(second))) == MOST_REVISIONS


def test_many_files_are_asked_for_in_several_queries() -> None:
    answers = [pages(*[page()] * PATHS_OF_A_QUERY), pages(page())]
    github, http = host(*answers)
    paths = [f"{number}" for number in range(PATHS_OF_A_QUERY + 1)]
    assert list(github.history(paths, at=HEAD, since=EVENING)) == paths
    assert len(http.asked) == 2


@pytest.mark.parametrize(
    "file",
    [
        None,
        {"mode": 0o040000, "object": {}},
        {"mode": 0o120000, "object": {}},
        blob(b"\0", isBinary=True, text=None),
        blob("K\u00f6ln".encode("latin-1"), text="K\u00f6ln"),
    ],
    ids=["gone", "folder", "link", "binary", "latin-1"],
)
def test_what_cannot_be_used_is_no_file(file: dict[str, Any] | None) -> None:
    (found,) = revisions(pages(page(node(5, file))))
    assert (found.commit, found.file) == ("c5", None)


def test_a_content_that_is_cut_is_asked_for_only_where_it_is_wanted() -> None:
    cut = blob(b"whole", isTruncated=True, text="who")
    answer = pages(page(node(5, cut), node(4, blob(b"4")), node(3, cut)))
    whole = Answer(200, {}, {"content": base64.b64encode(b"whole").decode()})
    newest, before = revisions(answer, whole, since=5)
    assert (newest.file, before.file) == (File(b"whole"), File(b"4"))


@pytest.mark.parametrize("author", [None, {"name": None}])
def test_an_author_without_a_name_has_none(author: object) -> None:
    (found,) = revisions(pages(page(node(5, blob(b"5"), author=author))))
    assert found.author == ""


def test_a_time_with_another_offset_is_the_same_time() -> None:
    found = revisions(pages(page(node(5, blob(b"5"), committedDate="2026-02-03T19:30:00+01:00"))))
    assert found[0].at == EVENING + timedelta(minutes=30)
    assert found[0].at.tzinfo is UTC


def test_a_commit_that_is_gone_means_that_the_head_moved() -> None:
    github, _ = host(data(repository={"object": None}))
    with pytest.raises(errors.HeadMoved, match=HEAD):
        github.history(["a"], at=HEAD, since=EVENING)
