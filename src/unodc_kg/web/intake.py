"""Reads what clients send, so that those who send it slowly, or never, cannot keep all threads of the server.

To read is to wait, in a thread that nothing can wake; the server itself has no limit of time for a body. So only some
threads may wait so, for as long as they like. If all of these do, the others wait in a second thread, and give up.
"""

import threading
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

from unodc_kg.errors import RequestError, ServiceBusyError

PIECE = 65_536  # bytes that have to come within `PATIENCE`
PATIENCE = 20.0  # seconds


class Input(Protocol):
    """The body of a request as the server gives it."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer only at the end; all without a number."""
        ...


class Intake:
    """How many requests may wait for their bodies at once."""

    def __init__(self, places: int, patience: float = PATIENCE) -> None:
        self.calm = threading.BoundedSemaphore(max(1, places // 2))
        self.hurried = threading.BoundedSemaphore(max(1, places // 2))
        self.patience = patience

    def guard(self, environ: MutableMapping[str, Any]) -> None:
        """Let the body of this request be read so; one that is in memory needs no guard."""
        body = environ.get("wsgi.input")
        sends = environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ
        if sends and body is not None and not isinstance(body, BytesIO):
            length = environ.get("CONTENT_LENGTH") or ""
            environ["wsgi.input"] = Guarded(body, self, int(length) if length.isdecimal() else None)


@dataclass(eq=False)
class Guarded:
    """The body of a request that may come slowly, or end before it is whole: the server passes that over in silence."""

    body: Input
    intake: Intake
    length: int | None  # bytes that the request says it has
    got: int = 0

    def read(self, size: int = -1) -> bytes:
        """See `Input.read`.

        Raises:
            ServiceBusyError: too many wait for bodies.
            RequestError: it does not come in time (408), or has ended too early (400).
        """
        data = self._read(size)
        self.got += len(data)
        if self.length is not None and self.got < self.length and (size < 0 or len(data) < size):
            problem = f"The body ended after {self.got} of the {self.length} bytes that Content-Length says."
            raise RequestError(400, problem, "Send it again.")
        return data

    def _read(self, size: int) -> bytes:
        if self.intake.calm.acquire(blocking=False):
            try:
                return _whole(self.body.read, size, size)
            finally:
                self.intake.calm.release()
        if not self.intake.hurried.acquire(blocking=False):
            problem = "Too many requests are still being sent."
            raise ServiceBusyError(problem, "Try again in a few seconds.", limit="threads", retry_after=5)
        try:
            return _whole(self._in_time, size, PIECE)
        finally:
            self.intake.hurried.release()

    def _in_time(self, size: int) -> bytes:
        result: list[bytes | BaseException] = []
        thread = threading.Thread(target=_read, args=(self.body, size, result), daemon=True)
        thread.start()
        thread.join(self.intake.patience)
        if not result:
            problem = f"The body did not come: {PIECE} bytes may take {self.intake.patience:g} seconds."
            raise RequestError(408, problem, "Send it faster, or in parts.")
        if isinstance(result[0], BaseException):
            raise result[0]
        return result[0]


def _whole(read: Callable[[int], bytes], size: int, piece: int) -> bytes:
    """So many bytes, unless the end comes before, in pieces of that many; all if `size` is below 0."""
    found: list[bytes] = []
    left = size
    while size < 0 or left > 0:
        data = read(piece if size < 0 else min(left, piece))
        if not data:
            break
        found.append(data)
        left -= len(data)
    return b"".join(found)


def _read(body: Input, size: int, result: list[bytes | BaseException]) -> None:
    try:
        result.append(body.read(size))
    except BaseException as error:
        result.append(error)
