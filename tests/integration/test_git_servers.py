"""Git servers as they are: hooks, races, tokens that end, connections that are cut."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dulwich.refs import Ref
from dulwich.repo import Repo
from werkzeug.exceptions import BadGateway

from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.http_server import HttpServer
from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts import git_http
from tagboat.git_hosts.git import Git
from tagboat.git_hosts.git_http import HttpRepository
from tagboat.git_hosts.git_local import LocalRepository
from tagboat.http_client import HttpClient
from tests.contract.hosted.git_server import (
    TOKEN,
    USER,
    OnGitServer,
    git_server_in,
    without_version_2,
)
from tests.contract.hosted.tokens import HeldToken

MESSAGE = CommitMessage("Update a", "")
BOT = Author("Auto Update Bot", "auto-update-bot@example.com")


@pytest.fixture
def app(tmp_path: Path) -> GitHttp:
    return git_server_in(tmp_path)


@pytest.fixture
def server(app: GitHttp) -> Iterator[HttpServer]:
    with HttpServer(app) as server:
        yield server


@pytest.fixture
def hosted(server: HttpServer, app: GitHttp, tmp_path: Path) -> OnGitServer:
    return OnGitServer(server, app, tmp_path, filters=True)


def host(server: HttpServer, secret: str) -> Git:
    url = f"{server.url}/owner/infra.git"
    return Git(HttpRepository(HttpClient(), url, HeldToken(secret)))


def commit(git: Git, snapshot: Snapshot, content: bytes = b"two\n") -> str:
    return git.commit(snapshot, {"a": File(content)}, MESSAGE, BOT)


def add_hook(git: GitRepository, name: str, script: str) -> None:
    hook = git.path / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("echo 'GitLab: protected branches on this project.' >&2; exit 1", errors.BranchProtected),
        ("echo 'Name an issue in the message.' >&2; exit 1", errors.CommitRefused),
    ],
)
@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_what_a_hook_refuses_is_told_in_its_words(
    hosted: OnGitServer, hook: str, script: str, error: type[errors.HostError]
) -> None:
    add_hook(hosted.git, hook, script)
    snapshot = hosted.git_host.read("main", ["README.md"])
    with pytest.raises(error, match=script.split("'")[1].removesuffix(".")):
        commit(hosted.git_host, snapshot)
    assert hosted.history() == [snapshot.head]


def test_a_hook_that_allows_a_push_may_say_what_it_likes(hosted: OnGitServer) -> None:
    add_hook(hosted.git, "pre-receive", "echo protected >&2")
    made = commit(hosted.git_host, hosted.git_host.read("main", ["README.md"]))
    assert hosted.history()[0] == made


def test_the_author_commits_at_the_time_of_the_clock(hosted: OnGitServer) -> None:
    git = Git(hosted.git_host._remote, clock=lambda: 1_700_000_000.9)
    commit(git, git.read("main", ["README.md"]))
    newest = hosted.git.log("main")[0]
    assert (newest.author_name, newest.author_email) == (BOT.name, BOT.email)
    assert (newest.committer_name, newest.committer_email) == (BOT.name, BOT.email)
    assert newest.time == 1_700_000_000


@pytest.mark.parametrize("secret", ["wrong", f"{USER}:wrong", f"wrong:{TOKEN}"])
def test_a_wrong_token_is_refused_and_not_told(
    hosted: OnGitServer, server: HttpServer, secret: str
) -> None:
    with pytest.raises(errors.CredentialsRefused) as caught:
        host(server, secret).read("main", ["README.md"])
    assert "wrong" not in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_token_alone_is_enough_where_the_name_does_not_matter(tmp_path: Path) -> None:
    GitRepository.create(tmp_path / "owner/infra.git").commit({"a": b"one\n"}, "Begin")
    any_user = GitHttp(repositories_in(tmp_path), lambda user, word: user * (word == TOKEN) or None)
    with HttpServer(any_user) as server:
        git = host(server, TOKEN)
        commit(git, git.read("main", ["a"]))
        assert git.read("main", ["a"]).file("a").content == b"two\n"


def test_a_cut_before_the_push_writes_nothing_and_one_after_it_is_seen_by_reading(
    hosted: OnGitServer, app: GitHttp
) -> None:
    def fail() -> None:
        raise BadGateway

    snapshot = hosted.git_host.read("main", ["README.md"])
    app.interruptions.before_next("git-receive-pack", fail)
    with pytest.raises(errors.HostUnavailable):
        commit(hosted.git_host, snapshot)
    assert hosted.history() == [snapshot.head]
    add_hook(hosted.git, "post-receive", "kill -9 $PPID")
    with pytest.raises(errors.HostUnavailable):
        commit(hosted.git_host, snapshot)
    assert hosted.git_host.read("main", ["a"]).file("a").content == b"two\n"
    assert len(hosted.history()) == 2


def test_a_branch_that_is_deleted_after_it_was_read_is_not_made_again(hosted: OnGitServer) -> None:
    snapshot = hosted.git_host.read("main", ["README.md"])
    hosted.git.open().references.delete("refs/heads/main")
    with pytest.raises(errors.HeadMoved):
        commit(hosted.git_host, snapshot)
    assert hosted.git.branches() == []
    with pytest.raises(errors.BranchMissing):
        hosted.git_host.read("main", ["README.md"])


@pytest.mark.parametrize("on_disk", [False, True], ids=["over HTTP", "on disk"])
def test_nothing_is_lost_of_two_who_write_at_once(
    hosted: OnGitServer, server: HttpServer, on_disk: bool
) -> None:
    times = 10

    def write(name: str) -> None:
        local = Git(LocalRepository(hosted.git.path))
        git = local if on_disk else host(server, f"{USER}:{TOKEN}")
        for number in range(times):
            while True:
                snapshot = git.read("main", ["README.md"])
                try:
                    git.commit(snapshot, {f"{name}/{number}": File(b"1")}, MESSAGE, BOT)
                    break
                except errors.RetryableError:
                    continue

    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(write, name) for name in ("a", "b")]:
            done.result()
    assert len(hosted.history()) == 1 + 2 * times
    assert len(hosted.git.files("main")) == 1 + 2 * times
    assert hosted.complaints() == ""


def test_a_branch_that_is_checked_out_is_not_moved_below_its_files(tmp_path: Path) -> None:
    with Repo.init(str(tmp_path / "clone"), mkdir=True) as clone:
        clone.get_worktree().commit(message=b"Begin", committer=b"A <a@b>", author=b"A <a@b>")
        head = clone.head()
        branch = clone.refs.follow(Ref(b"HEAD"))[0][-1].decode().removeprefix("refs/heads/")
        clone.refs[Ref(b"refs/heads/other")] = head
    git = Git(LocalRepository(tmp_path / "clone"))
    with pytest.raises(errors.CommitRefused, match="is checked out"):
        commit(git, git.read(branch, ["a"]))
    assert commit(git, git.read("other", ["a"])) == git.read("other", ["a"]).head


@pytest.mark.parametrize("since", ["speaks version 2", "filters"])
def test_what_a_server_can_no_longer_do_is_asked_again_after_it_failed(
    hosted: OnGitServer, server: HttpServer, app: GitHttp, since: str
) -> None:
    commit(hosted.git_host, hosted.git_host.read("main", ["README.md"]))
    hosted.push({"a": b"a person's\n"})
    if since == "filters":
        hosted.git.open().config["uploadpack.allowFilter"] = False
    else:
        server.app = without_version_2(app)
    with pytest.raises(errors.RetryableError):
        hosted.git_host.read("main", ["a"])
    snapshot = hosted.git_host.read("main", ["a"])
    assert snapshot.file("a").content == b"a person's\n"
    assert commit(hosted.git_host, snapshot) == hosted.history()[0]


@pytest.mark.parametrize("newest", [True, False], ids=["version 2", "before version 2"])
def test_a_commit_that_is_no_longer_kept_is_fetched_by_its_id(
    server: HttpServer, app: GitHttp, tmp_path: Path, newest: bool
) -> None:
    hosted = OnGitServer(server, app, tmp_path, filters=True, newest_protocol=newest)
    older = hosted.history()[0]
    hosted.push({"a": b"one\n"})
    asked = len(server.log)
    assert "README.md" in hosted.git_host.read("main", ["README.md"], at=older).files
    # What the server can do, the folders, and the file: the branch is of no interest.
    assert len(server.log) - asked == (3 if newest else 2)


def test_what_was_pushed_is_kept_within_bounds(
    hosted: OnGitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_http, "_MOST_PUSHED_BYTES", 2_000)
    for number in range(5):
        content = b"%d" % number * 900
        commit(hosted.git_host, hosted.git_host.read("main", ["a"]), content)
        assert hosted.git_host.read("main", ["a"]).file("a").content == content
        remote = hosted.git_host._remote
        assert isinstance(remote, HttpRepository)
        kept = remote._objects
        assert sum(kept[one].raw_length() for one in kept) < 4_000
