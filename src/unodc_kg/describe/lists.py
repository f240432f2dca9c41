"""Ways to find a thing: counts by class, the members of a class or scheme, documents, and symbols."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Generic, TypeVar

from unodc_kg import iris
from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph, Label, Row, label, number, value
from unodc_kg.describe.units import reading_order
from unodc_kg.errors import UnknownNameError
from unodc_kg.rdf import named, text
from unodc_kg.stores.turns import turn

T = TypeVar("T")
COUNTING = Lock()
SERIES = {"A": "ga", "E": "ecosoc", "S": "sc"}  # first letter of a symbol, and the organ


@dataclass(frozen=True)
class Count:
    """A class or scheme and how many things it has."""

    iri: str
    labels: tuple[Label, ...]
    total: int


@dataclass(frozen=True)
class Member:
    """A thing in a list, with its label."""

    iri: str
    label: Label


@dataclass(frozen=True)
class Source:
    """A document whose text is in the graph; `title` is its label in the language of that text, if it has one."""

    iri: str
    label: Label
    title: Label
    symbols: tuple[str, ...]
    languages: tuple[str, ...]
    units: int
    records: int
    mentions: int


def figures(graph: Graph) -> None:
    """Count now what the lists of classes and documents say, once per version; however long that takes."""
    CLASSES.of(graph, patient=True)
    DOCUMENTS.of(graph, patient=True)


@dataclass(frozen=True, eq=False)
class _Counted(Generic[T]):
    """What is read once per version, since it counts all of the graph."""

    read: Callable[[Graph], T]
    known: dict[tuple[Graph, str], T] = field(default_factory=dict)

    def of(self, graph: Graph, *, patient: bool = False) -> T:
        """Read now or before; whoever comes while it is being read waits a moment, since it takes as long."""
        plain = Graph(graph.store, graph.base_iri)
        key = plain, plain.store.version
        found = self.known.get(key)
        if found is None:
            with turn(COUNTING, "The things and documents of this graph are being counted", patient=patient):
                found = self.known.get(key)
                if found is None:
                    found = self.read(plain)
                    for old in list(self.known)[:-1]:  # the one before may be in use
                        del self.known[old]
                    self.known[key] = found
        return found


def classes(graph: Graph) -> list[Count]:
    """The classes that have things, and how many; counted once per version."""
    return CLASSES.of(graph)


def _classes(graph: Graph) -> list[Count]:
    return [Count(value(row, "class"), (), number(row, "total")) for row in graph.rows("classes")]


CLASSES = _Counted(_classes)


def schemes(graph: Graph) -> list[Count]:
    """The concept schemes, and how many concepts each has."""
    grouped: dict[str, list[Row]] = {}
    for row in graph.rows("schemes"):
        grouped.setdefault(value(row, "scheme"), []).append(row)
    return [
        Count(iri, tuple(label(row.get("label")) for row in rows), number(rows[0], "total"))
        for iri, rows in sorted(grouped.items())
    ]


def scheme_labels(graph: Graph) -> dict[str, tuple[Label, ...]]:
    """The labels of the concept schemes; read once per store."""
    return _scheme_labels(Graph(graph.store, graph.base_iri))


@lru_cache(maxsize=4)
def _scheme_labels(graph: Graph) -> dict[str, tuple[Label, ...]]:
    return {scheme.iri: scheme.labels for scheme in schemes(graph)}


def members(graph: Graph, class_iri: str) -> list[Member]:
    """All things of a class, sorted by label, those without one last and in reading order."""
    return _members(graph, graph.rows("members", **{"class": named(class_iri)}))


def concepts(graph: Graph, scheme: str) -> list[Member]:
    """All concepts of a scheme, sorted by label."""
    return _members(graph, graph.rows("concepts", scheme=named(scheme)))


def _members(graph: Graph, rows: Iterable[Row]) -> list[Member]:
    labels: dict[str, list[Label]] = {}
    for row in rows:
        labels.setdefault(value(row, "thing"), []).extend([label(row["label"])] if "label" in row else [])
    found = [Member(iri, graph.best(known)) for iri, known in labels.items()]
    return sorted(found, key=lambda m: (not m.label, reading_order(m.label.text.casefold()), reading_order(m.iri)))


def documents(graph: Graph) -> list[Source]:
    """The documents whose text is in the graph."""
    found: dict[str, list[Row]] = {}
    for row in DOCUMENTS.of(graph):
        found.setdefault(value(row, "document"), []).append(row)
    short = cards(graph, found)
    return [_source(short[iri], rows) for iri, rows in sorted(found.items())]


def _document_rows(graph: Graph) -> list[Row]:
    return graph.rows("documents")


DOCUMENTS = _Counted(_document_rows)


def _source(card: Card, rows: list[Row]) -> Source:
    symbols = sorted({value(row, "symbol") for row in rows} - {""})
    languages = sorted({value(row, "language") for row in rows} - {""})
    counts = (max(number(row, name) for row in rows) for name in ("units", "records", "mentions"))
    titles = (label(row.get("title")) for row in rows if value(row, "reference"))
    own = next((title for title in titles if title), card.label)
    return Source(card.iri, card.label, own, tuple(symbols), tuple(languages), *counts)


def with_symbol(graph: Graph, symbol: str) -> str:
    """The IRI of the document with that symbol; small and capital letters are the same.

    A resolution may be asked for by its symbol even where the graph keeps none: it follows from body and number.

    Raises:
        UnknownNameError: no document of the graph has it.
    """
    rows = graph.rows("symbol", symbol=text(symbol))
    if rows:
        return min(value(row, "thing") for row in rows)
    derived = _resolution(symbol)
    if derived and graph.holds("exists", thing=named(derived)):
        return derived
    raise UnknownNameError(f"No document here has the symbol {symbol!r}.", "Check the symbol, or search for a name.")


def _resolution(symbol: str) -> str:
    """The IRI that follows from a symbol such as A/RES/75/196; "" if it has another form."""
    series, _, rest = symbol.upper().partition("/")
    kind, _, printed = rest.partition("/")
    if series not in SERIES or kind not in ("RES", "DEC"):
        return ""
    try:
        return iris.instrument("resolution" if kind == "RES" else "decision", SERIES[series], printed)
    except ValueError:
        return ""
