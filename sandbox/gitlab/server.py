"""A GitLab on a port of localhost."""

from typing import Self

from sandbox.gitlab.app import App
from sandbox.gitlab.host import GitLab
from sandbox.http_server import HttpServer


class GitLabServer:
    """Serves a GitLab from `start` (or `with`) until `stop`. Several may run in one process.

    Args:
        gitlab: What to serve.
        delay_seconds: Waited before each request: the time one takes on a real network.
        port: 0 takes a free one.
    """

    def __init__(self, gitlab: GitLab, *, delay_seconds: float = 0.0, port: int = 0) -> None:
        self.gitlab = gitlab
        self._server = HttpServer(App(gitlab), gitlab.log, delay_seconds, port)

    @property
    def url(self) -> str:
        """The address of this GitLab, without a slash at the end."""
        return self._server.url

    @property
    def api_url(self) -> str:
        """Where the paths of the REST API begin."""
        return f"{self.url}/api/v4"

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
