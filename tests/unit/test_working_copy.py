"""A working copy on disk answers as a git host would if all of it were committed."""

import os
from pathlib import Path

import pytest

from tagboat.core import errors
from tagboat.core.globs import compile_glob
from tagboat.core.snapshot import File
from tagboat.working_copy import WorkingCopy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    (root / "deployed_tags").mkdir(parents=True)
    (root / "deployed_tags" / "dev").write_bytes(b"1.0.0\r\n")
    return root


def found(root: Path, path: str) -> File | errors.TargetError:
    return WorkingCopy(root).read([path]).files[path]


def refusal(root: Path, path: str) -> errors.TargetError:
    error = found(root, path)
    assert isinstance(error, errors.TargetError)
    return error


def test_a_file_is_read_to_the_byte(root: Path) -> None:
    assert found(root, "deployed_tags/dev") == File(b"1.0.0\r\n", executable=False)


def test_all_files_are_answered_under_the_paths_that_were_asked_for(root: Path) -> None:
    snapshot = WorkingCopy(root).read(["deployed_tags/dev", "nowhere"])
    assert list(snapshot.files) == ["deployed_tags/dev", "nowhere"]
    assert snapshot.file("deployed_tags/dev").content == b"1.0.0\r\n"


@pytest.mark.parametrize(("mode", "executable"), [(0o644, False), (0o744, True), (0o654, False)])
def test_the_owners_executable_bit_counts_as_it_does_for_git(
    root: Path, mode: int, executable: bool
) -> None:
    (root / "deployed_tags" / "dev").chmod(mode)
    file = found(root, "deployed_tags/dev")
    assert isinstance(file, File)
    assert file.executable is executable


def test_a_binary_file_is_found_and_refused_when_its_text_is_asked_for(root: Path) -> None:
    (root / "image.png").write_bytes(b"\x89PNG\0")
    file = WorkingCopy(root).read(["image.png"]).file("image.png")
    with pytest.raises(errors.FileIsBinary):
        file.text("image.png")


@pytest.mark.parametrize("path", ["nowhere", "nowhere/at/all", "deployed_tags/dev/below"])
def test_what_is_not_there_is_missing(root: Path, path: str) -> None:
    error = refusal(root, path)
    assert isinstance(error, errors.FileMissing)
    assert str(error) == f"{path} is not in the working copy. Add it, or mend the rule's file."


def test_names_are_compared_exactly_even_where_the_file_system_does_not(root: Path) -> None:
    assert isinstance(refusal(root, "Deployed_Tags/dev"), errors.FileMissing)


def test_a_folder_is_not_a_file(root: Path) -> None:
    assert isinstance(refusal(root, "deployed_tags"), errors.NotAFile)


def test_a_named_pipe_is_refused_without_waiting_for_it(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert isinstance(refusal(root, "pipe"), errors.NotAFile)


def test_a_symbolic_link_is_not_a_file_because_git_keeps_the_link(root: Path) -> None:
    (root / "link").symlink_to("deployed_tags/dev")
    error = refusal(root, "link")
    assert isinstance(error, errors.NotAFile)
    assert str(error) == "link is a symbolic link. Name the file that it leads to."


def test_a_file_behind_a_linked_folder_is_not_a_file(root: Path) -> None:
    (root / "tags").symlink_to("deployed_tags")
    error = refusal(root, "tags/dev")
    assert isinstance(error, errors.NotAFile)
    assert "behind the symbolic link tags" in str(error)


@pytest.mark.parametrize("path", ["out", "out/secret", "out/missing"])
def test_a_link_that_leaves_the_working_copy_is_unsafe(root: Path, path: str) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_text("hush")
    (root / "out").symlink_to(outside)
    error = refusal(root, path)
    assert isinstance(error, errors.UnsafePath)
    assert str(error) == f"{path} leads out of the working copy: out is a symbolic link."


def test_a_link_to_a_folder_whose_name_begins_alike_leaves_the_working_copy(root: Path) -> None:
    beside = root.with_name(f"{root.name}-beside")
    beside.mkdir()
    (root / "out").symlink_to(beside)
    assert isinstance(refusal(root, "out/file"), errors.UnsafePath)


def test_links_that_lead_to_each_other_are_no_files(root: Path) -> None:
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    assert isinstance(refusal(root, "one"), errors.NotAFile)


def test_a_submodules_files_belong_to_another_repository(root: Path) -> None:
    (root / "vendor").mkdir()
    (root / "vendor" / ".git").write_text("gitdir: ../.git/modules/vendor\n")
    (root / "vendor" / "tag").write_text("1.0.0\n")
    error = refusal(root, "vendor/tag")
    assert isinstance(error, errors.NotAFile)
    assert "submodule" in str(error)


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "../outside", "deployed_tags/../../outside", ".git/config", "./dev"]
)
def test_a_path_that_no_repository_has_is_unsafe(root: Path, path: str) -> None:
    assert isinstance(refusal(root, path), errors.UnsafePath)


def test_the_working_copy_itself_may_be_reached_through_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert isinstance(found(tmp_path / "link", "deployed_tags/dev"), File)


@pytest.mark.parametrize("name", ["nowhere", "infra/deployed_tags/dev"])
def test_a_working_copy_is_a_folder(root: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        WorkingCopy(tmp_path / name)


# Globs


def matching(root: Path, *globs: str) -> list[str]:
    return list(WorkingCopy(root).find([compile_glob(glob) for glob in globs]))


def test_files_are_found_by_globs_and_sorted_by_code_point(root: Path) -> None:
    for path in ("é/tag", "B/tag", "a/tag", ".c/tag", "a/b/tag", "a/tags"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("1\n")
    assert matching(root, "*/tag", "deployed_tags/*") == [
        *(".c/tag", "B/tag", "a/tag"),
        *("deployed_tags/dev", "é/tag"),
    ]
    assert matching(root, "a/**") == ["a/b/tag", "a/tag", "a/tags"]


@pytest.mark.parametrize("glob", ["nowhere/*", "deployed_tags/dev/*", "Deployed_Tags/*", "*"])
def test_nothing_is_found_where_there_is_nothing(root: Path, glob: str) -> None:
    assert matching(root, glob) == []


def test_links_lead_to_no_files(root: Path) -> None:
    (root / "deployed_tags" / "link").symlink_to("dev")
    (root / "tags").symlink_to("deployed_tags")
    (root / "loop").symlink_to(".")
    assert matching(root, "**", "tags/*", "loop/deployed_tags/*") == ["deployed_tags/dev"]


def test_what_is_git_s_own_or_another_repository_s_is_not_found(root: Path) -> None:
    for path in (".git/config", "vendor/.git/config", "vendor/a/tag", "module/tag"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("1\n")
    (root / "module" / ".git").write_text("gitdir: ../.git/modules/module\n")
    globs = ("**", ".git/*", "vendor/a/*", "vendor/*/tag", "module/*")
    assert matching(root, *globs) == ["deployed_tags/dev"]


def test_a_named_pipe_is_not_found(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert matching(root, "*") == []


@pytest.mark.parametrize("name", ["a\nb", "a\\b", os.fsdecode(b"caf\xe9")])
def test_a_file_that_no_rule_may_name_is_not_found(root: Path, name: str) -> None:
    (root / name).write_text("1\n")
    assert matching(root, "*") == []
    assert WorkingCopy(root).some_paths(100) == ["deployed_tags/dev"]


def test_only_folders_that_can_hold_a_match_are_entered(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "other" / "deep").mkdir(parents=True)
    (root / "deployed_tags" / "deep").mkdir()
    entered: list[str] = []
    scan = os.scandir

    def scandir(path: Path) -> object:
        entered.append(path.relative_to(root).as_posix())
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert matching(root, "deployed_tags/*") == ["deployed_tags/dev"]
    assert entered == [".", "deployed_tags"]


def test_a_folder_is_listed_once_however_many_of_its_files_are_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[Path] = []
    scan = os.scandir

    def scandir(path: Path) -> object:
        listed.append(path.relative_to(root))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    WorkingCopy(root).read([f"deployed_tags/{name}" for name in ("dev", "prod", "missing")])
    assert listed == [Path(), Path("deployed_tags")]


def test_what_is_found_can_be_read(root: Path) -> None:
    copy = WorkingCopy(root)
    found = copy.find([compile_glob("**")])
    assert all(isinstance(file, File) for file in copy.read(found).files.values())


def test_some_files_are_listed_from_the_root_down(root: Path) -> None:
    for path in ("b", "a/y", "a/x", "a/deep/z", ".git/config", "other/.git", "other/file"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    (root / "link").symlink_to("a")
    copy = WorkingCopy(root)
    every = list(copy.some_paths(100))
    assert [path for path in every if path in ("b", "a/y", "a/x", "a/deep/z")] == [
        *("b", "a/x", "a/y", "a/deep/z"),
    ]
    assert not [path for path in every if path.startswith((".git/", "other", "link"))]
    for most in range(len(every)):
        some = copy.some_paths(most)
        assert len(some) <= most
        assert some == every[: len(some)]
    assert copy.some_paths(2) == every[:2]


def test_more_files_than_are_looked_at_are_an_error(root: Path) -> None:
    for number in range(1_001):
        (root / f"{number}.yaml").touch()
    with pytest.raises(errors.TooManyFiles, match=r"More than 1,000 files match: \*\.yaml"):
        matching(root, "*.yaml")


# Writing


def test_files_are_written_and_keep_their_modes(root: Path) -> None:
    path = root / "deployed_tags" / "dev"
    path.chmod(0o755)
    copy = WorkingCopy(root)
    before = copy.read(["deployed_tags/dev"])
    copy.write({"deployed_tags/dev": File(b"1.1.0\r\n", executable=True)}, before)
    assert copy.read(["deployed_tags/dev"]).file("deployed_tags/dev") == File(
        b"1.1.0\r\n", executable=True
    )


def test_a_file_that_was_changed_since_it_was_read_is_not_written_and_no_other_is(
    root: Path,
) -> None:
    (root / "tag").write_bytes(b"1")
    copy = WorkingCopy(root)
    before = copy.read(["tag", "deployed_tags/dev"])
    (root / "deployed_tags" / "dev").write_bytes(b"theirs")
    new = {"tag": File(b"2"), "deployed_tags/dev": File(b"2")}
    with pytest.raises(errors.HeadMoved, match="deployed_tags/dev has changed since it was read"):
        copy.write(new, before)
    assert (root / "tag").read_bytes() == b"1"
    assert (root / "deployed_tags" / "dev").read_bytes() == b"theirs"


@pytest.mark.parametrize("becomes", ["link", "folder", "nothing"])
def test_a_file_that_is_none_any_more_is_not_written(root: Path, becomes: str) -> None:
    path = root / "deployed_tags" / "dev"
    copy = WorkingCopy(root)
    before = copy.read(["deployed_tags/dev"])
    kept = path.rename(root / "kept")
    if becomes == "link":
        path.symlink_to(kept)
    elif becomes == "folder":
        path.mkdir()
    with pytest.raises(errors.HeadMoved):
        copy.write({"deployed_tags/dev": File(b"new")}, before)
    assert kept.read_bytes() == b"1.0.0\r\n"
