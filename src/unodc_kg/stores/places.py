"""How many questions are put to a server elsewhere at once.

Each keeps a thread of ours waiting. Were there no end to them, a server that hangs would have all threads, and nothing
would be left for what needs no store: health, metrics, answers from the cache.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from unodc_kg.stores.runs import busy


@dataclass(eq=False)
class Places:
    """So many places; 0 for any number."""

    most: int = 0
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place until the block ends.

        Raises:
            ServiceBusyError: there is none left.
        """
        with self._lock:
            if 0 < self.most <= self._taken:
                raise busy("max_queue", f"the store elsewhere has {self.most} to answer")
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1
