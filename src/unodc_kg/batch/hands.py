"""Who does the work: processes of this machine, or the workers of a Dask cluster that share its files.

A document that brings its process down is tried once more by itself, so that its neighbours do not go down with it.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol

from unodc_kg.batch.work import Answer, Job, Refused, follow_parent, work
from unodc_kg.errors import SettingError


class Pending(Protocol):
    """An answer to come, as concurrent.futures and Dask both have it."""

    def exception(self) -> BaseException | None:
        """What went wrong, once it is known."""

    def result(self) -> Any:
        """The answer."""


class Hands(Protocol):
    """Takes jobs and gives answers."""

    def submit(self, job: Job) -> Pending:
        """Take a job."""

    def answer(self, job: Job, pending: Pending) -> Answer:
        """Wait for the answer to a job; a fault of ours is an answer too."""


class Processes:
    """Processes of this machine, started afresh: they inherit nothing but the code."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool = self._pool(workers)

    def submit(self, job: Job) -> Pending:
        """Take a job; a broken pool is replaced."""
        try:
            return self.pool.submit(work, job)
        except BrokenProcessPool:
            self.close()
            self.pool = self._pool(self.workers)
            return self.pool.submit(work, job)

    def answer(self, job: Job, pending: Pending) -> Answer:
        """Wait for the answer to a job."""
        if not isinstance(pending.exception(), BrokenProcessPool):
            return _answer(job, pending)
        with self._pool(1) as alone:
            again = alone.submit(work, job)
            if not isinstance(again.exception(), BrokenProcessPool):
                return _answer(job, again)
        return Refused(
            f"{job.source}: the process that converted it was ended by the system.",
            "It may need more memory than there is: try it by itself, or split it.",
        )

    def close(self) -> None:
        """Let the processes go; what has not begun is not begun."""
        self.pool.shutdown(cancel_futures=True)

    @staticmethod
    def _pool(workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=follow_parent)


class Cluster:
    """The workers behind a Dask scheduler; they must see the same files under the same paths."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client  # noqa: PLC0415  # an optional library
        except ImportError as error:
            raise SettingError(
                "--scheduler needs the library distributed.", "pip install 'unodc-kg[distributed]'"
            ) from error
        try:
            self.client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise SettingError(
                f"--scheduler {address}: no scheduler answers there.", "Give an address such as tcp://127.0.0.1:8786."
            ) from error

    def submit(self, job: Job) -> Pending:
        """Take a job; the same job twice is done twice."""
        pending: Pending = self.client.submit(work, job, pure=False)
        return pending

    def answer(self, job: Job, pending: Pending) -> Answer:
        """Wait for the answer to a job."""
        return _answer(job, pending)

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close()


@contextmanager
def open_hands(workers: int, scheduler: str = "") -> Iterator[Hands]:
    """The hands of one run.

    Raises:
        SettingError: the scheduler cannot be reached, or its library is not installed.
    """
    hands = Cluster(scheduler) if scheduler else Processes(workers)
    try:
        yield hands
    finally:
        hands.close()


def _answer(job: Job, pending: Pending) -> Answer:
    error = pending.exception()
    if error is None:
        answer: Answer = pending.result()
        return answer
    return Refused(
        f"{job.source}: a fault in unodc-kg: {type(error).__name__}: {error}.", "Report it together with the document."
    )
