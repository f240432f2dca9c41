"""Waits for what one thread makes for all, but not for long.

A thread that waits serves nobody. Did all of them wait for a store that hangs, or for an index that takes minutes,
nothing would be left for what needs neither: health, metrics, answers from the cache.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from unodc_kg.errors import ServiceBusyError

PATIENCE = 2.0  # seconds; most of what is made for all takes less
LATER = 5  # seconds after which to ask again


@contextmanager
def turn(lock: threading.Lock, making: str, *, patient: bool = False) -> Iterator[None]:
    """Hold the lock until the block ends; `making` is what another one that holds it makes.

    Raises:
        ServiceBusyError: it was not to be had in time; who is patient waits without end.
    """
    if not lock.acquire(timeout=-1 if patient else PATIENCE):
        problem = f"{making}, and this request has waited for it for {PATIENCE:g} seconds."
        raise ServiceBusyError(problem, "Try again in a few seconds.", limit="threads", retry_after=LATER)
    try:
        yield
    finally:
        lock.release()
