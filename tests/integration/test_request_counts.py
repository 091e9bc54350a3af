"""What an update asks of a git host: how many requests, one after the other, and how large."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from os import urandom
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer
from sandbox.github import GitHub, GitHubServer
from sandbox.gitlab import GitLab, GitLabServer
from sandbox.http_server import HttpServer
from sandbox.request_log import Request, RequestLog
from tagboat.core.commit_message import Author
from tagboat.core.globs import compile_glob
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.git_hosts.base import GitHost
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.hosted.base import EXECUTABLE, Hosted
from tests.contract.hosted.codecommit import OnCodeCommit
from tests.contract.hosted.git_server import OnGitServer, git_server_in
from tests.contract.hosted.github import OnGitHub
from tests.contract.hosted.gitlab import OnGitLab
from tests.image_pushes import AFTER_ALL, NOON, image_push, this_evening

RULES_FILE = ".tagboat.yaml"
DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
READ, COMMIT = "repository", "createCommitOnBranch"
COMMIT_WITH_MODES = [READ, "git/create-tree", "git/create-commit", "git/update-ref"]
# What a git server can do, where the branch is, and what was chosen.
ABLE, LOOK, FETCH = "info/refs git-upload-pack", "git-upload-pack", "git-upload-pack"
PUSH = ["info/refs git-receive-pack", "git-receive-pack"]


@dataclass
class InfraRepo:
    """An infra repo, and what is asked of its host."""

    hosted: Hosted
    service: str
    log: RequestLog
    counted: int = 0
    """How many requests of the log are not of the update."""

    def add_rule(self, *targets: str) -> RulesFile:
        rule = {"name": "web", "image": "team/web", "targets": [{"file": path} for path in targets]}
        files = dict.fromkeys(targets, b"0.9\n")
        rules = json.dumps({"version": 1, "rules": [rule]}).encode()
        self.hosted.push({RULES_FILE: rules, **files})
        return RulesFile(RULES_FILE, DEFAULTS)

    def update(self, rules: RulesSource, git_host: GitHost | None = None) -> UpdateInfraRepo:
        def never(seconds: float) -> None:
            raise AssertionError("nothing is to be tried again")

        return UpdateInfraRepo(
            git_host or self.hosted.git_host,
            rules,
            "main",
            sleep=never,
            clock=lambda: 0.0,
            now=this_evening,
        )

    def write(
        self,
        update: UpdateInfraRepo,
        *tags: str,
        kind: Kind = Kind.WRITTEN,
        since: datetime = AFTER_ALL,
    ) -> list[str]:
        """Write pushes, by default later than all else; the operations, in the order of answers."""
        self.counted = len(self.log)
        pushes = [
            image_push(tag, pushed_at=since + timedelta(seconds=second))
            for second, tag in enumerate(tags)
        ]
        newest = update(pushes).outcomes[-1]
        assert newest.kind is kind, newest.reason
        return self.operations()

    def find(self, glob: str) -> tuple[int, list[str]]:
        """How many files a glob means, and the operations that it took to know."""
        head = self.hosted.history()[0]
        self.counted = len(self.log)
        found = self.hosted.git_host.find("main", [compile_glob(glob)], at=head)
        return len(found), self.operations()

    def operations(self) -> list[str]:
        return [request.operation for request in self.requests()]

    def requests(self) -> list[Request]:
        return [one for one in self.log.since(self.counted) if one.service == self.service]

    def sizes(self) -> tuple[int, int]:
        """Bytes sent and received."""
        requests = self.requests()
        return sum(one.sent for one in requests), sum(one.received for one in requests)


@pytest.fixture
def on_codecommit(aws: AwsServer) -> InfraRepo:
    hosted = OnCodeCommit(aws, f"infra-{uuid4().hex}")
    return InfraRepo(hosted, "codecommit", aws.log)


@pytest.fixture
def on_github(tmp_path: Path) -> Iterator[InfraRepo]:
    github = GitHub(tmp_path)
    with GitHubServer(github) as server:
        yield InfraRepo(OnGitHub(server, github, "owner/infra"), "github", github.log)


@pytest.fixture(params=[True])
def on_git(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[InfraRepo]:
    """On any git server, with filters unless a test says otherwise."""
    app = git_server_in(tmp_path)
    with HttpServer(app) as server:
        hosted = OnGitServer(server, app, tmp_path, filters=request.param)
        yield InfraRepo(hosted, "git", server.log)


@pytest.fixture
def on_gitlab(tmp_path: Path) -> Iterator[InfraRepo]:
    """On GitLab, whose files travel by Git: as on any git server that filters."""
    gitlab = GitLab(tmp_path)
    with GitLabServer(gitlab) as server:
        yield InfraRepo(OnGitLab(server, gitlab, "group/infra"), "git", gitlab.log)


@pytest.fixture(params=["on_codecommit", "on_github"])
def infra(request: pytest.FixtureRequest) -> InfraRepo:
    found: InfraRepo = request.getfixturevalue(request.param)
    return found


def quick_start(path: str) -> RulesSource:
    return RulesFromParameters(
        image="team/web", tags=".+", destination_file=path, defaults=DEFAULTS
    )


def test_github_takes_two_requests_with_the_quick_start(on_github: InfraRepo) -> None:
    on_github.hosted.push({"tag": b"0.9\n"})
    assert on_github.write(on_github.update(quick_start("tag")), "1.0") == [READ, COMMIT]


def test_github_takes_three_requests_with_a_rules_file_and_two_when_warm(
    on_github: InfraRepo,
) -> None:
    update = on_github.update(on_github.add_rule("a/tag", "b/tag", "c/tag"))
    assert on_github.write(update, "1.0") == [READ, READ, COMMIT]
    assert on_github.write(update, "1.1") == [READ, COMMIT]


def test_github_takes_three_requests_again_after_the_rules_named_another_file(
    on_github: InfraRepo,
) -> None:
    update = on_github.update(on_github.add_rule("a/tag"))
    on_github.write(update, "1.0")
    on_github.add_rule("a/tag", "b/tag")
    assert on_github.write(update, "1.1") == [READ, READ, COMMIT]


def test_github_takes_three_requests_more_for_an_executable_file(on_github: InfraRepo) -> None:
    on_github.hosted.push({"tag": b"0.9\n"}, mode=EXECUTABLE)
    update = on_github.update(quick_start("tag"))
    assert on_github.write(update, "1.0") == [READ, *COMMIT_WITH_MODES]
    assert on_github.write(update, "1.1") == [READ, *COMMIT_WITH_MODES]
    assert on_github.hosted.mode("tag") == EXECUTABLE


def test_github_takes_one_request_more_for_each_large_file(on_github: InfraRepo) -> None:
    lines = b"# a comment\n" * 50_000
    on_github.hosted.push(dict.fromkeys(["a.yaml", "b.yaml"], b"tag: 0.9\n" + lines))
    targets = [{"file": path, "yaml": "tag"} for path in ("a.yaml", "b.yaml")]
    rule = {"name": "web", "image": "team/web", "targets": targets}
    on_github.hosted.push({RULES_FILE: json.dumps({"version": 1, "rules": [rule]}).encode()})
    update = on_github.update(RulesFile(RULES_FILE, DEFAULTS))
    assert on_github.write(update, "1.0") == [READ, READ, "git/get-blob", "git/get-blob", COMMIT]
    assert on_github.write(update, "1.1") == [READ, "git/get-blob", "git/get-blob", COMMIT]
    assert on_github.hosted.content("b.yaml") == b'tag: "1.1"\n' + lines


def test_a_git_server_takes_six_requests_with_the_quick_start_and_five_when_warm(
    on_git: InfraRepo,
) -> None:
    on_git.hosted.push({"tag": b"0.9\n"})
    update = on_git.update(quick_start("tag"))
    assert on_git.write(update, "1.0") == [ABLE, LOOK, FETCH, FETCH, *PUSH]
    on_git.hosted.push({"other": b"a person's\n"})
    assert on_git.write(update, "1.1") == [LOOK, FETCH, FETCH, *PUSH]


def test_a_git_server_takes_three_requests_as_long_as_nobody_else_pushes(on_git: InfraRepo) -> None:
    on_git.hosted.push({"tag": b"0.9\n"})
    update = on_git.update(quick_start("tag"))
    on_git.write(update, "1.0")
    assert on_git.write(update, "1.1") == [LOOK, *PUSH]
    assert on_git.write(update, "1.1", kind=Kind.UNCHANGED) == [LOOK]


def test_a_git_server_takes_seven_requests_with_a_rules_file_and_three_when_warm(
    on_git: InfraRepo,
) -> None:
    update = on_git.update(on_git.add_rule("a/tag", "b/tag", "c/tag"))
    assert on_git.write(update, "1.0") == [ABLE, LOOK, FETCH, FETCH, FETCH, *PUSH]
    assert on_git.write(update, "1.1") == [LOOK, *PUSH]


def test_gitlab_takes_as_many_requests_as_a_git_server(on_gitlab: InfraRepo) -> None:
    update = on_gitlab.update(on_gitlab.add_rule("a/tag", "b/tag", "c/tag"))
    asked = len(on_gitlab.log)
    assert on_gitlab.write(update, "1.0") == [ABLE, LOOK, FETCH, FETCH, FETCH, *PUSH]
    assert on_gitlab.write(update, "1.1") == [LOOK, *PUSH]
    assert on_gitlab.find("*/tag") == (3, [])
    assert {one.service for one in on_gitlab.log.since(asked)} == {"git"}, "nothing by REST"


@pytest.mark.parametrize("on_git", [False], indirect=True)
def test_a_git_server_without_filters_takes_five_requests_and_three_when_warm(
    on_git: InfraRepo,
) -> None:
    update = on_git.update(on_git.add_rule("a/tag", "b/tag"))
    assert on_git.write(update, "1.0") == [ABLE, LOOK, FETCH, *PUSH]
    assert on_git.write(update, "1.1") == [LOOK, *PUSH]


def test_a_git_server_needs_no_request_to_look_into_folders_that_were_read(
    on_git: InfraRepo,
) -> None:
    on_git.hosted.push(_files(30, "environments/dev"))
    on_git.hosted.git_host.read("main", ["README.md"])
    assert on_git.find("environments/**") == (30, [])


def test_a_git_server_with_filters_sends_no_files_that_are_not_asked_for(
    on_git: InfraRepo,
) -> None:
    update = on_git.update(on_git.add_rule("a/tag"))
    on_git.hosted.push({"large": urandom(1_000_000)})
    on_git.write(update, "1.0")
    assert sum(on_git.sizes()) < 10_000


def test_codecommit_takes_three_calls_with_the_quick_start(on_codecommit: InfraRepo) -> None:
    """It does not say with a file when the commit was made."""
    on_codecommit.hosted.push({"tag": b"0.9\n"})
    update = on_codecommit.update(quick_start("tag"))
    assert on_codecommit.write(update, "1.0") == ["GetFile", "GetCommit", "CreateCommit"]


@pytest.mark.parametrize("count", [1, 3, 10])
def test_codecommit_takes_a_call_for_each_target_and_four_more_or_three_after_its_own_commit(
    on_codecommit: InfraRepo, count: int
) -> None:
    targets = [f"{number}/tag" for number in range(count)]
    update = on_codecommit.update(on_codecommit.add_rule(*targets))
    reads = ["GetFile"] * (2 + count)  # One is the hold file.
    for tag, commits in [("1.0", ["GetCommit"]), ("1.1", [])]:  # The second time it is its own.
        *asked, written = on_codecommit.write(update, tag)
        assert (sorted(asked), written) == ([*commits, *reads], "CreateCommit")


@pytest.mark.parametrize("earlier", [[], ["1.0"]], ids=["cold", "warm"])
def test_codecommit_is_asked_for_all_targets_at_once(
    on_codecommit: InfraRepo, aws: AwsServer, earlier: Sequence[str]
) -> None:
    """Three hops: the rules file, then all else that is to be known, then the commit."""
    targets = [f"{n}/tag" for n in range(9)]
    update = on_codecommit.update(on_codecommit.add_rule(*targets))
    for tag in earlier:
        on_codecommit.write(update, tag)
    answered_before: list[list[str]] = []
    count = len(["hold file", *targets])
    others = 0 if earlier else len(["GetCommit"])  # It knows its own commit.
    together = Barrier(count + others, lambda: answered_before.append(on_codecommit.operations()))
    if others:
        aws.interruptions.before_next("GetCommit", lambda: together.wait(timeout=20))
    aws.interruptions.before_next("GetFile", lambda: None)
    aws.interruptions.before_next("GetFile", lambda: together.wait(timeout=20), times=count)
    on_codecommit.write(update, "2.0")
    assert answered_before == [["GetFile"]]


def test_a_batch_takes_as_many_requests_as_a_single_push(infra: InfraRepo) -> None:
    update = infra.update(infra.add_rule("a/tag", "b/tag"))
    infra.write(update, "1.0")
    single = infra.write(update, "1.1")
    batch = infra.write(update, *(f"2.{number}" for number in range(50)))
    assert sorted(batch) == sorted(single)


def test_a_burst_asks_for_no_histories(infra: InfraRepo) -> None:
    """Each push is older than the head, which is Tagboat's own. Two functions take turns."""
    infra.add_rule("a/tag", "b/tag")
    infra.hosted.push_at(NOON, {"c/tag": b"a person's\n"})
    rules = [RulesFile(RULES_FILE, DEFAULTS) for _ in range(2)]
    first, second = [infra.update(one, infra.hosted.again()) for one in rules]
    infra.write(first, "0.1", since=NOON + timedelta(minutes=1))
    infra.write(second, "0.2", since=NOON + timedelta(minutes=2))
    turns = [(first, 1), (second, 1), (second, 0), (first, 2), (second, 1)]
    for batch, (function, commits_of_the_other) in enumerate(turns * 2, start=1):
        tags = [f"{batch}.{number}" for number in range(20)]
        asked = infra.write(function, *tags, since=NOON + timedelta(minutes=10 * batch))
        assert (
            sorted(asked)
            == {
                "github": sorted([READ, COMMIT]),
                "codecommit": [
                    *["CreateCommit"],
                    *["GetCommit"] * commits_of_the_other,
                    *["GetFile"] * len([RULES_FILE, "hold file", "a/tag", "b/tag"]),
                ],
            }[infra.service]
        )


def test_a_burst_takes_two_calls_of_codecommit_with_the_quick_start(
    on_codecommit: InfraRepo,
) -> None:
    on_codecommit.hosted.push_at(NOON, {"tag": b"0.9\n"})
    update = on_codecommit.update(quick_start("tag"))
    asked = [
        on_codecommit.write(update, f"1.{minute}", since=NOON + timedelta(minutes=1 + minute))
        for minute in range(3)
    ]
    assert asked == [["GetFile", "GetCommit", "CreateCommit"], *[["GetFile", "CreateCommit"]] * 2]


def test_github_tells_of_the_last_commits_in_few_bytes(on_github: InfraRepo) -> None:
    on_github.hosted.push({"tag": b"0.9\n"})
    update = on_github.update(quick_start("tag"))
    sizes: list[tuple[int, int]] = []
    for number in range(8):
        on_github.write(update, f"1.{number}", kind=Kind.WRITTEN)
        on_github.write(update, f"1.{number}", kind=Kind.UNCHANGED)
        sizes.append(on_github.sizes())
    assert sizes[-1] == sizes[-2], "no more than the last commits"
    sent, received = sizes[-1]
    assert sent < 1_000
    assert received < 4_000


def test_a_folder_whose_name_is_given_is_listed_with_one_request(infra: InfraRepo) -> None:
    infra.hosted.push(_files(30, "environments/dev") | _files(30, "environments/prod/eu"))
    request = {"github": READ, "codecommit": "GetFolder"}[infra.service]
    assert infra.find("environments/dev/*.yaml") == (30, [request])


@pytest.mark.parametrize("count", [1, 50])
def test_github_lists_a_level_of_folders_with_one_request(on_github: InfraRepo, count: int) -> None:
    on_github.hosted.push({f"apps/{number}/tag": b"1\n" for number in range(count)})
    on_github.hosted.push(_files(30, "apps/0/deep") | _files(30, "environments"))
    assert on_github.find("apps/*/tag") == (count, [READ] * 2)


@pytest.mark.parametrize("count", [1, 25])
def test_codecommit_takes_a_call_for_each_folder(on_codecommit: InfraRepo, count: int) -> None:
    on_codecommit.hosted.push({f"apps/{number}/tag": b"1\n" for number in range(count)})
    on_codecommit.hosted.push(_files(30, "apps/0/deep") | _files(30, "environments"))
    assert on_codecommit.find("apps/*/tag") == (count, ["GetFolder"] * (1 + count))


def test_nothing_is_committed_when_there_is_nothing_to_do(infra: InfraRepo) -> None:
    update = infra.update(infra.add_rule("a/tag", "b/tag"))
    infra.write(update, "1.0")
    *reads, _ = infra.write(update, "1.1")
    before = infra.hosted.history()
    assert sorted(infra.write(update, "1.1", kind=Kind.UNCHANGED)) == sorted(reads)
    assert infra.hosted.history() == before


def test_requests_are_as_large_in_a_large_repository(infra: InfraRepo) -> None:
    update = infra.update(infra.add_rule("a/tag"))
    infra.hosted.push(_files(20))
    for tag in ("1.0", "1.1", "1.2"):  # What is told of the last commits is as much each time.
        infra.write(update, tag)
        infra.hosted.push(_files(1))
    infra.write(update, "1.3")
    sent, received = infra.sizes()
    infra.hosted.push(_files(2_000))
    infra.write(update, "1.4")
    sent_then, received_then = infra.sizes()
    assert sent_then == sent
    assert received_then == pytest.approx(received, rel=0.03)


def _files(count: int, folder: str = "environments") -> dict[str, bytes]:
    return {f"{folder}/{number}.yaml": b"image: web\n" * 100 for number in range(count)}
