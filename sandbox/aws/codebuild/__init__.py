"""CodeBuild in the local AWS: builds that pipelines start, run on this machine.

The commands of the buildspec run in one shell, in a folder of their own, with the environment that
CodeBuild documents, the credentials of the project's service role and the sandbox as AWS. The image
of the project is not there: what it would bring has to be in the `tools` of `Builds`, or on this
machine. Source and artifacts are read and written, and the log is kept, with the service role's
rights.

Refused: builds that nobody's pipeline starts, batches, reports, secondary artifacts, variables out
of Parameter Store and Secrets Manager, users of the machine; other versions of the buildspec.
"""

from sandbox.aws.codebuild.builds import Builds
from sandbox.aws.codebuild.plugin import install

__all__ = ["Builds", "install"]
