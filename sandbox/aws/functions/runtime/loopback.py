"""Addresses of this machine that no other sandbox uses, and free ports on them."""

import os
import socket


def own_address() -> str:
    """An address of this process alone, in 127.64.0.0/10.

    Linux answers on all of 127.0.0.0/8, and process ids have at most 22 bits. So sandboxes never
    race each other for a port: each has all of them.
    """
    high, rest = divmod(os.getpid(), 1 << 16)
    return f"127.{64 + high}.{rest >> 8}.{rest & 0xFF}"


def free_ports(address: str, count: int) -> list[int]:
    """Different ports that nothing listens on at this moment."""
    sockets = [socket.create_server((address, 0)) for _ in range(count)]
    ports = [bound.getsockname()[1] for bound in sockets]
    for bound in sockets:
        bound.close()
    return ports
