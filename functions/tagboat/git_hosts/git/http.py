"""Git's smart protocol over HTTPS: folders without files, files by their ids, and pushes.

"Git: gitprotocol-v2", "gitprotocol-pack". One request for what the server can do, once; one for a
head, one for its folders, one for files, two for a push. A server that does not filter sends all
files of the head with its folders.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from dulwich.errors import ApplyDeltaError, ChecksumMismatch, GitProtocolError, SendPackError
from dulwich.object_store import BaseObjectStore, MemoryObjectStore, ObjectStoreGraphWalker
from dulwich.objects import ObjectID, ShaFile
from dulwich.pack import UnpackedObject, pack_objects_to_data
from dulwich.refs import Ref

from tagboat.core import errors
from tagboat.git_hosts.git import errors as git_errors
from tagboat.git_hosts.git.client import GitClient
from tagboat.git_hosts.token import Token
from tagboat.http_client import HttpClient

_BROKEN = (
    *(GitProtocolError, ChecksumMismatch, ApplyDeltaError, zlib.error),
    *(AssertionError, EOFError, LookupError, ValueError),
)
"""What dulwich raises of an answer that ends too early, or is not Git's."""


_SHA1_DIGITS = 40
_MOST_PUSHED_BYTES = 32_000_000
"""After so many, what is kept is fetched anew: old commits are of no more use."""


class HttpRepository:
    """One repository on a git server.

    The commit that was opened last is kept in memory, and what was pushed on it: as long as nobody
    else pushes, a read asks for the head's id and nothing more.
    """

    def __init__(self, http: HttpClient, url: str, token: Token, *, bearer: bool = False) -> None:
        """Keep where the repository is.

        Args:
            http: The client that carries the requests.
            url: As `git clone` takes it, without a user's name.
            token: A token, or `user:token`, with read and write access to the repository.
            bearer: Whether it is sent as a bearer token, and not as a password.
        """
        self._url = url
        self._client = GitClient(http, url, token, bearer=bearer)
        self._objects = MemoryObjectStore()
        self._pushed_bytes = 0
        """How much of what is kept was pushed."""

    def open(self, branch: str, at: str | None) -> tuple[ObjectID, BaseObjectStore]:
        """Fetch the folders of a commit, unless it is the one that is kept."""
        asked = ObjectID(at.encode()) if at else None
        if asked is not None and asked in self._objects:
            return asked, self._objects
        heads: list[ObjectID] = []

        def choose(refs: Mapping[Ref, ObjectID], **_: object) -> list[ObjectID]:
            head = asked or refs.get(_ref(branch))
            heads.extend([head] if head else [])
            if head and len(head) != _SHA1_DIGITS:
                raise errors.HostError(
                    f"{self._url} names its commits by SHA-256, which Tagboat does not speak yet."
                )
            return [head for head in heads if head not in self._objects]

        objects = MemoryObjectStore()
        branches = [] if asked else [_ref(branch)]
        self._fetch(choose, objects, branches, depth=1, filter_spec=b"blob:none")
        if not heads:
            raise errors.BranchMissing(
                f"{self._url} has no branch {branch}. Create it, or mend the parameter Branch."
            )
        (head,) = heads
        if head in objects:
            self._objects, self._pushed_bytes = objects, 0
        if head not in self._objects:
            raise errors.HeadMoved(f"{self._url} no longer has the commit {head.decode()}")
        return head, self._objects

    def load(self, blobs: Collection[ObjectID]) -> None:
        """Fetch those files that are not there, together."""
        missing = sorted(blob for blob in blobs if blob not in self._objects)

        def choose(*_: object, **__: object) -> list[ObjectID]:
            return missing

        if missing:
            self._fetch(choose, self._objects)

    def deepen(self, commit: ObjectID, depth: int) -> BaseObjectStore:
        """Fetch commits with their folders, apart from what is kept."""

        def choose(*_: object, **__: object) -> list[ObjectID]:
            return [commit]

        objects = MemoryObjectStore()
        self._fetch(choose, objects, depth=depth, filter_spec=b"blob:none")
        return objects

    def has(self, commit: ObjectID) -> bool:
        """Whether a commit is kept, so that it can be opened without a request."""
        return commit in self._objects

    def push(self, branch: str, head: ObjectID | None, made: Sequence[ShaFile]) -> None:
        """Ask for the branch to be moved from `head`, and look whether it was.

        Where the new commit does not follow `head`, the branch begins anew; None is for a branch
        that is not there yet.
        """
        ref = _ref(branch)
        said: list[bytes] = []

        def move(refs: Mapping[Ref, ObjectID]) -> dict[Ref, ObjectID]:
            if refs.get(ref) != head:
                raise errors.HeadMoved(f"{branch} moved while its files were edited")
            return {ref: made[-1].id}

        def pack(*_: object, **__: object) -> tuple[int, Iterator[UnpackedObject]]:
            return pack_objects_to_data(made)

        with self._translated():
            result = self._client.send_pack("", move, pack, progress=said.append)
        statuses = result.ref_status or {}
        if made[-1].id == head and ref not in statuses:
            return  # The same commit, made again within its second: the branch is there already.
        if ref not in statuses:
            raise errors.HostUnavailable(f"{self._url} did not say whether {branch} was moved")
        if (status := statuses[ref]) is not None:
            text = b"".join(said).decode(errors="replace")
            raise git_errors.of_push(status, text, self._url, branch)
        self._keep(made)

    def check_push(self, branch: str) -> None:
        """Ask which branches there are to be pushed to, as who pushes does, and ask no more."""

        def move_nothing(refs: Mapping[Ref, ObjectID]) -> dict[Ref, ObjectID]:
            if _ref(branch) not in refs:
                raise errors.BranchMissing(f"{self._url} shows no branch {branch} to who pushes.")
            return {}

        def pack(*_: object, **__: object) -> tuple[int, Iterator[UnpackedObject]]:
            return pack_objects_to_data([])

        with self._translated():
            self._client.send_pack("", move_nothing, pack)

    def _keep(self, made: Sequence[ShaFile]) -> None:
        self._pushed_bytes += sum(one.raw_length() for one in made)
        if self._pushed_bytes > _MOST_PUSHED_BYTES:
            self._objects, self._pushed_bytes = MemoryObjectStore(), 0
            return
        for one in made:
            self._objects.add_object(one)

    def _fetch(
        self,
        choose: Callable[..., list[ObjectID]],
        objects: MemoryObjectStore,
        refs: Sequence[Ref] = (),
        *,
        depth: int | None = None,
        filter_spec: bytes | None = None,
    ) -> None:
        """Fetch what is chosen, which may be of these branches, as if nothing were there."""
        nothing = ObjectStoreGraphWalker([], lambda _: [])
        with self._translated():
            file, finish, abort = objects.add_pack()
            try:
                self._client.fetch_pack(
                    "",
                    choose,
                    nothing,
                    file.write,
                    depth=depth,
                    ref_prefix=refs,
                    filter_spec=filter_spec,
                )
            except BaseException:
                abort()
                self._client.forget()
                raise
            finish()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SendPackError as error:
            why = b" ".join(error.args).decode(errors="replace")
            raise errors.CommitRefused(f"{self._url} does not take the commit: {why}") from error
        except _BROKEN as error:
            raise git_errors.of_protocol(str(error) or type(error).__name__, self._url) from error


def _ref(branch: str) -> Ref:
    return Ref(f"refs/heads/{branch}".encode())
