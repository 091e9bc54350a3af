"""Every service of the local AWS as one WSGI application."""

import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from moto.core.exceptions import ServiceException
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.wrappers import Response

from sandbox.aws.answers import anonymous_answer, error_answer, unknown_service_answer
from sandbox.aws.asked import Asked
from sandbox.aws.callers import asking
from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions import authorise
from sandbox.aws.principals import who_signed
from sandbox.http_server import ENVIRON_KEY, Described
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Service(Protocol):
    """A service that is not moto's."""

    def answer(self, operation: str, asked: Any) -> Any:
        """Give the output of an operation for its input."""


class AwsApplication:
    """Describes each request, asks whether it may be carried out, and has it carried out."""

    def __init__(
        self,
        moto: "WSGIApplication",
        interruptions: Interruptions,
        own_services: dict[str, Service],
        unsigned: "Mapping[str, WSGIApplication]",
    ) -> None:
        """Put them together.

        Args:
            moto: Answers for the services that are not among the others.
            interruptions: What happens before operations.
            own_services: By the names that their requests are signed for.
            unsigned: What answers below a path, to requests that AWS's SDKs do not sign.
        """
        self._moto, self._interruptions, self._unsigned = moto, interruptions, unsigned
        self.own_services = own_services

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request. What fails inside is answered too, and written to stderr."""
        for prefix, app in self._unsigned.items():
            if environ["PATH_INFO"].startswith(f"{prefix}/"):
                return app(environ, start_response)
        asked = Asked.read(environ)
        if asked is None:
            return anonymous_answer()(environ, start_response)
        described = environ.setdefault(ENVIRON_KEY, Described())
        try:
            _ = asked.model
        except NotSupported as error:
            print(error, file=sys.stderr)
            return unknown_service_answer(asked, str(error))(environ, start_response)
        try:
            self._admit(asked, described)
            with asking(described.caller):
                return self._carried_out(asked, environ, start_response)
        except ServiceException as error:
            answer = error_answer(asked, error.code, error.message, getattr(error, "status", 400))
        except (NotSupported, NotImplementedError) as error:
            answer = _refusal(asked, str(error))
        except Exception as error:  # noqa: BLE001 - the server must answer
            # Not 500, which SDKs retry: a second failure would hide the first.
            traceback.print_exc()
            answer = error_answer(asked, "InternalFailure", repr(error), 501)
        return answer(environ, start_response)

    def _admit(self, asked: Asked, described: Described) -> None:
        role = who_signed(asked)
        described.service = asked.service
        described.operation = asked.operation
        if role is not None:
            described.principal = role.name
            described.caller = role.arn
            described.resource = authorise(asked, role)
        if asked.service != "codecommit":  # CodeCommit does it itself, knowing more.
            self._interruptions.happen(asked.operation)

    def _carried_out(
        self, asked: Asked, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        own = self.own_services.get(asked.service)
        if own is None:
            return self._moto(environ, start_response)
        result = own.answer(asked.operation, asked.parameters)
        return _serialised(asked, result)(environ, start_response)


def _serialised(asked: Asked, result: Any) -> Response:
    model = get_service_model(asked.service)
    serializer = get_serializer_class(asked.service, asked.protocol)(
        operation_model=model.operation_model(asked.operation)
    )
    answer = serializer.serialize(result)
    return Response(answer["body"], answer["status_code"], dict(answer["headers"]))


def _refusal(asked: Asked, message: str) -> Response:
    said = message or f"The local AWS does not support {asked.service}:{asked.operation}"
    print(f"{asked.service}:{asked.operation}: {said}", file=sys.stderr)
    return error_answer(asked, "NotSupported", said, 501)
