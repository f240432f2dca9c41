"""The description of the query service in RDF (SPARQL 1.1 Service Description).

It does not claim federation, because SERVICE is refused, nor that graph names are fetched, because they are not.
"""

from collections.abc import Iterator

from unodc_kg.describe.graph import number, value
from unodc_kg.formats import CSV, GRAPHS, JSON, JSON_LD, N_TRIPLES, RDF_XML, RESULTS, TSV, TURTLE, XML, Format
from unodc_kg.namespaces import FILE_FORMAT, RDF, SD, VOID
from unodc_kg.rdf import BlankNode, NamedNode, Term, Triple, integer, named
from unodc_kg.stores.base import Store

NAMES: dict[Format, str] = {
    CSV: "SPARQL_Results_CSV", JSON: "SPARQL_Results_JSON", TSV: "SPARQL_Results_TSV", XML: "SPARQL_Results_XML",
    JSON_LD: "JSON-LD", N_TRIPLES: "N-Triples", RDF_XML: "RDF_XML", TURTLE: "Turtle",
}  # fmt: skip

MOST_COUNTED = 1_000_000  # triples of a store whose graphs are counted: a second of work for each version
COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
NO_ENTAILMENT = "http://www.w3.org/ns/entailment/Simple"  # answers are what the graph says, and nothing that follows


def describe(endpoint: str, store: Store, *, merged: bool, writable: bool) -> Iterator[Triple]:
    """What the service at the address `endpoint` can do, and which graphs it holds.

    Args:
        endpoint: the address.
        store: what it answers from.
        merged: is the default graph the union of the named ones?
        writable: does it take updates from those who have a token?
    """
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield _triple(service, RDF.type, named(SD.Service))
    yield _triple(service, SD.endpoint, named(endpoint))
    yield _triple(service, SD.supportedLanguage, named(SD.SPARQL11Query))
    if writable:
        yield _triple(service, SD.supportedLanguage, named(SD.SPARQL11Update))
    if merged:
        yield _triple(service, SD.feature, named(SD.UnionDefaultGraph))
    yield _triple(service, SD.defaultEntailmentRegime, named(NO_ENTAILMENT))
    for form in (*RESULTS, *GRAPHS):
        yield _triple(service, SD.resultFormat, named(FILE_FORMAT[NAMES[form]]))
    yield _triple(service, SD.defaultDataset, dataset)
    yield _triple(dataset, RDF.type, named(SD.Dataset))
    yield _triple(dataset, SD.defaultGraph, graph)
    yield _triple(graph, RDF.type, named(SD.Graph))
    yield _triple(graph, VOID.triples, integer(store.count()))
    counts = _counts(store)
    for place, iri in enumerate(store.graphs()):
        yield from _named_graph(dataset, f"graph{place}", iri, counts.get(iri))


def _counts(store: Store) -> dict[str, int]:
    """How many triples each named graph has; nothing of a large store, where nobody should wait for that."""
    if store.count() > MOST_COUNTED:
        return {}
    return {value(row, "g"): number(row, "n") for row in store.query(COUNTS).rows()}


def _named_graph(dataset: BlankNode, name: str, iri: str, triples: int | None) -> Iterator[Triple]:
    graph = BlankNode(name)
    yield _triple(dataset, SD.namedGraph, graph)
    yield _triple(graph, RDF.type, named(SD.NamedGraph))
    yield _triple(graph, SD.name, named(iri))
    if triples is not None:
        content = BlankNode(f"{name}content")
        yield _triple(graph, SD.graph, content)
        yield _triple(content, RDF.type, named(SD.Graph))
        yield _triple(content, VOID.triples, integer(triples))


def _triple(subject: NamedNode | BlankNode, predicate: str, value: Term) -> Triple:
    return Triple(subject, named(predicate), value)
