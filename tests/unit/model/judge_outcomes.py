"""Judges the outcomes of an invocation: every push has one, and what has failed comes back."""

from collections.abc import Collection, Sequence

from tagboat.core.outcomes import Kind, Outcome
from tagboat.push_queue import Message
from tests.image_pushes import event
from tests.unit.model.queues import Queues


def judge_outcomes(
    messages: Sequence[Message],
    failed: Collection[str],
    outcomes: Sequence[Outcome],
    queues: Queues,
    history: Collection[str],
) -> set[str]:
    """Fail if a push has no outcome, or is let go though it has failed and is no dead letter.

    Args:
        messages: What the function got.
        failed: The ids of those that it gave back.
        outcomes: What it told.
        queues: Where the messages are.
        history: The commits of the branch.

    Returns:
        The bodies of the pushes that have a final outcome by every rule.
    """
    told: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        told.setdefault(event(outcome.push), []).append(outcome)
        if outcome.kind is Kind.WRITTEN:
            assert outcome.commit in history, "written, but nowhere"
    dead = {one.body for one in queues.dead}
    known = {**queues.done, **queues.waiting}
    finished = set()
    for message in messages:
        one = known[message.id]
        if one.push is None:
            continue
        assert message.body in told, f"no outcome of {one.push}"
        in_vain = any(outcome.failed for outcome in told[message.body])
        if not in_vain:
            finished.add(message.body)
        gone = message.id not in failed
        assert not (in_vain and gone) or message.body in dead, f"{one.push} got lost"
        assert in_vain or gone, f"{one.push} comes back for nothing"
    return finished
