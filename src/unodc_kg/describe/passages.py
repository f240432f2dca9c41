"""The words that prove a fact, in their sentence: what the reader of a page can check."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from unodc_kg.describe.graph import Graph, Label, Row, label, number, terms, value
from unodc_kg.namespaces import PROV

STOP = re.compile(r"[。！？；\n]+[”’」』）]*|[.!?]\s+|$")
HAN = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
BLANK = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[{HAN}])")

Texts = dict[str, dict[str, str]]  # of units, by language


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: the exact words, where they stand, who read them and how surely."""

    iri: str
    unit: str
    exact: str
    start: int
    end: int
    language: str
    agent: str
    agent_label: Label
    curated: bool
    confidence: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a quoted sentence: is it evidence, and the letters of the facts whose evidence ends with it."""

    text: str
    marked: bool = False
    letters: str = ""


@dataclass(frozen=True)
class Passage:
    """One or more sentences of a unit with the evidence in them."""

    unit: str
    language: str
    pieces: tuple[Piece, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def readers(self) -> list[Evidence]:
        """The evidence that differs in who read it or how surely: one sentence may prove ten facts in the same way."""
        return list({(item.agent, item.confidence): item for item in self.evidence}.values())


def evidence(graph: Graph, wanted: Iterable[str]) -> dict[str, Evidence]:
    """These pieces of evidence, by IRI."""
    found = terms(wanted)
    rows = graph.rows("evidence", evidence=found) if found else []
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(value(row, "evidence"), []).append(row)
    return {iri: _evidence(graph, iri, group) for iri, group in grouped.items()}


def _evidence(graph: Graph, iri: str, rows: Sequence[Row]) -> Evidence:
    row = rows[0]
    return Evidence(
        iri,
        value(row, "unit"),
        value(row, "exact"),
        number(row, "start", -1),
        number(row, "end", -1),
        value(row, "language"),
        value(row, "agent"),
        graph.best(label(row["name"]) for row in rows if "name" in row),
        any(value(row, "class") == PROV.Person for row in rows),
        value(row, "confidence"),
    )


def unit_texts(graph: Graph, units: Iterable[str]) -> Texts:
    """The texts of these units: unit, then language."""
    found = terms(units)
    texts: Texts = {}
    for row in graph.rows("texts", units=found) if found else []:
        text = label(row["text"])
        texts.setdefault(value(row, "unit"), {})[text.language] = text.text
    return texts


def passages(texts: Texts, items: Iterable[tuple[str, Evidence]]) -> list[Passage]:
    """The sentences that hold these pieces of evidence, each sentence once; an item is a letter and its evidence."""
    grouped: dict[tuple[str, str, int, int], list[tuple[str, Evidence]]] = {}
    loose = []
    for letter, item in items:
        text = texts.get(item.unit, {}).get(item.language, "")
        if item.start >= 0 and text[item.start : item.end] == item.exact:
            place = (item.unit, item.language, *sentence(text, item.start, item.end))
            grouped.setdefault(place, []).append((letter, item))
        else:  # the text is not in the graph, or not the one that was read: the words alone
            loose.append(Passage(item.unit, item.language, (Piece(item.exact, True),), (item,)))
    return [_passage(texts[place[0]][place[1]], place, group) for place, group in grouped.items()] + loose


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Begin and end of the sentence or sentences around a stretch of text."""
    stops = [match.end() for match in STOP.finditer(text)]
    begin = max((stop for stop in stops if stop <= start), default=0)
    return begin, min((stop for stop in stops if stop >= end), default=len(text))


def pieces(text: str, begin: int, stop: int, spans: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """The text from `begin` to `stop`, cut where spans begin and end; a span has a letter or ""."""
    spans = list(spans)
    cuts = sorted({begin, stop, *(edge for span in spans for edge in span[:2] if begin < edge < stop)})
    found = []
    for left, right in pairwise(cuts):
        marked = any(start <= left and right <= end for start, end, _ in spans)
        letters = "".join(sorted({letter for _, end, letter in spans if end == right}))
        found.append(Piece(readable(text, left, right), marked, letters))
    return tuple(found)


def readable(text: str, start: int, end: int) -> str:
    """A stretch of text without the blanks that the print has beside Han characters; pages set such gaps themselves."""
    kept, cursor = [], start
    for match in BLANK.finditer(text):
        if start <= match.start() and match.end() <= end and "\n" not in match.group():
            kept.append(text[cursor : match.start()])
            cursor = match.end()
    return "".join([*kept, text[cursor:end]])


def _passage(text: str, place: tuple[str, str, int, int], group: Sequence[tuple[str, Evidence]]) -> Passage:
    unit, language, begin, stop = place
    spans = [(item.start, item.end, letter) for letter, item in group]
    distinct = len({span[:2] for span in spans}) > 1  # letters on one stretch would say nothing
    cut = pieces(text, begin, stop, spans if distinct else [(*span[:2], "") for span in spans])
    return Passage(unit, language, cut, tuple(dict.fromkeys(item for _, item in group)))
