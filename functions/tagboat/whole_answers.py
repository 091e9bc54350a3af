"""AWS's answers, as long as they say that they are.

Botocore turns off urllib3's check of a body's length, and takes an answer that was cut for one that
says nothing: a folder without files, a secret without a token.
"""

from typing import Any, Protocol

from botocore.exceptions import ResponseStreamingError


class Client(Protocol):
    """A client of any service of AWS."""

    @property
    def meta(self) -> Any:  # noqa: ANN401 - botocore has no type for it
        """What botocore knows of the client."""


def refuse_cut_answers(client: Client) -> None:
    """Let a client raise `ResponseStreamingError` where an answer's body ends too early."""
    client.meta.events.register("after-call", _refuse)


def _refuse(http_response: Any, model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's own
    # Nothing is sent for HEAD, and what is read later as a stream checks its length by itself.
    if model.http["method"] == "HEAD" or model.has_streaming_output:
        return
    promised = http_response.headers.get("Content-Length")
    received = len(http_response.content)
    if promised is not None and received < int(promised):
        raise ResponseStreamingError(error=f"{received} of {promised} bytes were received")
