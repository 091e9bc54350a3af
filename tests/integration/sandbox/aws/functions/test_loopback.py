"""Ports for programs that bind them later than they are chosen."""

import socket
from concurrent.futures import ThreadPoolExecutor

from sandbox.aws.functions.runtime.loopback import free_ports, own_address


def test_a_port_that_was_given_to_one_is_not_given_to_another() -> None:
    with ThreadPoolExecutor(8) as pool:
        given = [
            port
            for ports in pool.map(lambda _: free_ports(own_address(), 2), range(500))
            for port in ports
        ]
    assert len(set(given)) == len(given) == 1000


def test_a_port_that_somebody_listens_on_is_not_given() -> None:
    address = own_address()
    (before,) = free_ports(address, 1)
    with socket.create_server((address, before + 1)):
        assert before + 1 not in free_ports(address, 3)
