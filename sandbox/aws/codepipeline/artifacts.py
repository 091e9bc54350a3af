"""Artifacts: zip archives in the pipeline's bucket."""

import io
import secrets
import string
import zipfile
from collections.abc import Mapping

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline.acting import ActingRole
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import Artifact

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LETTERS = string.ascii_letters + string.digits


def place_for(name: str, pipeline: str, bucket: str) -> Artifact:
    """Where an output artifact goes: a new key for each run, which AWS makes up in this form."""
    chosen = "".join(secrets.choice(_LETTERS) for _ in range(7))
    return Artifact(name, bucket, f"{pipeline[:20]}/{name[:10]}/{chosen}")


def packed(files: Mapping[str, tuple[bytes, int]]) -> bytes:
    """A zip archive.

    Args:
        files: Path -> (bytes, git file mode).
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (content, mode) in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = mode << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


class ArtifactStore:
    """The bucket, with the rights of the role that an action runs as."""

    def __init__(self, role: ActingRole, key_id: str | None) -> None:
        """Prepare.

        Args:
            role: Who reads and writes.
            key_id: The customer's key that encrypts artifacts; None for S3's own.
        """
        self._s3, self._key_id = role.client("s3"), key_id

    def put(self, artifact: Artifact, files: Mapping[str, tuple[bytes, int]]) -> None:
        """Upload an artifact.

        Raises:
            ActionFailed: The role may not, or the bucket is gone.
        """
        encryption = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self._key_id} if self._key_id else {}
        )
        try:
            self._s3.put_object(
                Bucket=artifact.bucket, Key=artifact.key, Body=packed(files), **encryption
            )
        except ClientError as error:
            raise _unreachable("write", artifact, error) from error

    def get(self, artifact: Artifact) -> zipfile.ZipFile:
        """Download an artifact.

        Raises:
            ActionFailed: The role may not, or there is nothing: `ConfigurationError` or
                `PermissionError`.
        """
        try:
            body = self._s3.get_object(Bucket=artifact.bucket, Key=artifact.key)["Body"].read()
            return zipfile.ZipFile(io.BytesIO(body))
        except ClientError as error:
            raise _unreachable("read", artifact, error) from error
        except zipfile.BadZipFile as error:
            message = f"Artifact {artifact.name} is not a valid ZIP file"
            raise ActionFailed(message, "ConfigurationError") from error

    def read(self, artifact: Artifact, path: str) -> bytes:
        """A file of an artifact.

        Raises:
            ActionFailed: There is no such file, or the artifact cannot be read.
        """
        with self.get(artifact) as archive:
            try:
                return archive.read(path)
            except KeyError:
                message = f"File [{path}] does not exist in artifact [{artifact.name}]"
                raise ActionFailed(message, "ConfigurationError") from None

    def is_there(self, artifact: Artifact) -> bool:
        """Whether somebody has uploaded it."""
        try:
            self._s3.head_object(Bucket=artifact.bucket, Key=artifact.key)
        except ClientError:
            return False
        return True


def _unreachable(verb: str, artifact: Artifact, error: ClientError) -> ActionFailed:
    is_denied = error.response["Error"]["Code"] == "AccessDenied"
    return ActionFailed(
        f"Unable to {verb} the artifact with Amazon S3 object key '{artifact.key}' located in the "
        f"Amazon S3 artifact bucket '{artifact.bucket}'. {error.response['Error']['Message']}",
        "PermissionError" if is_denied else "ConfigurationError",
    )
