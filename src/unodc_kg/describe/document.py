"""A document to read: its sections and units in order, the names and figures in the text, and what was read from it.

Four queries give all of it, however long the document is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from unodc_kg import iris
from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import NO_LABEL, Graph, Label, Row, label, number, value
from unodc_kg.describe.passages import readable
from unodc_kg.describe.units import reading_order
from unodc_kg.namespaces import DCTERMS, KG, RDF, SKOS
from unodc_kg.rdf import Literal, NamedNode, Term

FOOTNOTE = KG.Footnote
Values = dict[str, list[Term]]  # what is said of a part, by property


@dataclass(frozen=True)
class Stretch:
    """A piece of running text: the things that it names, and the figure that it is part of."""

    text: str
    things: tuple[Card, ...] = ()
    mention: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Record:
    """One record read from a unit; a statement also has the parts of its triple."""

    card: Card
    printed: str = ""
    subject: Card | None = None
    property: str = ""
    object: Card | None = None
    value: str = ""


@dataclass(frozen=True)
class Part:
    """A section (`heading` is set) or a unit of text; `depth` is its level in the outline.

    `beside` is the same unit in the language that the reader wants to compare; "" if it has none.
    """

    iri: str
    locator: str
    depth: int
    heading: Label = NO_LABEL
    kind: str = ""
    language: str = ""
    stretches: tuple[Stretch, ...] = ()
    records: tuple[Record, ...] = ()
    notes: tuple["Part", ...] = field(default=())
    beside: str = ""


@dataclass(frozen=True)
class Document:
    """A document in one of its languages, and beside it in another if one was asked for."""

    card: Card
    language: str
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    beside: str = ""


@dataclass(frozen=True)
class _Layers:
    """What lies over the text of each unit."""

    mentions: Mapping[str, list[Row]]
    records: Mapping[str, list[Row]]
    short: Mapping[str, Card]
    language: str
    beside: str = ""


def document(graph: Graph, iri: NamedNode, language: str = "", beside: str = "") -> Document | None:
    """The document, in the languages asked for if it has a text in them; None if the graph has no text of it."""
    values = _values(graph.rows("document-parts", document=iri))
    texts = (label(term) for found in values.values() for term in found.get(KG["text"], ()))
    languages = sorted({text.language for text in texts})
    if not languages:
        return None
    chosen = language if language in languages else _reference(graph, iri, languages)
    other = beside if beside in languages and beside != chosen else ""
    mentions = graph.rows("document-mentions", document=iri)
    records = graph.rows("document-records", document=iri)
    short = cards(graph, [*_things([*mentions, *records]), iri.value])
    layers = _Layers(_by_unit(mentions), _by_unit(records), short, chosen, other)
    parts = tuple(_parts(iri.value, values, layers))
    return Document(layers.short[iri.value], chosen, tuple(languages), parts, other)


def _values(rows: Iterable[Row]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for row in rows:
        found.setdefault(value(row, "part"), {}).setdefault(value(row, "property"), []).append(row["value"])
    return found


def _things(rows: Iterable[Row]) -> Iterator[str]:
    """The things that rows name, each in its column."""
    for row in rows:
        for column in ("thing", "record", "subject", "object"):
            if isinstance(row.get(column), NamedNode):
                yield value(row, column)


def _by_unit(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(value(row, "unit"), []).append(row)
    return found


def _reference(graph: Graph, iri: NamedNode, languages: Sequence[str]) -> str:
    known = [iris.code(value(row, "value")) for row in graph.rows("thing", thing=iri)
             if value(row, "property") == KG.referenceLanguage]  # fmt: skip
    return next((language for language in known if language in languages), languages[0])


def _parts(top: str, values: Mapping[str, Values], layers: _Layers) -> Iterator[Part]:
    """Sections and units in reading order, footnotes with the unit that carries them."""
    parents = {iri: _first(found, DCTERMS.isPartOf) for iri, found in values.items()}
    notes: dict[str, list[str]] = {}
    for iri, found in values.items():
        if FOOTNOTE in _all(found, RDF.type):
            notes.setdefault(parents[iri], []).append(iri)
    apart = {note for found in notes.values() for note in found}
    for iri in sorted(values, key=lambda part: _position(values[part], part)):
        if iri in apart and parents[iri] in values:
            continue
        below = [_part(note, values[note], 0, layers) for note in sorted(notes.get(iri, ()), key=reading_order)]
        yield _part(iri, values[iri], _depth(iri, parents, top), layers, tuple(below))


def _part(iri: str, found: Values, depth: int, layers: _Layers, notes: tuple[Part, ...] = ()) -> Part:
    locator = _first(found, KG.locator)
    if KG.Section in _all(found, RDF.type):
        headings = sorted(label(term) for term in found.get(SKOS.prefLabel, ()))
        own = [heading for heading in headings if heading.language == layers.language]
        return Part(iri, locator, depth, next(iter([*own, *headings]), Label(locator)))
    texts = {text.language: text.text for text in map(label, found.get(KG["text"], ()))}
    language = layers.language if layers.language in texts else min(texts, default="")
    kind = next((iris.code(name) for name in sorted(_all(found, RDF.type)) if name != KG.TextUnit), "")
    pieces = stretches(texts.get(language, ""), iri, language, layers)
    records = _records(layers.records.get(iri, ()), layers.short)
    other = texts.get(layers.beside, "") if layers.beside != language else ""
    beside = readable(other, 0, len(other))
    return Part(iri, locator, depth, NO_LABEL, kind, language, pieces, records, notes, beside)


def stretches(text: str, unit: str, language: str, layers: _Layers) -> tuple[Stretch, ...]:
    """The text of a unit, cut where names and figures begin and end; of nested names the outermost is kept."""
    names = _outermost([row for row in layers.mentions.get(unit, ()) if value(row, "language") in ("", language)])
    figures = _figures(text, layers.records.get(unit, ()))
    edges = {edge for start, end in [*names, *figures] for edge in (start, end) if 0 <= edge <= len(text)}
    cuts = sorted(edges | {0, len(text)})
    return tuple(_stretch(text, span, names, figures, layers.short) for span in pairwise(cuts))


def _stretch(
    text: str,
    span: tuple[int, int],
    names: Mapping[tuple[int, int], list[Row]],
    figures: Mapping[tuple[int, int], str],
    short: Mapping[str, Card],
) -> Stretch:
    start, end = span
    rows = next((rows for (left, right), rows in names.items() if left <= start and end <= right), [])
    figure = next((iri for (left, right), iri in figures.items() if left <= start and end <= right), "")
    things = dict.fromkeys(value(row, "thing") for row in rows)
    mention = value(rows[0], "mention") if rows else ""
    return Stretch(readable(text, start, end), tuple(short[iri] for iri in things), mention, figure)


def _outermost(rows: Iterable[Row]) -> dict[tuple[int, int], list[Row]]:
    """The mentions by stretch; one that overlaps an earlier or longer one is left out."""
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        found.setdefault((number(row, "start"), number(row, "end")), []).append(row)
    kept: dict[tuple[int, int], list[Row]] = {}
    last = 0
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if span[0] >= last:
            kept[span] = found[span]
            last = span[1]
    return kept


def _figures(text: str, rows: Iterable[Row]) -> dict[tuple[int, int], str]:
    """Where the printed words of figures stand: searched within the evidence of each."""
    found: dict[tuple[int, int], str] = {}
    for row in rows:
        printed, start, end = value(row, "printed"), number(row, "start"), number(row, "end", len(text))
        place = text.find(printed, start, end) if printed and value(row, "class") == KG.Figure else -1
        if place >= 0:
            found[place, place + len(printed)] = value(row, "record")
    return found


def _records(rows: Iterable[Row], short: Mapping[str, Card]) -> tuple[Record, ...]:
    found = {value(row, "record"): row for row in rows}
    return tuple(_record(found[iri], short) for iri in sorted(found, key=reading_order))


def _record(row: Row, short: Mapping[str, Card]) -> Record:
    if "subject" not in row:
        return Record(short[value(row, "record")], value(row, "printed"))
    target = short[value(row, "object")] if isinstance(row["object"], NamedNode) else None
    return Record(short[value(row, "record")], "", short[value(row, "subject")], value(row, "property"), target,
                  "" if target else value(row, "object"))  # fmt: skip


def _first(found: Values, name: str) -> str:
    return min(_all(found, name), default="")


def _all(found: Values, name: str) -> set[str]:
    return {str(term.value) for term in found.get(name, ()) if isinstance(term, NamedNode | Literal)}


def _position(found: Values, iri: str) -> tuple[object, ...]:
    position = _first(found, KG.position)
    return (int(position) if position.isdigit() else 10**9, reading_order(iri))


def _depth(iri: str, parents: Mapping[str, str], top: str) -> int:
    depth, seen = 1, {iri}
    parent = parents.get(iri, top)
    while parent != top and parent in parents and parent not in seen:
        seen.add(parent)
        depth, parent = depth + 1, parents[parent]
    return depth
