"""The pool of readers: processes that answer the queries of users, each on one version of the graph.

Two lanes. In the fast one a number of readers always stands ready. A query that takes longer than `slow_after` moves
with its reader to the slow lane, at low priority, and a fresh reader takes the place that it left: so slow queries
cannot keep quick ones waiting, however many there are. A reader whose query meets a limit is killed.
"""

import contextlib
import math
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from unodc_kg.config import Settings
from unodc_kg.errors import KgError, StoreError
from unodc_kg.stores import paging
from unodc_kg.stores.base import Leave, Question, Store, Stream
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.reader import Frame, Reader
from unodc_kg.stores.reader_process import KINDS, Task
from unodc_kg.stores.runs import Run, abandoned, busy, stalled, too_late

TICK = 0.02  # seconds between two looks at the queries that run
SLOWEST = 19  # the lowest priority there is
TRIES = 3  # attempts to start readers before those who wait are told
AGAIN = 1.0  # seconds before a reader that did not start is tried again


class Readers:
    """An endpoint (see `Endpoint`) on a store that stands in a folder."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.settings = settings
        self._folder, self._version = _folder(store), store.version
        self._lock = threading.RLock()
        # Apart, so that a quick query wakes nobody who has nothing to do: to be woken costs as much as a query.
        self._free, self._lacking, self._begun = (threading.Condition(self._lock) for _ in range(3))
        self._idle: list[Reader] = []
        self._running: set[Run] = set()
        self._starting = self._waiting = 0
        self._failure: StoreError | None = None
        self._closed = False
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._watch, self._fill)]
        for thread in self._threads:
            thread.start()

    @property
    def version(self) -> str:
        """See `Endpoint.version`."""
        return self._version

    def stream(self, question: Question) -> Stream:
        """See `Endpoint.stream`."""
        seconds = min(question.seconds or math.inf, self.settings.deadline)
        rows = question.rows or self.settings.max_rows
        page = paging.page(question.text, rows) if rows > 0 else None
        run = self._begin(Task(question, page), seconds)
        frames = self._frames(run)
        first = next(frames)
        return Stream(
            kind=KINDS[first.kind],
            form=question.graph_form if first.kind == "g" else question.results_form,
            version=run.reader.version,
            chunks=_chunks(first, frames),
            truncated=first.truncated,
            rows=page.rows if page and first.truncated else None,
            next_text=page.rest if page and first.truncated else "",
            on_close=lambda: self._end(run, whole=False),
            has_more=lambda seconds: run not in self._running or run.reader.has_more(seconds),
            started=run.started,
            ended=time.monotonic() if first.last else None,
        )

    def follow(self, store: Store) -> None:
        """See `Endpoint.follow`; the new readers are ready before the old ones go."""
        fresh = self._start(self.settings.readers, _folder(store), store.version)
        with self._lock:
            old = fresh
            if not self._closed:
                self._folder, self._version, self._failure = _folder(store), store.version, None
                old, self._idle = self._idle, list(fresh)
            self._free.notify_all()
        for reader in old:
            reader.discard()

    def readings(self) -> dict[str, float]:
        """Figures for the operator: how many readers stand ready and work, and how many queries wait."""
        with self._lock:
            slow = sum(run.slow for run in self._running)
            fast = len(self._running) - slow
            return {"ready": len(self._idle), "busy": fast, "slow": slow, "queue": self._waiting}

    def close(self) -> None:
        """See `Endpoint.close`."""
        with self._lock:
            self._closed = True
            idle, running = list(self._idle), list(self._running)
            self._idle.clear()
            for condition in (self._free, self._lacking, self._begun):
                condition.notify_all()
        for reader in idle:
            reader.discard()
        for run in running:
            run.reader.kill()
        for thread in self._threads:
            thread.join()

    # --- one query ---

    def _begin(self, task: Task, seconds: float) -> Run:
        """Take a reader and put the question to it; one that died while it stood ready is passed over."""
        while True:
            run = self._take(seconds, task.question.leave)
            run.waiting()
            with contextlib.suppress(OSError):
                run.reader.ask(task)
                return run
            self._end(run, whole=False)

    def _take(self, seconds: float, leave: Leave) -> Run:
        with self._lock:
            if not self._idle or self._waiting:
                self._queue(seconds, leave)
            if leave.gone:
                raise abandoned()
            if self._closed:
                raise StoreError("The service is being stopped.", "Try again later.")
            if not self._idle:
                raise self._failure or busy("max_queue", f"none could begin for {seconds:g} seconds")
            run = Run(self._idle.pop(), seconds)  # the one that worked last has most of the graph at hand
            self._running.add(run)
            self._begun.notify()
        leave.then(lambda: self._abandon(run))
        return run

    def _abandon(self, run: Run) -> None:
        """Nobody waits for this answer any more."""
        with self._lock:
            if run in self._running and run.ending is None:
                run.ending = abandoned()
                run.reader.kill()
                self._lacking.notify()

    def _wake(self) -> None:
        with self._lock:
            self._free.notify_all()

    def _queue(self, seconds: float, leave: Leave) -> None:
        most = self.settings.max_queue
        if self._waiting >= most + len(self._idle) + max(0, self._missing()):  # those being started count as free
            raise busy("max_queue", f"{most} wait already")
        self._waiting += 1
        leave.then(self._wake)
        try:
            self._free.wait_for(lambda: self._idle or self._closed or self._failure or leave.gone, timeout=seconds)
        finally:
            self._waiting -= 1

    def _frames(self, run: Run) -> Iterator[Frame]:
        """The answer; however it ends, the reader is free again or gone then."""
        last = False
        while not last:
            run.waiting()
            try:
                frame = run.reader.receive()
            except (EOFError, OSError) as error:
                why = run.ending or run.reader.why_ended(self.settings)
                self._end(run, whole=False)
                raise why from error
            except KgError:
                self._end(run, whole=True)
                raise
            run.handed()
            last = frame.last
            if last:
                self._end(run, whole=True)
            yield frame
            run.sending = True

    def _end(self, run: Run, *, whole: bool) -> None:
        """The query is over; its reader takes the next one if it is as good as new."""
        with self._lock:
            if run not in self._running:
                return
            self._running.discard(run)
            reusable = whole and not run.slow and run.reader.version == self._version and not self._closed
            if reusable:
                self._idle.append(run.reader)
            (self._free if reusable else self._lacking).notify()
        if not reusable:
            run.reader.discard()

    # --- threads ---

    def _watch(self) -> None:
        """Move slow queries to the slow lane, and kill those that met a limit."""
        while True:
            with self._lock:
                self._begun.wait_for(lambda: self._running or self._closed)
                if self._closed:
                    return
                now = time.monotonic()
                for run in list(self._running):
                    self._look(run, now)
            time.sleep(TICK)

    def _look(self, run: Run, now: float) -> None:
        if run.ending is not None:
            return
        if run.work(now) > run.seconds:
            run.ending = too_late(run.seconds, self.settings)
        elif run.idle(now) > self.settings.deadline:
            run.ending = stalled(self.settings)
        elif not run.slow and now - run.started > self.settings.slow_after:
            if self._slow(sending=run.sending) >= self.settings.max_slow:
                run.ending = busy("max_slow", f"{self.settings.max_slow} slow ones are being answered")
            else:
                self._slow_down(run)
        if run.ending is not None:
            run.reader.kill()
            self._lacking.notify()

    def _slow(self, *, sending: bool) -> int:
        return sum(run.slow and run.ending is None and run.sending == sending for run in self._running)

    def _slow_down(self, run: Run) -> None:
        run.slow = True
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, run.reader.pid, SLOWEST)
        self._lacking.notify()

    def _fill(self) -> None:
        """Keep the fast lane full."""
        while True:
            with self._lock:
                self._lacking.wait_for(lambda: self._closed or self._missing() > 0)
                if self._closed:
                    return
                wanted, folder, version = self._missing(), self._folder, self._version
            try:
                self._add(self._start(wanted, folder, version))
            except StoreError as error:
                self._fail(error, version)

    def _missing(self) -> int:
        fast = sum(not run.slow and run.ending is None for run in self._running)
        return self.settings.readers - len(self._idle) - fast

    def _add(self, fresh: list[Reader]) -> None:
        with self._lock:
            self._failure = None
            good = [reader for reader in fresh if reader.version == self._version and not self._closed]
            self._idle.extend(good)
            self._free.notify_all()
        for reader in fresh:
            if reader not in good:
                reader.discard()

    def _start(self, number: int, folder: Path, version: str) -> list[Reader]:
        """So many readers, ready; one that is killed meanwhile is no reason to give up at once."""
        for attempt in range(TRIES):
            fresh: list[Reader] = []
            try:
                fresh.extend(Reader(folder, version, self.settings.max_memory) for _ in range(number))
                for reader in fresh:
                    reader.wait_until_ready()
            except Exception as error:  # whatever it is, the thread that fills the lane has to go on
                for reader in fresh:
                    reader.discard()
                if isinstance(error, StoreError):
                    raise
                if attempt == TRIES - 1:
                    raise StoreError(f"No reader can be started ({error or 'it ended'}).", "See the log.") from error
            else:
                return fresh
        raise AssertionError("The last attempt returns or raises.")

    def _fail(self, error: StoreError, version: str) -> None:
        with self._lock:
            if version == self._version:
                self._failure = error
            self._free.notify_all()
        time.sleep(AGAIN)


def _folder(store: Store) -> Path:
    if not isinstance(store, EmbeddedStore) or store.folder is None:
        raise StoreError("Readers need a store in a folder.", "Use the setting `store`.")
    return store.folder


def _chunks(first: Frame, frames: Iterator[Frame]) -> Iterator[bytes]:
    yield first.data
    for frame in frames:
        yield frame.data
