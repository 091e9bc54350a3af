"""The source that the pipeline has fetched: a ZIP file in S3, of which only parts are read."""

import io
import zipfile
from typing import TYPE_CHECKING, override

from tagboat.core.meta_pipeline.errors import SourceRefused
from tagboat.meta_pipeline.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_FILE = 1_048_576
"""Bytes: as much as CloudFormation takes of a template ("CloudFormation quotas")."""
_BLOCK = 65_536
"""Bytes that are fetched at once, at least: the list of a ZIP's files is at its end."""


class Source:
    """One revision of the repository."""

    def __init__(self, client: "S3Client", bucket: str, key: str) -> None:
        """Keep where it is."""
        self._file = _ObjectInS3(client, bucket, key)

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            SourceRefused: The repository has no such file in this revision, or it is too large.
            TagboatError: S3 does not answer, or refuses.
        """
        with translated("S3"):
            try:
                with zipfile.ZipFile(self._file) as archive:
                    self._check_size(path, archive.getinfo(path).file_size)
                    return archive.read(path)
            except KeyError:
                raise SourceRefused(
                    f"{path} is not in this commit. Commit it, or mend the meta pipeline's"
                    " parameters; the stack stays as it is."
                ) from None
            except zipfile.BadZipFile as error:
                raise SourceRefused(f"The source artifact is no ZIP file: {error}") from error

    def _check_size(self, path: str, size: int) -> None:
        if size > LONGEST_FILE:
            raise SourceRefused(
                f"{path} has {size:,} bytes; CloudFormation takes {LONGEST_FILE:,} of a template."
            )


class _ObjectInS3(io.RawIOBase):
    """An object in S3 as a file that can be read from any position."""

    def __init__(self, client: "S3Client", bucket: str, key: str) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self._position = 0
        self._start, self._block = 0, b""

    @override
    def seekable(self) -> bool:
        return True

    @override
    def readable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._position

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(f"{base + offset} is before the beginning")
        self._position = base + offset
        return self._position

    @override
    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._position + size, self._size)
        if not self._start <= self._position <= end <= self._start + len(self._block):
            self._fetch(self._position, end)
        found = self._block[self._position - self._start : end - self._start]
        self._position += len(found)
        return found

    def _fetch(self, start: int, end: int) -> None:
        # Short reads come in rows: the list of files, then one file with its header.
        last = min(max(end, start + _BLOCK), self._size) - 1
        self._start, self._block = start, b""
        if start <= last:
            answer = self._client.get_object(
                Bucket=self._bucket, Key=self._key, Range=f"bytes={start}-{last}"
            )
            self._block = answer["Body"].read()

    @property
    def _size(self) -> int:
        if not hasattr(self, "_length"):
            answer = self._client.head_object(Bucket=self._bucket, Key=self._key)
            self._length = answer["ContentLength"]
        return self._length
