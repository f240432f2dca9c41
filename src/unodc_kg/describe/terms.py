"""The ontology as pages use it: labels and definitions of terms, and which class is above which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from unodc_kg.describe.graph import Graph, Label, label, value
from unodc_kg.namespaces import KG, ONTOLOGY, OWL, RDF, RDFS, SKOS
from unodc_kg.rdf import Literal, NamedNode, Term

CLASS, PROPERTY = "class", "property"
TYPES = {OWL.Class: CLASS, OWL.ObjectProperty: PROPERTY, OWL.DatatypeProperty: PROPERTY, RDFS.Class: CLASS}
Values = Mapping[str, list[Term]]


@dataclass(frozen=True)
class TermEntry:
    """One class or property: its IRI, what it is, and what the ontology says of it."""

    iri: str
    kind: str
    values: Values = field(default_factory=dict)

    def labels(self, *properties: str) -> list[Label]:
        """The texts of these properties, in all languages."""
        return [label(term) for name in properties for term in self.values.get(name, ()) if isinstance(term, Literal)]

    def links(self, name: str) -> list[str]:
        """The IRIs that a property leads to."""
        return [str(term.value) for term in self.values.get(name, ()) if isinstance(term, NamedNode)]


@dataclass(frozen=True)
class Terms:
    """All terms of the ontology by IRI, and the ontology's own properties."""

    entries: Mapping[str, TermEntry]
    header: TermEntry

    def labels(self, iri: str) -> list[Label]:
        """The labels of a term in all languages; none if it is not in the ontology."""
        entry = self.entries.get(iri)
        return entry.labels(RDFS.label, SKOS.prefLabel) if entry else []

    def above(self, iri: str) -> set[str]:
        """The classes or properties above a term."""
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            entry = self.entries.get(waiting.pop())
            new = {*entry.links(RDFS.subClassOf), *entry.links(RDFS.subPropertyOf)} - found if entry else set()
            found |= new
            waiting += new
        return found

    def narrowest(self, classes: Iterable[str]) -> list[str]:
        """Of these classes those that are not above another of them, our own first; Record only if it stands alone."""
        have = set(classes)
        above = {upper for name in have for upper in self.above(name) if upper != name}
        own = {name for name in have if name.startswith(KG)} - {KG.Record}
        kept = (own or have) - above
        return sorted(kept or have)


def terms(graph: Graph) -> Terms:
    """The terms of the ontology in the graph; read once per store."""
    return _terms(Graph(graph.store, graph.base_iri))


@lru_cache(maxsize=4)
def _terms(graph: Graph) -> Terms:
    found: dict[str, dict[str, list[Term]]] = {}
    for row in graph.rows("terms"):
        found.setdefault(value(row, "term"), {}).setdefault(value(row, "property"), []).append(row["value"])
    entries = {iri: TermEntry(iri, _kind(values), values) for iri, values in sorted(found.items())}
    header = entries.pop(ONTOLOGY, TermEntry(ONTOLOGY, ""))
    return Terms(entries, header)


def _kind(values: Values) -> str:
    types = [str(term.value) for term in values.get(RDF.type, ()) if isinstance(term, NamedNode)]
    return next((TYPES[name] for name in types if name in TYPES), "")
