"""Of two dates of different precision for one thing only the finer is asserted (design rule 26)."""

from dataclasses import replace

from unodc_kg import iris
from unodc_kg.convert.model import Assertion, Reading
from unodc_kg.namespaces import KG
from unodc_kg.vocabulary import Vocabulary

RANKS = {"year": 1, "quarter": 2, "month": 3, "day": 4}
DATED = frozenset({KG.startDate, KG.endDate, KG.datePrecision, KG.yearInferred})


def finest(readings: list[Reading], vocabulary: Vocabulary) -> list[Reading]:
    """The readings without dates of things that are dated more finely elsewhere, or by the vocabulary."""
    best: dict[str, tuple[int, tuple[str, int]]] = {}
    for reading in readings:
        for item in reading.assertions:
            rank = _rank(item)
            if rank > best.get(item.subject, (0, ("", 0)))[0]:
                best[item.subject] = (rank, _place(item))
    known = {iri for iri in best if _known_rank(iri, vocabulary) >= best[iri][0]}
    return [
        replace(reading, assertions=tuple(a for a in reading.assertions if _kept(a, best, known)))
        for reading in readings
    ]


def _kept(item: Assertion, best: dict[str, tuple[int, tuple[str, int]]], known: set[str]) -> bool:
    if item.predicate not in DATED or item.subject not in best:
        return True
    return item.subject not in known and best[item.subject][1] == _place(item)


def _place(item: Assertion) -> tuple[str, int]:
    return item.quote.unit, item.quote.span.start


def _rank(item: Assertion) -> int:
    return RANKS.get(iris.code(item.value), 0) if item.predicate == KG.datePrecision else 0


def _known_rank(iri: str, vocabulary: Vocabulary) -> int:
    entry = vocabulary.entries.get(iri)
    codes = entry.links.get(KG.datePrecision, ()) if entry else ()
    return max((RANKS.get(iris.code(code), 0) for code in codes), default=0)
