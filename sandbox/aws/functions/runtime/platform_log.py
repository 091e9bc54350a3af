"""The lines that the Lambda platform adds to a function's log.

Source: "Lambda system logs" and "JSON log format" in the AWS Lambda Developer Guide.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime.invocation import billed_ms
from sandbox.aws.functions.runtime.outcome import Outcome
from sandbox.aws.functions.runtime.output import Message
from sandbox.aws.functions.runtime.transcript import Transcript


def complete(
    function: Function, heard: Transcript, outcome: Outcome, memory_mb: int
) -> list[Message]:
    """All of an invocation's log: what the function wrote between the platform's lines.

    Args:
        function: Whose log.
        heard: What the function wrote.
        outcome: What came of it.
        memory_mb: The most memory used so far.
    """
    lines = _Json(function, heard) if function.logging.is_json else _Text(function, heard)
    log = list(heard.before)
    if heard.init_ms is not None:
        log.insert(0, lines.init_start())
    log += [lines.start(), *heard.during]
    log += [*lines.end(outcome), lines.report(outcome, memory_mb)]
    shown = not (function.logging.is_json and function.logging.system_level == "WARN")
    return [message for message in log if shown or not message.by_emulator]


class _Text:
    def __init__(self, function: Function, heard: Transcript) -> None:
        self._function, self._heard = function, heard
        self._began = heard.began or heard.ended

    def init_start(self) -> Message:
        at = self._heard.before[0].time if self._heard.before else self._began
        return _own(f"INIT_START Runtime Version: {self._function.runtime}", at)

    def start(self) -> Message:
        return _own(f"START RequestId: {self._heard.request_id} Version: $LATEST", self._began)

    def end(self, outcome: Outcome) -> list[Message]:
        end = _own(f"END RequestId: {self._heard.request_id}", self._heard.ended)
        return [_own(outcome.failure, self._heard.ended), end] if outcome.failure else [end]

    def report(self, outcome: Outcome, memory_mb: int) -> Message:
        heard = self._heard
        parts = [
            f"REPORT RequestId: {heard.request_id}",
            f"Duration: {heard.duration_ms:.2f} ms",
            f"Billed Duration: {billed_ms(heard.duration_ms, heard.init_ms)} ms",
            f"Memory Size: {self._function.memory} MB",
            f"Max Memory Used: {memory_mb} MB",
        ]
        if heard.init_ms is not None:
            parts.append(f"Init Duration: {heard.init_ms:.2f} ms")
        if outcome.failure:
            parts.append(f"Status: {outcome.status}")
        return _own("\t".join([*parts, ""]), heard.ended)


class _Json(_Text):
    def init_start(self) -> Message:
        record = {
            "initializationType": "on-demand",
            "phase": "init",
            "runtimeVersion": self._function.runtime,
            "functionName": self._function.name,
            "functionVersion": "$LATEST",
        }
        return _event("initStart", record, super().init_start().time)

    def start(self) -> Message:
        record = {"requestId": self._heard.request_id, "version": "$LATEST"}
        return _event("start", record, self._began)

    def end(self, outcome: Outcome) -> list[Message]:  # noqa: ARG002
        return []  # JSON has platform.runtimeDone instead, at the level DEBUG

    def report(self, outcome: Outcome, memory_mb: int) -> Message:
        heard = self._heard
        metrics = {
            "durationMs": heard.duration_ms,
            "billedDurationMs": billed_ms(heard.duration_ms, heard.init_ms),
            "memorySizeMB": self._function.memory,
            "maxMemoryUsedMB": memory_mb,
        }
        if heard.init_ms is not None:
            metrics["initDurationMs"] = heard.init_ms
        record = {"requestId": heard.request_id, "metrics": metrics, "status": outcome.status}
        return _event("report", record, heard.ended)


def _own(text: str, at: int) -> Message:
    return Message(text, by_emulator=True, time=at)


def _event(kind: str, record: Mapping[str, Any], at: int) -> Message:
    moment = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
    body = {"time": moment.replace("+00:00", "Z"), "type": f"platform.{kind}", "record": record}
    return _own(json.dumps(body, separators=(",", ":")), at)
