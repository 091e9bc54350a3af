"""How a merge request is made to merge itself, and what is said if it does not."""

from typing import Any

import pytest
from msgspec import convert

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.gitlab.merging import Merging, let_merge_itself
from tagboat.git_hosts.gitlab.shapes import MergeRequest
from tagboat.http_client import Answer
from tests.unit.git_hosts.gitlab.scripted import HEAD, Http, merge_request, no, ok, requests

SQUASH, MERGE, OTHER = MergeMethod.SQUASH, MergeMethod.MERGE, "d" * 40
NO = no(405, "405 Method Not Allowed")
WAITING = ok(merge_request(merge_when_pipeline_succeeds=True))


def proposal(method: MergeMethod | None) -> Proposal:
    return Proposal(
        standing=Standing(branch="tagboat/web"),
        base=Snapshot("main", HEAD, {}),
        files={},
        message=CommitMessage("Update web", "Tagboat-Rule: web"),
        author=Author("A Bot", "bot@example.com"),
        title="Update web",
        body="",
        auto_merge=method,
    )


def merge(
    *answers: Answer, method: MergeMethod | None = SQUASH, **shown: Any
) -> tuple[Merging, Http]:
    asks, http = requests(*answers)
    one = convert(merge_request(**shown), MergeRequest)
    return let_merge_itself(asks, one, HEAD, proposal(method), lambda seconds: None), http


def merged(**more: str | None) -> Answer:
    return ok(merge_request(state="merged", **more))


def test_nothing_is_asked_for_where_nothing_is_to_merge_itself() -> None:
    assert merge(method=None)[0] == Merging()


def test_what_waits_for_its_checks_takes_one_request() -> None:
    found, http = merge(WAITING, detailed_merge_status="ci_still_running")
    assert found == Merging()
    assert http.paths() == ["PUT merge_requests/12/merge"]
    assert http.bodies == [
        {
            "sha": HEAD,
            "squash": True,
            "squash_commit_message": "Update web\n\nTagboat-Rule: web\n",
            "should_remove_source_branch": True,
            "auto_merge": True,
            "merge_when_pipeline_succeeds": True,
        }
    ]


def test_what_has_nothing_to_wait_for_is_merged() -> None:
    found, http = merge(NO, merged(merge_commit_sha=OTHER))
    assert found == Merging(commit=OTHER)
    assert "auto_merge" not in http.bodies[1]
    assert http.bodies[1]["sha"] == HEAD


@pytest.mark.parametrize(
    ("shown", "commit"),
    [
        ({"merge_commit_sha": "1", "squash_commit_sha": "2"}, "1"),
        ({"merge_commit_sha": None, "squash_commit_sha": "2"}, "2"),
        ({}, HEAD),
    ],
)
def test_the_commit_is_the_last_one_that_the_merge_brought(
    shown: dict[str, str | None], commit: str
) -> None:
    assert merge(merged(**shown))[0].commit == commit


def test_what_was_merged_meanwhile_is_told() -> None:
    found, http = merge(state="merged", merge_commit_sha=OTHER)
    assert (found.commit, http.asked) == (OTHER, [])


@pytest.mark.parametrize("status", ["preparing", "unchecked", "checking"])
def test_gitlab_is_waited_for(status: str) -> None:
    found, http = merge(
        ok(merge_request(sha=OTHER)),
        ok(merge_request(detailed_merge_status=status)),
        ok(merge_request()),
        merged(merge_commit_sha=OTHER),
        detailed_merge_status=status,
    )
    assert found.commit == OTHER
    assert http.paths()[:3] == ["GET merge_requests/12"] * 3


def test_gitlab_is_not_waited_for_without_end() -> None:
    checking = merge_request(detailed_merge_status="checking")
    with pytest.raises(errors.HostUnavailable, match="!12"):
        merge(*[ok(checking)] * 20, detailed_merge_status="checking")


@pytest.mark.parametrize(
    ("status", "help_"),
    [
        ("draft_status", "mark it as ready"),
        ("not_approved", "approved"),
        ("ci_must_pass", "pipeline"),
        ("need_rebase", "rebase"),
        ("a_new_one", "'a_new_one'"),
    ],
)
def test_what_is_in_the_way_is_told_with_what_to_do(status: str, help_: str) -> None:
    found, http = merge(NO, detailed_merge_status=status)
    assert found.commit is None
    assert "!12 does not merge itself" in found.notes[0]
    assert help_ in found.notes[0]
    assert len(http.asked) == 1, "it is not merged at once"


def test_what_did_not_work_is_told() -> None:
    found, _ = merge(NO, no(422, "Branch cannot be merged"))
    assert "Branch cannot be merged" in found.notes[0]
    found, _ = merge(ok(merge_request()))
    assert found.notes


def test_a_token_that_may_not_merge_is_told() -> None:
    found, _ = merge(no(401, "401 Unauthorized"), no(401, "401 Unauthorized"))
    assert "Allowed to merge" in found.notes[0]


def test_a_draft_that_waits_is_told() -> None:
    found, _ = merge(WAITING, draft=True, detailed_merge_status="draft_status")
    assert "ready" in found.notes[0]


def test_somebody_else_s_commit_is_never_merged() -> None:
    with pytest.raises(errors.HeadMoved):
        merge(no(409, f"SHA does not match HEAD of source branch: {OTHER}"))


@pytest.mark.parametrize(
    ("method", "setting"),
    [
        (MERGE, "merge"),
        (MERGE, "rebase_merge"),
        (MergeMethod.FAST_FORWARD, "ff"),
    ],
)
def test_a_way_to_merge_is_the_project_s(method: MergeMethod, setting: str) -> None:
    found, http = merge(ok({"merge_method": setting}), WAITING, method=method)
    assert found == Merging()
    assert http.bodies[1]["squash"] is False
    assert "squash_commit_message" not in http.bodies[1]


@pytest.mark.parametrize(
    ("method", "setting"),
    [
        (MERGE, "ff"),
        (MergeMethod.FAST_FORWARD, "merge"),
        (MergeMethod.REBASE, "rebase_merge"),
    ],
)
def test_another_way_to_merge_is_a_note(method: MergeMethod, setting: str) -> None:
    found, http = merge(ok({"merge_method": setting}), method=method)
    assert method in found.notes[0]
    assert setting in found.notes[0]
    assert len(http.asked) == 1
