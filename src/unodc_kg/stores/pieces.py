"""What the engine writes to a file, as pieces to read: its serialisers push, and an HTTP answer is pulled.

The writing runs in a thread of its own and is never more than a few pieces ahead, so memory stays flat.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import IO, cast

SIZE = 65_536  # bytes of a piece
AHEAD = 4  # pieces


class _Pipe:
    """A file whose content is read piece by piece at the other end."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)
        self.closed = threading.Event()
        self.buffer = bytearray()

    def write(self, data: bytes) -> int:
        self.buffer += data
        if len(self.buffer) >= SIZE:
            self.send(bytes(self.buffer))
            self.buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece goes when it is full."""

    def send(self, piece: bytes | BaseException | None) -> None:
        while not self.closed.is_set():
            try:
                return self.pieces.put(piece, timeout=1)
            except queue.Full:
                continue
        raise BrokenPipeError("Nobody reads any more.")


def pieces(write: Callable[[IO[bytes]], object]) -> Iterator[bytes]:
    """What `write` writes to the file that it is given. A failure of it is raised here; to stop here stops it."""
    pipe = _Pipe()
    threading.Thread(target=_run, args=(pipe, write), name="pieces", daemon=True).start()
    try:
        while (piece := pipe.pieces.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        pipe.closed.set()


def _run(pipe: _Pipe, write: Callable[[IO[bytes]], object]) -> None:
    try:
        write(cast(IO[bytes], pipe))
        pipe.send(bytes(pipe.buffer))
        pipe.send(None)
    except BaseException as error:
        if not pipe.closed.is_set():
            pipe.send(error)
