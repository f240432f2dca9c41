"""What a client may use up: a bucket for each, which fills evenly and from which the client's queries are paid.

A query is paid for when it has ended, because nobody knows before what it takes; so a bucket can be in debt, and its
client waits until the debt has gone.
"""

import threading
import time
from collections.abc import Callable

from cachetools import LRUCache

MOST_CLIENTS = 100_000  # buckets; the one used longest ago makes room


class Budget:
    """So much a minute for each client; 0 for as much as they like."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.a_minute = a_minute
        self._clock = clock
        self._levels: LRUCache[str, tuple[float, float]] = LRUCache(MOST_CLIENTS)
        self._lock = threading.Lock()

    def wait(self, client: str, cost: float = 0) -> float:
        """Seconds until the client may ask for what costs at least that much; 0 if it may now."""
        if not self.a_minute:
            return 0.0
        with self._lock:
            level = self._level(client)
        return 0.0 if level > cost or level == self.a_minute else max(1.0, (cost - level) * 60 / self.a_minute)

    def spend(self, client: str, amount: float) -> None:
        """Take what a query has used from the client's bucket."""
        if self.a_minute and amount > 0:
            with self._lock:
                self._levels[client] = (self._level(client) - amount, self._clock())

    def _level(self, client: str) -> float:
        level, then = self._levels.get(client, (self.a_minute, 0.0))
        return min(self.a_minute, level + (self._clock() - then) * self.a_minute / 60)
