"""Reads what clients send, so that those who send it slowly, or never, cannot keep all threads of the server.

To read is to wait, in a thread that nothing can wake; the server itself has no limit of time for a body. So only some
threads may wait so, for as long as they like. If all of these do, the others wait in a second thread, and give up.
"""

import threading
from collections.abc import MutableMapping
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
            environ["wsgi.input"] = Guarded(body, self)


@dataclass(frozen=True)
class Guarded:
    """The body of a request that may come slowly."""

    body: Input
    intake: Intake

    def read(self, size: int = -1) -> bytes:
        """See `Input.read`.

        Raises:
            ServiceBusyError: too many wait for bodies.
            RequestError: it does not come in time (408).
        """
        if self.intake.calm.acquire(blocking=False):
            try:
                return self.body.read(size)
            finally:
                self.intake.calm.release()
        if not self.intake.hurried.acquire(blocking=False):
            problem = "Too many requests are still being sent."
            raise ServiceBusyError(problem, "Try again in a few seconds.", limit="threads", retry_after=5)
        try:
            return self._pieces(size)
        finally:
            self.intake.hurried.release()

    def _pieces(self, size: int) -> bytes:
        found: list[bytes] = []
        left = size
        while size < 0 or left > 0:
            piece = self._in_time(PIECE if size < 0 else min(left, PIECE))
            if not piece:
                break
            found.append(piece)
            left -= len(piece)
        return b"".join(found)

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


def _read(body: Input, size: int, result: list[bytes | BaseException]) -> None:
    try:
        result.append(body.read(size))
    except BaseException as error:
        result.append(error)
