"""A batch: messages that are given to a function together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.functions.event_sources.sqs_event import MOST_BYTES, event

type Record = dict[str, Any]
"""A message as the function gets it."""


@dataclass
class Batch:
    """Records that fit into one event."""

    most: int
    """How many."""
    records: list[Record] = field(default_factory=list)
    _bytes: int = field(default=len(event([])), repr=False)

    @property
    def room(self) -> int:
        """How many records may still come."""
        return self.most - len(self.records)

    def add(self, records: Sequence[Record]) -> list[Record]:
        """Take as many records as fit into 6 MB.

        Returns:
            The others.
        """
        for number, record in enumerate(records):
            size = len(json.dumps(record)) + len(", ")
            if self._bytes + size > MOST_BYTES:
                return list(records[number:])
            self._bytes += size
            self.records.append(record)
        return []
