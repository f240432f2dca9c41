"""What points to a thing: where texts mention it, and which other things have it as a value."""

from collections.abc import Iterable
from dataclasses import dataclass

from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph, Row, number, value
from unodc_kg.describe.passages import Passage, Texts, pieces, sentence, unit_texts
from unodc_kg.describe.units import reading_order, split
from unodc_kg.rdf import NamedNode, named


@dataclass(frozen=True)
class Mention:
    """One stretch of text that names a thing, the short form of how it does, and the sentence around it."""

    iri: str
    form: Card
    passage: Passage


@dataclass(frozen=True)
class Mentions:
    """Some of the mentions of a thing, in reading order, and how many there are."""

    items: list[Mention]
    total: int


@dataclass(frozen=True)
class Incoming:
    """One thing that has this one as a value, and the unit of text that says so ("" if none is known)."""

    card: Card
    unit: str


@dataclass(frozen=True)
class Links:
    """Some of the things that have this one as the value of a property, and how many there are."""

    property: str
    items: list[Incoming]
    total: int


def mentions(graph: Graph, iri: NamedNode, begin: int, size: int) -> Mentions:
    """Where texts name a thing: `size` mentions from `begin` on."""
    found = {value(row, "mention"): row for row in graph.rows("mentions", thing=iri)}
    shown = sorted(found.values(), key=_place)[begin : begin + size]
    texts = unit_texts(graph, (value(row, "unit") for row in shown))
    forms = cards(graph, (value(row, "form") for row in shown if "form" in row))
    return Mentions([_mention(row, texts, forms) for row in shown], len(found))


def _place(row: Row) -> tuple[object, ...]:
    """Where a mention stands: document, position of the unit in it, offset in the unit."""
    unit = value(row, "unit")
    return (reading_order(split(unit)[0]), number(row, "position"), reading_order(unit), number(row, "start"))


def _mention(row: Row, texts: Texts, forms: dict[str, Card]) -> Mention:
    unit, language, exact = value(row, "unit"), value(row, "language"), value(row, "exact")
    text, start, end = texts.get(unit, {}).get(language, ""), number(row, "start"), number(row, "end")
    if text[start:end] != exact:  # the text is not in the graph, or not the one that was read
        text, start, end = exact, 0, len(exact)
    cut = pieces(text, *sentence(text, start, end), [(start, end, "")])
    form = forms.get(value(row, "form"), Card(""))
    return Mention(value(row, "mention"), form, Passage(unit, language, cut))


def links(graph: Graph, iri: NamedNode, size: int) -> list[Links]:
    """What has the thing as a value, by property; of each property at most `size` things."""
    grouped: dict[str, dict[str, str]] = {}
    for row in graph.rows("links", thing=iri):
        units = grouped.setdefault(value(row, "property"), {})
        units[value(row, "from")] = max(units.get(value(row, "from"), ""), value(row, "unit"))
    shown = {name: sorted(units, key=reading_order)[:size] for name, units in grouped.items()}
    short = cards(graph, (source for found in shown.values() for source in found))
    return [Links(name, _incoming(shown[name], units, short), len(units)) for name, units in sorted(grouped.items())]


def linked(graph: Graph, iri: NamedNode, name: str, begin: int, size: int) -> Links:
    """The things that have this one as a value of the property `name`: `size` of them from `begin` on."""
    units: dict[str, str] = {}
    for row in graph.rows("linked", thing=iri, property=named(name)):
        units[value(row, "from")] = max(units.get(value(row, "from"), ""), value(row, "unit"))
    shown = sorted(units, key=reading_order)[begin : begin + size]
    return Links(name, _incoming(shown, units, cards(graph, shown)), len(units))


def _incoming(shown: Iterable[str], units: dict[str, str], short: dict[str, Card]) -> list[Incoming]:
    return [Incoming(short[source], units[source] or short[source].unit) for source in shown]
