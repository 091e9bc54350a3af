"""What the port promises, held against every git host and the fake."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.file_search import MOST_FILES
from tagboat.core.globs import compile_glob
from tagboat.core.snapshot import File
from tests.contract.commits import BOT, MESSAGE, commit
from tests.contract.hosted.base import EXECUTABLE, FILE, LINK, Hosted


def find(hosted: Hosted, *globs: str, at: str | None = None) -> list[str]:
    head = at or hosted.history()[0]
    return list(hosted.git_host.find("main", [compile_glob(glob) for glob in globs], at=head))


def test_reads_the_bytes_of_files_at_the_head(hosted: Hosted) -> None:
    contents = {
        "a.txt": b"one\n",
        "crlf.txt": b"one\r\ntwo\r\n",
        "bom.txt": b"\xef\xbb\xbfone",
        "no-newline": b"one",
        "empty": b"",
        "deep/er/f\xc3\xbcr \xe2\x9c\x93.yaml".encode("latin-1").decode(): b"a: 1\n",
    }
    head = hosted.push(contents)
    snapshot = hosted.git_host.read("main", list(contents))
    assert snapshot.head == head
    assert {path: snapshot.file(path).content for path in contents} == contents


def test_reads_at_an_older_commit_when_asked(hosted: Hosted) -> None:
    older = hosted.push({"a.txt": b"one\n"})
    hosted.push({"a.txt": b"two\n"})
    snapshot = hosted.git_host.read("main", ["a.txt"], at=older)
    assert (snapshot.head, snapshot.file("a.txt").content) == (older, b"one\n")


def test_a_commit_that_is_gone_means_that_the_head_moved(hosted: Hosted) -> None:
    with pytest.raises(errors.HeadMoved):
        hosted.git_host.read("main", ["README.md"], at="0" * 40)
    with pytest.raises(errors.HeadMoved):
        find(hosted, "*", at="0" * 40)


def test_a_missing_file_is_an_error_of_that_file_only(hosted: Hosted) -> None:
    hosted.push({"a.txt": b"one\n"})
    for order in (["no.txt", "a.txt"], ["a.txt", "no.txt"]):
        snapshot = hosted.git_host.read("main", order)
        assert snapshot.file("a.txt").content == b"one\n"
        with pytest.raises(errors.FileMissing, match=r"no\.txt"):
            snapshot.file("no.txt")


def test_a_folder_is_not_a_file(hosted: Hosted) -> None:
    hosted.push({"folder/a.txt": b"one\n"})
    with pytest.raises((errors.NotAFile, errors.FileMissing), match="folder"):
        hosted.git_host.read("main", ["folder"]).file("folder")


def test_a_symbolic_link_is_not_a_file(hosted: Hosted) -> None:
    hosted.push({"link": b"README.md"}, mode=LINK)
    with pytest.raises(errors.NotAFile, match="link"):
        hosted.git_host.read("main", ["README.md", "link"]).file("link")


@pytest.mark.parametrize("content", [b"\0\1\2", "K\u00f6ln".encode("latin-1")])
def test_what_is_not_utf_8_text_is_refused(hosted: Hosted, content: bytes) -> None:
    hosted.push({"image.png": content})
    with pytest.raises(errors.FileIsBinary, match=r"image\.png"):
        hosted.git_host.read("main", ["image.png"]).file("image.png").text("image.png")


def test_a_file_that_the_host_does_not_hand_out_whole_is_refused(hosted: Hosted) -> None:
    hosted.push({"large": b"x" * (hosted.largest_file + 1_000_000), "a.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["a.txt", "large"])
    assert snapshot.file("a.txt").content == b"one\n"
    with pytest.raises(errors.FileTooLarge, match="large"):
        snapshot.file("large")


def test_a_file_as_large_as_the_host_hands_out_is_read_whole(hosted: Hosted) -> None:
    content = "ü\r\n".encode() * (hosted.largest_file // 4)
    hosted.push({"large": content, "a.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["large", "a.txt"])
    assert snapshot.file("large").content == content
    assert snapshot.file("a.txt").content == b"one\n"


def test_a_missing_branch_is_named(hosted: Hosted) -> None:
    with pytest.raises(errors.BranchMissing, match="no-such-branch"):
        hosted.git_host.read("no-such-branch", ["a.txt"])


def test_an_empty_repository_has_no_branch(hosted: Hosted) -> None:
    with pytest.raises(errors.BranchMissing, match="main"):
        hosted.on_empty_repository().read("main", ["a.txt"])


def test_a_missing_repository_is_named(hosted: Hosted) -> None:
    with pytest.raises(errors.RepositoryMissing):
        hosted.on_missing_repository().read("main", ["a.txt"])


def test_finds_files_by_globs_sorted_by_code_point(hosted: Hosted) -> None:
    paths = ["apps/web/tag", "apps/.api/tag", "apps/für ✓/tag", "apps/B/tag", "apps/a'b\"{}$c/tag"]
    hosted.push(dict.fromkeys([*paths, "apps/tag", "apps/web/deep/tag", "tag/tag"], b"1\n"))
    assert find(hosted, "apps/*/tag") == sorted(paths)


def test_finds_files_at_any_depth(hosted: Hosted) -> None:
    paths = ["values.yaml", "a/values.yaml", "a/.b/c/values.yaml"]
    hosted.push(dict.fromkeys([*paths, "a/other.yaml"], b"1\n"))
    assert find(hosted, "**/values.yaml") == sorted(paths)
    assert find(hosted, "a/**") == ["a/.b/c/values.yaml", "a/other.yaml", "a/values.yaml"]


def test_finds_files_that_any_of_the_globs_matches_once(hosted: Hosted) -> None:
    hosted.push(dict.fromkeys(["a/1.yaml", "a/2.json", "b/c/3.yaml"], b"1\n"))
    assert find(hosted, "a/*.yaml", "a/1.*", "*/c/*", "README.{md,txt}") == [
        *("README.md", "a/1.yaml", "b/c/3.yaml")
    ]


def test_finds_executable_files_but_no_links_and_no_submodules(hosted: Hosted) -> None:
    hosted.push({"run": b"one\n", "bin/run": b"one\n"}, mode=EXECUTABLE)
    hosted.push({"link": b"README.md", "bin/link": b"run", "folder": b"bin"}, mode=LINK)
    hosted.add_submodule("module")
    assert find(hosted, "**") == ["README.md", "bin/run", "run"]
    assert find(hosted, "module/*", "folder/*", "folder/**/run") == []


def test_finds_nothing_where_nothing_matches(hosted: Hosted) -> None:
    hosted.push({"apps/web/tag": b"1\n"})
    assert find(hosted, "apps/*") == []
    assert find(hosted, "nowhere/*", "apps/web/tag/*", "README.md/*/a") == []
    assert find(hosted, "*/api/*", "APPS/**") == []


def test_finds_files_at_the_commit_that_is_asked_for(hosted: Hosted) -> None:
    older = hosted.push({"tags/a": b"1\n", "tags/b": b"1\n"})
    hosted.push({"tags/a": None, "tags/c": b"1\n"})
    assert find(hosted, "tags/*", at=older) == ["tags/a", "tags/b"]
    assert find(hosted, "tags/*") == ["tags/b", "tags/c"]


def test_what_is_found_can_be_read(hosted: Hosted) -> None:
    head = hosted.push({f"{number}/für ✓.yaml": b"1\n" for number in range(120)})
    found = find(hosted, "*/*.yaml")
    snapshot = hosted.git_host.read("main", found, at=head)
    assert len(found) == 120
    assert set(snapshot.files.values()) == {File(b"1\n")}


def test_finds_no_more_files_than_its_limit(hosted: Hosted) -> None:
    hosted.push({f"a/{number}": b"1\n" for number in range(MOST_FILES)})
    assert len(find(hosted, "a/*")) == MOST_FILES
    hosted.push({"a/b": b"1\n"})
    with pytest.raises(errors.TooManyFiles, match=r"a/\*"):
        find(hosted, "a/*")
    assert find(hosted, "a/b*") == ["a/b"]


def test_finds_nothing_in_a_repository_that_is_missing(hosted: Hosted) -> None:
    with pytest.raises(errors.RepositoryMissing):
        hosted.on_missing_repository().find("main", [compile_glob("*")], at="0" * 40)


def test_commits_files_on_the_head_that_was_read(hosted: Hosted) -> None:
    base = hosted.push({"a.txt": b"one\n", "b.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["a.txt"])
    made = commit(hosted.git_host, snapshot, {"a.txt": b"two\n", "new/c.txt": b"three"})
    assert hosted.history()[:2] == [made, base]
    assert hosted.content("a.txt") == b"two\n"
    assert hosted.content("b.txt") == b"one\n"
    assert hosted.content("new/c.txt") == b"three"
    assert hosted.last_message().strip() == "Update a.txt\n\nTagboat-Rule: a"
    assert hosted.complaints() == ""


def test_commits_bytes_as_they_are_at_paths_as_they_are(hosted: Hosted) -> None:
    contents = {
        "apps/f\u00fcr \u2713/t\u00e4g": "z\u00f6lf\n".encode(),
        "apps/a'b\"{}$c/tag": b"1.0",
        "crlf.txt": b"one\r\ntwo\r\n",
        "bom.txt": b"\xef\xbb\xbfone\n",
        "large.txt": b"0123456789abcde\n" * 60_000,
    }
    hosted.push(dict.fromkeys(contents, b"before\n"))
    snapshot = hosted.git_host.read("main", list(contents))
    commit(hosted.git_host, snapshot, contents)
    assert {path: hosted.content(path) for path in contents} == contents
    again = hosted.git_host.read("main", list(contents))
    assert {path: again.file(path).content for path in contents} == contents
    assert hosted.complaints() == ""


def test_never_commits_on_another_head(hosted: Hosted) -> None:
    hosted.push({"a.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["a.txt"])
    newer = hosted.push({"b.txt": b"a person's\n"})
    with pytest.raises(errors.HeadMoved, match="main"):
        commit(hosted.git_host, snapshot, {"a.txt": b"two\n"})
    assert hosted.history()[0] == newer
    assert hosted.content("a.txt") == b"one\n"


def test_a_push_that_arrives_while_the_host_commits_is_not_overwritten(hosted: Hosted) -> None:
    hosted.push({"a.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["a.txt"])
    hosted.before_next_commit(lambda: hosted.push({"b.txt": b"a person's\n"}))
    with pytest.raises(errors.HeadMoved):
        commit(hosted.git_host, snapshot, {"a.txt": b"two\n"})
    assert hosted.content("b.txt") == b"a person's\n"
    assert hosted.content("a.txt") == b"one\n"


def test_files_keep_their_modes(hosted: Hosted) -> None:
    hosted.push({"run": b"one\n", "bin/run": b"one\n"}, mode=EXECUTABLE)
    base = hosted.push({"a.txt": b"one\n"})
    snapshot = hosted.git_host.read("main", ["run", "a.txt"])
    assert snapshot.file("run").executable
    changed = {"run": File("\ufeffzwölf\r\n".encode(), executable=True), "a.txt": File(b"two\n")}
    made = hosted.git_host.commit(snapshot, changed, MESSAGE, BOT)
    assert hosted.history()[:2] == [made, base]
    assert {path: hosted.content(path) for path in changed} == {
        path: file.content for path, file in changed.items()
    }
    assert [hosted.mode(path) for path in ("run", "bin/run", "a.txt")] == [
        *(EXECUTABLE, EXECUTABLE, FILE)
    ]
    assert hosted.last_message().strip() == "Update a.txt\n\nTagboat-Rule: a"
    assert hosted.complaints() == ""


@pytest.mark.parametrize("arrives", ["before the commit", "while it is made"])
def test_an_executable_file_is_never_committed_on_another_head(
    hosted: Hosted, arrives: str
) -> None:
    hosted.push({"run": b"one\n"}, mode=EXECUTABLE)
    snapshot = hosted.git_host.read("main", ["run"])
    if arrives == "before the commit":
        hosted.push({"b.txt": b"a person's\n"})
    else:
        hosted.before_next_commit(lambda: hosted.push({"b.txt": b"a person's\n"}))
    with pytest.raises(errors.HeadMoved, match="main"):
        hosted.git_host.commit(snapshot, {"run": File(b"two\n", executable=True)}, MESSAGE, BOT)
    assert hosted.content("b.txt") == b"a person's\n"
    assert hosted.content("run") == b"one\n"


@given(content=st.text(st.characters(exclude_characters="\0", codec="utf-8")))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_text_is_read_back_as_it_was_committed(hosted: Hosted, content: str) -> None:
    snapshot = hosted.git_host.read("main", ["README.md"])
    commit(hosted.git_host, snapshot, {"text": content.encode(), "n": snapshot.head.encode()})
    assert hosted.git_host.read("main", ["text"]).file("text").content == content.encode()
