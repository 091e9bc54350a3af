"""Paths in the infra repo: from its root, with `/`, and never out of it."""

from tagboat.core.errors import UnsafePath


def check_path(path: str) -> str:
    """Return a path that names a file of the repository.

    Raises:
        UnsafePath: It is absolute, leaves the repository, or is Git's own.
    """
    parts = path.split("/")
    if path.startswith("/"):
        raise UnsafePath(
            f"{path!r} is not from the repository's root; write it without the leading /"
        )
    if ".." in parts:
        raise UnsafePath(f"{path!r} leads out of the repository; write a path from its root")
    if "" in parts or "." in parts:
        raise UnsafePath(f"{path!r} is not in its shortest form; write it without // and ./")
    if any(part.lower() == ".git" for part in parts):
        raise UnsafePath(f"{path!r} is Git's own; name a file of the repository")
    if any(ord(character) < 32 or character in "\\\x7f" for character in path):
        raise UnsafePath(f"{path!r} has a backslash or a control character; separate with /")
    return path
