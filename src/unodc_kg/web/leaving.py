"""Notices clients that leave before their answer is there, so that nobody's query keeps a reader at work.

WSGI says nothing of the connection that a request came on. But the server closes its socket as soon as the client has
gone, and the sockets of this process can be seen. Which one is that of a request is found by elimination: it is open to
the same peer, its last data came before the query was asked and not long before the request was begun, and nothing was
sent on it since; and it is not that of another request. If all that can be meant have been closed or answered, the
client has gone. Where several can be meant that is seen later, or never; it is never seen too early, except of a client
that sends requests without awaiting answers (pipelining). Elsewhere than on Linux, and of HTTP/2, nothing is seen.
"""

import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from unodc_kg.stores.base import Leave
from unodc_kg.web.told import Told

LOOK = 0.25  # seconds between two looks; what is answered sooner is never looked at
QUEUED = 2.0  # seconds that a request may have waited before we heard of it
JITTER = 0.02  # seconds: the system's clock for connections ticks every few milliseconds
SERVER = "Granian"  # what it does when a client leaves is known
TIMES = struct.Struct("=44xIxxxxI")  # struct tcp_info of Linux: milliseconds since data was sent, and received


@dataclass(frozen=True)
class Connection:
    """An open connection of this process, and when data was sent and received on it last."""

    peer: str
    port: int
    sent: float
    received: float


@dataclass(eq=False)
class Waiting:
    """A request whose answer is awaited."""

    peer: str
    port: int
    begun: float
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

    @property
    def known(self) -> frozenset[int]:
        """Its own connection, if only one can be meant."""
        return self.candidates if self.sure and self.candidates and len(self.candidates) == 1 else frozenset()

    def exclude(self, others: frozenset[int]) -> None:
        """These connections are known to be those of other requests; each has one at a time."""
        if self.candidates and not self.known:
            self.candidates -= others

    def _fits(self, found: Connection) -> bool:
        in_time = self.begun - QUEUED <= found.received <= self.asked + JITTER
        unanswered = found.sent <= found.received or (self.sending and found.sent >= self.asked - JITTER)
        return in_time and unanswered


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
                self._started = True
                threading.Thread(target=self._run, name="leaving", daemon=True).start()
            elif self._idle:
                self._some.notify()

    def remove(self, waiting: Waiting) -> None:
        """Look no more: it has its answer."""
        with self._some:
            self._waiting.discard(waiting)

    def _run(self) -> None:
        while True:
            with self._some:
                self._idle = True
                self._some.wait_for(lambda: self._waiting)
                self._idle = False
            time.sleep(LOOK)
            self._look()

    def _look(self) -> None:
        before = time.monotonic() - LOOK / 2
        with self._some:
            slow = [waiting for waiting in self._waiting if waiting.asked < before]
        connections = _connections() if slow else {}
        with self._some:
            slow = [waiting for waiting in slow if waiting in self._waiting]
            look(slow, connections)
            self._waiting.difference_update(waiting for waiting in slow if not waiting.candidates)
        for waiting in slow:
            if not waiting.candidates:
                waiting.leave.end()


def look(requests: Sequence[Waiting], connections: Mapping[int, Connection]) -> None:
    """Look for the connection of each of these requests; one that is left without any has no client."""
    for waiting in requests:
        waiting.look(connections)
    known: frozenset[int] = frozenset()
    while known != (known := known.union(*(waiting.known for waiting in requests))):
        for waiting in requests:
            waiting.exclude(known)


WATCH = Watch()


def watch(environ: Mapping[str, Any], record: Told) -> Leave:
    """What is ended when the client of this request leaves, where that can be seen; until `stop` is called."""
    stop(record)
    known = environ.get("SERVER_SOFTWARE") == SERVER and sys.platform == "linux"
    if not known or not str(environ.get("SERVER_PROTOCOL", "")).startswith("HTTP/1"):
        return Leave()
    peer, port = _plain(str(environ["REMOTE_ADDR"])), int(environ["SERVER_PORT"])
    record.waiting = waiting = Waiting(peer, port, record.begun, Leave())
    WATCH.add(waiting)
    return waiting.leave


def send(record: Told) -> None:
    """The answer of this request is being sent from now on."""
    if isinstance(record.waiting, Waiting):
        record.waiting.sending = True


def stop(record: Told) -> None:
    """The client has its answer, or what is in its place."""
    if isinstance(record.waiting, Waiting):
        WATCH.remove(record.waiting)


def _connections() -> dict[int, Connection]:
    """The open connections of this process by the number of their socket, which is never given twice."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            held = os.dup(int(entry.name))  # else the number may be that of another file in the next moment
        except OSError:
            continue
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
        if one.family not in (socket.AF_INET, socket.AF_INET6):
            return None
        sent, received = TIMES.unpack(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TIMES.size))
        now = time.monotonic()
        return Connection(_plain(one.getpeername()[0]), one.getsockname()[1], now - sent / 1000, now - received / 1000)
    except OSError:
        return None  # it listens, or is closed already
    finally:
        one.detach()


def _plain(address: str) -> str:
    if ":" not in address:
        return address
    parsed = ip_address(address.partition("%")[0])
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else address
