"""Reads results and graphs with rdflib, which shares no code with the engine, and compares them by the standards."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD, Namespace
from rdflib.query import Result
from rdflib.term import BNode, Literal, Node, URIRef

MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
READERS = {"application/sparql-results+xml": "xml", "application/sparql-results+json": "json"}
READERS |= {"text/tab-separated-values": "tsv"}
GRAPHS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
RESULTS = (*READERS, "text/csv")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
NUMBERS = (XSD.integer, XSD.decimal, XSD.double, XSD.float)
Row = tuple[Node | None, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a SELECT; the columns in the order of their names."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


Outcome = Table | bool | rdflib.Graph


def media_type(path: Path) -> str:
    """The media type of a file of the suites."""
    return MEDIA_TYPES[path.suffix]


def read(data: bytes, kind: str, base: str) -> Outcome:
    """What a body of that media type says."""
    if kind in GRAPHS:
        found = graph(data, kind, base)
        result_set = found.value(predicate=RDF.type, object=RS.ResultSet)
        return found if result_set is None else _result_set(found, result_set)
    if kind == "text/csv":
        return _csv(data)
    result = Result.parse(io.BytesIO(data), format=READERS[kind])
    if result.type == "ASK":
        return bool(result.askAnswer)
    names = tuple(sorted(str(name) for name in result.vars or ()))
    rows = tuple(tuple(_plain(row.get(rdflib.Variable(name))) for name in names) for row in result.bindings)
    return Table(names, rows)


def graph(data: bytes, kind: str, base: str) -> rdflib.Graph:
    """The triples of a file."""
    found, plain = rdflib.Graph(), rdflib.Graph()
    found.parse(data=data, format=GRAPHS[kind], publicID=base)
    for subject, predicate, value in found:
        plain.add((subject, predicate, _plain(value) or value))
    return plain


def _result_set(found: rdflib.Graph, top: Node) -> Table:
    """The rows of a SELECT that the suites wrote down as RDF."""
    names = tuple(sorted(str(name) for name in found.objects(top, RS.resultVariable)))
    rows = []
    for solution in found.objects(top, RS.solution):
        bindings = found.objects(solution, RS.binding)
        row = {str(found.value(one, RS.variable)): found.value(one, RS.value) for one in bindings}
        rows.append(tuple(row.get(name) for name in names))
    return Table(names, tuple(rows))


def _plain(term: Node | None) -> Node | None:
    """A literal of xsd:string is a plain one in RDF 1.1, and the case of a language tag says nothing."""
    if isinstance(term, Literal) and term.language:
        return Literal(str(term), lang=term.language.lower())
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term


def by_value(outcome: Outcome, given: set[Node]) -> Outcome:
    """The table with computed numbers in one form: SPARQL says their values, and not how they are written.

    A term that was given, in the data or in the query, has to come back as it is.
    """
    if not isinstance(outcome, Table):
        return outcome
    rows = tuple(tuple(value if value in given else _number(value) for value in row) for row in outcome.rows)
    return Table(outcome.names, rows)


def _number(term: Node | None) -> Node | None:
    if not isinstance(term, Literal) or term.datatype not in NUMBERS:
        return term
    try:
        value = Decimal(str(term)) if term.datatype in NUMBERS[:2] else Decimal(repr(float(str(term))))
    except (InvalidOperation, ValueError):
        return term
    return Literal(f"{value.normalize():f}" if value.is_finite() else str(value), datatype=term.datatype)


def _csv(data: bytes) -> Table:
    """A CSV file holds texts; a cell that begins with _: is a blank node, and an empty one says nothing."""
    lines = list(csv.reader(io.StringIO(data.decode(), newline="")))
    columns = sorted(range(len(lines[0])), key=lambda place: lines[0][place])
    names = tuple(lines[0][place] for place in columns)
    return Table(names, tuple(tuple(_cell(line[place]) for place in columns) for line in lines[1:]))


def _cell(text: str) -> Node | None:
    if text.startswith("_:"):
        return BNode(text[2:])
    return Literal(text) if text else None


def difference(expected: Outcome, found: Outcome, *, ordered: bool = False) -> str:
    """What is different, in words; nothing when they are the same."""
    if isinstance(expected, Table) and isinstance(found, Table):
        return _tables(expected, found, ordered)
    if isinstance(expected, rdflib.Graph) and isinstance(found, rdflib.Graph):
        return _graphs(expected, found)
    return "" if expected is found else f"expected {_words(expected)}, found {_words(found)}"


def _tables(expected: Table, found: Table, ordered: bool) -> str:
    if expected.names != found.names:
        return f"expected the variables {expected.names}, found {found.names}"
    if isomorphic(_as_graph(expected, ordered), _as_graph(found, ordered)):
        return ""
    if ordered and isomorphic(_as_graph(expected, False), _as_graph(found, False)):
        return "the rows are right, their order is not"
    missing, extra = Counter(expected.rows), Counter(found.rows)
    return f"missing {_rows(missing - extra)}; too many {_rows(extra - missing)}"


def _as_graph(table: Table, ordered: bool) -> rdflib.Graph:
    """Rows as blank nodes with their values, so that blank nodes of an answer may have any names."""
    made = rdflib.Graph()
    counted = enumerate(table.rows) if ordered else ((many, row) for row, many in Counter(table.rows).items())
    for mark, row in counted:
        node = BNode()
        made.add((node, URIRef("urn:mark"), Literal(mark)))
        for name, value in zip(table.names, row, strict=True):
            if value is not None:
                made.add((node, URIRef(f"urn:variable:{name}"), value))
    return made


def _graphs(expected: rdflib.Graph, found: rdflib.Graph) -> str:
    if isomorphic(expected, found):
        return ""
    missing, extra = set(expected) - set(found), set(found) - set(expected)
    return f"missing {_rows(Counter(missing))}; too many {_rows(Counter(extra))}"


def _rows(rows: Counter[tuple[Node | None, ...]]) -> str:
    texts = sorted(" ".join(value.n3() if value is not None else "-" for value in row) for row in rows.elements())
    return ("[" + " | ".join(texts[:3]) + (f" | ... {len(texts)}" if len(texts) > 3 else "") + "]") if texts else "none"


def _words(outcome: Outcome) -> str:
    if isinstance(outcome, Table):
        return f"a table of {len(outcome.rows)} rows"
    return f"a graph of {len(outcome)} triples" if isinstance(outcome, rdflib.Graph) else str(outcome).lower()
