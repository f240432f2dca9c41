"""A graph on another server, as a store for our own queries and as an endpoint for those of users.

Answers in a format that the server writes well go through as they come; others are asked for in JSON or N-Triples and
written again on the way. Which it is, one query tells: a server that writes `true` as the number 1 is not trusted.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing

from pyoxigraph import serialize

from unodc_kg.config import Settings
from unodc_kg.errors import QueryError, StoreAnswerError
from unodc_kg.formats import Format
from unodc_kg.rdf import DefaultGraph, Literal, NamedNode, Quad, Term, boolean, named
from unodc_kg.stores import catalogue, converted, paging, remote_stream, remote_text
from unodc_kg.stores.base import Kind, Question, Result, Store, Stream, rdf_format
from unodc_kg.stores.catalogue import Catalogue
from unodc_kg.stores.kinds import kind
from unodc_kg.stores.paging import Page
from unodc_kg.stores.places import Places
from unodc_kg.stores.recent import Recent
from unodc_kg.stores.remote import Client
from unodc_kg.stores.remote_http import Door, told
from unodc_kg.stores.service import Service, from_settings, shown

PATIENCE = 5.0  # seconds in which a server finds the few rows of the catalogue
NOTHING = "urn:unodc-kg:no-graph"  # a graph that no server has: where only some graphs are named, others are empty
GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
PROBE = "SELECT (true AS ?yes) WHERE { }"


class RemoteStore:
    """See `Store` and `Endpoint`; safe to share between threads."""

    def __init__(self, service: Service, *, version: str = "", max_rows: int = 0, most: int = 0) -> None:
        self.service = service
        self.client = Client(Door(service))
        self._version = version
        self._max_rows = max_rows
        self._places = Places(most)
        self._recent = Recent(self._read_catalogue)
        self._trusted: bool | None = None

    # --- what is there ---

    @property
    def version(self) -> str:
        """See `Store.version`; a change on the server is seen within seconds."""
        return self._version or self.catalogue().version

    def catalogue(self, *, fresh: bool = False) -> Catalogue:
        """The server's version and graphs."""
        return self._recent.get(fresh=fresh)

    def count(self) -> int:
        """See `Store.count`."""
        row = next(self.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows(), {})
        if "n" not in row:
            where = shown(self.service.query_url)
            raise StoreAnswerError(f"The store at {where} gave no row for a count.", "Is it a SPARQL service?")
        return _number(row["n"])

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return sorted(self.catalogue().graphs)

    def changed_in(self, graph: str) -> str:
        """See `Store.changed_in`; others write there too, so only the whole is known."""
        return self.version

    def all_graphs(self) -> set[str]:
        """The IRIs of all named graphs of the server, also of those that are not ours."""
        return {_value(row["graph"]) for row in self.rows(GRAPHS) if "graph" in row}

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many triples each of these named graphs has now."""
        values = " ".join(remote_text.written(named(graph)) for graph in graphs)
        found = self._counts(catalogue.COUNTS.replace("{", f"{{ VALUES ?graph {{ {values} }}", 1))
        return {graph: found.get(graph, 0) for graph in graphs}

    def _counts(self, text: str, *, placed: bool = True) -> dict[str, int]:
        found = self.rows(text, placed=placed)
        return {_value(row["graph"]): _number(row["triples"]) for row in found if "graph" in row}

    def _read_catalogue(self) -> Catalogue:
        """Without a place: one thread asks at a time, and who has a place already may need it to ask his question."""
        rows = list(self.rows(catalogue.READ, seconds=PATIENCE, placed=False))
        if rows:
            graphs = {_value(row["graph"]): _number(row["triples"]) for row in rows if "graph" in row}
            return Catalogue(_value(rows[0]["version"]), graphs, written=True)
        found = self._counts(catalogue.COUNTS, placed=False)
        found.pop(self.service.merged_graph, None)
        return catalogue.counted(found)

    def rows(self, text: str, *, seconds: float = 0.0, placed: bool = True) -> Iterator[dict[str, Term]]:
        """The rows of a query of our own on the whole server, whatever the default graph is."""
        return self._result(text, "select", (), (), seconds=seconds, placed=placed).rows()

    # --- our own queries ---

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str = "",
    ) -> Result:
        """See `Store.query`; the whole answer is held."""
        ready = remote_text.prepared(text, bindings, base_iri=base_iri)
        return self._result(ready, kind(text), *self._dataset(text, default_graphs, named_graphs))

    def content(self, graph: str, form: Format) -> Iterator[bytes]:
        """See `Store.content`."""
        pattern = "{ ?s ?p ?o }"
        where = f"{{ GRAPH {named(graph)} {pattern} }}" if graph else pattern
        stream = self.stream(Question(f"CONSTRUCT {pattern} WHERE {where}", graph_form=form, rows=-1))
        try:
            yield from stream.chunks
        finally:
            stream.close()

    def dump(self, form: Format, *, unnamed: bool) -> Iterator[bytes]:
        """See `Store.dump`; a graph at a time."""
        patterns = {graph: f"GRAPH {named(graph)} {{ ?s ?p ?o }}" for graph in self.graphs()}
        for graph, pattern in (patterns | ({"": "?s ?p ?o"} if unnamed else {})).items():
            target = named(graph) if graph else DefaultGraph()
            found = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}").triples()
            yield (
                serialize(
                    (Quad(triple.subject, triple.predicate, triple.object, target) for triple in found),
                    format=rdf_format(form),
                )
                or b""
            )

    def describe(self, iri: str) -> Result:
        """See `Store.describe`; asked with CONSTRUCT, because servers mean different things by DESCRIBE."""
        thing = remote_text.written(_named(iri))
        return self.query(f"CONSTRUCT {{ {thing} ?p ?o }} WHERE {{ {thing} ?p ?o }}")

    def _result(
        self,
        text: str,
        wanted: Kind,
        default: Sequence[str],
        names: Sequence[str],
        *,
        seconds: float = 0.0,
        placed: bool = True,
    ) -> Result:
        form = remote_stream.SAFE[wanted]
        seconds = min(seconds or self.service.seconds, self.service.seconds)
        where = shown(self.service.query_url)
        with ExitStack() as stack:
            if placed:
                stack.enter_context(self._places.taken())
            response = self.client.query(
                text, form.media_type, default_graphs=default, named_graphs=names, seconds=seconds
            )
            stack.enter_context(response)
            stack.enter_context(told(where, seconds))
            remote_stream.require(response, (form,), where)
            if wanted == "graph":
                return Result(converted.held_triples(response))
            return Result(converted.held_results(response))

    def _dataset(self, text: str, default: Sequence[str], names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """The graphs to name in the request, so that all servers understand the query alike."""
        if default or names:
            return default or (NOTHING,), names or (NOTHING,)
        merged = self.service.merged_graph
        if not merged or remote_text.names_graphs(text):
            return (), ()
        return (merged,), self.graphs() if remote_text.asks_graphs(text) else ()

    # --- queries of users ---

    def stream(self, question: Question) -> Stream:
        """See `Endpoint.stream`."""
        started, wanted = time.monotonic(), kind(question.text)
        rows = question.rows or self._max_rows
        page = paging.page(question.text, rows) if rows > 0 and wanted != "ask" else None
        form = question.graph_form if wanted == "graph" else question.results_form
        version, cut = self.version, self._is_cut(question, page, wanted)
        trusted = self.trusted()
        with ExitStack() as stack:
            stack.enter_context(self._places.taken())
            answer = self._send(question, page.text if page else question.text, started, form)
            chunks = stack.enter_context(closing(answer.chunks(form, wanted, trusted=trusted)))
            first = next(chunks, b"")
            end = stack.pop_all()
        return Stream(
            kind=wanted,
            form=form,
            version=version,
            chunks=_until_the_end(first, chunks, end),
            truncated=True if answer.capped else cut,
            rows=page.rows if page and cut else None,
            next_text=page.rest if page and cut else "",
            on_close=end.close,
            started=started,
        )

    def _send(self, question: Question, text: str, started: float, form: Format) -> remote_stream.Answer:
        default, names = self._dataset(text, question.default_graphs, question.named_graphs)
        seconds = min(question.seconds or self.service.seconds, self.service.seconds)
        response = self.client.query(
            remote_text.prepared(text, base_iri=question.base_iri),
            remote_stream.accept(form, kind(text), trusted=self.trusted()),
            default_graphs=default,
            named_graphs=names,
            seconds=seconds,
        )
        return remote_stream.Answer(response, shown(self.service.query_url), started + seconds, seconds)

    def _is_cut(self, question: Question, page: Page | None, wanted: Kind) -> bool | None:
        """Are there rows after this page?"""
        if page is None:
            return None
        default, names = question.default_graphs, question.named_graphs
        more = self.query(page.more, default_graphs=default, named_graphs=names, base_iri=question.base_iri)
        return next(more.rows() if wanted == "select" else more.triples(), None) is not None

    def follow(self, store: Store) -> None:
        """See `Endpoint.follow`; the server has one version only."""

    def close(self) -> None:
        """See `Endpoint.close`; nothing is held between two queries."""

    def trusted(self) -> bool:
        """Does the server write results as they are defined?"""
        if self._trusted is None:
            row = next(self.rows(PROBE), {})
            self._trusted = row.get("yes") == boolean(True)
        return self._trusted


def _until_the_end(first: bytes, chunks: Iterator[bytes], end: ExitStack) -> Iterator[bytes]:
    """What comes, and then the end of what was held for it, also where nobody closes the stream."""
    with end:
        yield first
        yield from chunks


def _named(iri: str) -> NamedNode:
    try:
        return named(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}.", "Give an absolute IRI.") from error


def _value(term: Term | None) -> str:
    return str(term.value) if isinstance(term, NamedNode | Literal) else ""


def _number(term: Term | None) -> int:
    return int(_value(term) or 0)


def open_remote(settings: Settings) -> RemoteStore:
    """The store at the address in the settings; nothing is asked yet.

    Raises:
        SettingError: an address has credentials in it.
    """
    most = settings.readers + settings.max_slow + settings.max_queue  # the server has threads for twice as many
    service = from_settings(settings)
    return RemoteStore(service, version=settings.store_version, max_rows=settings.max_rows, most=most)
