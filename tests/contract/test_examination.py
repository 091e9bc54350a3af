"""What the rules want is looked up at the host: what is missing is named, nothing is written."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import pytest

from sandbox.aws.server import AwsServer
from tagboat.core.examination import Check, Subject, Verdict
from tagboat.core.rules.source import RulesFile
from tagboat.examine_infra_repo import ExamineInfraRepo
from tagboat.git_hosts.base import ExaminedHost, GitHost
from tests.contract.hosted.base import Answering, Hosted, WithToken
from tests.contract.hosted.on_disk import on_disk
from tests.contract.hosts import ANSWERING, HOSTS, PROPOSING, WITH_TOKEN, Made
from tests.contract.proposing.base import HostedPullRequests
from tests.rule_sets import DEFAULTS, rule

RULES = ".tagboat.yaml"
SUBJECTS = [Subject.CREDENTIALS, Subject.READ, Subject.RULES, Subject.COMMIT]


def write_rules(hosted: Hosted, *rules: dict[str, Any]) -> None:
    named = [{"name": f"rule-{index}"} | one for index, one in enumerate(rules)]
    hosted.push({RULES: json.dumps({"version": 1, "rules": named}).encode(), "tag": b"v1\n"})


def proposing_rule(**pull_request: Any) -> dict[str, Any]:
    return rule(image="team/api", deliver={"pull_request": pull_request})


def checks_of(git_host: GitHost, branch: str = "main") -> dict[Subject, Check]:
    examine = ExamineInfraRepo(cast("ExaminedHost", git_host), RulesFile(RULES, DEFAULTS), branch)
    checks = examine()
    found = {check.subject: check for check in checks}
    assert len(found) == len(checks), "each subject is told once"
    return found


def verdicts(checks: Iterable[Check]) -> dict[str, str]:
    return {check.subject.value: check.verdict.value for check in checks}


def everything(hosted: Hosted) -> object:
    """What could have been written."""
    shown: object = getattr(hosted, "pull_requests", list)()
    return hosted.history(), hosted.git.branches(), shown  # type: ignore[attr-defined]


def _deployable[Kind](made: Made[Kind]) -> list[str]:
    """All but the in-memory host, which has no credentials to be examined."""
    return [name for name in made if name != "in-memory"]


@pytest.fixture(params=_deployable(HOSTS))
def hosted(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[Hosted]:
    with HOSTS[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=_deployable(ANSWERING))
def answering(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[Answering]:
    with ANSWERING[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=_deployable(PROPOSING))
def proposing(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[HostedPullRequests]:
    with PROPOSING[request.param](aws, tmp_path) as made:
        yield made


# Everything in order


def test_credentials_that_may_commit_are_in_order(hosted: Hosted) -> None:
    write_rules(hosted, rule())
    before = everything(hosted)
    found = checks_of(hosted.git_host)
    assert set(SUBJECTS) <= set(found)
    assert {check.verdict for check in found.values()} == {Verdict.OK}, found
    assert everything(hosted) == before
    assert "that propose: 0" in found[Subject.RULES].says


def test_credentials_that_may_propose_are_in_order(proposing: HostedPullRequests) -> None:
    people = {"reviewers": [proposing.reviewer]} if proposing.reviewer else {}
    write_rules(proposing, rule(), proposing_rule(auto_merge="squash", **people))
    before = everything(proposing)
    found = checks_of(proposing.git_host)
    wanted = {*SUBJECTS, Subject.PULL_REQUEST, Subject.AUTO_MERGE}
    assert (wanted | {Subject.PEOPLE} if people else wanted) <= set(found)
    # CodeCommit merges for Tagboat, and shows only then whether the role may.
    open_ = {} if proposing.abilities.waits else {Subject.AUTO_MERGE: Verdict.UNKNOWN}
    assert {one.subject: one.verdict for one in found.values() if one.verdict != "ok"} == open_
    assert "tagboat/rule-1" in found[Subject.PULL_REQUEST].says
    assert everything(proposing) == before


def test_what_no_rule_wants_is_not_asked_for(proposing: HostedPullRequests) -> None:
    write_rules(proposing, proposing_rule())
    found = checks_of(proposing.git_host)
    assert found[Subject.PULL_REQUEST].verdict is Verdict.OK
    assert {Subject.COMMIT, Subject.AUTO_MERGE, Subject.PEOPLE}.isdisjoint(found)


# What is missing


def test_credentials_that_may_only_read_are_named(answering: Answering) -> None:
    write_rules(answering, rule())
    found = checks_of(answering.read_only())
    assert found[Subject.READ].verdict is Verdict.OK
    assert found[Subject.COMMIT].verdict is Verdict.MISSING


def test_a_protected_branch_is_not_called_in_order(answering: Answering) -> None:
    write_rules(answering, rule())
    answering.protect()
    check = checks_of(answering.git_host)[Subject.COMMIT]
    assert "main" in check.says
    # Git by itself knows of no protection: that is said, and a push shows it.
    assert check.verdict is not Verdict.OK or "shows only in a push" in check.says


def test_credentials_that_may_not_propose_are_named(proposing: HostedPullRequests) -> None:
    write_rules(proposing, proposing_rule(auto_merge="squash"))
    proposing.forbid_proposals()
    found = checks_of(proposing.git_host)
    assert found[Subject.PULL_REQUEST].verdict is Verdict.MISSING, found


def test_each_thing_that_credentials_may_not_do_is_told_once(
    proposing: HostedPullRequests,
) -> None:
    write_rules(proposing, rule(), proposing_rule())
    reader = cast("Answering", proposing).read_only()
    found = checks_of(reader)
    assert found[Subject.COMMIT].verdict is Verdict.MISSING
    assert found[Subject.PULL_REQUEST].verdict is Verdict.MISSING


def test_auto_merge_that_is_off_is_named(proposing: HostedPullRequests) -> None:
    write_rules(proposing, proposing_rule(auto_merge="squash"))
    proposing.forbid_auto_merge()
    verdict = checks_of(proposing.git_host)[Subject.AUTO_MERGE].verdict
    assert verdict is (Verdict.MISSING if proposing.abilities.waits else Verdict.UNKNOWN)


def test_a_way_to_merge_that_the_host_has_not_is_named(proposing: HostedPullRequests) -> None:
    method = "rebase" if proposing.abilities.waits is False else "fast-forward"
    write_rules(proposing, proposing_rule(auto_merge=method))
    check = checks_of(proposing.git_host)[Subject.AUTO_MERGE]
    assert (check.verdict, method in check.says) == (Verdict.MISSING, True)


@pytest.mark.parametrize("made", [on_disk, WITH_TOKEN["git"]])
def test_rules_that_propose_where_nobody_can_are_named(
    made: Callable[[AwsServer, Path], AbstractContextManager[Hosted]],
    aws: AwsServer,
    tmp_path: Path,
) -> None:
    with made(aws, tmp_path) as hosted:
        write_rules(hosted, proposing_rule())
        check = checks_of(hosted.git_host)[Subject.PULL_REQUEST]
    assert (check.verdict, "deliver: commit" in check.says) == (Verdict.MISSING, True)


def test_a_rules_file_that_is_missing_is_named(hosted: Hosted) -> None:
    found = checks_of(hosted.git_host)
    assert found[Subject.RULES].verdict is Verdict.MISSING
    assert RULES in found[Subject.RULES].says
    assert found[Subject.COMMIT].verdict is Verdict.OK


def test_rules_that_do_not_load_are_named_with_their_mistakes(hosted: Hosted) -> None:
    hosted.push({RULES: b"version: 1\nrules: [{name: web}]\n"})
    check = checks_of(hosted.git_host)[Subject.RULES]
    assert check.verdict is Verdict.MISSING
    assert "web" in check.says


def test_a_branch_or_a_repository_that_is_missing_is_named(hosted: Hosted) -> None:
    write_rules(hosted, rule())
    for found in (
        checks_of(hosted.git_host, "no-such-branch"),
        checks_of(hosted.on_missing_repository()),
    ):
        assert verdicts(found.values()) == {"read": "missing", "commit": "unknown"}
    assert "no-such-branch" in checks_of(hosted.git_host, "no-such-branch")[Subject.READ].says


def test_expired_credentials_are_named(answering: Answering) -> None:
    write_rules(answering, rule())
    answering.expire_credentials()
    found = checks_of(answering.git_host)
    assert verdicts(found.values()) == {"credentials": "missing", "commit": "unknown"}


def test_a_host_that_asks_for_a_pause_is_not_called_broken(answering: Answering) -> None:
    write_rules(answering, rule())
    answering.fail("read", "throttled")
    found = checks_of(answering.git_host)
    assert verdicts(found.values()) == {"read": "unknown", "commit": "unknown"}


def test_a_rotated_token_is_fetched_anew(with_token: WithToken) -> None:
    write_rules(with_token, rule())
    with_token.rotate_token()
    assert checks_of(with_token.git_host)[Subject.COMMIT].verdict is Verdict.OK
