"""What the grammars of printed dates share: days as ISO text, checks, and the year that a month without one takes."""

import calendar

from unodc_kg.convert.model import Span, When

YEAR = r"(?:1[89]|20)\d{2}"


def day(year: str | int, month: str | int, number: str | int) -> str:
    """A day as ISO text."""
    return f"{int(year):04d}-{int(month):02d}-{int(number):02d}"


def last(year: str | int, month: str | int) -> str:
    """The last day of a month as ISO text."""
    return day(year, month, calendar.monthrange(int(year), int(month))[1])


def checked(when: When) -> When | None:
    """The date, if both its days exist and stand in order."""
    for text in (when.start, when.end):
        year, month, number = (int(part) for part in text.split("-"))
        if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(year, month)[1]:
            return None
    return when if when.start <= when.end else None


def context_year(found: list[When], year: int | None) -> int | None:
    """The last full date before, unless that only names a plan for a later year."""
    for when in reversed(found):
        if not when.inside_name and (year is None or int(when.start[:4]) <= year):
            return int(when.start[:4]) if year is None or int(when.start[:4]) == year else year
    return year


def inside(span: Span, named: list[Span]) -> bool:
    """Does a name hold the stretch?"""
    return any(name.start <= span.start and span.end <= name.end for name in named)
