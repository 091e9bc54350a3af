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

from sandbox.aws.errors import AwsError
from sandbox.aws.functions.runtime.role_clients import Credentials, assume
from sandbox.aws.service_roles import trusts
from sandbox.http_server import ENVIRON_KEY, Described
from sandbox.request_log import Request, RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Administrator:
    """What CloudFormation acts as: it may do everything, and no test counts what it does.

    With the rights of a service role it may do what the role may, and the log has what it asked.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        url: str,
        account: str,
        region: str,
        log: RequestLog,
        credentials: Credentials | None = None,
    ) -> None:
        self._app, self._url, self._log = app, url, log
        self.id, self.region = account, region
        self.is_role = credentials is not None
        self._session: Any = boto3.Session(
            aws_access_key_id=credentials.access_key_id if credentials else "administrator",
            aws_secret_access_key=credentials.secret_access_key if credentials else "local",
            aws_session_token=credentials.session_token if credentials else None,
            region_name=region,
        )
        # Sessions are not safe to share between threads while they make clients.
        self._lock = Lock()
        self._made = cache(self._make)
        self._roles: dict[str, Administrator] = {}

    def client(self, service: str) -> Any:
        """A boto3 client of a service."""
        with self._lock:
            return self._made(service)

    def acting_as(self, role_arn: str) -> "Administrator":
        """The same account with the rights of a service role of CloudFormation's.

        Raises:
            AwsError: `ValidationError`, when CloudFormation cannot assume the role.
        """
        if not trusts(role_arn, "cloudformation.amazonaws.com"):
            raise AwsError("ValidationError", f"Role {role_arn} is invalid or cannot be assumed")
        if role_arn not in self._roles:
            self._roles[role_arn] = Administrator(
                self._app,
                self._url,
                self.id,
                self.region,
                self._log,
                assume(role_arn, "AWSCloudFormation", self.region),
            )
        return self._roles[role_arn]

    def _make(self, service: str) -> Any:
        client = self._session.client(
            service, endpoint_url=self._url, config=Config(retries={"total_max_attempts": 1})
        )
        client.meta.events.register("before-send.*", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        body, described = _bytes(request.body), Described()
        builder = EnvironBuilder(
            method=request.method,
            base_url=self._url,
            path=request.url.removeprefix(self._url),
            headers=[(name, _text(value)) for name, value in request.headers.items()],
            data=body,
            environ_base={ENVIRON_KEY: described},
        )
        chunks, status, headers = run_wsgi_app(self._app, builder.get_environ(), buffered=True)
        code, answer = int(status.split(" ", 1)[0]), b"".join(chunks)
        if described.principal:
            self._log.append(
                Request(
                    described.service,
                    described.operation,
                    described.principal,
                    code,
                    len(body),
                    len(answer),
                    described.resource,
                )
            )
        return AWSResponse(request.url, code, HTTPHeaders.from_pairs(headers), _Raw(answer))


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
