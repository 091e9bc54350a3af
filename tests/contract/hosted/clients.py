"""HTTP clients of hosts in the sandbox."""

from tagboat.http_client import HttpClient


def client(*, read_seconds: float = 30.0) -> HttpClient:
    """A client that repeats what it may at once."""
    return HttpClient(read_seconds=read_seconds, sleep=lambda _: None)
