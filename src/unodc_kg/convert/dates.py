"""Printed dates and intervals as first and last day; a month without a year takes the year of its context."""

import calendar
import re
from dataclasses import replace
from functools import cache

from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Span, When

MORE_DAYS = re.compile(r"\s*[、和及]\s*(?P<whole>(?P<day>\d{1,2})\s*日)")
MIDYEAR = re.compile(r"\s*年?中")
YEAR = r"(?:1[89]|20)\d{2}"


def dates(text: str, language: str, year: int | None, named: list[Span]) -> list[When]:
    """The dates of a unit's text, in order.

    Args:
        text: the unit's text.
        language: of the text.
        year: the year that a month without one belongs to, if no year stands before it in the unit.
        named: names; a year inside a name is marked `inside_name`.
    """
    found: list[When] = []
    for match in _pattern(language).finditer(text):
        when = _when(match, _context_year(found, year), lexicon(language)["dates"]["quarters"])
        if when is None:
            continue
        inside = any(span.start <= when.span.start and when.span.end <= span.end for span in named)
        found.append(
            When(
                when.span,
                when.start,
                when.end,
                when.precision,
                when.inferred,
                bool(re.match(r"\s*(?:年?[初中底末])?\s*(?:以来|起(?!草|诉))", text[match.end() :])),
                inside,
            )
        )
        found += _more_days(text, found[-1]) if when.precision == "day" else []
    return found


def _more_days(text: str, when: When) -> list[When]:
    """The other days of 3月5日、6日和8日."""
    more: list[When] = []
    end = when.span.end
    year, month, _ = when.end.split("-")
    while match := MORE_DAYS.match(text, end):
        first = _day(year, month, match["day"])
        day = _checked(replace(when, span=Span(*match.span("whole")), start=first, end=first))
        more += [day] if day else []
        end = match.end()
    return more


def _context_year(found: list[When], year: int | None) -> int | None:
    """The last full date before, unless that only names a plan for a later year."""
    for when in reversed(found):
        if not when.inside_name and (year is None or int(when.start[:4]) <= year):
            return int(when.start[:4]) if year is None or int(when.start[:4]) == year else year
    return year


@cache
def _pattern(language: str) -> re.Pattern[str]:
    if language == "en":
        return re.compile(r"(?!)")
    day = r"\d{1,2}\s*日"
    return re.compile(
        rf"(?<![\d/.-])(?:(?P<y1>{YEAR})\s*年\s*)?(?P<m1>\d{{1,2}})\s*月份?\s*(?P<d1>\d{{1,2}})\s*日"
        rf"\s*(?:至|到|-|—|–|－)\s*(?:(?P<y2>{YEAR})\s*年\s*)?(?:(?P<m2>\d{{1,2}})\s*月\s*)?(?P<d2>\d{{1,2}})\s*日"
        rf"|(?<![\d/.-])(?:(?P<y3>{YEAR})\s*年\s*)?(?P<m3>\d{{1,2}})\s*月份?\s*(?P<d3>\d{{1,2}})\s*日"
        rf"|(?<![\d/.-])(?:(?P<y4>{YEAR})\s*年\s*)?(?P<m4>\d{{1,2}})\s*月份?\s*(?:至|到|-|—|–|－)\s*(?:(?P<y5>{YEAR})\s*年\s*)?"
        rf"(?P<m5>\d{{1,2}})\s*月份?(?!\s*{day})"
        rf"|(?<![\d/.-])(?:(?P<y6>{YEAR})\s*年\s*)?(?P<m6>\d{{1,2}})\s*月份?"
        rf"|(?<![\d/.-])(?P<y7>{YEAR})\s*年\s*(?P<q>第[一二三四]季度)"
        rf"|(?<![\d/.-])(?P<y8>{YEAR})\s*年?\s*(?:至|到|-|—|–|－)\s*(?P<y9>{YEAR})\s*年"
        rf"|(?<![\d/.-])(?P<y10>{YEAR})\s*年(?!版)"
        rf"|(?<![\d/.-])(?P<y11>{YEAR})(?=(?:\s*[、和及]\s*{YEAR})+\s*年)"
    )


def _when(match: re.Match[str], context: int | None, quarters: dict[str, int]) -> When | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    span = Span(*match.span())
    only = groups.get("y10") or groups.get("y11")
    if only:
        half = "07" if MIDYEAR.match(match.string[match.end() :]) else "01"
        return When(span, f"{only}-{half}-01", f"{only}-12-31", "year")
    if "y8" in groups:
        if groups["y9"] < groups["y8"]:
            return None
        return When(span, f"{groups['y8']}-01-01", f"{groups['y9']}-12-31", "year")
    if "q" in groups:
        month = quarters[groups["q"]] * 3
        return When(span, _day(groups["y7"], month - 2, 1), _last(groups["y7"], month), "quarter")
    stated = groups.get("y1") or groups.get("y3") or groups.get("y4") or groups.get("y6")
    if stated is None and context is None:
        return None
    return _with_month(groups, span, stated or str(context), stated is None)


def _with_month(groups: dict[str, str], span: Span, year: str, inferred: bool) -> When | None:
    if "m1" in groups:
        later = groups.get("y2", year)
        if "y2" not in groups and "m2" in groups and int(groups["m2"]) < int(groups["m1"]):
            later = str(int(year) + 1)
        first, last = _day(year, groups["m1"], groups["d1"]), _day(later, groups.get("m2", groups["m1"]), groups["d2"])
        return _checked(When(span, first, last, "day", inferred))
    if "m3" in groups:
        only = _day(year, groups["m3"], groups["d3"])
        return _checked(When(span, only, only, "day", inferred))
    month, until = groups.get("m4") or groups.get("m6") or "", groups.get("m5") or groups.get("m6") or ""
    if not (1 <= int(month) <= 12 and 1 <= int(until) <= 12):
        return None
    return _checked(When(span, _day(year, month, 1), _last(groups.get("y5", year), until), "month", inferred))


def _checked(when: When) -> When | None:
    for day in (when.start, when.end):
        year, month, number = (int(part) for part in day.split("-"))
        if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(year, month)[1]:
            return None
    return when if when.start <= when.end else None


def _day(year: str, month: str | int, day: str | int) -> str:
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def _last(year: str, month: str | int) -> str:
    return _day(year, month, calendar.monthrange(int(year), int(month))[1])
