"""What GitLab's answers say about credentials, answer by answer."""

from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.examination import Check, Needs, Subject, Verdict
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.gitlab.examining import examine
from tagboat.http_client import Answer
from tests.unit.git_hosts.gitlab.scripted import Http, no, ok, requests

COMMITS = Needs(branch="release/1")
PROPOSES = Needs(branch="main", commits=False, proposals=("tagboat/web",))
DEVELOPER = {"project_access": {"access_level": 30}, "group_access": None}
MAINTAINER = {"project_access": None, "group_access": {"access_level": 40}}


def token(*scopes: str, expires_at: str | None = "2027-03-02", **headers: str) -> Answer:
    return ok({"name": "tagboat", "scopes": list(scopes), "expires_at": expires_at}, **headers)


def project(**more: Any) -> Answer:
    return ok({"merge_method": "merge", "permissions": DEVELOPER} | more)


def branch(**more: Any) -> Answer:
    return ok({"can_push": True, "protected": False} | more)


API = (token("api"), project(), branch())


def may_push() -> None:
    """Nothing is in the way."""


def examined(
    needs: Needs, *answers: Answer, error: errors.TagboatError | None = None
) -> tuple[dict[Subject, Check], Http]:
    def check_push() -> None:
        if error is not None:
            raise error

    asks, http = requests(*answers)
    checks = examine(asks, needs, check_push)
    assert http.answers == []
    return {check.subject: check for check in checks}, http


def test_a_token_of_the_api_is_told_everything() -> None:
    found, http = examined(COMMITS, *API)
    assert {check.verdict for check in found.values()} == {Verdict.OK}
    assert http.asked[-1].endswith("/repository/branches/release%2F1")
    says = found[Subject.CREDENTIALS].says
    assert "'tagboat' with the scopes api, which expires on 2027-03-02" in says
    found, _ = examined(COMMITS, token("api", expires_at=None), *API[1:])
    assert "never expires" in found[Subject.CREDENTIALS].says


def test_a_token_of_git_alone_is_not_told_whether_the_branch_is_protected() -> None:
    found, _ = examined(COMMITS, token("write_repository"))
    assert found[Subject.CREDENTIALS].verdict is Verdict.OK
    assert found[Subject.COMMIT].verdict is Verdict.UNKNOWN
    assert "read_api" in found[Subject.COMMIT].says
    found, _ = examined(COMMITS, token("write_repository", "read_api"), project(), branch())
    assert found[Subject.COMMIT].verdict is Verdict.OK


@pytest.mark.parametrize("refusals", [(no(401), no(401)), (no(403),), (no(404),)])
def test_a_token_that_the_api_does_not_know_may_still_be_git_s(
    refusals: tuple[Answer, ...],
) -> None:
    found, _ = examined(COMMITS, *refusals)
    assert {check.verdict for check in found.values()} == {Verdict.UNKNOWN}
    needs = Needs(branch="main", proposals=("a",), methods=(MergeMethod.SQUASH,), people=("ann",))
    found, _ = examined(needs, *refusals)
    assert found[Subject.PULL_REQUEST].verdict is Verdict.MISSING
    assert found[Subject.AUTO_MERGE].verdict is Verdict.UNKNOWN
    assert found[Subject.PEOPLE].verdict is Verdict.UNKNOWN


def test_a_branch_that_the_role_may_not_push_to_is_named() -> None:
    found, _ = examined(COMMITS, token("api"), project(), branch(can_push=False, protected=True))
    assert found[Subject.COMMIT].verdict is Verdict.MISSING
    assert "Allowed to push and merge" in found[Subject.COMMIT].says


def test_an_archived_project_is_named() -> None:
    found, _ = examined(COMMITS, token("api"), project(archived=True), branch())
    assert "Unarchive" in found[Subject.COMMIT].says


def test_what_git_refuses_is_in_the_way_of_both_ways_to_deliver() -> None:
    needs = Needs(branch="main", proposals=("tagboat/web",))
    for error, verdict in (
        (errors.PermissionMissing("no push"), Verdict.MISSING),
        (errors.HostUnavailable("down"), Verdict.UNKNOWN),
    ):
        found, _ = examined(needs, *API, error=error)
        assert found[Subject.COMMIT].verdict is found[Subject.PULL_REQUEST].verdict is verdict


def test_merge_requests_need_the_api_and_a_project_that_has_them() -> None:
    assert examined(PROPOSES, *API)[0][Subject.PULL_REQUEST].verdict is Verdict.OK
    found, _ = examined(PROPOSES, token("read_api", "write_repository"), *API[1:])
    assert "scope 'api'" in found[Subject.PULL_REQUEST].says
    off = project(merge_requests_enabled=False)
    found, _ = examined(PROPOSES, token("api"), off, branch())
    assert "turned off" in found[Subject.PULL_REQUEST].says


@pytest.mark.parametrize(
    ("method", "settings", "verdict"),
    [
        ("squash", {}, Verdict.OK),
        ("squash", {"squash_option": "never"}, Verdict.MISSING),
        ("merge", {}, Verdict.OK),
        ("merge", {"merge_method": "rebase_merge"}, Verdict.OK),
        ("merge", {"squash_option": "always"}, Verdict.MISSING),
        ("fast-forward", {}, Verdict.MISSING),
        ("fast-forward", {"merge_method": "ff"}, Verdict.OK),
        ("rebase", {"merge_method": "ff"}, Verdict.MISSING),
    ],
)
def test_ways_to_merge(method: str, settings: dict[str, str], verdict: Verdict) -> None:
    needs = Needs(branch="main", methods=(MergeMethod(method),))
    found, _ = examined(needs, token("api"), project(**settings), branch())
    assert found[Subject.AUTO_MERGE].verdict is verdict
    assert method in found[Subject.AUTO_MERGE].says


@pytest.mark.parametrize(
    ("permissions", "more", "verdict"),
    [
        (DEVELOPER, {"developers_can_merge": False}, Verdict.MISSING),
        (DEVELOPER, {"developers_can_merge": True}, Verdict.OK),
        (MAINTAINER, {"developers_can_merge": False}, Verdict.OK),
    ],
)
def test_who_may_merge_into_a_protected_branch(
    permissions: object, more: dict[str, bool], verdict: Verdict
) -> None:
    needs = Needs(branch="main", methods=(MergeMethod.SQUASH,))
    protected = branch(can_push=False, protected=True, **more)
    found, _ = examined(needs, token("api"), project(permissions=permissions), protected)
    assert found[Subject.AUTO_MERGE].verdict is verdict


def test_people_whom_nobody_knows_are_named() -> None:
    needs = Needs(branch="main", people=("ann", "nobody"))
    found, _ = examined(needs, *API, ok([{"id": 1, "username": "Ann"}]), ok([]))
    assert found[Subject.PEOPLE].says.startswith("nobody: nobody on GitLab")
    found, _ = examined(needs, *API, no(403))
    assert found[Subject.PEOPLE].verdict is Verdict.UNKNOWN
    found, _ = examined(needs, *API, no(502))
    assert found[Subject.PEOPLE].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("left", "verdict"), [("49", Verdict.MISSING), ("50", Verdict.OK)])
def test_what_is_left_of_the_minute_is_told_where_gitlab_tells(left: str, verdict: Verdict) -> None:
    found, _ = examined(COMMITS, token("api", ratelimit_remaining=left), *API[1:])
    assert found[Subject.RATE_LIMIT].verdict is verdict
    assert Subject.RATE_LIMIT not in examined(COMMITS, *API)[0]
