"""The body of an answer on its way out: packed if wanted, counted, and kept if it turns out whole and small enough."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from threading import RLock
from typing import Any

from unodc_kg.web.compression import packed


class Places:
    """The places for answers that are sent at the pace of their clients. Each holds a thread of the server.

    A client may have as many as it leaves free. So one that has many open leaves half of them to the others, the next
    who does so half of what is left, and each new client finds one until very many do it at once.
    """

    def __init__(self, most: int) -> None:
        self._free = most
        self._held: Counter[str] = Counter()
        self._lock = RLock()  # a collection of garbage while it is held may give a place back

    def take(self, client: str) -> bool:
        """Is there a place for one more answer to this client? It has it until it is given back."""
        with self._lock:
            if self._held[client] >= self._free:
                return False
            self._free -= 1
            self._held[client] += 1
            return True

    def give_back(self, client: str) -> None:
        """The answer is sent, or has broken off."""
        with self._lock:
            self._free += 1
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]


class Sending(Iterator[bytes]):
    """The chunks of a body, each once. However it ends, `when_done` is called once: after `complete` is set."""

    def __init__(self, body: Iterable[bytes], coding: str, most_kept: int) -> None:
        self.complete = False
        self.failed = False
        self.sent = 0
        self.when_done: Callable[[Sending], object] = _nothing
        self.when_too_large: Callable[[Sending], object] = _nothing
        self._body = body
        self._chunks = iter(packed(body, coding) if coding else body)
        self._most_kept = most_kept
        self._kept: list[bytes] = []
        self._ended = False

    def __next__(self) -> bytes:
        """The next chunk."""
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self.complete = True
            self.close()
            raise
        except BaseException:
            self.failed = True
            self.close()
            raise
        self.sent += len(chunk)
        if self._most_kept:
            self._keep(chunk)
        return chunk

    def all(self) -> bytes:
        """The whole body at once."""
        return b"".join(self)

    @property
    def kept(self) -> bytes | None:
        """The whole body; None if it was not to be kept, is too large, or has broken off."""
        return b"".join(self._kept) if self._most_kept and self.complete else None

    def close(self) -> None:
        """Called by the server after the last chunk, or when the client has gone; see PEP 3333."""
        if self._ended:
            return
        self._ended = True
        try:
            close: Any = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self.when_done(self)

    def __del__(self) -> None:
        """A server that forgets to close it must not keep its place."""
        self.close()

    def _keep(self, chunk: bytes) -> None:
        self._kept.append(chunk)
        if self.sent > self._most_kept:
            self._most_kept = 0
            self._kept.clear()
            self.when_too_large(self)


def _nothing(_: Sending) -> None:
    return None
