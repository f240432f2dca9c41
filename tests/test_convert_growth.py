"""One long sentence takes time in proportion to its length, whatever it lists: names, figures, titles, citations."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from converting import REPORT, known, report
from unodc_kg.convert import convert_text
from unodc_kg.convert.model import Span
from unodc_kg.convert.spans import Earlier, Index, Taken, outermost

ENGLISH = replace(REPORT, language="en", titles={"en": "Work of the ports"})
FEW, MANY = 300, 1_200
MOST = 12  # times longer for four times the text: 4 is linear, 16 quadratic; other programs run beside the tests


def states(language: str) -> list[str]:
    return [entry.label(language) for entry in known().of_class("State")][:190]


LISTS: dict[str, Callable[[int], str]] = {
    "zh names": lambda n: f"{states('zh')[n % 190]}、",
    "zh agents": lambda n: "世卫组织和" if n % 2 else "难民署、",
    "zh titles": lambda n: f"《灯塔手册{n}》、",
    "zh quoted": lambda n: f"“蓝色海岸{n}”方案、",
    "zh sessions": lambda n: "麻醉药品委员会第六十三届会议、",
    "zh resolutions": lambda n: f"大会第{60 + n % 15}/{n % 300 + 1}号决议、",
    "zh figures": lambda n: f"{n + 3} 名官员、",
    "zh definitions": lambda n: f"世界卫生组织（世{chr(0x5000 + n)}组）、",
    "en names": lambda n: f"{states('en')[n % 190]}, ",
    "en agents": lambda n: "the World Health Organization, ",
    "en figures": lambda n: f"{n + 3} officers, ",
    "en sessions": lambda n: "the sixty-third session of the Commission on Narcotic Drugs, ",
    "en doings": lambda n: f"UNODC trained {n + 3} officers in {states('en')[n % 190]}, ",
}


def seconds(name: str, count: int) -> float:
    """The processor time of one conversion."""
    listed = "".join(LISTS[name](n) for n in range(count))
    text, manifest = (report(f"{listed}港口。"), REPORT)
    if name.startswith("en"):
        head = "Work of the ports\nSummary\nOn ports.\n__________\n * Note.\nhttp://example.org/a1\n"
        text, manifest = f"{head}   I. Work\n1. {listed}ports.\n", ENGLISH
    start = time.process_time()
    convert_text(text, manifest, known())
    return time.process_time() - start


@pytest.mark.alone
@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_one_sentence_takes_time_in_proportion(name: str) -> None:
    few = min(seconds(name, FEW) for _ in range(2))  # the first may fill what later ones find
    many = seconds(name, MANY)
    print(f"{name}: {FEW} {few:.2f} s, {MANY} {many:.2f} s")
    assert many < 0.3 or many / few < MOST


def test_stretches_are_found_by_the_places_that_they_hold() -> None:
    spans = [Span(8, 9), Span(0, 10), Span(2, 4), Span(4, 6), Span(12, 20)]
    index = Index(spans, lambda span: span)

    for begin in range(22):
        for end in range(begin + 1, 22):
            expected = [s for s in spans if s.start < end and begin < s.end]
            assert index.over(Span(begin, end)) == expected
    assert outermost(spans) == {Span(0, 10), Span(12, 20)}


def test_only_what_is_free_is_taken() -> None:
    taken = Taken([Span(0, 10), Span(2, 4), Span(12, 20)])
    taken.add(Span(10, 12))

    assert [taken.has(Span(n, n + 1)) for n in range(22)] == [True] * 20 + [False] * 2


def test_the_last_that_ends_before_a_place_is_the_one_given_last() -> None:
    spans = [Span(0, 6), Span(2, 4), Span(7, 9)]
    earlier = Earlier(spans, lambda span: span)

    assert [earlier.before(place) for place in (3, 4, 6, 8, 9)] == [None, spans[1], spans[1], spans[1], spans[2]]
