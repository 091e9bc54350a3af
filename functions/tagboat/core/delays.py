"""When a message is tried again."""

from tagboat.core.errors import TagboatError, Throttled

FIRST_DELAY_SECONDS = 60.0
LONGEST_DELAY_SECONDS = 3_600.0


def delay(error: TagboatError, receives: int) -> float:
    """Seconds until a message is tried again: as the host says, and longer after every receive.

    A push is given up at its fifth receive, so an outage of 80 minutes is outlasted, and a limit
    too that asks for one minute again and again.

    Args:
        error: Why it has failed.
        receives: How often the queue has handed it over.
    """
    longer = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 4.0 ** (receives - 1))
    if isinstance(error, Throttled) and error.retry_after is not None:
        return error.retry_after if receives == 1 else max(error.retry_after, longer)
    return longer
