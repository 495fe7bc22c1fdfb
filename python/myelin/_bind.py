"""Keeps a server whose port is written into its code apart from its other versions on one machine.

Loaded at the interpreter's start where MYELIN_BIND is set, as `5000=34567`: a socket that binds to port 5000 is bound to
127.0.0.1:34567 instead. Other ports are left alone.
"""

import os
import socket

_EVERYWHERE = ("", "0.0.0.0", "localhost")


def redirected(address, wanted, given):
    """The address to bind to in place of `address`, for a socket of IPv4 or IPv6."""
    if not isinstance(address, tuple) or len(address) < 2 or address[1] != wanted:
        return address
    host = "127.0.0.1" if address[0] in _EVERYWHERE else address[0]
    return (host, given) + tuple(address[2:])


def install(text):
    """Redirect binds as `text` says; text that is not `PORT=PORT` is ignored."""
    wanted, _, given = text.partition("=")
    if not (wanted.isdigit() and given.isdigit()):
        return
    bind = socket.socket.bind

    def bind_elsewhere(self, address):
        return bind(self, redirected(address, int(wanted), int(given)))

    socket.socket.bind = bind_elsewhere


install(os.environ.get("MYELIN_BIND", ""))
