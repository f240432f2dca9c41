"""What is printed in a known form is read back as what it was printed from, whatever the value."""

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal

import cn2an
from hypothesis import given, settings
from hypothesis import strategies as st

from unodc_kg import iris
from unodc_kg.convert import citations, dates, quantities, read_text
from unodc_kg.convert.names import squeeze
from unodc_kg.convert.notes import Draft, Note, place

fixed = settings(derandomize=True, max_examples=150, deadline=None)
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))


def values(text: str) -> list[str]:
    return [q.value for q in quantities.quantities(text, "zh", [])]


def when(text: str) -> list[str]:
    return [w.value for w in dates.dates(text, "zh", 2020, [])]


# ---------------------------------------------------------------- numbers
@fixed
@given(st.integers(1, 99_999_999))
def test_plain_and_separated_digits(value: int) -> None:
    assert values(f"培训了 {value} 名渔民") == values(f"培训了 {value:,} 名渔民") == [str(value)]


@fixed
@given(st.integers(1, 99_999), st.integers(0, 3), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_ten_thousands_and_hundred_millions(digits: int, places: int, multiplier: tuple[str, int]) -> None:
    word, factor = multiplier
    printed = Decimal(digits).scaleb(-places)
    (found,) = values(f"捐款 {printed:f} {word}美元")
    assert Decimal(found) == printed * factor


@fixed
@given(st.integers(2, 9_999))
def test_han_numerals(value: int) -> None:
    assert values(f"培训了{cn2an.an2cn(str(value))}名渔民") in ([str(value)], [])
    if "零" not in cn2an.an2cn(str(value)):
        assert values(f"培训了{cn2an.an2cn(str(value))}名渔民") == [str(value)]


@fixed
@given(st.decimals("0.01", "99999", places=2), st.sampled_from([("吨", 1000), ("公斤", 1), ("克", Decimal("0.001"))]))
def test_masses_in_kilograms(value: Decimal, unit: tuple[str, Decimal]) -> None:
    (found,) = quantities.quantities(f"缉获 {value} {unit[0]}大麻", "zh", [])
    assert Decimal(found.normalized) == value * unit[1] and "E" not in found.normalized


# ---------------------------------------------------------------- dates
@fixed
@given(DAYS)
def test_days_months_and_years(day: date) -> None:
    assert when(f"{day.year} 年 {day.month} 月 {day.day} 日") == [day.isoformat()]
    assert when(f"{day.year}年{day.month}月") == [day.isoformat()[:7]]
    assert when(f"于{day.year}年通过") == [str(day.year)]


@fixed
@given(DAYS, st.integers(1, 400))
def test_intervals_of_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    assert when(text) == [f"{first}/{last}"]


@fixed
@given(st.integers(1990, 2040), st.integers(1, 31), st.integers(1, 12))
def test_only_days_of_the_calendar_are_dates(year: int, day: int, month: int) -> None:
    exists = day <= calendar.monthrange(year, month)[1]
    assert when(f"{year}年{month}月{day}日") == ([date(year, month, day).isoformat()] if exists else [])


# ---------------------------------------------------------------- citations
@fixed
@given(st.integers(1, 99), st.integers(1, 69), st.integers(0, 30), st.sampled_from(["决议", "决定"]))
def test_ranges_name_every_member(session: int, first: int, more: int, noun: str) -> None:
    """No commission takes a hundred in one session: a running number has two digits, here 99 at most."""
    found = citations.citations(f"第{session}/{first}号至第{session}/{first + more}号{noun}", "zh", [], {"body": "cnd"})
    numbers = [i.number for c in found for i in c.instruments]
    assert numbers == [f"{session}/{n}" for n in range(first, first + more + 1)]


@fixed
@given(st.integers(1, 99), st.integers(1, 999), st.sampled_from(["", " A", " B"]))
def test_citation_and_iri_agree(session: int, serial: int, suffix: str) -> None:
    (found,) = citations.citations(f"大会第{session}/{serial}{suffix}号决议", "zh", [], {"body": "ga"})
    assert found.instruments[0].iri == iris.instrument("resolution", "ga", f"{session}/{serial}{suffix}")


@fixed
@given(st.lists(st.from_regex(r"[A-Z]{1,4}\.?[0-9]{0,2}", fullmatch=True), min_size=1, max_size=3), st.integers(1, 999))
def test_symbols_are_read_as_printed(parts: list[str], number: int) -> None:
    symbol = f"E/{'/'.join(part.rstrip('.') for part in parts)}/2020/{number}"
    assert [found for _, found in citations.symbols(f"（见{symbol}）。")] == [symbol]


# ---------------------------------------------------------------- text
LINES = st.lists(st.text(alphabet="港口渔业。，“”（）ab1 \t", max_size=30), max_size=8)


@fixed
@given(LINES)
def test_joining_loses_nothing_but_blanks(lines: list[str]) -> None:
    assert re.sub(r"\s", "", read_text.join(lines, "zh")) == re.sub(r"\s", "", "".join(lines))


@fixed
@given(st.text(alphabet="港口渔业开放。，12 （）", max_size=60), st.integers(0, 3))
def test_taking_marks_out_loses_nothing_else(printed: str, count: int) -> None:
    text = printed.strip()
    marks = [str(n) for n in range(1, count + 1)]
    unit, *footnotes = place([Draft("1", "paragraph", text, "", {0})], [Note(m, "注", 0) for m in marks])
    assert len(footnotes) == count
    back, added = unit.text, 0
    for mark, offset in unit.marks:
        back = back[: offset + added] + mark + back[offset + added :]
        added += len(mark)
    assert re.sub(r"\s", "", back) == re.sub(r"\s", "", text)


@fixed
@given(st.text(max_size=60))
def test_squeezing_keeps_the_place_of_every_sign(text: str) -> None:
    squeezed, places = squeeze(text)
    assert squeezed == "".join(text.split()) == "".join(text[place] for place in places)
