"""Everything that can go wrong, and whether trying again may help.

::

    TagboatError
    ├── RetryableError            the same push may succeed later, as it is
    │   ├── HeadMoved             somebody committed between the read and the commit
    │   ├── HostUnavailable       no answer, or an error of the git host's own
    │   ├── RegistryUnavailable   no answer, or an error of the registry's own
    │   ├── ScanNotAsked          the scan of an image has to be known before it is written
    │   ├── Throttled             the git host or the registry asks for a pause
    │   └── OutOfTime             the function has no time left for it
    └── PermanentError            somebody has to mend something first
        ├── UnusableEvent         a message that is no image push
        ├── InvalidSettings       parameters that contradict each other
        ├── InvalidRules          the rules file does not load
        ├── TargetError           one place cannot be read or written
        │   ├── FileMissing  FileTooLarge  FileIsBinary  NotAFile  ValueNotFound  UnsafePath
        │   └── RulesContradict  TooManyFiles
        ├── ProposalFull          a pull request has more images than its commit can name
        ├── Defect                a mistake in Tagboat itself
        └── HostError             the git host refuses
            ├── RepositoryMissing  BranchMissing
            ├── CredentialsRefused  PermissionMissing  BranchProtected
            ├── PullRequestsUnsupported
            └── CommitRefused     this commit, not every commit: too large, for one

Every message says what is wrong, where, and what to do.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagboat.core.findings import Finding


class TagboatError(Exception):
    """The base of every error that Tagboat raises on purpose."""


class RetryableError(TagboatError):
    """The same push may succeed later, as it is."""


class HeadMoved(RetryableError):
    """The branch is not at the head that was read."""


class HostUnavailable(RetryableError):
    """The git host did not answer, or answered with an error of its own."""


class RegistryUnavailable(RetryableError):
    """The registry did not answer, or answered with an error of its own."""


class ScanNotAsked(RetryableError):
    """An image was to be written whose scan is required, and was not asked about.

    It was not to be written when it was decided what to ask: something has changed since.
    """

    def __init__(self, image: str) -> None:
        """Name the image."""
        super().__init__(f"the scan of {image} has to be known before it is written")


class Throttled(RetryableError):
    """The git host, or the registry, asks for a pause."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Keep how many seconds the host asks to wait; None when it does not say."""
        super().__init__(message)
        self.retry_after = retry_after


class OutOfTime(RetryableError):
    """The function has no time left to begin it."""


class PermanentError(TagboatError):
    """Trying again is of no use until somebody mends something."""


class UnusableEvent(PermanentError):
    """A message that is not the push of a tagged image."""


class InvalidSettings(PermanentError):
    """Parameters that are missing or contradict each other."""


class InvalidRules(PermanentError):
    """The rules file is missing or does not load."""

    def __init__(self, message: str, findings: "Sequence[Finding]" = ()) -> None:
        """Keep every mistake with its place; none where there is no file to have them."""
        super().__init__(message)
        self.findings = tuple(findings)


class TargetError(PermanentError):
    """One place cannot be read or written; the other targets are not concerned."""


class FileMissing(TargetError):
    """The file is not on the branch."""


class FileTooLarge(TargetError):
    """The file is larger than the git host hands out whole, or than an editor takes."""


class FileIsBinary(TargetError):
    """The file is not UTF-8 text."""


class NotAFile(TargetError):
    """The path is a folder, a symbolic link or a submodule."""


class ValueNotFound(TargetError):
    """The file has no such value, or would not read back as the wanted one."""


class RulesContradict(TargetError):
    """Two rules write different values of one push to the same place."""


class TooManyFiles(TargetError):
    """A glob matches more files, or leads into more folders, than Tagboat looks into."""


class UnsafePath(TargetError):
    """The path leads out of the repository."""


class ProposalFull(PermanentError):
    """A pull request has more images than its commit can name."""


class Defect(PermanentError):
    """A mistake in Tagboat itself. Its cause is what was raised."""

    @classmethod
    def of(cls, error: Exception) -> "Defect":
        """The defect that an unexpected error is."""
        defect = cls(f"Tagboat failed: {error!r}. Please report it.")
        defect.__cause__ = error
        return defect


class HostError(PermanentError):
    """The git host refuses."""


class RepositoryMissing(HostError):
    """The infra repo does not exist, or is invisible to the credentials."""


class BranchMissing(HostError):
    """The infra repo has no such branch."""


class CredentialsRefused(HostError):
    """The git host does not accept the token."""


class PermissionMissing(HostError):
    """The credentials are accepted, but do not allow this."""


class BranchProtected(HostError):
    """The branch's rules do not allow direct commits."""


class PullRequestsUnsupported(HostError):
    """The git host has no pull requests, or none that Tagboat can make."""


class CommitRefused(HostError):
    """This commit is refused, not every commit: a smaller one may pass."""
