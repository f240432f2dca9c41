"""Notices clients that leave before their answer is there, so that nobody's query keeps a reader at work.

WSGI says nothing of the connection that a request came on. But the server closes its socket as soon as the client has
gone, and the sockets of this process can be seen. Which one is that of a request is found by elimination: it is open to
the same peer, data came on it, the last before the query was asked, and nothing was sent on it since. If all that can
be meant have been closed or answered, the client has gone.

Its own connection is always among those that can be meant, however long the request waited before we heard of it. So
that a client has gone is seen late where others of the same peer asked before and still wait, but never of a client
that is there, except one that sends requests without awaiting answers (pipelining). No connection is left out because
it seems to be that of another request: that one may have lost its own before anybody looked. Elsewhere than on Linux,
and of HTTP/2, nothing is seen.
"""

import errno
import logging
import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from unodc_kg.stores.base import Leave
from unodc_kg.web.intake import Guarded
from unodc_kg.web.told import Told

LOOK = 0.25  # seconds between two looks; what is answered sooner is never looked at
PAUSE = 5.0  # seconds before it is tried again to look, where that failed
JITTER = 0.02  # seconds: the system's clock for connections ticks every few milliseconds
SERVER = "Granian"  # what it does when a client leaves is known
NO_CLIENT = (errno.ENOTCONN, errno.EOPNOTSUPP, errno.ENOPROTOOPT)  # it listens, is closed already, or is not TCP
LOGGER = logging.getLogger(__name__)
# Of struct tcp_info of Linux: milliseconds since data was sent, and received; bytes that were received in all.
TOLD = struct.Struct("=44xI4xI72xQ")
UNTOLD = b"\xff"  # what an older system does not say counts as much


@dataclass(frozen=True)
class Connection:
    """An open connection of this process, and when data was sent and received on it last.

    Both are as early as they may have been; `late` is by how many seconds they may have been later.
    """

    peer: str
    port: int
    sent: float
    received: float
    late: float = 0.0


@dataclass(eq=False)
class Waiting:
    """A request whose answer is awaited."""

    peer: str
    port: int
    leave: Leave
    asked: float = field(default_factory=time.monotonic)
    sending: bool = False
    sure: bool = False
    candidates: frozenset[int] | None = None  # the connections that may be its own

    def look(self, connections: Mapping[int, Connection]) -> None:
        """Take note of what is open."""
        here = {key for key, found in connections.items() if (found.peer, found.port) == (self.peer, self.port)}
        fitting = frozenset(key for key in here if self._fits(connections[key]))
        if self.candidates is None:
            self.sure = bool(fitting)
            self.candidates = fitting or frozenset(here)
        else:
            self.candidates &= fitting if self.sure else here

    def _fits(self, found: Connection) -> bool:
        answering = self.sending and found.sent + found.late >= self.asked - JITTER
        return found.received <= self.asked + JITTER and (answering or found.sent <= found.received)


class Watch:
    """Looks at the requests whose answers take long."""

    def __init__(self) -> None:
        self._waiting: set[Waiting] = set()
        self._some = threading.Condition()
        self._idle = True
        self._started = False

    def add(self, waiting: Waiting) -> None:
        """Look at this request from now on."""
        with self._some:
            self._waiting.add(waiting)
            if not self._started:
                self._start()
            elif self._idle:
                self._some.notify()

    def remove(self, waiting: Waiting) -> None:
        """Look no more: it has its answer."""
        with self._some:
            self._waiting.discard(waiting)

    def _start(self) -> None:
        try:
            threading.Thread(target=self._run, name="leaving", daemon=True).start()
            self._started = True
        except RuntimeError as error:  # the next request tries again
            LOGGER.error("Clients that leave are not noticed: %s", error)

    def _run(self) -> None:
        while True:
            with self._some:
                self._idle = True
                self._some.wait_for(lambda: self._waiting)
                self._idle = False
            time.sleep(LOOK)
            try:
                self._look()
            except Exception:
                LOGGER.exception("Clients that leave are not noticed for some seconds.")
                time.sleep(PAUSE)

    def _look(self) -> None:
        before = time.monotonic() - LOOK / 2
        with self._some:
            slow = [waiting for waiting in self._waiting if waiting.asked < before]
        connections = _connections() if slow else {}
        with self._some:
            slow = [waiting for waiting in slow if waiting in self._waiting]
            for waiting in slow:
                waiting.look(connections)
            self._waiting.difference_update(waiting for waiting in slow if not waiting.candidates)
        for waiting in slow:
            if not waiting.candidates:
                _end(waiting.leave)


def _end(leave: Leave) -> None:
    try:
        leave.end()
    except Exception:
        LOGGER.exception("The query of a client that has left cannot be ended.")


WATCH = Watch()


def watch(environ: Mapping[str, Any], record: Told) -> Leave:
    """What is ended when the client of this request leaves, where that can be seen; until `stop` is called."""
    stop(record)
    known = environ.get("SERVER_SOFTWARE") == SERVER and sys.platform == "linux"
    if not known or not str(environ.get("SERVER_PROTOCOL", "")).startswith("HTTP/1") or not _is_quiet(environ):
        return Leave()
    peer, port = _plain(str(environ["REMOTE_ADDR"])), int(environ["SERVER_PORT"])
    record.waiting = waiting = Waiting(peer, port, Leave())
    WATCH.add(waiting)
    return waiting.leave


def _is_quiet(environ: Mapping[str, Any]) -> bool:
    """Does nothing pass on its connection from now on but its answer? No rest of its body, no "100 Continue"."""
    body = environ.get("wsgi.input")
    whole = body.got == body.length if isinstance(body, Guarded) else True
    return whole and "HTTP_EXPECT" not in environ


def send(record: Told) -> None:
    """The answer of this request is being sent from now on."""
    if isinstance(record.waiting, Waiting):
        record.waiting.sending = True


def stop(record: Told) -> None:
    """The client has its answer, or what is in its place."""
    if isinstance(record.waiting, Waiting):
        WATCH.remove(record.waiting)


def _connections() -> dict[int, Connection]:
    """The open connections of this process by the number of their socket, which is never given twice.

    Raises:
        OSError: they cannot all be seen: one that is not here has been closed, or a client that waits seems to be gone.
    """
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            held = os.dup(int(entry.name))  # else the number may be that of another file in the next moment
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            continue  # it was closed meanwhile
        try:
            status = os.fstat(held)
            connection = _connection(held) if stat.S_ISSOCK(status.st_mode) else None
            if connection is not None:
                found[status.st_ino] = connection
        finally:
            os.close(held)
    return found


def _connection(descriptor: int) -> Connection | None:
    one = socket.socket(fileno=descriptor)
    try:
        return _described(one) if one.family in (socket.AF_INET, socket.AF_INET6) else None
    except OSError as error:
        if error.errno not in NO_CLIENT:
            raise
        return None
    finally:
        one.detach()


def _described(one: socket.socket) -> Connection | None:
    """The connection, if any request can have come on it: browsers open some to have them ready."""
    before = time.monotonic()
    said = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TOLD.size)
    late = time.monotonic() - before  # another thread may have had its turn
    sent, received, size = TOLD.unpack(said.ljust(TOLD.size, UNTOLD))
    if size == 0:
        return None
    peer, port = _plain(one.getpeername()[0]), one.getsockname()[1]
    return Connection(peer, port, before - sent / 1000, before - received / 1000, late)


def _plain(address: str) -> str:
    if ":" not in address:
        return address
    parsed = ip_address(address.partition("%")[0])
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else address
