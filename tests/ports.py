"""Ports of servers that start again at the address they had: none of those the system gives to whoever asks for any, so
that nobody else has it meanwhile."""

import contextlib
import random
import socket

_THEIRS = (20_000, 30_000)
"""Below what Linux gives out by itself (32768 and more)."""


def lasting_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on."""
    while True:
        first = random.randrange(*_THEIRS)
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            for port in range(first, first + count):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return first


def lasting_port() -> int:
    return lasting_ports(1)
