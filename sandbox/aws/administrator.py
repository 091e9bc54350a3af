"""Clients of the local AWS from inside it, past the network, the log and the permissions."""

from functools import cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from werkzeug.test import EnvironBuilder, run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Administrator:
    """What CloudFormation acts as: it may do everything, and no test counts what it does."""

    def __init__(self, app: "WSGIApplication", url: str, account: str, region: str) -> None:
        self._app, self._url = app, url
        self.id, self.region = account, region
        self._session: Any = boto3.Session(
            aws_access_key_id="administrator",
            aws_secret_access_key="local",
            region_name=region,
        )
        # Sessions are not safe to share between threads while they make clients.
        self._lock = Lock()
        self._made = cache(self._make)

    def client(self, service: str) -> Any:
        """A boto3 client of a service."""
        with self._lock:
            return self._made(service)

    def _make(self, service: str) -> Any:
        client = self._session.client(
            service, endpoint_url=self._url, config=Config(retries={"total_max_attempts": 1})
        )
        client.meta.events.register("before-send.*", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        builder = EnvironBuilder(
            method=request.method,
            base_url=self._url,
            path=request.url.removeprefix(self._url),
            headers=[(name, _text(value)) for name, value in request.headers.items()],
            data=_bytes(request.body),
        )
        chunks, status, headers = run_wsgi_app(self._app, builder.get_environ(), buffered=True)
        code = int(status.split(" ", 1)[0])
        return AWSResponse(
            request.url, code, HTTPHeaders.from_pairs(headers), _Raw(b"".join(chunks))
        )


class _Raw(BytesIO):
    """The body of an answer as botocore reads it."""

    def stream(self, **_: Any) -> Any:
        while chunk := self.read(1 << 20):
            yield chunk


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)
