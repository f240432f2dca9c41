"""What a server said last of its version and graphs: believed for some seconds, and asked for by one thread at a time.

A server that hangs or is down must not keep every thread waiting: a failure is believed for a moment too. Who comes in
that moment gets the same error at once, who comes after it asks again.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from unodc_kg.errors import KgError
from unodc_kg.stores.catalogue import Catalogue
from unodc_kg.stores.turns import turn

FRESH = 5.0  # seconds for which a version that was asked for is believed
DOWN = 1.0  # seconds for which a server that could not be asked is left alone


@dataclass(frozen=True)
class _Told:
    found: Catalogue | KgError
    at: float

    def holds(self) -> bool:
        seconds = FRESH if isinstance(self.found, Catalogue) else DOWN
        return time.monotonic() - self.at < seconds


@dataclass(eq=False)
class Recent:
    """The last answer of `ask`."""

    ask: Callable[[], Catalogue]
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: _Told | None = None

    def get(self, *, fresh: bool = False) -> Catalogue:
        """What the server says, or said a moment ago; `fresh` asks in any case.

        Raises:
            KgError: it does not answer, or did not a moment ago; or another one has been asking it for a while.
        """
        last = self.last
        if fresh or last is None:
            with turn(self.lock, "The store elsewhere is being asked for its version", patient=fresh):
                return self._now(last, fresh)
        if last.holds() or not self.lock.acquire(blocking=False):
            return _given(last)  # it is new, or somebody asks already
        try:
            return self._now(last, fresh)
        finally:
            self.lock.release()

    def _now(self, last: _Told | None, fresh: bool) -> Catalogue:
        if fresh or self.last is last:  # else somebody has asked meanwhile
            self.last = _Told(self._asked(), time.monotonic())
        assert self.last is not None
        return _given(self.last)

    def _asked(self) -> Catalogue | KgError:
        try:
            return self.ask()
        except KgError as error:
            return error


def _given(told: _Told) -> Catalogue:
    if isinstance(told.found, KgError):
        raise told.found.with_traceback(None)
    return told.found
