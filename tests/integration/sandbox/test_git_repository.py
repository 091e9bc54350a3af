"""A git repository on disk that reads, commits and moves branches as a git host does."""

import subprocess
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import pytest

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import FILE_MODE, GitRepository, Signature

PERSON = Signature("A Person", "person@example.com", 1_700_000_000, 60)
BOT = Signature("Bot", "bot@example.com", 1_700_000_060, 0)
THREADS, COMMITS_EACH = 8, 25


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    return GitRepository.create(tmp_path / "infra.git")


def write(
    repository: GitRepository,
    parent: str | None,
    put: Mapping[str, bytes] | None = None,
    delete: Collection[str] = (),
) -> str:
    return repository.write_commit(
        parent,
        put={path: (content, FILE_MODE) for path, content in (put or {}).items()},
        delete=delete,
        message="A change",
        author=PERSON,
        committer=BOT,
    )


def git(repository: GitRepository, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments],
        cwd=repository.path,
        env=hermetic_environment(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def entry(repository: GitRepository, path: str) -> tuple[int, str]:
    found = repository.entry(path, "main")
    assert found is not None
    return found


def objects(repository: GitRepository) -> set[Path]:
    return set((repository.path / "objects").glob("??/*"))


def test_a_new_repository_has_no_branch_and_is_clean(repository: GitRepository) -> None:
    assert repository.head("main") is None
    assert repository.branches() == []
    assert repository.log("main") == []
    assert repository.fsck() == ""
    assert git(repository, "symbolic-ref", "HEAD") == "refs/heads/main\n"


def test_a_repository_is_not_made_twice(repository: GitRepository) -> None:
    with pytest.raises(FileExistsError):
        GitRepository.create(repository.path)


def test_a_commit_is_read_by_branch_and_by_id(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one", "apps/web/tag": b"\xff\r\n"})
    second = repository.commit({"tag": "two"})

    assert repository.head("main") == second
    assert repository.read("tag", "main") == b"two"
    assert repository.read("tag", first) == b"one"
    assert repository.read("apps/web/tag", "main") == b"\xff\r\n"
    assert repository.fsck() == ""


def test_what_git_reads_is_what_was_written(repository: GitRepository) -> None:
    repository.commit({"apps/web/tag": "one"}, "Deploy one", mode=0o100755)

    assert git(repository, "show", "main:apps/web/tag") == "one"
    assert git(repository, "ls-tree", "main", "apps/web/").startswith("100755 blob ")
    assert git(repository, "log", "--format=%an <%ae> %B", "main").strip() == (
        "A Person <person@example.com> Deploy one"
    )


@pytest.mark.parametrize("path", ["missing", "apps", "apps/web/tag/deeper", "apps/missing"])
def test_reading_what_is_no_file_is_a_key_error(repository: GitRepository, path: str) -> None:
    repository.commit({"apps/web/tag": "one"})
    with pytest.raises(KeyError):
        repository.read(path, "main")


@pytest.mark.parametrize("at", ["missing", "", "0" * 40, "main:tag", "abc"])
def test_reading_at_no_branch_or_commit_is_a_key_error(repository: GitRepository, at: str) -> None:
    repository.commit({"tag": "one"})
    with pytest.raises(KeyError):
        repository.read("tag", at)
    with pytest.raises(KeyError):
        repository.files(at)


def test_a_commit_is_not_found_by_the_id_of_its_tree(repository: GitRepository) -> None:
    repository.commit({"tag": "one"})
    tree = entry(repository, "")[1]
    with pytest.raises(KeyError):
        repository.entry("tag", tree)


def test_entries_are_files_and_folders_with_their_modes(repository: GitRepository) -> None:
    repository.commit({"apps/web/tag": "one"})
    repository.commit({"run.sh": "#!/bin/sh\n"}, mode=0o100755)

    assert entry(repository, "run.sh")[0] == 0o100755
    assert entry(repository, "apps/web")[0] == 0o040000
    assert entry(repository, "")[0] == 0o040000
    assert repository.entry("apps/api", "main") is None
    assert {path: mode for path, (mode, _) in repository.files("main").items()} == {
        "apps/web/tag": 0o100644,
        "run.sh": 0o100755,
    }


def test_removing_the_last_file_of_a_folder_removes_the_folder(repository: GitRepository) -> None:
    repository.commit({"apps/web/tag": "one", "apps/readme": "r"})
    repository.commit({"apps/web/tag": None})

    assert list(repository.files("main")) == ["apps/readme"]
    repository.commit({"apps/readme": None})
    assert repository.files("main") == {}
    assert repository.fsck() == ""


def test_a_written_commit_moves_no_branch(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one"})
    second = write(repository, first, {"tag": b"two"})

    assert repository.head("main") == first
    assert repository.read("tag", second) == b"two"


def test_author_and_committer_are_kept_apart(repository: GitRepository) -> None:
    commit = write(repository, None, {"tag": b"one"})
    repository.move_branch("main", commit, None)

    (logged,) = repository.log("main")
    assert (logged.id, logged.parents, logged.message) == (commit, (), "A change")
    assert (logged.author_name, logged.author_email) == ("A Person", "person@example.com")
    assert (logged.committer_name, logged.committer_email) == ("Bot", "bot@example.com")
    assert logged.time == 1_700_000_060


def test_a_commit_writes_only_the_folders_on_the_way_to_the_change(
    repository: GitRepository,
) -> None:
    head = repository.commit(
        {f"{a}/{b}/{c}": "x" for a in range(9) for b in range(9) for c in "cd"}
    )
    before = objects(repository)

    write(repository, head, {"3/4/c": b"new"})

    # the blob, the folders 3/4, 3 and the root, and the commit
    assert len(objects(repository) - before) == 5


@pytest.mark.parametrize(
    ("put", "delete", "error"),
    [
        ({}, ["missing"], KeyError),
        ({}, ["apps"], KeyError),
        ({}, ["apps/missing"], KeyError),
        ({}, ["nowhere/at/all"], KeyError),
        ({"apps": b"a file where a folder is"}, [], ValueError),
        ({"tag/deeper": b"a folder where a file is"}, [], ValueError),
        ({"new": b"", "new/deeper": b""}, [], ValueError),
        ({"tag": b"two"}, ["tag"], ValueError),
        ({"": b""}, [], ValueError),
        ({"/tag": b""}, [], ValueError),
        ({"apps/": b""}, [], ValueError),
        ({"apps/../tag": b""}, [], ValueError),
        ({".git/config": b""}, [], ValueError),
    ],
)
def test_changes_that_make_no_tree_are_refused(
    repository: GitRepository, put: dict[str, bytes], delete: list[str], error: type[Exception]
) -> None:
    head = repository.commit({"tag": "one", "apps/web/tag": "one"})
    with pytest.raises(error):
        write(repository, head, put, delete)


def test_a_branch_moves_only_from_where_it_is_expected(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one"})
    second = write(repository, first, {"tag": b"two"})
    third = write(repository, first, {"tag": b"three"})

    assert repository.move_branch("main", second, first)
    assert not repository.move_branch("main", third, first)
    assert not repository.move_branch("main", third, None)
    assert not repository.move_branch("missing", third, first)
    assert repository.head("main") == second
    assert repository.branches() == ["main"]


def test_a_branch_is_made_in_a_folder_of_branches(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one"})

    assert repository.move_branch("tagboat/web", first, None)
    assert not repository.move_branch("tagboat/web", first, None)
    assert repository.branches() == ["main", "tagboat/web"]


@pytest.mark.parametrize("name", ["main/web", "two..dots", "", "a b", "x.lock"])
def test_a_branch_that_git_does_not_allow_is_refused(repository: GitRepository, name: str) -> None:
    first = repository.commit({"tag": "one"})
    with pytest.raises(ValueError):
        repository.move_branch(name, first, None)


def test_a_packed_branch_still_moves_from_where_it_is(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one"})
    git(repository, "pack-refs", "--all")
    second = write(repository, first, {"tag": b"two"})

    assert not repository.move_branch("main", second, None)
    assert repository.move_branch("main", second, first)
    assert repository.head("main") == second


def test_git_waits_for_nobody_and_moves_the_branch_too(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one"})
    second = write(repository, first, {"tag": b"two"})
    git(repository, "update-ref", "refs/heads/main", second, first)

    assert not repository.move_branch("main", first, first)
    assert repository.head("main") == second


def test_commits_racing_for_one_branch_all_land_in_one_line(repository: GitRepository) -> None:
    repository.commit({"tag": "one"})

    def commit_many(thread: int) -> None:
        for number in range(COMMITS_EACH):
            repository.commit({f"apps/{thread}/{number}": "x"})

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(commit_many, range(THREADS)))

    log = repository.log("main")
    assert len(repository.files("main")) == THREADS * COMMITS_EACH + 1
    assert len(log) == THREADS * COMMITS_EACH + 1
    assert [commit.parents for commit in log] == [(older.id,) for older in log[1:]] + [()]
    assert not list(repository.path.rglob("*.lock"))
    assert repository.fsck() == ""


def test_commits_racing_with_git_itself_all_land_in_one_line(repository: GitRepository) -> None:
    repository.commit({"tag": "one"})

    def commit_many(thread: int) -> None:
        for number in range(COMMITS_EACH):
            repository.commit({f"here/{thread}/{number}": "x"})

    def commit_many_with_git(thread: int) -> None:
        for number in range(COMMITS_EACH):
            while True:
                head = repository.head("main")
                assert head
                new = write(repository, head, {f"git/{thread}/{number}": b"x"})
                try:
                    git(repository, "update-ref", "refs/heads/main", new, head)
                except subprocess.CalledProcessError:
                    continue
                break

    with ThreadPoolExecutor(4) as pool:
        work = [commit_many, commit_many_with_git]
        for done in [pool.submit(work[thread % 2], thread) for thread in range(4)]:
            done.result()

    log = repository.log("main")
    assert len(repository.files("main")) == 4 * COMMITS_EACH + 1
    assert [commit.parents for commit in log] == [(older.id,) for older in log[1:]] + [()]
    assert repository.fsck() == ""


def test_of_racing_swaps_from_one_head_exactly_one_wins(repository: GitRepository) -> None:
    head = repository.commit({"tag": "one"})
    rivals = [write(repository, head, {"tag": f"{n}".encode()}) for n in range(THREADS)]

    for _ in range(COMMITS_EACH):
        base = repository.head("main")
        others = [rival for rival in rivals if rival != base]
        with ThreadPoolExecutor(THREADS) as pool:
            won = list(pool.map(repository.move_branch, repeat("main"), others, repeat(base)))
        assert won.count(True) == 1
        assert repository.head("main") == others[won.index(True)]


def test_the_diff_of_a_commit_is_to_its_first_parent(repository: GitRepository) -> None:
    first = repository.commit({"tag": "one\n"})
    second = repository.commit({"tag": "two\n"})

    assert "-one\n+two\n" in repository.diff(second)
    assert "new file mode 100644" in repository.diff(first)
    assert "+one\n" in repository.diff(first)


def test_fsck_reports_what_is_broken(repository: GitRepository) -> None:
    repository.commit({"tag": "one"})
    blob = entry(repository, "tag")[1]
    (repository.path / "objects" / blob[:2] / blob[2:]).unlink()

    assert f"missing blob {blob}" in repository.fsck()
