"""RDF terms, files and canonical text: with `stores`, the only door to pyoxigraph.

Nothing here reaches the network: Turtle, TriG, N-Triples, N-Quads and RDF/XML have no remote references to resolve.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from unodc_kg.errors import RdfError
from unodc_kg.namespaces import PREFIXES, RDF, XSD

__all__ = [
    "PREFIXED",
    "BlankNode",
    "Dataset",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "RdfFormat",
    "Store",
    "Term",
    "Triple",
    "boolean",
    "canonical",
    "date",
    "decimal",
    "difference",
    "graph_of",
    "integer",
    "merged",
    "named",
    "parse_bytes",
    "read_file",
    "select",
    "serialize_quads",
    "sorted_head",
    "store_of",
    "text",
    "write_quads",
]

PREFIXED = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)  # forms that use prefixes
ROOT = re.compile(rb"<rdf:RDF ([^>]*)>")
SMALL = 200  # triples of a graph that is small enough to be looked at before it is written
Term = NamedNode | BlankNode | Literal | Triple
FILE_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}


def named(iri: str) -> NamedNode:
    """The IRI as a term."""
    return NamedNode(iri)


def text(value: str, language: str = "") -> Literal:
    """A language-tagged text, or a plain string where no language is given."""
    return Literal(value, language=language) if language else Literal(value)


def integer(value: int) -> Literal:
    """An xsd:integer in canonical form."""
    return Literal(str(value), datatype=NamedNode(XSD.integer))


def decimal(value: str) -> Literal:
    """An xsd:decimal in the form that the store keeps ("55", not "55.0"), from its decimal digits."""
    if "." in value:
        value = value.rstrip("0").rstrip(".")
    return Literal(value, datatype=NamedNode(XSD.decimal))


def date(value: str) -> Literal:
    """An xsd:date from YYYY-MM-DD."""
    return Literal(value, datatype=NamedNode(XSD.date))


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=NamedNode(XSD.boolean))


def parse_bytes(data: bytes, form: RdfFormat, where: str, graph: str = "") -> list[Quad]:
    """The quads of `data`; triples outside a graph go into `graph`.

    Raises:
        RdfError: with file, line and column where the text does not parse.
    """
    try:
        quads = list(parse(data, form))
    except SyntaxError as error:
        raise RdfError(
            f"{where}, line {error.lineno}, column {error.offset}: {error.msg}.",
            f"Expected valid {form.name}. Repair that line and try again.",
        ) from error
    return graph_of(quads, graph) if graph else quads


def graph_of(quads: Iterable[Quad], graph: str) -> list[Quad]:
    """The same quads, those of the default graph put into `graph`."""
    target = NamedNode(graph)
    default = DefaultGraph()
    return [Quad(q.subject, q.predicate, q.object, target) if q.graph_name == default else q for q in quads]


def read_file(path: Path, graph: str = "") -> list[Quad]:
    """The quads of an RDF file, by its suffix.

    Raises:
        RdfError: the file is missing, of an unknown kind, or does not parse.
    """
    form = FILE_FORMATS.get(path.suffix)
    if form is None:
        known = ", ".join(FILE_FORMATS)
        raise RdfError(f"{path}: the suffix {path.suffix!r} is not one of {known}.", "Rename or convert the file.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RdfError(f"{path}: cannot be read ({error.strerror}).", "Check the path.") from error
    return parse_bytes(data, form, str(path), graph)


def canonical(quads: Iterable[Quad]) -> bytes:
    """Canonical N-Quads (RDFC-1.0 blank nodes), one statement a line, sorted, each once."""
    quads = set(quads)
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = set(dataset)
    return "".join(sorted(f"{quad} .\n" for quad in quads)).encode()


def difference(old: Iterable[Quad], new: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """What `new` adds to and what it removes from `old`, each sorted by text."""
    before, after = set(old), set(new)
    return sorted(after - before, key=str), sorted(before - after, key=str)


def merged(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads, and each of their triples again in the default graph: what a store is written from."""
    for quad in quads:
        yield quad
        if quad.graph_name != DefaultGraph():
            yield Quad(quad.subject, quad.predicate, quad.object)


def store_of(quads: Iterable[Quad]) -> Store:
    """A store in memory with these quads, to ask several queries of."""
    store = Store()
    store.extend(quads)
    return store


def select(store: Store, query: str) -> Iterator[dict[str, Term]]:
    """The rows of a SELECT query, which may use our prefixes; variables without a value are left out.

    Raises:
        SyntaxError: the query does not parse.
    """
    solutions = cast(QuerySolutions, store.query(query, prefixes=PREFIXES))
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: term for name, term in zip(names, solution, strict=True) if term is not None}


def serialize_quads(quads: Iterable[Quad | Triple], form: RdfFormat) -> bytes:
    """The quads in `form`, with those of our prefixes that they need where the form has prefixes."""
    items = list(_for(form, quads))
    data = serialize(items, format=form, prefixes=_prefixes(items)) or b""
    return _sort_prefixes(data, form)


def write_quads(quads: Iterable[Quad | Triple], form: RdfFormat, output: IO[bytes]) -> None:
    """Write the quads as they come; a large graph gets all of our prefixes, as what it needs is known too late."""
    pending = iter(quads)
    first = list(islice(pending, SMALL))
    if len(first) < SMALL:
        output.write(serialize_quads(first, form))
    else:
        with sorted_head(output, form) as target:
            serialize(_for(form, chain(first, pending)), output=target, format=form, prefixes=dict(PREFIXES))


@contextmanager
def sorted_head(output: IO[bytes], form: RdfFormat) -> Iterator[IO[bytes]]:
    """A file to write a graph to; its prefixes reach `output` sorted, so that the same graph gives the same bytes."""
    if form not in PREFIXED:
        yield output
        return
    head = _Head(output, form)
    yield cast(IO[bytes], head)
    head.close()


class _Head:
    """A file that holds back what is written until the prefixes are all there."""

    def __init__(self, output: IO[bytes], form: RdfFormat) -> None:
        self.output, self.form = output, form
        self.held: bytes | None = b""

    def write(self, data: bytes) -> int:
        if self.held is None:
            return self.output.write(data)
        self.held += data
        if _has_prefixes(self.held, self.form):
            self.close()
        return len(data)

    def flush(self) -> None:
        self.output.flush()

    def close(self) -> None:
        if self.held is not None:
            self.output.write(_sort_prefixes(self.held, self.form))
            self.held = None


def _for(form: RdfFormat, quads: Iterable[Quad | Triple]) -> Iterator[Triple]:
    for item in quads:
        fits = item.triple if isinstance(item, Quad) and not form.supports_datasets else item
        yield cast(Triple, fits)  # serialize() takes quads as well, but not a mixture, in its type hint


def _prefixes(items: Iterable[Quad | Triple]) -> dict[str, str]:
    """Of our prefixes those that shorten an IRI here."""
    terms = {term for item in items for term in item}
    iris = {str(term.value) for term in terms if isinstance(term, NamedNode)}
    iris |= {str(term.datatype.value) for term in terms if isinstance(term, Literal)} - {XSD.string, RDF.langString}
    return {prefix: space for prefix, space in PREFIXES.items() if any(iri.startswith(space) for iri in iris)}


def _has_prefixes(data: bytes, form: RdfFormat) -> bool:
    """Are all prefixes in this beginning?"""
    if form == RdfFormat.RDF_XML:
        return ROOT.search(data) is not None
    whole = data[: data.rfind(b"\n") + 1]
    return any(not line.startswith(b"@prefix ") for line in whole.splitlines())


def _sort_prefixes(data: bytes, form: RdfFormat) -> bytes:
    """The engine writes prefixes in any order; sorted, the same graph gives the same bytes."""
    if form == RdfFormat.RDF_XML:
        return ROOT.sub(lambda root: b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">", data, count=1)
    if form not in PREFIXED:
        return data
    lines = data.splitlines(keepends=True)
    count = next((i for i, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join([*sorted(lines[:count]), *lines[count:]])
