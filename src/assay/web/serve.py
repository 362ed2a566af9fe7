"""Listen on this machine, and nowhere else."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn

from assay.errors import OutputError
from assay.web.app import make_app
from assay.web.key import Key

HOST = "127.0.0.1"
#: A lasso around many items makes a long address.
LINE = 2 << 20


def listen(port: int | None, key: Key) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    port
        The one that was asked for; by default the one this review had last time, so that an
        open page goes on, or any that is free.
    key
        That of the review.
    """
    for wanted in (key.port, 0) if port is None else (port,):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would let two servers have one port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((HOST, wanted))
            sock.listen(128)
        except OSError as error:
            sock.close()
            got = error.strerror or str(error)
        else:
            return sock
    rule = f"port {port} must be free"
    raise OutputError("review", rule, got=got, fix="Give another --port, or none.")


def address(sock: socket.socket) -> str:
    """Return where a socket listens, as browsers write it."""
    return f"http://{HOST}:{sock.getsockname()[1]}/"


def server(review: Any, key: Key, name: str) -> uvicorn.Server:
    """Return a server that has not started."""
    config = uvicorn.Config(
        make_app(review, key, name),
        http="h11",
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=LINE,
    )
    return uvicorn.Server(config)


@contextmanager
def serving(review: Any, key: Key, name: str, port: int | None = None) -> Iterator[str]:
    """Serve in another thread; give the address without its token."""
    with listen(port, key) as sock:
        served = server(review, key, name)
        thread = Thread(target=served.run, args=([sock],), name="assay-review", daemon=True)
        thread.start()
        try:
            yield address(sock)
        finally:
            served.should_exit = True
            thread.join()
