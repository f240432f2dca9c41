"""The process of one write as the service sees it: asked, waited for, and killed where it meets a limit."""

import json
import pickle
import signal
import threading
import time
from types import TracebackType
from typing import Any

from unodc_kg.config import MEBIBYTE
from unodc_kg.errors import KgError, StoreError, WriteMemoryError, WriterLostError, WriteTimeoutError
from unodc_kg.stores import write_process
from unodc_kg.stores.reader import begin
from unodc_kg.stores.reader_process import read_error
from unodc_kg.stores.write_process import Job, Place

UNCHANGED = "Nothing was changed."
ENGINE = 256  # MiB that the engine takes for threads and buffers before it has written anything (pyoxigraph 0.5.13)


class Writing:
    """A process for one write, which ends with the block that it is opened for."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = self._left = seconds
        self._memory = memory
        self._late = False
        try:
            self._pipe, self._process = begin(write_process.main, (memory + ENGINE) * MEBIBYTE)
        except (EOFError, OSError) as error:
            raise StoreError(f"No process can be started for the write ({error}).", "See the log.") from error

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def check(self, job: Job) -> None:
        """Return if the write may be carried out; waits for what has to be read for that.

        Raises:
            KgError: it may not.
            LimitError: it met a limit meanwhile.
        """
        self._ask(job)

    def make(self, place: Place) -> dict[str, Any]:
        """Carry it out, and say what `write_process.make` said.

        Raises:
            KgError: it failed.
            LimitError: it met a limit.
        """
        return self._ask(place)

    def _ask(self, wanted: Job | Place) -> dict[str, Any]:
        started = time.monotonic()
        timer = threading.Timer(max(0.0, self._left), self._stop)
        timer.start()
        try:
            self._pipe.send_bytes(pickle.dumps(wanted, pickle.HIGHEST_PROTOCOL))
            said = self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._why_ended() from error
        finally:
            timer.cancel()
            self._left -= time.monotonic() - started
        if said.startswith(b"x"):
            raise read_error(said[3:])
        done: dict[str, Any] = json.loads(said)
        return done

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _why_ended(self) -> KgError:
        self._process.join()
        if self._late:
            return WriteTimeoutError(
                f"The write was stopped after {self._seconds:g} seconds, the most that this service allows.",
                f"{UNCHANGED} Write less at once: several smaller requests, a pattern that joins less.",
                limit="write_deadline",
                seconds=self._seconds,
                retry_after=30,
            )
        if self._process.exitcode == -signal.SIGABRT:
            return WriteMemoryError(
                f"The write needed more memory than one may have, {self._memory} MiB.",
                f"{UNCHANGED} Write less at once: several smaller requests, a pattern that joins less.",
                limit="max_memory",
                retry_after=60,
            )
        return WriterLostError("The process that carried out the write ended before it was done.", UNCHANGED)
