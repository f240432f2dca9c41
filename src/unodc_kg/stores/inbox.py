"""What comes through a pipe, read as much as there is at a time.

`Connection.recv_bytes` reads the length of a message and then the message. In a process of many threads each read is a
chance for another thread to go first; short answers are there after one.
"""

import os
import struct
from multiprocessing.connection import Connection

LENGTH = struct.Struct("!i")  # what `Connection.send_bytes` puts before messages of less than two gigabytes
SIZE = 65_536 + 2 * LENGTH.size


class Inbox:
    """The messages that the other end of a connection sends. Nobody else may read from it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held = b""

    def receive(self) -> bytes:
        """The next message; waits for it.

        Raises:
            EOFError, OSError: there is nobody at the other end any more.
        """
        size = LENGTH.size
        self._hold(size)
        (length,) = LENGTH.unpack_from(self._held)
        if length < 0:
            raise OSError("the message is too long")
        self._hold(size + length)
        message, self._held = self._held[size : size + length], self._held[size + length :]
        return message

    def has_more(self, seconds: float) -> bool:
        """Does the next message begin to come within so many seconds?"""
        return bool(self._held) or self._connection.poll(max(0.0, seconds))

    def _hold(self, size: int) -> None:
        """Return when so many bytes are there."""
        while len(self._held) < size:
            data = os.read(self._connection.fileno(), max(SIZE, size - len(self._held)))
            if not data:
                raise EOFError
            self._held = self._held + data if self._held else data
