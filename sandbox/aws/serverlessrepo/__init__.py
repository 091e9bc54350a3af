"""The Serverless Application Repository: what may be published, and what was.

It takes no more than AWS is known to take. Where it is not known whether AWS takes something, the
request is refused as not supported, so that a publication that works here is worth something.
"""

from sandbox.aws.serverlessrepo.api import ServerlessRepo

__all__ = ["ServerlessRepo"]
