"""Any three states of a repository merge file by file as the API Reference says."""

from pathlib import Path
from uuid import uuid4

import pygit2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.codecommit.merges.how import How
from sandbox.aws.codecommit.merges.three_way import ThreeWay, three_way
from sandbox.git_repository import FILE_MODE, GitRepository, Signature

PATHS = ("a", "b/c", "b/d", "e")
FILES = st.dictionaries(
    st.sampled_from(PATHS), st.sampled_from([b"1\n", b"2\n", b"1\n2\n3\n4\n", b"1\n2\n3\n5\n"])
)
BY = Signature("A Person", "person@example.com")

type Files = dict[str, bytes]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return GitRepository.create(Path(tmp_path_factory.mktemp("git")) / "infra.git")


def commit(git: GitRepository, parent: str | None, before: Files, files: Files) -> str:
    return git.write_commit(
        parent,
        put={path: (content, FILE_MODE) for path, content in files.items()},
        delete=before.keys() - files.keys(),
        message=uuid4().hex,
        author=BY,
        committer=BY,
    )


def sides(
    git: GitRepository, base: Files, source: Files, destination: Files
) -> tuple[pygit2.Repository, pygit2.Commit, pygit2.Commit]:
    root = commit(git, None, {}, base)
    ids = [commit(git, root, base, files) for files in (source, destination)]
    opened = git.open()
    theirs, ours = (opened[id_].peel(pygit2.Commit) for id_ in ids)
    return opened, theirs, ours


def merged(
    git: GitRepository, base: Files, source: Files, destination: Files, how: How
) -> tuple[ThreeWay, Files]:
    opened, theirs, ours = sides(git, base, source, destination)
    outcome = three_way(opened, theirs, ours, how)
    if outcome.tree is None:
        return outcome, {}
    tree = opened[outcome.tree].peel(pygit2.Tree)
    return outcome, {path: tree[path].peel(pygit2.Blob).data for path in PATHS if path in tree}


def expected(base: Files, source: Files, destination: Files) -> tuple[Files, set[str]]:
    """What a merge keeps, with the source's files for conflicts, and the conflicts."""
    kept, conflicts = {}, set()
    for path in PATHS:
        before, theirs, ours = (files.get(path) for files in (base, source, destination))
        if before not in (theirs, ours) and theirs != ours:
            conflicts.add(path)
        chosen = ours if theirs == before else theirs
        if chosen is not None:
            kept[path] = chosen
    return kept, conflicts


@given(FILES, FILES, FILES)
def test_files_merge_one_by_one(
    repository: GitRepository, base: Files, source: Files, destination: Files
) -> None:
    kept, conflicts = expected(base, source, destination)
    outcome, files = merged(repository, base, source, destination, How())
    assert {conflict.path for conflict in outcome.conflicts} == conflicts
    assert files == ({} if conflicts else kept)


@given(FILES, FILES, FILES)
def test_the_source_wins_every_conflict_when_it_may(
    repository: GitRepository, base: Files, source: Files, destination: Files
) -> None:
    kept, _ = expected(base, source, destination)
    how = How(strategy="ACCEPT_SOURCE")
    assert merged(repository, base, source, destination, how)[1] == kept


@given(FILES, FILES, FILES)
def test_there_are_no_more_conflicts_of_lines_than_of_files(
    repository: GitRepository, base: Files, source: Files, destination: Files
) -> None:
    commits = sides(repository, base, source, destination)
    by_file = three_way(*commits, How())
    by_line = three_way(*commits, How("LINE_LEVEL"))
    assert {one.path for one in by_line.conflicts} <= {one.path for one in by_file.conflicts}
    assert three_way(*commits, How(strategy="AUTOMERGE")) == by_line
