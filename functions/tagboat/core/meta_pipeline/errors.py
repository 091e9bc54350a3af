"""What goes wrong in the meta pipeline.

::

    RetryableError
    ├── ServiceUnavailable    an AWS service did not answer, or asks for a pause
    ├── ApprovalNotShown      an approval is told of, but CodePipeline does not show it yet
    └── NotSettled            the branch moved again and again while the pipeline was started
    PermanentError
    ├── SourceRefused         a template or a configuration file cannot be used as it is
    ├── StackNotOurs          the stack belongs to somebody else, or cannot be updated now
    └── UpdateFailed          CloudFormation refuses a change, or has rolled it back

Every message says what is wrong, where, and what to do: it is what the pipeline shows.
"""

from tagboat.core.errors import PermanentError, RetryableError


class ServiceUnavailable(RetryableError):
    """An AWS service did not answer, or asks for a pause."""


class ApprovalNotShown(RetryableError):
    """CodePipeline tells of an approval, but shows it neither as waiting nor as answered."""


class NotSettled(RetryableError):
    """The branch moved each time that the pipeline was started at its head."""


class SourceRefused(PermanentError):
    """A template, a configuration file or a parameter cannot be used as it is."""


class StackNotOurs(PermanentError):
    """The stack belongs to somebody else, or cannot be updated in its state."""


class UpdateFailed(PermanentError):
    """CloudFormation refuses a change, or has rolled it back."""
