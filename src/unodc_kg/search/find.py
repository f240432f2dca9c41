"""Asks an index: which names and texts have what a search wants, the nearest first.

A score is made of three things, the greater before the less: how the term is met (a whole name, the beginning of one, a
word in one, a text), whether the thing is shared or belongs to one document, and how much of the name or text it is
(BM25). `Found.total` counts all that was found, also where only some are given.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick

from unodc_kg.namespaces import KG, PREFIXES
from unodc_kg.search.index import LABEL, TEXT, Index
from unodc_kg.search.words import Term, folded, key, parse, pattern, spans, words

PARTS = {"labels": LABEL, "text": TEXT}
WAYS = ("text", "word", "prefix", "exact")  # how a hit is met; the place in this row counts 100 each
MOST_NAMES = 3_000  # longer names that are looked at where only the whole name counts
SHARED = 50.0
AT_ONCE = 500
FOUND = """
SELECT e.thing, e.id, t.place, length(e.text), e.tie, bm25(words),
       CASE WHEN e.part = 1 THEN 0 WHEN e.key = ? THEN 3 WHEN substr(e.key, 1, ?) = ? THEN 2 ELSE 1 END, t.record
FROM words JOIN entry e ON e.id = words.rowid JOIN thing t ON t.id = e.thing
WHERE words MATCH ?"""


@dataclass(frozen=True)
class Scope:
    """Where a search looks: part is "labels", "text" or "" for both, language a tag, kind the IRI of a class.

    `whole` leaves out what has a word only within the longer name of something else: 马里 in 索马里.
    """

    part: str = ""
    language: str = ""
    kind: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Match:
    """A thing that was found, by the name or text that is nearest, and where that has what was sought."""

    iri: str
    part: str
    way: str
    score: float
    language: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Matches:
    """Some of what was found, and how much there is in all."""

    matches: list[Match]
    total: int


EVERYWHERE = Scope()
_Hit = tuple[float, int, bytes, int, int]  # rank first: score negated, length, place in reading order, tie, entry


def find(index: Index, query: str, scope: Scope = EVERYWHERE, begin: int = 0, size: int = 50) -> Matches:
    """What has all words of a search (see `words.parse` for how it may be written).

    Raises:
        SearchError: the search asks for nothing.
    """
    terms = parse(query)
    ranked = _ranked(index, terms, key(query.strip().rstrip("*")), scope)
    shown = ranked[begin : begin + size]
    details = _details(index, [hit[-1] for hit in shown])
    return Matches([_match(details[hit[-1]], -hit[0], terms) for hit in shown], len(ranked))


def scores(index: Index, query: str, scope: Scope, most: int) -> tuple[list[tuple[str, float]], int]:
    """The things that were found with their scores, the nearest first, at most so many; and how many there are."""
    terms = parse(query)
    ranked = _ranked(index, terms, key(query.strip().rstrip("*")), scope)
    kept = ranked[:most]
    iris = _in_parts(index, "SELECT e.id, t.iri FROM entry e JOIN thing t ON t.id = e.thing", [hit[-1] for hit in kept])
    return [(iris[hit[-1]][1], round(-hit[0], 3)) for hit in kept], len(ranked)


def suggest(index: Index, query: str, scope: Scope = EVERYWHERE, size: int = 10) -> list[Match]:
    """Names that go on as somebody types: whole names, then names that begin so, then those with a word that does."""
    typed = key(query)
    if not typed:
        return []
    marks, values = _limits(scope)
    rows = index.rows(
        "SELECT e.thing, e.id FROM entry e INDEXED BY entry_key JOIN thing t ON t.id = e.thing "
        f"WHERE e.key >= ? AND e.key < ? {marks} ORDER BY t.record, length(e.key), t.place, e.tie LIMIT ?",
        (typed, typed + "\U0010ffff", *values, 4 * size),
    )
    found = dict(reversed([(thing, entry) for thing, entry in rows]))
    things = list(dict.fromkeys(thing for thing, _ in rows))
    if len(things) < size:
        found, things = _more(index, typed, Scope("labels", scope.language, scope.kind), found, things)
    chosen = [found[thing] for thing in things[:size]]
    details = _details(index, chosen)
    term = _typed(typed)
    return [_match(details[entry], 0.0, (term,)) for entry in chosen]


def kind_iri(kind: str) -> str:
    """A class by its short name ("State", "skos:Concept") or IRI."""
    prefix, colon, local = kind.partition(":")
    if not colon:
        return KG[kind]
    return PREFIXES[prefix] + local if prefix in PREFIXES else kind


def _more(
    index: Index, typed: str, scope: Scope, found: dict[int, int], things: list[int]
) -> tuple[dict[int, int], list[int]]:
    """The names with a word inside that begins as typed, after those that begin so themselves."""
    ranked = _hits(index, (_typed(typed),), typed, scope)
    nearest: dict[int, _Hit] = {}
    for thing, hit in ranked:
        if thing not in found and (thing not in nearest or hit < nearest[thing]):
            nearest[thing] = hit
    order = sorted(nearest, key=lambda thing: nearest[thing])
    return found | {thing: nearest[thing][-1] for thing in order}, things + order


def _typed(typed: str) -> Term:
    """What somebody has typed so far: its last word may go on."""
    found = tuple(words(typed))
    exact = typed if len(found) == 1 and found[0].han else ""
    return Term(typed, found, exact, beginning=not exact)


def _ranked(index: Index, terms: Sequence[Term], name: str, scope: Scope) -> list[_Hit]:
    """The best hit of every thing, the nearest first."""
    best: dict[int, _Hit] = {}
    allowed = _outside_names(index, terms, scope) if scope.whole else None
    for thing, hit in _hits(index, terms, name, scope):
        if (thing not in best or hit < best[thing]) and (allowed is None or allowed(hit[-1], thing)):
            best[thing] = hit
    return sorted(best.values())


def _hits(index: Index, terms: Sequence[Term], name: str, scope: Scope) -> list[tuple[int, _Hit]]:
    """Every name and text that has all that is wanted: the thing, and the hit."""
    marks, values = _limits(scope)
    exact = [(f"AND instr(folded(e.text), ?) {'= 0' if term.without else '> 0'}", folded(term.exact))
             for term in terms if _is_open(term)]  # fmt: skip
    query = " ".join([FOUND, marks, *(mark for mark, _ in exact)])
    rows = index.rows(query, (name, len(name), name, _match_all(terms), *values, *(value for _, value in exact)))
    return [(thing, _hit(row)) for thing, *row in rows]


def _hit(row: Sequence[Any]) -> _Hit:
    entry, place, length, tie, fit, way, record = row
    score = 100.0 * way + SHARED * (not record) + min(49.0, max(0.0, -fit))
    return (-score, length, place, tie, entry)


def _is_open(term: Term) -> bool:
    """Must letters decide, because the words of the index do not say all? They do where the term is one run of Han."""
    return bool(term.exact) and folded(term.exact) != term.words[0].text


def _match_all(terms: Sequence[Term]) -> str:
    """All terms in the language of the index; what is to be left out is left to the letters where they decide."""
    wanted = " AND ".join(pattern(term) for term in terms if not term.without)
    for term in terms:
        if term.without and not _is_open(term):
            wanted = f"({wanted}) NOT {pattern(term)}"
    return wanted


def _limits(scope: Scope) -> tuple[str, list[object]]:
    """The conditions of a scope in SQL, and their values."""
    marks: list[str] = []
    values: list[object] = []
    if scope.part:
        marks.append("AND e.part = ?")
        values.append(PARTS[scope.part])
    if scope.language:
        marks.append("AND (e.language = ? OR substr(e.language, 1, ?) = ?)")
        tag = scope.language.lower()
        values += [tag, len(tag) + 1, f"{tag}-"]
    if scope.kind:
        marks.append("AND EXISTS (SELECT 1 FROM class c WHERE c.thing = e.thing AND c.class = ?)")
        values.append(scope.kind)
    return " ".join(marks), values


def _details(index: Index, entries: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Of these entries: number, IRI, part, language, text and key."""
    query = "SELECT e.id, t.iri, e.part, e.language, e.text, e.key FROM entry e JOIN thing t ON t.id = e.thing"
    return _in_parts(index, query, [*entries])


def _in_parts(index: Index, query: str, entries: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The rows of these entries, some hundreds at a time: SQLite takes a limited number of values."""
    found: dict[int, tuple[Any, ...]] = {}
    for first in range(0, len(entries), AT_ONCE):
        some = entries[first : first + AT_ONCE]
        rows = index.rows(f"{query} WHERE e.id IN ({','.join('?' * len(some))})", some)
        found |= {row[0]: row for row in rows}
    return found


def _match(row: Sequence[Any], score: float, terms: Sequence[Term]) -> Match:
    _, iri, part, language, text, _ = row
    found = sorted({span for term in terms if not term.without for span in spans(term, text)})
    part_name = "text" if part == TEXT else "labels"
    way = WAYS[int(score // 100)]
    return Match(iri, part_name, way, round(score, 3), language, text, tuple(_apart(found)))


def _apart(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that meet or overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _outside_names(index: Index, terms: Sequence[Term], scope: Scope) -> Callable[[int, int], bool]:
    """Says of an entry whether every term stands in it outside the longer names of other things."""
    wanted = [term for term in terms if not term.without]
    longer = [_Longer(_longer_names(index, term)) for term in wanted]

    def allowed(entry: int, _: int) -> bool:
        text = _details(index, [entry])[entry][4]
        return all(_stands_free(text, term, names) for term, names in zip(wanted, longer, strict=True))

    return allowed


def _longer_names(index: Index, term: Term) -> list[Term]:
    """The names of other shared things that have the term in them."""
    name = " ".join(word.text for word in term.words)
    query = (
        "SELECT DISTINCT e.text FROM words JOIN entry e ON e.id = words.rowid JOIN thing t ON t.id = e.thing "
        "WHERE words MATCH ? AND e.part = 0 AND t.record = 0 AND e.key != ? "
        "AND e.thing NOT IN (SELECT thing FROM entry WHERE key = ?) ORDER BY length(e.text), e.text LIMIT ?"
    )
    rows = index.rows(query, (pattern(term), name, name, MOST_NAMES))
    return [_name(text) for (text,) in rows]


def _name(text: str) -> Term:
    found = tuple(words(text))
    return Term(text, found, text.strip() if any(word.han for word in found) else "")


class _Longer:
    """Longer names, and which of them a text may have: told in one pass over it, however many they are."""

    def __init__(self, names: Sequence[Term]) -> None:
        self.automaton = ahocorasick.Automaton()
        for name in names:
            self.automaton.add_word(" ".join(word.text for word in name.words), name)
        self.automaton.make_automaton()

    def within(self, text: str) -> set[Term]:
        """The names that the words of a text may have in them."""
        return {name for _, name in self.automaton.iter(key(text))} if len(self.automaton) else set()


def _stands_free(text: str, term: Term, longer: _Longer) -> bool:
    covers = [span for name in longer.within(text) for span in spans(name, text)]
    return any(not any(start <= a and b <= end and (start, end) != (a, b) for start, end in covers)
               for a, b in spans(term, text))  # fmt: skip
