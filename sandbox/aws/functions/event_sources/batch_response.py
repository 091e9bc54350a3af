"""Which messages of a batch failed, by what the function answered.

Source: "Implementing partial batch responses", success and failure conditions.
"""

import json
from collections.abc import Collection

from sandbox.aws.functions.runtime.invocation import Invocation


def failed(invocation: Invocation, sent: Collection[str], *, reports: bool) -> set[str]:
    """The ids of the messages that failed and stay in the queue.

    Args:
        invocation: What came of the batch.
        sent: The ids of the batch's messages.
        reports: Whether the mapping has `ReportBatchItemFailures`; without it an answer means that
            all succeeded, whatever it says.
    """
    everything = set(sent)
    if invocation.error is not None:
        return everything
    if not reports:
        return set()
    try:
        named = _named(invocation.payload)
    except (ValueError, TypeError, KeyError):
        return everything
    return everything if named - everything else named


def _named(payload: bytes) -> set[str]:
    """The ids that an answer names: none when it is null, empty or has no list.

    Raises:
        ValueError, TypeError, KeyError: The whole batch counts as failed: it is not JSON, not an
            object, or an identifier is missing, null or empty.
    """
    answer = json.loads(payload)
    if answer is None:
        return set()
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else payload
    if failures is None:
        return set()
    if not isinstance(failures, list):
        raise TypeError("batchItemFailures is not a list")
    return {_identifier(failure) for failure in failures}


def _identifier(failure: dict[str, str]) -> str:
    identifier = failure["itemIdentifier"]
    if not isinstance(identifier, str) or not identifier:
        raise ValueError("itemIdentifier is empty")
    return identifier
