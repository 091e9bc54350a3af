"""GitHub, with a transport that answers what a test has written down."""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.globs import compile_glob
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github.addresses import graphql_endpoint, rest_root
from tagboat.git_hosts.github.files import LARGEST_FILE
from tagboat.git_hosts.github.host import FOLDERS_OF_A_QUERY, GitHub
from tagboat.git_hosts.github.reading import FILES_OF_A_QUERY
from tagboat.http_client import Answer
from tests.unit.git_hosts.github.canned import AT_HEAD, HEAD, data, host

AUTHOR = Author("Bot", "bot@example.com")
MESSAGE = CommitMessage("Update a", "Tagboat-Rule: web")
BRANCH = Snapshot("main", HEAD, {})


def blob(
    content: bytes, *, mode: int = 0o100644, sha256: bool = False, **more: Any
) -> dict[str, Any]:
    hashed = hashlib.sha256 if sha256 else hashlib.sha1
    fields: dict[str, Any] = {
        "oid": hashed(b"blob %d\0" % len(content) + content).hexdigest(),
        "text": content.decode(errors="replace"),
        "isTruncated": False,
        "isBinary": False,
        "byteSize": len(content),
    }
    return {"mode": mode, "object": fields | more}


def head(*files: dict[str, Any] | None) -> Answer:
    named = {f"f{index}": file for index, file in enumerate(files)}
    return data(repository={"ref": {"target": {**AT_HEAD, **named}}})


def found(file: dict[str, Any] | None) -> File | errors.TargetError:
    github, _ = host(head(file))
    return github.read("main", ["a"]).files["a"]


def refused(answer: Answer | Exception, ask: Callable[[GitHub], object]) -> errors.TagboatError:
    github, _ = host(answer)
    with pytest.raises(errors.TagboatError) as caught:
        ask(github)
    return caught.value


def read(github: GitHub) -> Snapshot:
    return github.read("main", ["a"])


def commit(github: GitHub) -> str:
    return github.commit(BRANCH, {"a": File(b"1")}, MESSAGE, AUTHOR)


def test_all_files_are_read_through_one_commit_in_one_query() -> None:
    github, http = host(head(blob(b"1"), blob("\ufeffü\r\n".encode(), mode=0o100755), None))
    snapshot = github.read("release/1", ["a", 'b"{}$c', "d"])
    assert (snapshot.branch, snapshot.head) == ("release/1", HEAD)
    assert snapshot.file("a") == File(b"1")
    assert snapshot.file('b"{}$c') == File("\ufeffü\r\n".encode(), executable=True)
    assert isinstance(snapshot.files["d"], errors.FileMissing)
    ((url, body, headers),) = http.asked
    assert url == "https://api.github.com/graphql"
    assert headers == {"Authorization": "bearer old"}
    assert body["variables"] == {
        "owner": "owner",
        "name": "infra",
        "commit": "refs/heads/release/1",
        "p0": "a",
        "p1": 'b"{}$c',
        "p2": "d",
    }
    assert "release" not in body["query"]
    assert body["query"].count("file(path: $p") == 3


def test_files_are_read_at_a_commit_that_is_known() -> None:
    github, http = host(data(repository={"object": {**AT_HEAD, "f0": blob(b"1")}}))
    assert github.read("main", ["a"], at=HEAD) == Snapshot(
        "main", HEAD, {"a": File(b"1")}, committed_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    )
    assert http.asked[0][1]["variables"]["commit"] == HEAD


@pytest.mark.parametrize(
    ("at", "declared_as", "used_as"),
    [
        (None, "$commit: String!", "ref(qualifiedName: $commit) { target {"),
        (HEAD, "$commit: GitObjectID!", "object(oid: $commit) {"),
    ],
)
def test_every_variable_of_a_query_is_declared_and_used(
    at: str | None, declared_as: str, used_as: str
) -> None:
    commit_ = {**AT_HEAD, "f0": None, "f1": None}
    github, http = host(data(repository={"ref": {"target": commit_}, "object": commit_}))
    github.read("main", ["a", "b"], at=at)
    body = http.asked[0][1]
    declared, _, used = body["query"].partition(")")
    assert declared_as in declared
    assert used_as in used
    assert set(re.findall(r"\$(\w+):", declared)) == set(body["variables"])
    assert set(re.findall(r"\$(\w+)", used)) == set(body["variables"])


def test_a_commit_that_is_gone_means_that_the_head_moved() -> None:
    github, _ = host(data(repository={"object": None}))
    with pytest.raises(errors.HeadMoved):
        github.read("main", ["a"], at=HEAD)


def test_a_missing_branch_is_named() -> None:
    error = refused(data(repository={"ref": None}), read)
    assert type(error) is errors.BranchMissing
    assert "owner/infra has no branch main" in str(error)


@pytest.mark.parametrize("mode", [0o040000, 0o120000, 0o160000])
def test_what_is_no_file_is_refused(mode: int) -> None:
    assert isinstance(found({"mode": mode, "object": {}}), errors.NotAFile)
    assert isinstance(found({"mode": mode, "object": None}), errors.NotAFile)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (blob(b"1", isTruncated=True, byteSize=LARGEST_FILE + 1), errors.FileTooLarge),
        (blob(b"\0", isBinary=True, text=None, byteSize=LARGEST_FILE + 1), errors.FileTooLarge),
        (blob(b"\0", isBinary=True, text=None), errors.FileIsBinary),
        (blob(b"\0", isBinary=None, text=None), errors.FileIsBinary),
        (blob("é".encode("latin-1")), errors.FileIsBinary),
        (blob("\ufeffa".encode(), text="a"), errors.FileIsBinary),
    ],
)
def test_text_that_github_does_not_hand_out_as_it_is_is_never_edited(
    file: dict[str, Any], error: type[errors.TargetError]
) -> None:
    assert type(found(file)) is error


@pytest.mark.parametrize("content", [b"", b"1\n", "ü\r\n".encode()])
@pytest.mark.parametrize("sha256", [False, True])
def test_a_file_is_what_its_id_says(content: bytes, sha256: bool) -> None:
    assert found(blob(content, sha256=sha256)) == File(content)


def test_very_many_files_are_read_at_one_commit_in_a_few_queries() -> None:
    paths = [f"f{number}" for number in range(FILES_OF_A_QUERY + 1)]
    later = data(repository={"object": {**AT_HEAD, "f0": blob(b"2")}})
    github, http = host(head(*[blob(b"1")] * FILES_OF_A_QUERY), later)
    snapshot = github.read("main", paths)
    assert snapshot.head == HEAD
    assert snapshot.files == dict.fromkeys(paths[:-1], File(b"1")) | {paths[-1]: File(b"2")}
    assert [body["variables"]["commit"] for _, body, _ in http.asked] == ["refs/heads/main", HEAD]


def tree(*names: str, mode: int = 0o100644) -> dict[str, Any]:
    return {"entries": [{"name": name, "mode": mode} for name in names]}


def listed(*folders: dict[str, Any] | None) -> Answer:
    named = {f"f{index}": folder for index, folder in enumerate(folders)}
    return data(repository={"object": named})


def test_files_are_found_level_by_level_each_in_one_query() -> None:
    folders = tree("web", "api", mode=0o040000)
    entries = tree("tag", mode=0o100664)["entries"] + tree("deep", mode=0o040000)["entries"]
    others = tree("link", mode=0o120000)["entries"] + tree("module", mode=0o160000)["entries"]
    github, http = host(
        listed({"object": folders}),
        listed({"object": tree("tag", "run", mode=0o100755)}, {"object": {"entries": entries}}),
        listed({"entries": tree("x")["entries"] + others}),
    )
    assert github.find("main", [compile_glob("apps/*/tag")], at=HEAD) == [
        "apps/api/tag",
        "apps/web/tag",
    ]
    assert github.find("main", [compile_glob("*")], at=HEAD) == ["x"]
    same = {"owner": "owner", "name": "infra", "commit": HEAD}
    assert [body["variables"] for _, body, _ in http.asked] == [
        same | {"p0": "apps"},
        same | {"p0": "apps/api", "p1": "apps/web"},
        same,
    ]
    for _, body, _ in http.asked:
        declared, _, used = body["query"].partition(")")
        assert set(re.findall(r"\$(\w+):", declared)) == set(body["variables"])
        assert set(re.findall(r"\$(\w+)", used)) == set(body["variables"])


@pytest.mark.parametrize(
    "found", [None, {"object": None}, {"object": {}}, {"object": {"entries": None}}]
)
def test_what_is_no_folder_holds_nothing(found: dict[str, Any] | None) -> None:
    github, _ = host(listed(found))
    assert github.find("main", [compile_glob("a/*")], at=HEAD) == []


def test_very_many_folders_are_listed_in_a_few_queries() -> None:
    names = [f"{number:02}" for number in range(FOLDERS_OF_A_QUERY + 1)]
    full = {"object": tree("tag")}
    github, http = host(
        listed(tree(*names, mode=0o040000)), listed(*[full] * FOLDERS_OF_A_QUERY), listed(full)
    )
    found = github.find("main", [compile_glob("*/tag")], at=HEAD)
    assert found == [f"{name}/tag" for name in names]
    assert len(http.asked) == 3


def test_a_search_at_a_commit_that_is_gone_means_that_the_head_moved() -> None:
    error = refused(
        data(repository={"object": None}),
        lambda github: github.find("main", [compile_glob("*")], at=HEAD),
    )
    assert type(error) is errors.HeadMoved


def test_a_commit_is_made_on_the_head_that_was_read() -> None:
    github, http = host(data(createCommitOnBranch={"commit": {"oid": "new"}}))
    files = {"a": File(b"1\r\n"), "b/c": File(b"")}
    assert github.commit(BRANCH, files, MESSAGE, AUTHOR) == "new"
    assert http.asked[0][1]["variables"]["input"] == {
        "branch": {"repositoryNameWithOwner": "owner/infra", "branchName": "refs/heads/main"},
        "expectedHeadOid": HEAD,
        "message": {"headline": "Update a", "body": "Tagboat-Rule: web"},
        "fileChanges": {
            "additions": [
                {"path": "a", "contents": base64.b64encode(b"1\r\n").decode()},
                {"path": "b/c", "contents": ""},
            ]
        },
    }


HEAD_AND_TREE = data(repository={"ref": {"target": {"oid": HEAD, "tree": {"oid": "base"}}}})
TREE = Answer(201, {}, {"sha": "tree", "tree": []})
COMMIT = Answer(201, {}, {"sha": "new", "message": "Update a"})
MOVED = Answer(200, {}, {"ref": "refs/heads/release/1", "object": {"sha": "new"}})
EXECUTABLE = {"run": File("\ufeff\r\n".encode(), executable=True), "a/ü": File(b"1")}


def commit_executable(github: GitHub) -> str:
    return github.commit(Snapshot("release/1", HEAD, {}), EXECUTABLE, MESSAGE, AUTHOR)


def test_an_executable_file_is_committed_by_the_git_data_api() -> None:
    github, http = host(HEAD_AND_TREE, TREE, COMMIT, MOVED)
    assert commit_executable(github) == "new"
    repository = "https://api.github.com/repos/owner/infra/git"
    assert [
        (method, url) for method, (url, _, _) in zip(http.methods, http.asked, strict=True)
    ] == [
        ("POST", "https://api.github.com/graphql"),
        ("POST", f"{repository}/trees"),
        ("POST", f"{repository}/commits"),
        ("PATCH", f"{repository}/refs/heads/release/1"),
    ]
    query, *bodies = [body for _, body, _ in http.asked]
    assert query["variables"] == {"owner": "owner", "name": "infra", "ref": "refs/heads/release/1"}
    assert bodies == [
        {
            "base_tree": "base",
            "tree": [
                {"path": "run", "mode": "100755", "type": "blob", "content": "\ufeff\r\n"},
                {"path": "a/ü", "mode": "100644", "type": "blob", "content": "1"},
            ],
        },
        {"message": MESSAGE.text, "tree": "tree", "parents": [HEAD]},
        {"sha": "new", "force": False},
    ]
    assert http.asked[1][2] == {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "Authorization": "bearer old",
    }


@pytest.mark.parametrize(
    "ref", [None, {"target": {"oid": "another", "tree": {"oid": "base"}}}], ids=["gone", "moved"]
)
def test_nothing_is_written_if_the_head_is_another_one(ref: dict[str, Any] | None) -> None:
    github, http = host(data(repository={"ref": ref}))
    with pytest.raises(errors.HeadMoved, match="release/1"):
        commit_executable(github)
    assert len(http.asked) == 1


def test_a_branch_that_moves_meanwhile_is_not_overwritten() -> None:
    not_forward = Answer(422, {}, {"message": "Update is not a fast forward"})
    github, _ = host(HEAD_AND_TREE, TREE, COMMIT, not_forward)
    with pytest.raises(errors.HeadMoved, match="release/1"):
        commit_executable(github)


def test_the_outcome_of_a_cut_connection_is_left_to_the_next_read() -> None:
    github, http = host(HEAD_AND_TREE, TREE, COMMIT, errors.HostUnavailable("cut"))
    with pytest.raises(errors.HostUnavailable):
        commit_executable(github)
    assert len(http.asked) == 4


def large(content: bytes) -> dict[str, Any]:
    """A file that GraphQL hands out the beginning of."""
    return blob(content, text="the beginning", isTruncated=True, byteSize=len(content))


@pytest.mark.parametrize("content", ["ü\r\n".encode() * 9, "é".encode("latin-1")])
def test_a_file_that_graphql_cuts_is_read_whole(content: bytes) -> None:
    file = large(content) | {"mode": 0o100755}
    lines = base64.encodebytes(content).decode()
    github, http = host(head(blob(b"1"), file), Answer(200, {}, {"content": lines}))
    snapshot = github.read("main", ["a", "b"])
    assert snapshot.files == {"a": File(b"1"), "b": File(content, executable=True)}
    url, body, _ = http.asked[1]
    assert url.endswith(f"api.github.com/repos/owner/infra/git/blobs/{file['object']['oid']}")
    assert http.methods[1] == "GET"
    assert body is None


@pytest.mark.parametrize("body", [{}, {"content": None}, {"content": "x"}, {"content": "MQ=="}])
def test_a_blob_that_is_not_the_file_is_never_edited(body: dict[str, Any]) -> None:
    github, _ = host(head(large(b"12")), Answer(200, {}, body))
    with pytest.raises(errors.HostUnavailable):
        read(github)


def test_a_refused_token_is_fetched_again_once() -> None:
    unauthorized = Answer(401, {}, {"message": "Bad credentials"})
    github, http = host(unauthorized, head(blob(b"1")))
    read(github)
    assert [headers["Authorization"] for _, _, headers in http.asked] == [
        "bearer old",
        "bearer new",
    ]
    github, http = host(unauthorized, unauthorized)
    with pytest.raises(errors.CredentialsRefused, match="Bad credentials"):
        commit(github)
    assert len(http.asked) == 2
    github, http = host(HEAD_AND_TREE, TREE, unauthorized, COMMIT, MOVED)
    assert commit_executable(github) == "new"
    assert [headers["Authorization"] for _, _, headers in http.asked] == [
        *["bearer old"] * 3,
        *["bearer new"] * 2,
    ]


NOT_ALLOWED = Answer(200, {}, {"errors": [{"type": "FORBIDDEN", "message": "no"}]})
INVISIBLE = Answer(200, {}, {"errors": [{"type": "NOT_FOUND", "message": "no"}]})
PROTECTED = Answer(
    200, {}, {"errors": [{"type": "BRANCH_PROTECTION_RULE_VIOLATION", "message": "no"}]}
)


@pytest.mark.parametrize("answer", [NOT_ALLOWED, INVISIBLE, PROTECTED, Answer(403, {}, {})])
def test_a_token_that_lacks_a_permission_is_looked_up_again_the_next_time(answer: Answer) -> None:
    github, http = host(answer, head(blob(b"1")), head(blob(b"1")))
    with pytest.raises(errors.HostError):
        read(github)
    read(github)
    read(github)
    assert [headers["Authorization"] for _, _, headers in http.asked] == [
        "bearer old",
        "bearer new",
        "bearer new",
    ]
    assert not github._requests._token_in_doubt


def test_no_answer_is_not_asked_for_again_here() -> None:
    error = refused(errors.HostUnavailable("cut"), commit)
    assert type(error) is errors.HostUnavailable


def test_an_error_beside_data_is_an_error() -> None:
    answer = Answer(
        200, {}, {"data": {"repository": None}, "errors": [{"type": "NOT_FOUND", "message": "no"}]}
    )
    assert type(refused(answer, read)) is errors.RepositoryMissing


@pytest.mark.parametrize(
    ("url", "graphql", "rest"),
    [
        ("https://github.com", "https://api.github.com/graphql", "https://api.github.com"),
        ("https://octo.ghe.com", "https://api.octo.ghe.com/graphql", "https://api.octo.ghe.com"),
        ("https://git.example.com", "https://git.example.com/api/graphql", None),
        ("http://localhost:8080", "http://localhost:8080/api/graphql", None),
    ],
)
def test_where_github_is_asked(url: str, graphql: str, rest: str | None) -> None:
    assert graphql_endpoint(url) == graphql
    assert rest_root(url) == (rest or f"{url}/api/v3")
