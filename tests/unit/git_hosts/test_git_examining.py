"""Whether a push would be taken, asked without one."""

import os
from pathlib import Path

import pytest
from dulwich.repo import Repo

from tagboat.core import errors
from tagboat.core.examination import Needs, Subject, Verdict
from tagboat.git_hosts.git import Git
from tagboat.git_hosts.git_http import HttpRepository
from tagboat.git_hosts.git_local import LocalRepository
from tagboat.http_client import RawAnswer
from tests.unit.git_hosts.test_git_client import URL, Http, Token, answer

COMMITS = Needs(branch="main")


def advertised(refs: bytes) -> RawAnswer:
    """What a server says first to who pushes: "gitprotocol-http"."""
    line = b"%s\0report-status\n" % refs
    body = b"001f# service=git-receive-pack\n0000%04x%s0000" % (len(line) + 4, line)
    return RawAnswer(200, {"content-type": "application/x-git-receive-pack-advertisement"}, body)


def commit_check(*answers: RawAnswer) -> tuple[Verdict, str, Http]:
    http = Http(*answers)
    checks = Git(HttpRepository(http, URL, Token())).examine(COMMITS)
    (check,) = [one for one in checks if one.subject is Subject.COMMIT]
    return check.verdict, check.says, http


def test_a_server_that_shows_its_branches_to_who_pushes_takes_a_push() -> None:
    verdict, says, http = commit_check(advertised(b"1" * 40 + b" refs/heads/main"))
    assert verdict is Verdict.OK
    assert "main shows only in a push" in says
    assert [url for url, _ in http.asked] == [f"{URL}/info/refs?service=git-receive-pack"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (answer(403), Verdict.MISSING),
        (answer(404), Verdict.MISSING),
        (answer(429), Verdict.UNKNOWN),
        (answer(503), Verdict.UNKNOWN),
        (advertised(b"1" * 40 + b" refs/heads/other"), Verdict.MISSING),
    ],
)
def test_a_server_that_refuses_is_quoted(said: RawAnswer, verdict: Verdict) -> None:
    assert commit_check(said)[0] is verdict


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    Repo.init_bare(str(tmp_path)).close()
    return tmp_path


def test_a_repository_on_disk_that_may_not_be_written_is_named(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LocalRepository(bare).check_push("main")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "objects")
    with pytest.raises(errors.PermissionMissing, match="objects"):
        LocalRepository(bare).check_push("main")


def test_a_branch_that_is_checked_out_is_named(tmp_path: Path) -> None:
    Repo.init(str(tmp_path), default_branch=b"main").close()
    with pytest.raises(errors.CommitRefused, match="checked out"):
        LocalRepository(tmp_path).check_push("main")
    LocalRepository(tmp_path).check_push("other")
