"""What GitHub's answers say about credentials, answer by answer."""

from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.examination import Check, Needs, Subject, Verdict
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.github.examining_writes import NO_COMMIT
from tagboat.http_client import Answer
from tests.unit.git_hosts.github.canned import Http, data, host

COMMITS = Needs(branch="main")
PROPOSES = Needs(branch="main", commits=False, proposals=("tagboat/web",))
LIMIT = {"limit": 5000, "remaining": 4000, "resetAt": "2026-03-02T10:00:00Z"}


def facts(
    login: str = "a-bot", limit: dict[str, Any] | None = LIMIT, expires: str = "", **more: Any
) -> Answer:
    repository = {
        "id": "R_1",
        "isArchived": False,
        "viewerPermission": "WRITE",
        "autoMergeAllowed": True,
        "squashMergeAllowed": True,
        "mergeCommitAllowed": True,
        "rebaseMergeAllowed": False,
    }
    answer = data(viewer={"login": login}, rateLimit=limit, repository=repository | more)
    headers = {"github-authentication-token-expiration": expires} if expires else {}
    return Answer(200, headers, answer.body)


def refused(kind: str, said: str) -> Answer:
    return Answer(200, {}, {"data": None, "errors": [{"type": kind, "message": said}]})


def rules(*types: str, **parameters: Any) -> Answer:
    found = [{"type": one, "ruleset_id": 7, "parameters": parameters} for one in types]
    return Answer(200, {}, found)


def bypass(how: str | None) -> Answer:
    return Answer(200, {}, {"id": 7} | ({} if how is None else {"current_user_can_bypass": how}))


def protection(**rule: Any) -> Answer:
    shown = {
        "viewerCanPush": True,
        "requiredApprovingReviewCount": None,
        "requiredStatusCheckContexts": None,
    }
    return data(repository={"ref": {"refUpdateRule": shown | rule if rule else None}})


NO_HEAD = refused("NOT_FOUND", f"No commit exists with specified expectedHeadOid '{NO_COMMIT}'.")
STALE = refused("STALE_DATA", f'Expected branch to point to "{NO_COMMIT}" but it did not.')
NOTHING_NEW = refused("UNPROCESSABLE", "No commits between main and main")
FORBIDDEN = refused("FORBIDDEN", "Resource not accessible by integration")
FREE = (rules(), protection())


def examined(needs: Needs, *answers: Answer | Exception) -> tuple[dict[Subject, Check], Http]:
    github, http = host(*answers)
    checks = github.examine(needs)
    assert http.answers == []
    return {check.subject: check for check in checks}, http


@pytest.mark.parametrize("refusal", [NO_HEAD, STALE])
def test_a_commit_that_is_refused_for_its_head_alone_may_be_made(refusal: Answer) -> None:
    found, http = examined(COMMITS, facts(), refusal, *FREE)
    assert {check.verdict for check in found.values()} == {Verdict.OK}
    tried = http.asked[1][1]["variables"]["input"]
    assert tried["expectedHeadOid"] == NO_COMMIT
    assert tried["fileChanges"] == {}


def test_a_refusal_that_is_about_the_token_is_named() -> None:
    found, _ = examined(COMMITS, facts(), FORBIDDEN)
    assert found[Subject.COMMIT].verdict is Verdict.MISSING
    assert "Contents: read and write" in found[Subject.COMMIT].says


def test_a_user_who_may_only_read_is_not_even_tried() -> None:
    for permission in ("READ", "TRIAGE"):
        found, _ = examined(COMMITS, facts(viewerPermission=permission))
        assert found[Subject.COMMIT].verdict is Verdict.MISSING
    # "Will return null if authenticated as an GitHub App", says the schema.
    found, _ = examined(COMMITS, facts(viewerPermission=None), NO_HEAD, *FREE)
    assert found[Subject.COMMIT].verdict is Verdict.OK


def test_an_archived_repository_is_named() -> None:
    found, _ = examined(COMMITS, facts(isArchived=True))
    assert "archived" in found[Subject.COMMIT].says


def test_a_commit_that_was_made_all_the_same_is_no_proof_of_anything() -> None:
    made = data(createCommitOnBranch={"commit": {"oid": "a" * 40}})
    found, _ = examined(COMMITS, facts(), made)
    assert found[Subject.COMMIT].verdict is Verdict.UNKNOWN


def test_whose_token_it_is_and_when_it_ends() -> None:
    def says(**more: Any) -> str:
        found, _ = examined(COMMITS, facts(**more), NO_HEAD, *FREE)
        return found[Subject.CREDENTIALS].says

    assert "the token of a-bot, which expires at 2027-01-02 03:04:05 UTC" in says(
        expires="2027-01-02 03:04:05 UTC"
    )
    assert "does not say when it expires" in says()
    assert "the App's token (tagboat[bot])" in says(login="tagboat[bot]")


@pytest.mark.parametrize(
    ("left", "verdict"), [(49, Verdict.MISSING), (50, Verdict.OK), (None, Verdict.OK)]
)
def test_what_is_left_of_the_rate_limit(left: int | None, verdict: Verdict) -> None:
    limit = None if left is None else LIMIT | {"remaining": left}
    found, _ = examined(COMMITS, facts(limit=limit), NO_HEAD, *FREE)
    assert found[Subject.RATE_LIMIT].verdict is verdict


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("always", Verdict.OK),
        ("exempt", Verdict.OK),
        ("pull_requests_only", Verdict.MISSING),
        ("never", Verdict.MISSING),
        (None, Verdict.UNKNOWN),
    ],
)
def test_a_ruleset_is_in_the_way_of_whom_it_binds(how: str | None, verdict: Verdict) -> None:
    found, _ = examined(
        COMMITS, facts(), NO_HEAD, rules("deletion", "pull_request"), bypass(how), protection()
    )
    assert found[Subject.COMMIT].verdict is verdict
    assert (verdict is Verdict.OK) != ("a pull request of main" in found[Subject.COMMIT].says)


def test_rules_about_other_things_are_in_nobody_s_way() -> None:
    harmless = rules("deletion", "non_fast_forward", "required_linear_history")
    found, _ = examined(COMMITS, facts(), NO_HEAD, harmless, protection())
    assert found[Subject.COMMIT].verdict is Verdict.OK


def test_a_ruleset_that_is_not_shown_leaves_it_open() -> None:
    hidden = Answer(404, {}, {"message": "Not Found"})
    found, _ = examined(COMMITS, facts(), NO_HEAD, rules("update"), hidden, protection())
    assert found[Subject.COMMIT].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("rule", "verdict", "says"),
    [
        ({"viewerCanPush": False}, Verdict.MISSING, "does not let the credentials push"),
        ({"requiredApprovingReviewCount": 0}, Verdict.UNKNOWN, "asks for a pull request"),
        ({"requiredStatusCheckContexts": ["build"]}, Verdict.UNKNOWN, "asks for status checks"),
        ({"requiredStatusCheckContexts": []}, Verdict.OK, "may commit on main"),
    ],
)
def test_classic_protection(rule: dict[str, Any], verdict: Verdict, says: str) -> None:
    found, _ = examined(COMMITS, facts(), NO_HEAD, rules(), protection(**rule))
    assert found[Subject.COMMIT].verdict is verdict
    assert says in found[Subject.COMMIT].says


def test_administrators_are_told_that_they_may_be_above_it() -> None:
    asks = protection(requiredApprovingReviewCount=1)
    found, _ = examined(COMMITS, facts(viewerPermission="ADMIN"), NO_HEAD, rules(), asks)
    assert "as administrators may" in found[Subject.COMMIT].says


def test_rules_that_cannot_be_read_leave_it_open() -> None:
    found, _ = examined(COMMITS, facts(), NO_HEAD, Answer(502, {}, None))
    assert found[Subject.COMMIT].verdict is Verdict.UNKNOWN


def test_a_pull_request_that_has_nothing_new_alone_may_be_made() -> None:
    found, http = examined(PROPOSES, facts(), NO_HEAD, NOTHING_NEW, rules())
    assert found[Subject.PULL_REQUEST].verdict is Verdict.OK
    tried = http.asked[2][1]["variables"]["input"]
    assert tried["baseRefName"] == tried["headRefName"] == "main"
    assert Subject.COMMIT not in found


@pytest.mark.parametrize(
    ("refusal", "verdict"),
    [
        (FORBIDDEN, Verdict.MISSING),
        (refused("UNPROCESSABLE", "Something else"), Verdict.MISSING),
        (refused("RATE_LIMITED", "a pause"), Verdict.UNKNOWN),
        (data(createPullRequest={"pullRequest": {"number": 1}}), Verdict.UNKNOWN),
    ],
)
def test_what_else_is_said_to_a_pull_request(refusal: Answer, verdict: Verdict) -> None:
    surprise = verdict is Verdict.UNKNOWN and "errors" not in refusal.body
    more = (rules(),) if surprise else ()
    found, _ = examined(PROPOSES, facts(), NO_HEAD, refusal, *more)
    assert found[Subject.PULL_REQUEST].verdict is verdict


def test_a_branch_of_pull_requests_that_nobody_may_make_is_named() -> None:
    needs = Needs(branch="main", commits=False, proposals=("ours/web", "theirs/web"))
    creation = (rules("creation"), bypass("never"))
    found, _ = examined(needs, facts(), NO_HEAD, NOTHING_NEW, rules(), *creation)
    assert found[Subject.PULL_REQUEST].verdict is Verdict.MISSING
    assert "theirs/web" in found[Subject.PULL_REQUEST].says


@pytest.mark.parametrize(
    ("methods", "allowed", "verdict", "says"),
    [
        (["squash"], True, Verdict.OK, "squash"),
        (["squash"], False, Verdict.MISSING, "Allow auto-merge"),
        (["squash", "rebase"], True, Verdict.MISSING, "by rebase"),
        (["fast-forward"], True, Verdict.MISSING, "no fast-forward"),
    ],
)
def test_auto_merge(methods: list[str], allowed: bool, verdict: Verdict, says: str) -> None:
    needs = Needs(branch="main", methods=tuple(map(MergeMethod, methods)))
    answers = [facts(autoMergeAllowed=allowed), NO_HEAD, rules(), protection()]
    found, _ = examined(needs, *answers)
    assert found[Subject.AUTO_MERGE].verdict is verdict
    assert says in found[Subject.AUTO_MERGE].says


def test_a_ruleset_may_allow_fewer_ways_to_merge() -> None:
    needs = Needs(branch="main", methods=(MergeMethod.SQUASH,))
    only = rules("pull_request", allowed_merge_methods=["merge"])
    found, _ = examined(needs, facts(), NO_HEAD, only, bypass("always"), protection())
    assert found[Subject.AUTO_MERGE].verdict is Verdict.MISSING


def test_people_whom_nobody_knows_are_named() -> None:
    needs = Needs(branch="main", people=("Ann", "nobody", "acme/web"))
    known = {
        "user0": {"nodes": [{"id": "U_1", "login": "ann"}]},
        "user1": {"nodes": [{"id": "U_2", "login": "nobody-else"}]},
        "owner": {"login": "acme", "team0": {"id": "T_1"}},
    }
    found, _ = examined(needs, facts(), NO_HEAD, *FREE, data(repository=known))
    assert found[Subject.PEOPLE].says.startswith("nobody: nobody whom")
    found, _ = examined(needs, facts(), NO_HEAD, *FREE, FORBIDDEN)
    assert found[Subject.PEOPLE].verdict is Verdict.UNKNOWN


def test_a_repository_that_cannot_be_seen_is_the_caller_s_to_tell() -> None:
    github, _ = host(refused("NOT_FOUND", "Could not resolve to a Repository"))
    with pytest.raises(errors.RepositoryMissing):
        github.examine(COMMITS)
