"""What every store can do, and the answer that it gives.

The default graph of a store is the merged graph, every triple of every named graph once, unless the setting
`default_graph` is plain.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse_query_results,
)

from unodc_kg.errors import QueryError, StoreError, UnknownNameError
from unodc_kg.formats import GRAPHS, JSON, RESULTS, TURTLE, Format
from unodc_kg.rdf import Term, serialize_quads

Kind = Literal["select", "ask", "graph"]


@dataclass(frozen=True)
class Result:
    """The answer to a query. Read it once, in the thread that asked: the engine ends the process otherwise."""

    answer: QuerySolutions | QueryBoolean | QueryTriples

    @property
    def kind(self) -> Kind:
        """ "select" has rows, "ask" is true or false, "graph" (CONSTRUCT and DESCRIBE) has triples."""
        if isinstance(self.answer, QuerySolutions):
            return "select"
        return "ask" if isinstance(self.answer, QueryBoolean) else "graph"

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats in which this answer can be written, the default first."""
        return GRAPHS if self.kind == "graph" else RESULTS

    @property
    def variables(self) -> list[str]:
        """The names of the columns, in order, without question mark."""
        return [variable.value for variable in self._solutions().variables]

    def rows(self) -> Iterator[dict[str, Term]]:
        """The rows: variable name to term, without the variables that are unbound in that row."""
        names = self.variables
        for row in self._read(self._solutions()):
            yield {name: value for name, value in zip(names, row, strict=True) if value is not None}

    def triples(self) -> Iterator[Triple]:
        """The triples that a CONSTRUCT or DESCRIBE gave."""
        if not isinstance(self.answer, QueryTriples):
            raise QueryError(f"A {self.kind} answer has no triples.", "Ask with CONSTRUCT or DESCRIBE.")
        yield from self._read(self.answer)

    def __bool__(self) -> bool:
        """The answer of an ASK."""
        if not isinstance(self.answer, QueryBoolean):
            raise QueryError(f"A {self.kind} answer is neither true nor false.", "Ask with ASK.")
        return bool(self.answer)

    def serialize(self, form: Format) -> bytes:
        """The answer as a file in `form`, one of `formats`."""
        if form not in self.formats:
            known = ", ".join(offered.name for offered in self.formats)
            raise UnknownNameError(f"A {self.kind} answer cannot be written as {form.name}.", f"Use {known}.")
        try:
            return self._serialize(form)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"The store failed while the answer was read: {error}.", "Try again.") from error

    def _serialize(self, form: Format) -> bytes:
        if isinstance(self.answer, QueryTriples):
            return serialize_quads(self.answer, rdf_format(form))
        return self.answer.serialize(format=QueryResultsFormat.from_media_type(form.media_type)) or b""

    def _solutions(self) -> QuerySolutions:
        if not isinstance(self.answer, QuerySolutions):
            raise QueryError(f"A {self.kind} answer has no rows.", "Ask with SELECT.")
        return self.answer

    @staticmethod
    def _read(answer: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from answer
        except (OSError, RuntimeError) as error:
            raise StoreError(f"The store failed while the answer was read: {error}.", "Try again.") from error


def read_results(data: bytes) -> Result:
    """The answer that stands in SPARQL results in JSON."""
    return Result(parse_query_results(data, format=QueryResultsFormat.JSON))


def rdf_format(form: Format) -> RdfFormat:
    """The engine's name for one of our RDF formats."""
    found = RdfFormat.from_media_type(form.media_type)
    if found is None:
        raise UnknownNameError(f"{form.label} is not an RDF format.", "Use Turtle, N-Triples, JSON-LD or RDF/XML.")
    return found


class Store(Protocol):
    """A graph that answers SPARQL queries."""

    @property
    def version(self) -> str:
        """A short text that changes when the graph changes."""
        ...

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str = "",
    ) -> Result:
        """The answer to a query that we wrote ourselves, or that passed `guard.check`.

        Args:
            text: SPARQL 1.1; our prefixes are known without PREFIX lines.
            bindings: terms for variables; such a variable must be projected by the query.
            default_graphs: IRIs of the graphs that make up the default graph; none means the merged graph. A triple
                that stands in several of them counts several times (pyoxigraph 0.5.13): count with DISTINCT.
            named_graphs: IRIs of the graphs that GRAPH sees; none means all, or none where default_graphs are given.
            base_iri: against what relative IRIs are read; without it, and without BASE, they are no syntax.

        Raises:
            QuerySyntaxError: the query does not parse; says where.
            StoreError: the store cannot be read.
        """
        ...

    def describe(self, iri: str) -> Result:
        """What is said of a thing: the triples whose subject it is."""
        ...

    def count(self) -> int:
        """How many triples the merged graph has."""
        ...

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        ...

    def changed_in(self, graph: str) -> str:
        """The version that changed the named graph last, or a later one if that is not known; of "" that of all."""
        ...

    def content(self, graph: str, form: Format) -> Iterator[bytes]:
        """A named graph, or with "" the default graph, in an RDF format, piece by piece."""
        ...

    def dump(self, form: Format, *, unnamed: bool) -> Iterator[bytes]:
        """All named graphs in TriG or N-Quads, piece by piece, and the unnamed graph if it is wanted."""
        ...


class Leave:
    """Whether anybody still waits for an answer; who works on one says here what to do when nobody does.

    In another process it is a new one, which nobody ends.
    """

    def __init__(self) -> None:
        self.gone = False
        self._act: Callable[[], object] | None = None

    def then(self, act: Callable[[], object]) -> None:
        """Do this when nobody waits any more, at once if that is so; in place of what was to be done before.

        It may be done twice, and by another thread.
        """
        self._act = act
        if self.gone:
            act()

    def end(self) -> None:
        """Nobody waits any more."""
        self.gone = True
        if self._act is not None:
            self._act()

    def __reduce__(self) -> tuple[type["Leave"], tuple[()]]:
        return Leave, ()


@dataclass(frozen=True)
class Question:
    """A query of a user that passed the guard, and how the answer is wanted."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base_iri: str = ""  # against what relative IRIs are read; empty: they are refused
    results_form: Format = JSON  # of rows and of true or false
    graph_form: Format = TURTLE  # of triples
    rows: int = 0  # most rows, 0 for the setting `max_rows`, below 0 for all
    seconds: float = 0.0  # most seconds of work, 0 for the setting `deadline`
    leave: Leave = field(default_factory=Leave, compare=False)


@dataclass
class Stream:
    """An answer that is still being written. Close it: what computes it works on until then, or until it is read."""

    kind: Kind
    form: Format
    version: str  # of the graph that answered
    chunks: Iterator[bytes]  # the first is there already; a failure later is raised out of the iteration
    truncated: bool | None = None  # were rows left out? None where no cap was set
    rows: int | None = None  # how many it has, where that is known
    next_text: str = ""  # the query for the rows that were left out
    on_close: Callable[[], None] = lambda: None
    has_more: Callable[[float], bool] = lambda _: True  # is the next chunk, or the end, there within so many seconds?
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long the answer took, or has taken until now."""
        return (self.ended or time.monotonic()) - self.started

    def close(self) -> None:
        """Stop the work, if it goes on."""
        self.on_close()
        self.ended = self.ended or time.monotonic()


class Endpoint(Protocol):
    """What answers the queries of users, with limits."""

    @property
    def version(self) -> str:
        """The version of the graph that new questions are put to."""
        ...

    def stream(self, question: Question) -> Stream:
        """The answer; returns when its first bytes are there.

        Raises:
            QueryError: the query is wrong.
            LimitError: it met a limit before its first bytes.
            StoreError: the store cannot be asked.
        """
        ...

    def follow(self, store: Store) -> None:
        """Put new questions to another version of the graph; what is being answered goes on with the old one."""
        ...

    def close(self) -> None:
        """Stop all work."""
        ...
