"""Commits as Git's objects: what is put into one is read back from it, and nothing else moves."""

import pytest
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import Commit, ObjectID, ShaFile, Tree
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.file_search import Listing
from tagboat.core.snapshot import File
from tagboat.git_hosts.git.commits import write_commit
from tagboat.git_hosts.git.trees import GitTree

NAMES = st.text("abü", min_size=1, max_size=2)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(PATHS, st.builds(File, st.binary(max_size=9), st.booleans()), min_size=1)


def first() -> tuple[MemoryObjectStore, ObjectID]:
    """A commit without files."""
    objects, tree, commit = MemoryObjectStore(), Tree(), Commit()
    commit.tree, commit.message = tree.id, b""
    commit.author = commit.committer = b"A <a@example.com>"
    commit.author_time = commit.commit_time = 0
    commit.author_timezone = commit.commit_timezone = 0
    add(objects, [tree, commit])
    return objects, commit.id


def add(objects: MemoryObjectStore, made: list[ShaFile]) -> None:
    for one in made:
        objects.add_object(one)


def put(objects: MemoryObjectStore, parent: ObjectID, files: dict[str, File]) -> ObjectID:
    message = CommitMessage("Update ü", "")
    made = write_commit(objects, parent, files, message, Author("Bö", "b@example.com"), now=7)
    add(objects, list(made))
    return made[-1].id


def test_a_merge_has_the_parent_s_files_and_follows_the_other_branch() -> None:
    objects, root = first()
    base = put(objects, root, {"a": File(b"base"), "b": File(b"base")})
    other = put(objects, root, {"a": File(b"other"), "c": File(b"other")})
    made = write_commit(
        objects,
        base,
        {"a": File(b"new")},
        CommitMessage("Merge", ""),
        Author("A", "a@example.com"),
        now=7,
        follows=other,
    )
    add(objects, list(made))
    commit = made[-1]
    assert isinstance(commit, Commit)
    assert commit.parents == [other, base]
    assert paths(GitTree(objects, commit.id)) == ["a", "b"]


def paths(tree: GitTree, folder: str = "") -> list[str]:
    listed = tree.listing(folder)
    above = f"{folder}/" if folder else ""
    inside = [path for name in listed.folders for path in paths(tree, above + name)]
    return sorted([*(above + name for name in listed.files), *inside])


def are_files(files: dict[str, File]) -> bool:
    return not any(other.startswith(f"{path}/") for path in files for other in files)


@given(FILES.filter(are_files), FILES.filter(are_files))
def test_files_are_read_back_and_the_others_stay(
    before: dict[str, File], changed: dict[str, File]
) -> None:
    objects, root = first()
    parent = put(objects, root, before)
    after = before | changed
    if not are_files(after):
        with pytest.raises(errors.CommitRefused):
            put(objects, parent, changed)
        return
    tree = GitTree(objects, put(objects, parent, changed))
    assert paths(tree) == sorted(after)
    for path, file in after.items():
        entry = tree.entry(path)
        assert entry
        content = objects[entry.id].as_raw_string()
        assert File(content, executable=entry.is_executable) == file


def test_a_commit_says_who_made_it_when_and_on_what() -> None:
    objects, root = first()
    commit = objects[put(objects, root, {"a": File(b"")})]
    assert isinstance(commit, Commit)
    assert commit.parents == [root]
    assert commit.author == commit.committer == "Bö <b@example.com>".encode()
    assert commit.author_time == commit.commit_time == 7
    assert commit.message == "Update ü\n".encode()


def test_what_the_server_did_not_send_is_asked_for_again() -> None:
    objects, root = first()
    commit = put(objects, root, {"a/b": File(b"")})
    entry = GitTree(objects, commit).entry("a")
    assert entry
    del objects[entry.id]
    with pytest.raises(errors.HostUnavailable):
        GitTree(objects, commit).entry("a/b")
    with pytest.raises(errors.HostUnavailable):
        put(objects, commit, {"a/c": File(b"")})


def test_a_path_below_a_file_is_nothing() -> None:
    objects, root = first()
    tree = GitTree(objects, put(objects, root, {"a": File(b"")}))
    assert tree.entry("a/b") is None
    assert tree.listing("a") == tree.listing("no") == Listing()
