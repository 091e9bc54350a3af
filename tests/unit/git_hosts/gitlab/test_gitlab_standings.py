"""What stands for a branch, as GitLab tells it."""

from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.pull_requests.standing import Person, Standing, State
from tagboat.git_hosts.gitlab.standings import Standings
from tagboat.http_client import Answer
from tests.unit.git_hosts.gitlab.scripted import (
    HEAD,
    Http,
    commit,
    merge_request,
    never,
    no,
    ok,
    requests,
)

OTHER = "d" * 40
NONE = no(404, "404 Branch Not Found")
BRANCH = "repository/branches/tagboat/web"


def branch(id_: str = HEAD) -> Answer:
    return ok({"commit": commit(id_)})


def read(*answers: Answer) -> tuple[Standing, Http]:
    asks, http = requests(*answers)
    found = Standings(asks, never).read("tagboat/web", "main")
    assert isinstance(found, Standing)
    return found, http


def test_an_open_one_takes_two_requests() -> None:
    found, http = read(ok([merge_request()]), branch())
    assert http.paths() == ["GET merge_requests", f"GET {BRANCH}"]
    assert found.open_pull_request
    assert (found.open_pull_request.key, found.open_pull_request.name) == ("12", "!12")
    assert found.open_pull_request.head == found.head
    assert found.head
    assert found.head.author == Person("A Bot", "bot@example.com")
    assert found.head.committer == Person("A Person", "person@example.com")
    query = http.query(0)
    assert (query["source_branch"], query["target_branch"]) == (["tagboat/web"], ["main"])
    assert (query["state"], query["sort"]) == (["all"], ["desc"])


@pytest.mark.parametrize(
    ("more", "conflicts"),
    [
        ({}, False),
        ({"has_conflicts": True, "detailed_merge_status": "conflict"}, True),
        ({"detailed_merge_status": "need_rebase"}, True),
        ({"detailed_merge_status": "ci_still_running"}, False),
    ],
)
def test_what_cannot_be_merged_as_it_is_conflicts(more: dict[str, Any], conflicts: bool) -> None:
    found, _ = read(ok([merge_request(**more)]), branch())
    assert found.open_pull_request
    assert found.open_pull_request.conflicts is conflicts


def test_an_open_one_waits_for_gitlab_s_look_but_not_for_long() -> None:
    waited: list[float] = []
    checking = merge_request(detailed_merge_status="checking")
    conflict = merge_request(detailed_merge_status="conflict", has_conflicts=True)
    asks, http = requests(ok([checking]), branch(), ok(checking), ok(conflict))
    found = Standings(asks, waited.append).read("tagboat/web", "main")
    assert isinstance(found, Standing)
    assert found.open_pull_request
    assert found.open_pull_request.conflicts
    assert http.paths()[2:] == ["GET merge_requests/12"] * 2
    asks, http = requests(ok([checking]), branch(), *[ok(checking)] * 3)
    found = Standings(asks, waited.append).read("tagboat/web", "main")
    assert isinstance(found, Standing)
    assert found.open_pull_request
    assert not found.open_pull_request.conflicts
    assert len(http.asked) == 5


def test_those_of_forks_are_not_ours_on_however_many_pages_they_are() -> None:
    forks = [merge_request(number, source_project_id=2) for number in (30, 29)]
    gone = merge_request(28, source_project_id=None)
    first, second = ok(forks, x_next_page="2"), ok([gone, merge_request(3)], x_next_page="3")
    found, http = read(first, first, second, branch())
    assert found.open_pull_request
    assert found.open_pull_request.name == "!3"
    asked = [(http.query(one)["state"], http.query(one)["page"]) for one in range(3)]
    assert asked == [(["all"], ["1"]), (["opened"], ["1"]), (["opened"], ["2"])]


def test_of_many_that_ended_only_the_newest_are_looked_at() -> None:
    ended = [merge_request(number, state="merged") for number in (30, 29)]
    page = ok(ended, x_next_page="2")
    found, http = read(
        page, ok([]), Answer(404, {}, {"message": "404 Branch Not Found"}), ok(commit())
    )
    assert found.pull_request
    assert found.pull_request.name == "!30"
    assert len(http.asked) == 4, "two pages, the branch, and the commit of the last one"


def test_an_open_one_is_found_behind_newer_ones_that_ended() -> None:
    found, _ = read(ok([merge_request(9, state="closed"), merge_request(8)]), branch())
    assert found.open_pull_request
    assert found.open_pull_request.name == "!8"


def test_nothing_takes_two_requests() -> None:
    found, http = read(ok([]), NONE)
    assert found == Standing(branch="tagboat/web")
    assert len(http.asked) == 2


@pytest.mark.parametrize(("base", "merged"), [(HEAD, True), (OTHER, False), (None, False)])
def test_a_branch_is_merged_if_the_base_has_its_head(base: str | None, merged: bool) -> None:
    answer = ok(commit(base)) if base else no(404, "404 Merge Base Not Found")
    found, http = read(ok([]), branch(), answer)
    assert found.merged is merged
    assert http.paths()[2] == "GET repository/merge_base"
    assert http.query(2) == {"refs[]": [HEAD, "main"]}


@pytest.mark.parametrize(("state", "by"), [("closed", "closed_by"), ("merged", "merge_user")])
def test_an_ended_one_tells_who_and_what_its_head_was(state: str, by: str) -> None:
    shown = merge_request(state=state, sha=OTHER, **{by: {"id": 1, "username": "a-person"}})
    found, http = read(ok([shown]), NONE, ok(commit(OTHER)))
    assert http.paths()[2] == f"GET repository/commits/{OTHER}"
    assert found.pull_request
    assert found.pull_request.state is State(state)
    assert found.pull_request.ended_by == "a-person"
    assert found.pull_request.head.id == OTHER


def test_one_that_is_being_merged_is_read_again() -> None:
    asks, _ = requests(ok([merge_request(state="locked")]), branch())
    with pytest.raises(errors.HeadMoved, match="!12"):
        Standings(asks, never).read("tagboat/web", "main")


def test_what_gitlab_refuses_is_told_for_the_branch_alone() -> None:
    asks, _ = requests(no(403, "403 Forbidden"))
    assert isinstance(Standings(asks, never).read("a", "main"), errors.PermissionMissing)


def test_what_may_pass_is_raised() -> None:
    asks, _ = requests(no(502))
    with pytest.raises(errors.HostUnavailable):
        Standings(asks, never).read("a", "main")
