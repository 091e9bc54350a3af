"""CodeConnections in the local AWS: connections to the git hosts of the sandbox.

At AWS a person completes a connection on the host's pages; here `complete` does it. Refused: hosts
(`CreateHost`), sync configurations and repository links.
"""

from sandbox.aws.connections.service import SERVICES, CodeHost, Connections

__all__ = ["SERVICES", "CodeHost", "Connections"]
