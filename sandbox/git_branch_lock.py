"""Move a branch only if it is where one thinks it is: compare and swap, by git's own lock file.

Git, libgit2 and this module all take `refs/heads/NAME.lock` before they move a branch, so a push
over HTTP and a commit through an API cannot both win.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pygit2

if TYPE_CHECKING:
    from pygit2 import Repository

LOCK_WAIT_SECONDS = 10.0
"""A holder of the lock only compares and renames; after this long it must have died."""
_POLL_SECONDS = 0.0005


def branch_head(repository: "Repository", branch: str) -> str | None:
    """The id of the commit that the branch points to, None without such a branch."""
    name = f"refs/heads/{branch}"
    if not pygit2.reference_is_valid_name(name):
        return None
    reference = repository.references.get(name)
    return str(reference.target) if reference else None


def swap_branch(repository: "Repository", branch: str, *, expected: str | None, new: str) -> bool:
    """Point the branch to `new` if it points to `expected` (None: does not exist).

    Returns:
        Whether it was moved.

    Raises:
        ValueError: Git does not allow the name, or it is a folder of another branch's name.
        TimeoutError: Somebody else held the lock for LOCK_WAIT_SECONDS.
    """
    name = f"refs/heads/{branch}"
    if not pygit2.reference_is_valid_name(name):
        raise ValueError(f"git does not allow a branch to be called {branch!r}")
    file = Path(repository.path or "") / name
    _make_room(repository, branch, file)
    lock = file.with_name(f"{file.name}.lock")
    _take(lock)
    try:
        if branch_head(repository, branch) == expected:
            lock.write_text(f"{new}\n")
            # The lock becomes the branch: from here on it may be another's, and is left alone.
            lock.replace(file)
            return True
        lock.unlink()
    except BaseException:
        lock.unlink(missing_ok=True)
        raise
    return False


def _make_room(repository: "Repository", branch: str, file: Path) -> None:
    """Make the folder of the reference, and refuse names that need one path twice."""
    for other in repository.branches.local:
        if other.startswith(f"{branch}/") or branch.startswith(f"{other}/"):
            raise ValueError(f"branch {branch} cannot exist next to branch {other}")
    if file.is_dir():
        # What is left when the last branch of a folder is gone. Git removes it too.
        file.rmdir()
    file.parent.mkdir(parents=True, exist_ok=True)


def _take(lock: Path) -> None:
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{lock} is still there") from None
            time.sleep(_POLL_SECONDS)
        else:
            return
