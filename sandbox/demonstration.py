"""What demonstrations have in common: steps that say how long they take, and patience."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 60


@contextmanager
def step(name: str, what: str) -> Iterator[None]:
    """Say what is being done, and when it is done how long it took."""
    print(f"{name:12}{what} ", end="", flush=True)
    started = time.monotonic()
    yield
    print(f"... {time.monotonic() - started:.1f} s")


def wait_until(condition: Callable[[], bool]) -> bool:
    """Wait for something; whether it came to be in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
