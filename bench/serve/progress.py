"""What a run says while it runs: each line with the time since the beginning, each round with the time that is left."""

import sys
import time

BEGIN = time.monotonic()


def say(text: str) -> None:
    """A line of progress."""
    print(f"{time.monotonic() - BEGIN:6.0f} s  {text}", file=sys.stderr, flush=True)


class Telling:
    """Says at each fifth of a load how long the rest may take."""

    def __init__(self, what: str) -> None:
        self._what, self._begin, self._next = what, time.monotonic(), 0.2

    def __call__(self, share: float) -> None:
        """So much of it is read, from 0 to 1."""
        if share >= self._next:
            say(f"{self._what}: {share:.0%}{left(self._begin, share)}")
            self._next += 0.2


class Rounds:
    """Counts rounds of one kind."""

    def __init__(self, what: str, number: int) -> None:
        self._what, self._number, self._done, self._begin = what, number, 0, time.monotonic()

    def next(self) -> None:
        """The next round begins."""
        rest = left(self._begin, self._done / self._number)
        self._done += 1
        say(f"{self._what}: round {self._done} of {self._number}{rest}")


def left(begin: float, share: float) -> str:
    """How long the rest may take, in words; nothing before there is a first part to go by."""
    return f", about {(time.monotonic() - begin) * (1 - share) / share:.0f} s left" if share else ""
