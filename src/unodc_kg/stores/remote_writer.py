"""Carries out writes on a graph on another server: each is one update request, which most servers do
whole or not at all.

The request ends with what keeps the rest in step: the merged graph is worked out again, and the catalogue is written
anew under a new version. Graphs on that server that are not ours are left alone and out of the merged graph.
"""

import logging
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph

from unodc_kg.formats import DATASETS
from unodc_kg.namespaces import DCTERMS, OWL, VOID
from unodc_kg.rdf import DefaultGraph, NamedNode, Quad, named, text
from unodc_kg.stores import remote_text, updates
from unodc_kg.stores.base import rdf_format
from unodc_kg.stores.catalogue import CATALOGUE
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.writes import Accept, Write, carry_out, check, explained

LOGGER = logging.getLogger(__name__)
PATTERN = "GRAPH ?graph { ?s ?p ?o } FILTER (?graph NOT IN (%s))"


@dataclass(eq=False)
class RemoteWriter:
    """See `Writer`. Writes of this process take turns; those of others are for the server to order."""

    store: RemoteStore
    merged: bool = True
    max_depth: int = 100
    lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, write: Write, accept: Accept) -> RemoteStore:
        """See `Writer.apply`."""
        check(write, merged=self.merged, max_depth=self.max_depth)
        with self.lock:
            self.store.catalogue(fresh=True)
            accept(self.store)
            self.store.client.update(" ;\n".join([*self._changes(write), *self._in_step()]))
            try:
                self.store.catalogue(fresh=True)
            except Exception as error:  # the write is in force: whoever is told that it failed makes it again
                LOGGER.warning("The catalogue cannot be read after a write: %s", error)
        return self.store

    def _changes(self, write: Write) -> list[str]:
        """The write as operations of an update."""
        if write.kind == "update":
            update = updates.using(write.text, write.using, write.using_named)
            return [remote_text.prepared(update, base_iri=write.base_iri)]
        if write.kind == "patch":
            return _put(write.graph, self._patched(write))
        targets = self.store.graphs() if write.whole else [write.graph]
        drops = [_drop(graph) for graph in targets] if write.kind in ("put", "delete") else []
        return drops + inserts(_quads(write))

    def _patched(self, write: Write) -> list[Quad]:
        """What the graph is after the patch, which may see nothing else: worked out here."""
        graph = named(write.graph)
        engine = pyoxigraph.Store()
        found = self.store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        engine.extend(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in found.triples())
        carry_out(engine, write, merged=False)
        return list(engine)

    def _in_step(self) -> list[str]:
        """The operations that make the merged graph and the catalogue fit what the operations before have done."""
        pattern = PATTERN % ", ".join(str(named(graph)) for graph in self._not_ours())
        merged = self.store.service.merged_graph
        steps = []
        if self.merged:
            whole = f"GRAPH {named(merged)} {{ ?s ?p ?o }}" if merged else "?s ?p ?o"
            steps = [_drop(merged), f"INSERT {{ {whole} }} WHERE {{ {pattern} }}"]
        return steps + (self._catalogue(pattern) if self.store.catalogue().written else [])

    def _not_ours(self) -> list[str]:
        """The graphs of the server that are neither the user's nor in the catalogue."""
        known = {*self.store.graphs()}
        foreign = self.store.all_graphs() - known if self.store.catalogue().written else set()
        return sorted({*foreign, CATALOGUE, *filter(None, [self.store.service.merged_graph])})

    def _catalogue(self, pattern: str) -> list[str]:
        whole, version = named(CATALOGUE), text(uuid.uuid4().hex[:12])
        parts = f"{whole} {named(DCTERMS.hasPart)} ?graph . ?graph {named(VOID.triples)} ?n"
        counts = f"SELECT ?graph (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?graph"
        return [
            _drop(CATALOGUE),
            f"INSERT DATA {{ GRAPH {whole} {{ {whole} {named(OWL.versionInfo)} {version} }} }}",
            f"INSERT {{ GRAPH {whole} {{ {parts} }} }} WHERE {{ {{ {counts} }} }}",
        ]


def inserts(quads: Iterable[Quad]) -> list[str]:
    """The operation that adds the quads; none where there are none."""
    quads = list(quads)
    graphs: dict[NamedNode | pyoxigraph.BlankNode | DefaultGraph, list[str]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name, []).append(f"{quad.triple} .")
    blocks = ["\n".join(lines) if graph == DefaultGraph() else _block(graph, lines) for graph, lines in graphs.items()]
    body = "{\n" + "\n".join(blocks) + "\n}"
    blank = any(isinstance(term, pyoxigraph.BlankNode) for quad in quads for term in quad.triple)
    if blank:
        return [f"INSERT {body} WHERE {{ }}"]  # Virtuoso (7.2.5) takes no blank nodes in INSERT DATA
    return [f"INSERT DATA {body}"] if blocks else []


def _block(graph: object, lines: Sequence[str]) -> str:
    return f"GRAPH {graph} {{\n" + "\n".join(lines) + "\n}"


def _put(graph: str, quads: Iterable[Quad]) -> list[str]:
    return [_drop(graph), *inserts(quads)]


def _drop(graph: str) -> str:
    return f"DROP SILENT GRAPH {named(graph)}" if graph else "CLEAR SILENT DEFAULT"


def _quads(write: Write) -> list[Quad]:
    target = named(write.graph) if write.graph else DefaultGraph()
    found: list[Quad] = []
    for data, form in write.data:
        try:
            quads = pyoxigraph.parse(data, rdf_format(form), base_iri=write.graph or None, rename_blank_nodes=True)
            for quad in quads:
                found.append(quad if form in DATASETS else Quad(quad.subject, quad.predicate, quad.object, target))
        except SyntaxError as error:
            raise explained(error, form) from error
    return found
