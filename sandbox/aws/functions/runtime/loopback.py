"""Addresses of this machine that no other sandbox uses, and free ports on them."""

import os
import socket
from itertools import cycle, islice
from threading import Lock

_ports = cycle(range(10_000, 32_768))
"""Below those that Linux hands out by itself (ip_local_port_range)."""
_choosing = Lock()


def own_address() -> str:
    """An address of this process alone, in 127.64.0.0/10.

    Linux answers on all of 127.0.0.0/8, and process ids have at most 22 bits. So sandboxes never
    race each other for a port: each has all of them.
    """
    high, rest = divmod(os.getpid(), 1 << 16)
    return f"127.{64 + high}.{rest >> 8}.{rest & 0xFF}"


def free_ports(address: str, count: int) -> list[int]:
    """Different ports that nothing listens on at this moment, and that nobody was given before.

    A program binds its ports later than they are chosen: a port that the kernel picks could be
    picked for somebody else in the meantime.
    """
    with _choosing:
        return list(islice((port for port in _ports if _is_free(address, port)), count))


def _is_free(address: str, port: int) -> bool:
    try:
        socket.create_server((address, port)).close()
    except OSError:
        return False
    return True
