"""One reader as the service sees it: a process to ask, to hear and to kill."""

import multiprocessing
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from unodc_kg.config import MEBIBYTE, Settings
from unodc_kg.errors import KgError, QueryMemoryError, ReaderLostError
from unodc_kg.stores import reader_process
from unodc_kg.stores.inbox import Inbox
from unodc_kg.stores.reader_process import Task

CUT = {"0": False, "1": True, "?": None}
STARTING = threading.Lock()


class Frame(NamedTuple):
    """A piece of an answer: what it is, the bytes, whether they are the last, and whether rows were left out."""

    kind: str
    data: bytes
    last: bool
    truncated: bool | None


class Reader:
    """A process that has one version of the graph open."""

    def __init__(self, folder: Path, version: str, memory: int) -> None:
        self.version = version
        self._pipe, self._process = begin(reader_process.main, str(folder), memory * MEBIBYTE)
        self._inbox = Inbox(self._pipe)
        self.pid = self._process.pid or 0

    def wait_until_ready(self) -> None:
        """Return when it can be asked.

        Raises:
            StoreError: it cannot open the store.
        """
        said = self._inbox.receive()
        if said != reader_process.READY:
            raise reader_process.read_error(said[3:])

    def ask(self, task: Task) -> None:
        """Put a question to it.

        Raises:
            OSError: it has ended.
        """
        self._pipe.send_bytes(task.packed())

    def receive(self) -> Frame:
        """The next frame of the answer.

        Raises:
            EOFError, OSError: it has ended.
            KgError: what it found wrong.
        """
        frame = self._inbox.receive()
        kind, state = chr(frame[0]), chr(frame[1])
        if kind == "x":
            raise reader_process.read_error(frame[3:])
        return Frame(kind, frame[3:], state == "!", CUT[chr(frame[2])])

    def has_more(self, seconds: float) -> bool:
        """Does the next frame begin to come within so many seconds?"""
        return self._inbox.has_more(seconds)

    def why_ended(self, settings: Settings) -> KgError:
        """What to tell the client whose query it was answering."""
        self._process.join()
        if self._process.exitcode == -signal.SIGABRT:
            return QueryMemoryError(
                f"The query needed more memory than one query may have, {settings.max_memory} MiB.",
                "Ask for less at once: no ORDER BY or DISTINCT over everything, a LIMIT, a narrower pattern.",
                limit="max_memory",
                retry_after=60,
            )
        return ReaderLostError("The process that answered the query ended before it was done.", "Try again.")

    def kill(self) -> None:
        """End it now, whatever it does. Who waits for its answer hears of it, and calls `discard`."""
        self._process.kill()

    def discard(self) -> None:
        """End it and free what it holds. Only for whoever else would read from it: the pipe is closed."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def begin(target: Callable[..., None], *arguments: object) -> tuple[Connection, ForkServerProcess]:
    """Start a process, and give our end of its pipe; the other end is the first argument of what it runs."""
    pipe, theirs = _context().Pipe()
    process = _context().Process(target=target, args=(theirs, *arguments), daemon=True)
    with main_hidden():
        process.start()
    theirs.close()
    return pipe, process


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["unodc_kg.stores.reader_origin"])
    return context


@contextmanager
def main_hidden() -> Iterator[None]:
    """While this lasts, new processes do not run the program's main module again, as multiprocessing has them do."""
    with STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
