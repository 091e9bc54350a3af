"""What is in a git repository: commits, folders and files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pygit2

from sandbox.git_log import commits_of
from sandbox.github import web_flow
from sandbox.github.answers import not_supported
from sandbox.github.blob_text import is_binary, is_truncated, text_of
from sandbox.github.graphql_types import connections, pages
from sandbox.github.graphql_types.people import GitActor, utc_time
from sandbox.github.opened_repository import OpenedRepository

_LONGEST_HEADLINE = 72


@dataclass(frozen=True)
class Blob:
    """`Blob`: the bytes of a file."""

    oid: str
    abbreviated_oid: str
    byte_size: int
    is_binary: bool
    is_truncated: bool
    text: str | None

    @classmethod
    def of(cls, found: pygit2.Blob) -> Self:
        """The file as GraphQL has it."""
        id_, data = str(found.id), found.data
        return cls(id_, id_[:7], len(data), is_binary(data), is_truncated(data), text_of(data))


@dataclass(frozen=True)
class TreeEntry:
    """`TreeEntry`: a name in a folder."""

    path: str
    name: str
    oid: str
    type: str
    """`blob`, `tree`, or `commit` for a submodule."""
    mode: int
    """In decimal: 33188 is a file (100644), 33261 an executable one, 40960 a symbolic link."""
    size: int
    _place: OpenedRepository = field(repr=False)

    @classmethod
    def of(cls, place: OpenedRepository, found: pygit2.Object, path: str) -> Self:
        """What a folder says of a name."""
        name, type_ = path.rpartition("/")[2], str(found.type_str)
        size = found.size if isinstance(found, pygit2.Blob) else 0
        return cls(path, name, str(found.id), type_, int(found.filemode or 0), size, place)

    def object(self) -> "Commit | Tree | Blob | None":
        """What it names; None for a submodule, whose commit is elsewhere."""
        return None if self.type == "commit" else shown(self._place, self.oid, self.path)


@dataclass(frozen=True)
class Tree:
    """`Tree`: a folder."""

    oid: str
    abbreviated_oid: str
    _place: OpenedRepository = field(repr=False)
    _path: str | None = None
    """Where it was found, None when by its id."""

    @classmethod
    def of(cls, place: OpenedRepository, found: pygit2.Tree, path: str | None) -> Self:
        """The folder as GraphQL has it."""
        return cls(str(found.id), str(found.id)[:7], place, path)

    def entries(self) -> list[TreeEntry]:
        """What is in it.

        Raises:
            Answer: The paths of the entries are not known.
        """
        if self._path is None:
            raise not_supported("Tree.entries of a tree that is found by its id")
        prefix, found = f"{self._path}/" if self._path else "", self._place.find(self.oid)
        return [TreeEntry.of(self._place, entry, f"{prefix}{entry.name}") for entry in found]


@dataclass(frozen=True)
class Commit:
    """`Commit`."""

    oid: str
    abbreviated_oid: str
    message: str
    author: GitActor
    committer: GitActor
    authored_date: str
    committed_date: str
    tree: Tree
    url: str
    _place: OpenedRepository = field(repr=False)

    @classmethod
    def of(cls, place: OpenedRepository, found: pygit2.Commit) -> Self:
        """The commit as GraphQL has it."""
        id_ = str(found.id)
        return cls(
            oid=id_,
            abbreviated_oid=id_[:7],
            message=found.message,
            author=GitActor.of(found.author, place.call),
            committer=GitActor.of(found.committer, place.call),
            authored_date=utc_time(found.author.time),
            committed_date=utc_time(found.committer.time),
            tree=Tree.of(place, found.tree, ""),
            url=f"{place.call.url}/{place.hosted.full_name}/commit/{id_}",
            _place=place,
        )

    def message_headline(self) -> str:
        """The first line of the message, as far as 72 characters go."""
        return _headline_and_body(self.message)[0]

    def message_body(self) -> str:
        """What comes after the headline."""
        return _headline_and_body(self.message)[1]

    def parents(
        self, first: int | None = None, last: int | None = None
    ) -> connections.CommitConnection:
        """What it is based on."""
        found = [Commit.of(self._place, parent) for parent in self._found().parents]
        wanted = pages.Wanted("parents", first, last)
        return pages.page(connections.CommitConnection, found, wanted)

    def history(
        self,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
        path: str | None = None,
    ) -> connections.CommitHistoryConnection:
        """It and the commits that it is based on; those that changed what is at a path, if given.

        What GitHub answers about an empty path is unverified, and so is how it reads one that has
        the signs of a pattern: it is taken as it is.
        """
        if path == "":
            raise not_supported("Commit.history of an empty path")
        ids = commits_of(Path(self._place.git.path), self.oid, path)
        found = [Commit.of(self._place, self._place.find(id_)) for id_ in ids]
        wanted = pages.Wanted("history", first, last, after, before)
        return pages.page(connections.CommitHistoryConnection, found, wanted)

    def committed_via_web(self) -> bool:
        """Whether GitHub made the commit."""
        return self.committer.email == web_flow.EMAIL

    def signature(self) -> "GpgSignature | None":
        """GitHub's signature of what it made. It is said to be there, and is not in the commit."""
        return GpgSignature() if self.committed_via_web() else None

    def _found(self) -> pygit2.Commit:
        found: pygit2.Commit = self._place.find(self.oid)
        return found

    def file(self, path: str) -> TreeEntry | None:
        """What is at a path, folders too; None when nothing is."""
        root = self._place.find(self.tree.oid)
        try:
            return TreeEntry.of(self._place, root[path], path)
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True)
class GpgSignature:
    """`GpgSignature`: GitHub's own."""

    email: str = web_flow.EMAIL
    is_valid: bool = True
    state: str = "VALID"
    was_signed_by_git_hub: bool = True


def _headline_and_body(message: str) -> tuple[str, str]:
    """Source: the web pages of commits. That GraphQL cuts at the same place is unverified."""
    headline, _, body = message.partition("\n")
    body = body.strip("\n")
    if len(headline) <= _LONGEST_HEADLINE:
        return headline, body
    head, tail = headline[: _LONGEST_HEADLINE - 3], headline[_LONGEST_HEADLINE - 3 :]
    return f"{head}…", f"…{tail}\n\n{body}".strip("\n")


def shown(place: OpenedRepository, id_: object, path: str | None = None) -> Commit | Tree | Blob:
    """The object of an id as GraphQL has it.

    Args:
        place: Where it is.
        id_: Its id.
        path: Where it was found in a commit, if it was.

    Raises:
        Answer: It is an annotated tag.
    """
    match place.find(id_):
        case pygit2.Commit() as commit:
            return Commit.of(place, commit)
        case pygit2.Tree() as tree:
            return Tree.of(place, tree, path)
        case pygit2.Blob() as blob:
            return Blob.of(blob)
        case _:
            raise not_supported("annotated tags (the type Tag)")
