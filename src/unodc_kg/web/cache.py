"""Answers kept for the next who asks the same of the same version of the graph.

A hit is answered before Flask is entered, so the key is made of the bytes of the request and of nothing that a view
works out. Everything that an answer may depend on is in it: the host too, because a service description names it.
"""

import hashlib
import threading
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from cachetools import LRUCache

MAX_BODY = 1_000_000  # bytes of a posted query that is looked up; longer ones are simply asked
SHARE = 8  # one answer may take an eighth of the cache
OVERHEAD = 600  # bytes of Python objects around an answer
DEPENDS = ("HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME", "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
VARY = {"accept", "accept-encoding", "accept-language", "host"}  # what the key knows
ON_304 = {
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control", "Content-Location", "ETag", "Vary",
}  # fmt: skip
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """A whole answer, ready to be sent again."""

    status: str
    headers: Headers
    body: bytes

    @property
    def code(self) -> int:
        """The number of its status."""
        return int(self.status[:3])

    def sized(self) -> "Answer":
        """The answer with the length of its body among its headers."""
        length = ("Content-Length", str(len(self.body)))
        if length in self.headers:
            return self
        others = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        return Answer(self.status, [*others, length], self.body)

    def unless_known(self, tags: str) -> "Answer":
        """The answer, or 304 if one of these ETags is its own: the client has it already (RFC 9110, 15.4.5)."""
        own = next((value for name, value in self.headers if name == "ETag"), "") if tags else ""
        if not own or (own not in tags and tags.strip() != "*"):
            return self
        return Answer("304 Not Modified", [header for header in self.headers if header[0] in ON_304], b"")

    @cached_property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + OVERHEAD


class AnswerCache:
    """The answers used last, within a number of bytes; all of one version."""

    def __init__(self, most_bytes: int) -> None:
        self.entry_limit = most_bytes // SHARE
        self._answers: LRUCache[bytes, Answer] = LRUCache(most_bytes, getsizeof=lambda answer: answer.size)
        self._version = ""
        self._lock = threading.Lock()

    def get(self, version: str, key: bytes) -> Answer | None:
        """The answer kept under `key`; None if there is none of this version."""
        with self._lock:
            return self._answers.get(key) if version == self._version else None

    def put(self, version: str, key: bytes, answer: Answer) -> None:
        """Keep an answer; those of another version are worth nothing any more and make room."""
        if answer.size > self.entry_limit:
            return
        with self._lock:
            if version != self._version:
                self._answers.clear()
                self._version = version
            self._answers[key] = answer

    @property
    def bytes(self) -> float:
        """Bytes in use."""
        return self._answers.currsize

    @property
    def entries(self) -> int:
        """How many answers are kept."""
        return len(self._answers)


@dataclass
class Flight:
    """A question under way: since when, and what those wait for who ask the same."""

    began: float
    landed: threading.Event | None = None

    def awaited(self) -> threading.Event:
        """What is set when it has landed; made for the first who waits, as most questions are awaited by nobody."""
        self.landed = self.landed or threading.Event()
        return self.landed


class Flights:
    """Who is asking what just now, so that the same question is asked once.

    Whoever waits holds a thread of the server, so only some may; the others ask, and are refused by the pool.
    """

    def __init__(self, patience: float, most_waiting: int) -> None:
        self._patience = patience
        self._places = threading.BoundedSemaphore(most_waiting) if most_waiting else None
        self._under_way: dict[bytes, Flight] = {}
        self._lock = threading.Lock()

    def lead(self, key: bytes) -> bool:
        """True if nobody asks this yet; else False, once the one who does has an answer or gives up."""
        with self._lock:
            flight, now = self._under_way.get(key), time.monotonic()
            if flight is None or now - flight.began > self._patience:
                self._under_way[key] = Flight(now)
                return True
            landed = flight.awaited()
        if self._places is not None and self._places.acquire(blocking=False):
            try:
                landed.wait(self._patience)
            finally:
                self._places.release()
        return False

    def land(self, key: bytes) -> None:
        """Let those go on who wait for this."""
        with self._lock:
            flight = self._under_way.pop(key, None)
        if flight is not None and flight.landed is not None:
            flight.landed.set()


def key_of(environ: MutableMapping[str, Any], variant: str) -> bytes | None:
    """Under which key an answer to this request may be kept; None if it is none that others may share."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ or path.startswith("/static/"):
        return None
    if method in ("GET", "HEAD"):
        method, body = "GET", b""
    elif method in ("POST", "QUERY") and path.startswith("/sparql"):
        read = _body(environ)
        if read is None:
            return None
        body = read
    else:
        return None
    parts = [method, path, environ.get("QUERY_STRING", ""), variant, *(environ.get(name, "") for name in DEPENDS)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape") + b"\0" + body).digest()


def may_be_kept(status: str, headers: Headers) -> bool:
    """Is this an answer for everybody, and does it depend on nothing beside the key?"""
    if not status.startswith("200"):
        return False
    for name, value in ((key.lower(), value) for key, value in headers):
        if name == "set-cookie" or (name == "cache-control" and ("no-store" in value or "private" in value)):
            return False
        if name == "vary" and not {part.strip().lower() for part in value.split(",")} <= VARY:
            return False
    return True


def _body(environ: MutableMapping[str, Any]) -> bytes | None:
    """The body, put back so that the view can read it again; None if its length is not known or too much."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= MAX_BODY):
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body
