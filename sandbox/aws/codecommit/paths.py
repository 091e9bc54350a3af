"""Paths of files and folders, as requests write them ("Quotas in AWS CodeCommit", file paths)."""

from sandbox.aws.codecommit.errors import codecommit_error

PATH_LENGTH = 4096
FOLDER_DEPTH = 20


def read_path(path: str | None) -> str:
    """A path to read: the API Reference writes it with a leading slash, its examples without.

    Returns:
        The path from the root, without a slash in front or behind; "" is the root.

    Raises:
        AwsError: PathRequiredException, InvalidPathException.
    """
    if path is None:
        raise codecommit_error("PathRequiredException", "A path is required")
    path = path.removeprefix("/").removesuffix("/")
    if path:
        _check(path)
    return path


def written_path(path: str | None) -> str:
    """A path to write. Whether AWS takes a leading slash here is not documented: it is refused.

    Raises:
        AwsError: PathRequiredException, InvalidPathException.
    """
    if not path:
        raise codecommit_error("PathRequiredException", "A path is required")
    _check(path)
    if path.count("/") > FOLDER_DEPTH:
        raise codecommit_error(
            "InvalidPathException", f"{path} is more than {FOLDER_DEPTH} folders deep"
        )
    return path


def _check(path: str) -> None:
    parts = path.split("/")
    if (
        len(path) > PATH_LENGTH
        or any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)
        or "\x00" in path
    ):
        raise codecommit_error("InvalidPathException", f"{path!r} is not a valid path")
