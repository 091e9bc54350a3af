"""IAM: what requests that are signed by assumed roles may do.

The policies are those that are deployed: inline, attached and the boundary. What is not understood
in them, and operations whose needs are not known, are refused rather than guessed.
"""

from sandbox.aws.permissions.granted import granted_actions
from sandbox.aws.permissions.guard import authorise

__all__ = ["authorise", "granted_actions"]
