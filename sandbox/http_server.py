"""One WSGI application on one port of localhost, in threads, with a log and a delay.

Every server of the sandbox (AWS, GitHub, git over HTTP) is run by this one, so that requests are
counted and slowed in the same way everywhere.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.request_log import Request, RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Described:
    """What an application tells the log about the request that it is answering.

    The server puts one of these into the WSGI environment under `sandbox.request`; the application
    fills it in. A request whose `operation` stays empty is not logged.
    """

    service: str = ""
    operation: str = ""
    principal: str = ""
    caller: str = ""
    """The ARN of who asks AWS; empty for the account itself."""
    resource: str = ""


ENVIRON_KEY = "sandbox.request"


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base class says so
        """Print nothing: the request log says what was asked."""


@dataclass
class HttpServer:
    """A WSGI application, served on a port of localhost from `start` (or `with`) until `stop`."""

    app: "WSGIApplication"
    log: RequestLog = field(default_factory=RequestLog)
    delay_seconds: float = 0.0
    """Waited before each request is handled: the time a request takes on a real network."""
    port: int = 0
    """0 takes a free port at `start`; read it here afterwards."""

    @property
    def url(self) -> str:
        """Where it listens. Always `localhost`: moto misreads TemplateURLs on 127.0.0.1."""
        return f"http://localhost:{self.port}"

    def start(self) -> Self:
        """Listen, and serve each connection in a thread of its own."""
        self._server = make_server(
            "localhost", self.port, self._serve, threaded=True, request_handler=_QuietHandler
        )
        self.port = self._server.server_port
        # Closing waits for one poll; the default of half a second is long for a test.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        Thread(target=serve, daemon=True, name=f"http-{self.port}").start()
        return self

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        described = environ[ENVIRON_KEY] = Described()
        statuses: list[int] = []

        def note_status(
            status: str, headers: list[tuple[str, str]], *rest: Any
        ) -> Callable[[bytes], object]:
            statuses.append(int(status.split(" ", 1)[0]))
            return start_response(status, headers, *rest)

        time.sleep(self.delay_seconds)
        body = self.app(environ, note_status)
        try:
            # Read to the end before anything is sent: who has the answer finds it in the log.
            chunks = list(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        if described.operation:
            self._log(described, statuses[-1], environ, chunks)
        return chunks

    def _log(
        self, described: Described, status: int, environ: "WSGIEnvironment", chunks: list[bytes]
    ) -> None:
        self.log.append(
            Request(
                service=described.service,
                operation=described.operation,
                principal=described.principal,
                status=status,
                sent=int(environ.get("CONTENT_LENGTH") or 0),
                received=sum(map(len, chunks)),
                resource=described.resource,
            )
        )
