"""A query at work in a reader: how long it has taken, and what to say when it is ended."""

import time
from dataclasses import dataclass, field

from unodc_kg.config import Settings
from unodc_kg.errors import ClientGoneError, KgError, QueryTimeoutError, ServiceBusyError
from unodc_kg.stores.reader import Reader


@dataclass(eq=False)
class Run:
    """A query that a reader works on."""

    reader: Reader
    seconds: float
    started: float = field(default_factory=time.monotonic)
    worked: float = 0.0  # seconds until `since`
    # When we began to wait for the reader, as we do from the start; None while the client has not asked for more.
    since: float | None = field(default_factory=time.monotonic)
    paused: float = 0.0  # when the client was given something last
    sending: bool = False
    slow: bool = False
    ending: KgError | None = None  # why it was killed

    def waiting(self) -> None:
        """We begin to wait for the reader."""
        self.since = time.monotonic()

    def handed(self) -> None:
        """The client has something to read."""
        now = time.monotonic()
        self.worked += now - (self.since or now)
        self.since, self.paused = None, now

    def work(self, now: float) -> float:
        """Seconds that the reader was waited for; the time that a slow client takes does not count."""
        return self.worked + (now - self.since if self.since is not None else 0.0)

    def idle(self, now: float) -> float:
        """Seconds for which the client has asked for nothing."""
        return 0.0 if self.since is not None else now - self.paused


def too_late(seconds: float, settings: Settings) -> QueryTimeoutError:
    """What to say of a query that worked until its deadline."""
    own = seconds < settings.deadline
    what = "the 'timeout' of the request" if own else "the most that this service allows"
    return QueryTimeoutError(
        f"The query was stopped after {seconds:g} seconds, {what}.",
        "Ask for less: fewer patterns, a FILTER or VALUES that is more exact, a LIMIT.",
        limit="timeout" if own else "deadline",
        seconds=seconds,
        retry_after=30,
    )


def stalled(settings: Settings) -> QueryTimeoutError:
    """What to say of an answer that nobody took."""
    return QueryTimeoutError(
        f"The client took nothing of its answer for {settings.deadline:g} seconds.", "Read faster.", limit="deadline"
    )


def abandoned() -> ClientGoneError:
    """What to say of a query whose client has gone; only the log hears it."""
    return ClientGoneError("The client closed the connection before its answer was there.", "Wait for the answer.")


def busy(limit: str, found: str) -> ServiceBusyError:
    """What to say of a query for which there is no place."""
    return ServiceBusyError(f"Too many queries: {found}.", "Try again in a few seconds.", limit=limit, retry_after=3)
