"""File modes as CodeCommit names them, and as git counts them."""

_NAMES = {0o100644: "NORMAL", 0o100755: "EXECUTABLE", 0o120000: "SYMLINK"}
_MODES = {name: mode for mode, name in _NAMES.items()}


def mode_name(mode: int) -> str:
    """`NORMAL`, `EXECUTABLE` or `SYMLINK`. Git's old 100664 is a normal file, too."""
    return _NAMES.get(mode, "NORMAL")


def git_mode(name: str) -> int | None:
    """Git's mode by CodeCommit's name; None for a name that CodeCommit does not have."""
    return _MODES.get(name)
