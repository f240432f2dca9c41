"""Search by name, in any language, and in the words of the documents: simple containment, so that 会员 finds 会员国."""

import re
from dataclasses import dataclass
from functools import lru_cache

from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph, Label, label, value
from unodc_kg.describe.passages import Passage, pieces, sentence
from unodc_kg.describe.units import reading_order, split
from unodc_kg.namespaces import ID
from unodc_kg.rdf import text

LONGEST = 100  # characters of a search that count
NEAREST = 8


@dataclass(frozen=True)
class Hit:
    """A thing found by one of its names: before, the found words, after."""

    card: Card
    name: Label
    parts: tuple[str, str, str]


@dataclass(frozen=True)
class Found:
    """One page of what a search found, and how much there is in all."""

    hits: list[Hit]
    total: int
    passages: list[Passage]
    passage_total: int


def search(graph: Graph, query: str, begin: int, size: int) -> Found:
    """Things whose name, symbol or number contains the query, the closest first, and sentences that contain it."""
    wanted = re.sub(r"\s+", " ", query).strip()[:LONGEST]
    if not wanted:
        return Found([], 0, [], 0)
    best: dict[str, tuple[tuple[object, ...], Label]] = {}
    for row in graph.rows("search", words=text(wanted)):
        name, iri = label(row["name"]), value(row, "thing")
        rank = _rank(iri, name.text, wanted)
        best[iri] = min(best.get(iri, (rank, name)), (rank, name))
    ordered = sorted(best, key=lambda iri: best[iri][0])
    shown = ordered[begin : begin + size]
    short = cards(graph, shown)
    hits = [Hit(short[iri], best[iri][1], _cut(best[iri][1].text, wanted)) for iri in shown]
    found, total = _sentences(graph, wanted, begin, size)
    return Found(hits, len(ordered), found, total)


def _rank(iri: str, name: str, wanted: str) -> tuple[object, ...]:
    """Shared things before records, whole names before beginnings before the middle, short before long."""
    low, query = name.casefold(), wanted.casefold()
    place = 0 if low == query else 1 if low.startswith(query) else 2
    return (bool(split(iri)[1]), place, len(name), reading_order(iri))


def _cut(name: str, wanted: str) -> tuple[str, str, str]:
    match = re.search(re.escape(wanted), name, re.IGNORECASE)
    start, end = match.span() if match else (0, 0)
    return name[:start], name[start:end], name[end:]


def _sentences(graph: Graph, wanted: str, begin: int, size: int) -> tuple[list[Passage], int]:
    rows = graph.rows("search-texts", words=text(wanted))
    rows.sort(key=lambda row: reading_order(value(row, "unit")))
    found = []
    for row in rows[begin : begin + size]:
        words = label(row["text"])
        match = re.search(re.escape(wanted), words.text, re.IGNORECASE)
        start, end = match.span() if match else (0, 0)
        cut = pieces(words.text, *sentence(words.text, start, end), [(start, end, "")])
        found.append(Passage(value(row, "unit"), words.language, cut))
    return found, len(rows)


def nearest(graph: Graph, address: str) -> list[Card]:
    """The things whose names or addresses are most like an address that leads nowhere."""
    wanted = _pairs(re.sub(r"[^\w]+", " ", address.rpartition("/")[2][:LONGEST]))
    if not wanted:
        return []
    scores: dict[str, float] = {}
    for iri, known in _names(Graph(graph.store, graph.base_iri)):
        score = 2 * len(wanted & known) / (len(wanted) + len(known))
        scores[iri] = max(score, scores.get(iri, 0.0))
    best = sorted((iri for iri in scores if scores[iri] > 0.3), key=lambda iri: (-scores[iri], iri))[:NEAREST]
    short = cards(graph, best)
    return [short[iri] for iri in best]


@lru_cache(maxsize=2)
def _names(graph: Graph) -> list[tuple[str, frozenset[str]]]:
    """All names and addresses of shared things, as sets of pairs of letters."""
    found = []
    for row in graph.rows("names"):
        iri = value(row, "thing")
        if iri.startswith(ID) and not split(iri)[1]:
            found.append((iri, _pairs(value(row, "name"))))
            found.append((iri, _pairs(re.sub(r"[^\w]+", " ", iri.rpartition("/")[2]))))
    return list(dict.fromkeys(found))


def _pairs(name: str) -> frozenset[str]:
    low = f" {name.casefold().strip()} "
    return frozenset(low[i : i + 2] for i in range(len(low) - 1) if low.strip())
