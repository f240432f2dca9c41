"""Which properties things of a class really have: what somebody who writes a query looks for first.

Domains do not tell it: a property that several classes have has none.
"""

from collections.abc import Mapping
from functools import lru_cache

from unodc_kg.describe.graph import Graph, value
from unodc_kg.describe.terms import CLASS, terms
from unodc_kg.namespaces import KG, RDF
from unodc_kg.rdf import named


def properties(graph: Graph) -> Mapping[str, list[str]]:
    """The properties of each of our classes, our own first; read once per store."""
    return _properties(Graph(graph.store, graph.base_iri))


@lru_cache(maxsize=4)
def _properties(graph: Graph) -> dict[str, list[str]]:
    classes = [entry.iri for entry in terms(graph).entries.values() if entry.kind == CLASS]
    return {iri: _of(graph, iri) for iri in classes if iri.startswith(KG)}


def _of(graph: Graph, iri: str) -> list[str]:
    found = {value(row, "property") for row in graph.rows("class-properties", **{"class": named(iri)})} - {RDF.type}
    return sorted(found, key=lambda name: (not name.startswith(KG), name))
