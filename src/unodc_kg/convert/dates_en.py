"""Printed dates and intervals in English as first and last day: from 12 to 16 April 2021, in 2019 and 2020, 2021-2025.

A month without a year takes the year behind it ("in June and October 2020"), else that of its context.
"""

import re
from dataclasses import replace
from functools import cache

from unodc_kg.convert.calendar_days import YEAR, checked, context_year, day, inside, last
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Span, When

DAY = r"\d{1,2}(?:st|nd|rd|th)?"
TO = r"\s*(?:[-–—]|\bto\b|\bthrough\b|\buntil\b)\s*"
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
SINCE = re.compile(r"\b(?:[Ss]ince|[Aa]s (?:of|from))\s+(?:(?:early|late|mid)[- ]|the\s+)?$")
ONWARDS = re.compile(r"\s*onwards?\b")
BEFORE_MONTH = (
    r"(?:[Ii]n|[Oo]f|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Bb]etween|[Tt]o|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id-?|and)\s*$"
)


def dates(text: str, year: int | None, named: list[Span]) -> list[When]:
    """The dates of an English text, in order; see `convert.dates`."""
    found: list[When] = []
    for match in _pattern().finditer(text):
        if match["m9"] and not re.search(rf"\b{BEFORE_MONTH}", text[: match.start()]):
            continue  # a month alone is a date only where a word makes it one: "may" and "march" are verbs
        for when in _whens(match, _following_year(text, match.end()) or context_year(found, year)):
            open_end = bool(SINCE.search(text[: when.span.start]) or ONWARDS.match(text, when.span.end))
            found.append(replace(when, open_end=open_end, inside_name=inside(when.span, named)))
    return found


def _months() -> dict[str, int]:
    months: list[str] = lexicon("en")["dates"]["months"]
    return {name: number for number, name in enumerate(months, 1)}


@cache
def _pattern() -> re.Pattern[str]:
    month = f"(?:{either(_months())})"
    free = r"(?<![\w/.,$€-])"
    whole_year = rf"(?<![\w/.$€£]){YEAR}(?![\w/]|[.,]\d|\s*(?:per cent|%))"
    return re.compile(
        rf"{free}(?P<d1>{DAY})(?:\s+(?P<m1>{month}))?(?:,?\s+(?P<y1>{YEAR}))?{TO}(?P<d2>{DAY})\s+(?P<m2>{month})\b"
        rf"(?:,?\s+(?P<y2>{YEAR})\b)?"
        rf"|{free}(?P<days>{DAY}(?:(?:,|,?\s+and)\s+{DAY})*)\s+(?P<m3>{month})\b(?:,?\s+(?P<y3>{YEAR})\b)?"
        rf"|\b(?P<m4>{month})\s+(?P<d4>{DAY})(?!\d)(?:,?\s+(?P<y4>{YEAR})\b)"
        rf"|(?:(?<=[Bb]etween )(?P<m5>{month})(?:\s+(?P<y5>{YEAR}))?\s+and\s+"
        rf"|\b(?P<m6>{month})(?:\s+(?P<y6>{YEAR}))?{TO})"
        rf"(?P<m7>{month})\b(?:\s+(?P<y7>{YEAR})\b)?"
        rf"|\b(?P<m8>{month})(?:\s+of)?\s+(?P<y8>{YEAR})\b"
        rf"|\b(?P<part>first|second|third|fourth|last)\s+(?P<of>quarter|half)\s+of\s+(?P<y10>{YEAR})\b"
        rf"|\b(?P<m9>{month})\b(?!\s+\d)"
        rf"|(?:(?<=[Bb]etween )(?P<y11>{whole_year})\s+and\s+|(?P<y12>{whole_year}){TO})(?P<y13>{whole_year})"
        rf"|(?<!\d\s\()(?<!\d\()(?P<y14>{whole_year})"
    )


def _following_year(text: str, end: int) -> int | None:
    """The year of a list of months that stands behind its last one."""
    match = re.match(
        rf"(?:(?:,|,?\s+(?:and|or))\s+(?:{DAY}\s+)?(?:{either(_months())}))+\s+(?P<year>{YEAR})\b", text[end:]
    )
    return int(match["year"]) if match else None


def _whens(match: re.Match[str], context: int | None) -> list[When]:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    if "days" in groups:
        return _days(match, groups, context)
    when = _one(Span(*match.span()), groups, context)
    return [when] if when else []


def _days(match: re.Match[str], groups: dict[str, str], context: int | None) -> list[When]:
    """5, 6 and 8 March 2020: each day on its own; the last one's stretch holds month and year."""
    year = groups.get("y3") or context
    if year is None:
        return []
    month, found = _months()[groups["m3"]], []
    numbers = list(re.finditer(r"\d{1,2}", groups["days"]))
    for number in numbers:
        begin = match.start("days") + number.start()
        end = match.end() if number is numbers[-1] else match.start("days") + number.end()
        only = day(year, month, number.group())
        found.append(checked(When(Span(begin, end), only, only, "day", "y3" not in groups)))
    return [when for when in found if when is not None]


def _one(span: Span, groups: dict[str, str], context: int | None) -> When | None:
    if "y14" in groups:
        return When(span, f"{groups['y14']}-01-01", f"{groups['y14']}-12-31", "year")
    if "y13" in groups:
        first = groups.get("y11") or groups["y12"]
        return checked(When(span, f"{first}-01-01", f"{groups['y13']}-12-31", "year"))
    if "of" in groups:
        return _part(span, groups)
    return _with_month(span, groups, context)


def _part(span: Span, groups: dict[str, str]) -> When:
    """A quarter, or a half as its six months."""
    size, precision = (3, "quarter") if groups["of"] == "quarter" else (6, "month")
    number = min(ORDINALS[groups["part"]], 12 // size)
    until = number * size
    return When(span, day(groups["y10"], until - size + 1, 1), last(groups["y10"], until), precision)


def _with_month(span: Span, groups: dict[str, str], context: int | None) -> When | None:
    stated = next((groups[name] for name in ("y2", "y4", "y7", "y8") if name in groups), None)
    year = stated or context
    if year is None:
        return None
    months = _months()
    if "d2" in groups:
        from_month = months[groups.get("m1") or groups["m2"]]
        from_year = groups.get("y1") or (int(year) - 1 if from_month > months[groups["m2"]] else year)
        first, until = (
            day(from_year, from_month, _digits(groups["d1"])),
            day(year, months[groups["m2"]], _digits(groups["d2"])),
        )
        return checked(When(span, first, until, "day", stated is None))
    if "d4" in groups:
        only = day(year, months[groups["m4"]], _digits(groups["d4"]))
        return checked(When(span, only, only, "day"))
    if "m7" in groups:
        from_month = months[groups.get("m5") or groups["m6"]]
        from_year = (
            groups.get("y5") or groups.get("y6") or (int(year) - 1 if from_month > months[groups["m7"]] else year)
        )
        return checked(
            When(span, day(from_year, from_month, 1), last(year, months[groups["m7"]]), "month", stated is None)
        )
    month = months[groups.get("m8") or groups["m9"]]
    return When(span, day(year, month, 1), last(year, month), "month", stated is None)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
