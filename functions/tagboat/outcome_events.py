"""Outcomes as events on EventBridge's default bus, for whoever subscribes to them.

They are told best-effort, as ECR's are: the log has every outcome, whatever becomes of its event.
"""

import json
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import batched
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from tagboat.core.outcome_record import DETAIL_TYPE, SOURCE, OutcomeEvent, record_of
from tagboat.core.outcomes import Kind, Outcome

TOLD: Mapping[str, Set[Kind]] = {
    "all": frozenset(Kind),
    "changes": frozenset({Kind.WRITTEN, Kind.PROPOSED, Kind.HELD, Kind.FAILED}),
    "none": frozenset(),
}
"""The outcomes that are told, by the value of the parameter OutcomeEvents."""
LONGEST_REASON = 2_000
"""Characters, so that ten events are within the 256 KB that a request may have."""
_PER_REQUEST = 10


class Teller(Struct, frozen=True, kw_only=True):
    """Whose outcomes they are."""

    stack: str
    git_host: str
    infra_repo: str
    branch: str


class Untold(Struct, frozen=True):
    """Events that did not reach the bus."""

    count: int
    reason: str


class OutcomeEvents:
    """Puts events on the default bus. What goes wrong is returned, never raised."""

    def __init__(
        self,
        client: Callable[[], Any],
        teller: Teller,
        kinds: Set[Kind],
        mask: Callable[[object], object],
    ) -> None:
        """Keep what it works with.

        Args:
            client: Makes the client when it is first needed.
            teller: Whose outcomes they are.
            kinds: The outcomes to tell.
            mask: Takes the secrets out of data.
        """
        self._client = client
        self._teller = teller
        self._kinds = kinds
        self._mask = mask

    def put(self, outcomes: Sequence[Outcome]) -> Untold | None:
        """Tell of outcomes, ten at a time ("PutEvents" in the EventBridge API Reference).

        A bus that does not answer is asked no more: the function's time is for pushes.

        Returns:
            What could not be told; None if nothing.
        """
        told = [outcome for outcome in outcomes if outcome.kind in self._kinds]
        untold, reason, asked = 0, "", 0
        for some in batched(told, _PER_REQUEST, strict=False):
            try:
                refused = self._put(some)
            except (BotoCoreError, ClientError) as error:
                return Untold(untold + len(told) - asked, str(error))
            asked += len(some)
            untold += len(refused)
            reason = next(iter(refused), reason)
        return Untold(untold, reason) if untold else None

    def _put(self, outcomes: Sequence[Outcome]) -> Sequence[str]:
        """Why entries were refused, one reason for each."""
        answer = self._client().put_events(
            Entries=[
                {
                    "Source": SOURCE,
                    "DetailType": DETAIL_TYPE,
                    "Detail": json.dumps(self._detail(outcome)),
                }
                for outcome in outcomes
            ]
        )
        return [
            f"{entry['ErrorCode']}: {entry.get('ErrorMessage', '')}"
            for entry in answer["Entries"]
            if "ErrorCode" in entry
        ]

    def _detail(self, outcome: Outcome) -> object:
        record = msgspec.structs.asdict(record_of(outcome))
        record["reason"] = record["reason"][:LONGEST_REASON]
        event = OutcomeEvent(**record, **msgspec.structs.asdict(self._teller))
        return self._mask(msgspec.to_builtins(event))
