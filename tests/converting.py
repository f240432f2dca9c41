"""What the tests of the converter share: the real vocabulary, read once, and small reports of invented ports."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from unodc_kg import iris, vocabulary
from unodc_kg.convert import Conversion, convert_text
from unodc_kg.convert.citations import numbers
from unodc_kg.convert.model import Manifest, Mention, Reading, Record
from unodc_kg.convert.names import Names, names_of
from unodc_kg.convert.reading import ADOPTING
from unodc_kg.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).resolve().parent / "data" / "convert"
REPORT = Manifest(
    key="x-ports",
    symbols=("X/PORTS/1",),
    titles={"zh": "港口的工作", "en": "Work of the ports"},
    language="zh",
    authors=("unodc",),
    reporting_year=2020,
    submitted_to=("cnd", "ccpcj"),
)
COVER = """港口的工作
摘要
本文件介绍港口。
__________________
 * 附注。
http://example.org/a1
"""


@cache
def known() -> Vocabulary:
    """The project's vocabulary."""
    return vocabulary.load(ROOT)


@cache
def names() -> Names:
    """The names of the project's vocabulary."""
    return Names(known(), "zh")


def organs(text: str, language: str = "zh") -> list[Mention]:
    """The organs that a text names."""
    return [
        m
        for m in names_of(known(), language).mentions(text)
        if m.things[0].code in ADOPTING or numbers(m.things[0].iri)
    ]


def report(*paragraphs: str, heading: str = "业务活动") -> str:
    """A report with a cover, one section and these paragraphs."""
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(paragraphs, 1))
    return f"{COVER}   一、 {heading}\n{numbered}\n"


@cache
def converted(*paragraphs: str, heading: str = "业务活动") -> Conversion:
    """That report, converted."""
    return convert_text(report(*paragraphs, heading=heading), REPORT, known())


def read(*paragraphs: str, heading: str = "业务活动") -> list[Reading]:
    """The readings of its numbered paragraphs."""
    return [r for r in converted(*paragraphs, heading=heading).readings if r.unit.locator.isdigit()]


def printed(reading: Reading) -> list[tuple[str, str]]:
    """What a unit names, as (printed words, keys of the things)."""
    text = reading.unit.text
    outer = [m for m in reading.mentions if m.form != "inside-name"]
    return [(text[m.span.start : m.span.end], ",".join(short(t.iri) for t in m.things)) for m in outer]


def short(iri: str) -> str:
    """The last part of one of our IRIs: who, where, which code."""
    return iris.code(iri)


def links(record: Record, name: str) -> list[str]:
    """The values of a property of a record, shortened."""
    return [short(value) for predicate, value in record.links if short(predicate) == name]


def values(record: Record) -> dict[str, str]:
    """The literals of a record by property."""
    return {short(predicate): value for predicate, value, _ in record.values}


def records(class_name: str, *paragraphs: str, heading: str = "业务活动") -> list[Record]:
    """The records of a class that these paragraphs give."""
    return list(_records(class_name, read(*paragraphs, heading=heading)))


def _records(class_name: str, readings: list[Reading]) -> Iterator[Record]:
    for reading in readings:
        yield from (record for record in reading.records if class_name in record.classes)


def stated(*paragraphs: str) -> set[tuple[str, str, str]]:
    """The statements about shared things that these paragraphs give, shortened."""
    found = [item for reading in read(*paragraphs) for item in reading.assertions]
    return {(short(a.subject), short(a.predicate), a.value if a.datatype else short(a.value)) for a in found}
