"""A GitHub on a port of localhost."""

from typing import Self

from sandbox.github.app import App
from sandbox.github.host import GitHub
from sandbox.http_server import HttpServer


class GitHubServer:
    """Serves a GitHub from `start` (or `with`) until `stop`. Several may run in one process.

    Args:
        github: What to serve.
        delay_seconds: Waited before each request: the time one takes on a real network.
        port: 0 takes a free one.
    """

    def __init__(self, github: GitHub, *, delay_seconds: float = 0.0, port: int = 0) -> None:
        self.github = github
        self._server = HttpServer(App(github), github.log, delay_seconds, port)

    @property
    def url(self) -> str:
        """The address of this Enterprise Server, without a slash at the end."""
        return self._server.url

    @property
    def graphql_url(self) -> str:
        """Where GraphQL requests go."""
        return f"{self.url}/api/graphql"

    @property
    def rest_url(self) -> str:
        """Where the paths of the REST API begin."""
        return f"{self.url}/api/v3"

    def start(self) -> Self:
        """Listen."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Close the port."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
