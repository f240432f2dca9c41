"""Printed dates and intervals in Chinese as first and last day; a month without a year takes that of its context.

Years, months and days may be printed in Western or in Han digits: 2020年3月, 二〇二〇年三月.
"""

import re
from dataclasses import replace
from functools import cache

from unodc_kg.convert import calendar_days
from unodc_kg.convert.calendar_days import checked, context_year, day, inside, last
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Span, When
from unodc_kg.convert.numerals import numeral

HAN_ZEROS = "〇零○Ｏ０"
HAN_DIGITS = f"{HAN_ZEROS}一二三四五六七八九"
WESTERN = str.maketrans(HAN_DIGITS, "0" * len(HAN_ZEROS) + "123456789")
YEAR = rf"(?:{calendar_days.YEAR}|[一二][{HAN_DIGITS}]{{3}})"
NUMBER = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"  # of a month or a day
FRESH = rf"(?<![\d/.\-第十{HAN_DIGITS}])"  # no part of a longer number, of a symbol or of an ordinal
MORE_DAYS = re.compile(rf"\s*[、和及]\s*(?P<whole>(?P<day>{NUMBER})\s*日)")
MIDYEAR = re.compile(r"\s*年?中")
BESIDE = re.compile(r"\s*(?:《|(?:举行|召开|通过|发表|发布|缔结|签署)的)")


def dates(text: str, year: int | None, named: list[Span]) -> list[When]:
    """The dates of a Chinese text, in order; see `convert.dates`."""
    found: list[When] = []
    for match in _pattern().finditer(text):
        if _may_count(match):
            continue
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
                inside(when.span, named) and not BESIDE.match(text, when.span.end),
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
    more = rf"{NUMBER}\s*日"
    return re.compile(
        rf"{FRESH}(?:(?P<y1>{YEAR})\s*年\s*)?(?P<m1>{NUMBER})\s*月份?\s*(?P<d1>{NUMBER})\s*日"
        rf"\s*(?:至|到|-|—|–|－)\s*(?:(?P<y2>{YEAR})\s*年\s*)?(?:(?P<m2>{NUMBER})\s*月\s*)?(?P<d2>{NUMBER})\s*日"
        rf"|{FRESH}(?:(?P<y3>{YEAR})\s*年\s*)?(?P<m3>{NUMBER})\s*月份?\s*(?P<d3>{NUMBER})\s*日"
        rf"|{FRESH}(?:(?P<y4>{YEAR})\s*年\s*)?(?P<m4>{NUMBER})\s*月份?\s*(?:至|到|-|—|–|－)\s*(?:(?P<y5>{YEAR})\s*年\s*)?"
        rf"(?P<m5>{NUMBER})\s*月份?(?!\s*{more})"
        rf"|{FRESH}(?:(?P<y6>{YEAR})\s*年\s*)?(?P<m6>{NUMBER})\s*月份?"
        rf"|{FRESH}(?P<y7>{YEAR})\s*年\s*(?P<q>第[一二三四]季度)"
        rf"|{FRESH}(?P<y8>{YEAR})\s*年?\s*(?:至|到|-|—|–|－)\s*(?P<y9>{YEAR})\s*年"
        rf"|{FRESH}(?P<y10>{YEAR})\s*年(?!版)"
        rf"|{FRESH}(?P<y11>{YEAR})(?=(?:\s*[、和及]\s*{YEAR})+\s*年)"
    )


def _when(match: re.Match[str], context: int | None, quarters: dict[str, int]) -> When | None:
    groups = {name: _western(value) for name, value in match.groupdict().items() if value is not None}
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


def _western(printed: str) -> str:
    """A year, month or day in Western digits; other words as they are."""
    if len(printed) == 4 and set(printed) <= set(HAN_DIGITS):
        return printed.translate(WESTERN)
    number = numeral(printed)
    return printed if number is None else str(number)


def _may_count(match: re.Match[str]) -> bool:
    """三月 alone, in Han digits, may count months: only beside a year or a day is it sure to be a date."""
    month = match["m6"] or match["m4"]
    return bool(month) and not month[0].isdigit() and not (match["y6"] or match["y4"])


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
