"""The query that lists folders of one commit of GitHub, and what its answer means."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tagboat.core.file_search import Listing


def query(paths: Sequence[str]) -> str:
    """Ask for the entries of folders at `$commit`, a commit's id; the path "" is the root."""
    parameters = "".join(f", ${name}: String!" for name in variables(paths))
    folders = " ".join(
        f"f{index}: file(path: $p{index}) {{ object {{ ...listed }} }}"
        if path
        else f"f{index}: tree {{ ...listed }}"
        for index, path in enumerate(paths)
    )
    return (
        f"query($owner: String!, $name: String!, $commit: GitObjectID!{parameters})"
        " { repository(owner: $owner, name: $name)"
        f" {{ object(oid: $commit) {{ ... on Commit {{ {folders} }} }} }} }}"
        " fragment listed on Tree { entries { name mode } }"
    )


def variables(paths: Sequence[str]) -> dict[str, str]:
    """The variables of the query for these folders: the root needs none."""
    return {f"p{index}": path for index, path in enumerate(paths) if path}


def answered(commit: Mapping[str, Any], paths: Sequence[str]) -> Iterator[Listing]:
    """The folders' listings, in the order of their paths."""
    for index, path in enumerate(paths):
        found = commit[f"f{index}"]
        tree = (found and found["object"]) if path else found
        yield _listing((tree or {}).get("entries") or ())


def _listing(entries: Sequence[Mapping[str, Any]]) -> Listing:
    return Listing(
        files=[entry["name"] for entry in entries if stat.S_ISREG(entry["mode"])],
        folders=[entry["name"] for entry in entries if stat.S_ISDIR(entry["mode"])],
    )
