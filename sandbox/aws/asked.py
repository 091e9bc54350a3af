"""What a request asks for, read from any of AWS's protocols."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from botocore.exceptions import UnknownServiceError
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from sandbox.aws.errors import NotSupported

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from moto.core.model import ServiceModel

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_PRESIGNED_BY_VERSION_2 = re.compile(r"AWSAccessKeyId=([^&]+)")
_TOKEN = "x-amz-security-token"
_MODEL_OF_SIGNING_NAME = {"monitoring": "cloudwatch", "eventbridge": "events"}


@dataclass(frozen=True)
class Asked:
    """One request, as its signature, headers and body describe it."""

    service: str
    """The signing name of the service, such as `sqs` or `monitoring`."""
    region: str
    access_key: str
    token: str | None
    """The session token of temporary credentials."""
    request: Request

    @classmethod
    def read(cls, environ: "WSGIEnvironment") -> "Asked | None":
        """Read a request and leave its body to be read again. None when it is not signed."""
        scope = _scope(environ)
        if scope is None:
            return None
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        access_key, region, service = scope
        request = Request({**environ, **_path_of_bucket(environ), "wsgi.input": io.BytesIO(body)})
        query = {name.lower(): value for name, value in request.args.items()}
        token = request.headers.get(_TOKEN) or query.get(_TOKEN)
        return cls(service.lower(), region, access_key, token, request)

    @property
    def model(self) -> "ServiceModel":
        """The service's published model.

        Raises:
            NotSupported: No model has the signing name.
        """
        try:
            return get_service_model(_MODEL_OF_SIGNING_NAME.get(self.service, self.service))
        except UnknownServiceError as error:
            raise NotSupported(f"the service that signs as '{self.service}'") from error

    @property
    def protocol(self) -> str:
        """The protocol that the request is written in.

        Raises:
            NotSupported: No model has the signing name.
        """
        return determine_request_protocol(self.model, self.request.content_type)

    @cached_property
    def operation(self) -> str:
        """The operation's name, or the method and path of a request that no model has."""
        if target := self.request.headers.get("X-Amz-Target"):
            return target.rpartition(".")[2]
        if action := self.request.values.get("Action"):
            return action
        return self._routed[0]

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The operation's input, by the names of the service's model."""
        parser = PROTOCOL_PARSERS[self.protocol](self.model.operation_model(self.operation))
        return parser.parse(
            {
                "method": self.request.method,
                "values": self.request.values,
                "headers": self.request.headers,
                "body": self.request.data,
                "url_path": self.request.path,
                "url_params": dict(self._routed[1]),
            }
        )

    @cached_property
    def _routed(self) -> tuple[str, Mapping[str, Any]]:
        if not self.model.protocol.startswith("rest"):
            return "", {}
        try:
            operation, labels = get_service_router(str(self.model.service_name)).match(self.request)
        except HTTPException:
            return f"{self.request.method} {self.request.path}", {}
        return str(operation.name), labels


def _path_of_bucket(environ: "WSGIEnvironment") -> dict[str, str]:
    """The path with the bucket that a host such as `bucket.localhost:4566` names."""
    host = environ.get("HTTP_HOST", "")
    bucket, is_named, _ = host.partition(".localhost")
    return {"PATH_INFO": f"/{bucket}{environ['PATH_INFO']}"} if is_named else {}


def _scope(environ: "WSGIEnvironment") -> tuple[str, str, str] | None:
    """Access key, region and service of a signature, in a header or in a presigned address."""
    query = unquote(environ.get("QUERY_STRING", ""))
    if scope := _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION") or query):
        return scope[1], scope[2], scope[3]
    if key := _PRESIGNED_BY_VERSION_2.search(query):
        return key[1], "us-east-1", "s3"  # Only S3 takes this version, and boto3 still makes it.
    return None
