"""Stretches of one text, ready to be asked which of them share a place with another: a list of 2,000 names stays cheap.

Comparing every stretch with every other is what makes a long sentence slow; here they are sorted once and looked up.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from unodc_kg.convert.model import Span

T = TypeVar("T")


class Index(Generic[T]):
    """Things with a stretch of text each, found by the places that they hold."""

    def __init__(self, items: Iterable[T], span: Callable[[T], Span]) -> None:
        self.items = list(items)
        self.sorted = sorted((span(item), number) for number, item in enumerate(self.items))
        self.starts = [own.start for own, _ in self.sorted]
        self.reach = list(accumulate((own.end for own, _ in self.sorted), max))  # how far these and earlier ones go

    def over(self, span: Span) -> list[T]:
        """Those that share a place with the stretch, in the order in which they were given."""
        found = []
        at = bisect_left(self.starts, span.end) - 1
        while at >= 0 and self.reach[at] > span.start:
            own, number = self.sorted[at]
            if own.end > span.start:
                found.append(number)
            at -= 1
        return [self.items[number] for number in sorted(found)]


class Taken:
    """Stretches of which none holds another; more are added as long as they are free."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(outermost(spans))

    def has(self, span: Span) -> bool:
        """Does it share a place with one of them?"""
        at = bisect_left(self.spans, Span(span.end, span.end)) - 1
        return at >= 0 and self.spans[at].end > span.start

    def add(self, span: Span) -> None:
        """Take a stretch that is free."""
        insort(self.spans, span)


def outermost(spans: Iterable[Span]) -> set[Span]:
    """Those that stand inside no other."""
    kept: set[Span] = set()
    reach = -1
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.end > reach:
            kept.add(span)
            reach = span.end
    return kept


class Earlier(Generic[T]):
    """Things with a stretch of text each, of which the last that ends before a place is wanted."""

    def __init__(self, items: Iterable[T], span: Callable[[T], Span]) -> None:
        self.items = list(items)
        ends = sorted((span(item).end, number) for number, item in enumerate(self.items))
        self.ends = [end for end, _ in ends]
        self.last = list(accumulate((number for _, number in ends), max))

    def before(self, place: int) -> T | None:
        """Of those that end there or before, the one that was given last."""
        at = bisect_right(self.ends, place)
        return self.items[self.last[at - 1]] if at else None
