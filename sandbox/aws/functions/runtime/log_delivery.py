"""What functions write, sent to CloudWatch Logs as the Lambda service does it.

With the execution role's credentials: without `logs:CreateLogStream` and `logs:PutLogEvents` the
log is lost, silently, as on AWS. It is sent after the invocation, in the background.
"""

from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime.output import Message
from sandbox.aws.functions.runtime.role_clients import Credentials, client

_MOST_EVENTS = 10_000
"""In one PutLogEvents."""


@dataclass(frozen=True)
class _Parcel:
    function: Function
    stream: str
    credentials: Credentials
    messages: list[Message]


@dataclass
class LogDelivery:
    """A thread that delivers, from `start` until `stop`."""

    endpoint_url: str
    _waiting: Queue[_Parcel | None] = field(default_factory=Queue, repr=False)
    _streams: dict[str, Any] = field(default_factory=dict, repr=False)
    """The client of each log stream that was made."""

    def start(self) -> None:
        """Begin to deliver."""
        self._thread = Thread(target=self._run, daemon=True, name="lambda-logs")
        self._thread.start()

    def stop(self) -> None:
        """Deliver what waits, and end."""
        self._waiting.put(None)
        self._thread.join()

    def send(
        self, function: Function, stream: str, credentials: Credentials, messages: list[Message]
    ) -> None:
        """Take messages to deliver to a stream of the function's log group."""
        self._waiting.put(_Parcel(function, stream, credentials, messages))

    def wait(self) -> None:
        """Wait until everything taken so far is delivered or lost."""
        self._waiting.join()

    def _run(self) -> None:
        while (parcel := self._waiting.get()) is not None:
            try:
                self._deliver(parcel)
            except (ClientError, BotoCoreError):
                pass  # The role may not, or the group is gone: this part of the log is lost.
            finally:
                self._waiting.task_done()
        self._waiting.task_done()

    def _deliver(self, parcel: _Parcel) -> None:
        group = parcel.function.logging.group
        if parcel.stream not in self._streams:
            logs = client("logs", parcel.credentials, parcel.function.region, self.endpoint_url)
            _make_stream(logs, group, parcel.stream)
            self._streams[parcel.stream] = logs
        logs = self._streams[parcel.stream]
        events = _in_order(parcel.messages)
        for first in range(0, len(events), _MOST_EVENTS):
            logs.put_log_events(
                logGroupName=group,
                logStreamName=parcel.stream,
                logEvents=events[first : first + _MOST_EVENTS],
            )


def _make_stream(logs: Any, group: str, stream: str) -> None:
    """Make the stream, and before it the group when that is missing and the role may."""
    try:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    except logs.exceptions.ResourceNotFoundException:
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=stream)


def _in_order(messages: list[Message]) -> list[dict[str, Any]]:
    """Log events whose times never go back, which PutLogEvents demands."""
    latest = 0
    events = []
    for message in messages:
        latest = max(latest, message.time)
        events.append({"timestamp": latest, "message": message.text})
    return events
