"""What the engine writes to a file, as pieces to read: its serialisers push, and an HTTP answer is pulled.

The writing runs in a thread of its own and is never more than a few pieces ahead, so memory stays flat, and nothing is
read faster than our client takes it.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import IO, cast

SIZE = 65_536  # bytes of a piece
AHEAD = 4  # pieces
Write = Callable[[IO[bytes]], object]


def pieces(
    write: Write, seconds: float | None = None, late: Callable[[], Exception] = TimeoutError
) -> Generator[bytes]:
    """What `write` writes to the file that it is given. Close the iterator to end it early.

    Args:
        write: runs in a thread of its own; what it raises is raised here.
        seconds: for all of it; None for any time.
        late: what is raised when they are over.
    """
    output = _Output()
    end = None if seconds is None else time.monotonic() + seconds
    threading.Thread(target=_run, args=(write, output), name="pieces", daemon=True).start()
    try:
        while (piece := output.next(None if end is None else end - time.monotonic())) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    except queue.Empty:
        raise late() from None
    finally:
        output.given_up = True


def _run(write: Write, output: "_Output") -> None:
    try:
        write(cast(IO[bytes], output))
        output.close()
    except BaseException as error:  # whatever it is belongs to the thread that reads the pieces
        with suppress(BrokenPipeError):
            output.hand(error)


class _Output:
    """A file whose content goes to another thread, in pieces."""

    def __init__(self) -> None:
        self.given_up = False
        self._buffer = bytearray()
        self._handed: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)

    def next(self, seconds: float | None) -> bytes | BaseException | None:
        """The next piece, an error, or None at the end."""
        return self._handed.get(timeout=None if seconds is None else max(seconds, 0.001))

    def hand(self, piece: bytes | BaseException | None) -> None:
        """Hand it over, as soon as there is room."""
        while not self.given_up:
            with suppress(queue.Full):
                return self._handed.put(piece, timeout=0.1)
        raise BrokenPipeError("Nobody reads the answer any more.")

    def write(self, data: bytes) -> int:
        """Take what the engine wrote."""
        self._buffer += data
        if len(self._buffer) >= SIZE:
            self.hand(bytes(self._buffer))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece goes when it is full."""

    def close(self) -> None:
        """Hand over what is left, and the end."""
        if self._buffer:
            self.hand(bytes(self._buffer))
        self.hand(None)
