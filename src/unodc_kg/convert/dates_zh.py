"""Printed dates and intervals in Chinese as first and last day; a month without a year takes that of its context."""

import re
from dataclasses import replace
from functools import cache

from unodc_kg.convert.calendar_days import YEAR, checked, context_year, day, inside, last
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Span, When

MORE_DAYS = re.compile(r"\s*[、和及]\s*(?P<whole>(?P<day>\d{1,2})\s*日)")
MIDYEAR = re.compile(r"\s*年?中")


def dates(text: str, year: int | None, named: list[Span]) -> list[When]:
    """The dates of a Chinese text, in order; see `convert.dates`."""
    found: list[When] = []
    for match in _pattern().finditer(text):
        when = _when(match, context_year(found, year), lexicon("zh")["dates"]["quarters"])
        if when is None:
            continue
        found.append(
            When(
                when.span,
                when.start,
                when.end,
                when.precision,
                when.inferred,
                bool(re.match(r"\s*(?:年?[初中底末])?\s*(?:以来|起(?!草|诉))", text[match.end() :])),
                inside(when.span, named),
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
        first = day(year, month, match["day"])
        one = checked(replace(when, span=Span(*match.span("whole")), start=first, end=first))
        more += [one] if one else []
        end = match.end()
    return more


@cache
def _pattern() -> re.Pattern[str]:
    more = r"\d{1,2}\s*日"
    return re.compile(
        rf"(?<![\d/.-])(?:(?P<y1>{YEAR})\s*年\s*)?(?P<m1>\d{{1,2}})\s*月份?\s*(?P<d1>\d{{1,2}})\s*日"
        rf"\s*(?:至|到|-|—|–|－)\s*(?:(?P<y2>{YEAR})\s*年\s*)?(?:(?P<m2>\d{{1,2}})\s*月\s*)?(?P<d2>\d{{1,2}})\s*日"
        rf"|(?<![\d/.-])(?:(?P<y3>{YEAR})\s*年\s*)?(?P<m3>\d{{1,2}})\s*月份?\s*(?P<d3>\d{{1,2}})\s*日"
        rf"|(?<![\d/.-])(?:(?P<y4>{YEAR})\s*年\s*)?(?P<m4>\d{{1,2}})\s*月份?\s*(?:至|到|-|—|–|－)\s*(?:(?P<y5>{YEAR})\s*年\s*)?"
        rf"(?P<m5>\d{{1,2}})\s*月份?(?!\s*{more})"
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
        return When(span, day(groups["y7"], month - 2, 1), last(groups["y7"], month), "quarter")
    stated = groups.get("y1") or groups.get("y3") or groups.get("y4") or groups.get("y6")
    if stated is None and context is None:
        return None
    return _with_month(groups, span, stated or str(context), stated is None)


def _with_month(groups: dict[str, str], span: Span, year: str, inferred: bool) -> When | None:
    if "m1" in groups:
        later = groups.get("y2", year)
        if "y2" not in groups and "m2" in groups and int(groups["m2"]) < int(groups["m1"]):
            later = str(int(year) + 1)
        first, until = day(year, groups["m1"], groups["d1"]), day(later, groups.get("m2", groups["m1"]), groups["d2"])
        return checked(When(span, first, until, "day", inferred))
    if "m3" in groups:
        only = day(year, groups["m3"], groups["d3"])
        return checked(When(span, only, only, "day", inferred))
    month, until = groups.get("m4") or groups.get("m6") or "", groups.get("m5") or groups.get("m6") or ""
    if not (1 <= int(month) <= 12 and 1 <= int(until) <= 12):
        return None
    return checked(When(span, day(year, month, 1), last(groups.get("y5", year), until), "month", inferred))
