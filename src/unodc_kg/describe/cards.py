"""The short form of a thing, as lists and links show it: its label, classes, type and place in a text."""

from collections.abc import Iterable
from dataclasses import dataclass

from unodc_kg import iris
from unodc_kg.describe.graph import NO_LABEL, Graph, Label, Row, label, terms, value
from unodc_kg.namespaces import KG, OA, RDF, RDFS, SKOS
from unodc_kg.rdf import Literal
from unodc_kg.vocabulary import category

NAMES = (SKOS.prefLabel, RDFS.label, OA.exact)  # the first that a thing has is what it is called
CODES = (KG.agentType, KG.programmeType, KG.documentType, KG.eventType)


@dataclass(frozen=True)
class Card:
    """A thing in short; `unit` is the IRI of the text unit where it stands, "" if it stands in none."""

    iri: str
    label: Label = NO_LABEL
    classes: tuple[str, ...] = ()
    code: str = ""
    unit: str = ""

    @property
    def category(self) -> str:
        """The reader's word for what it is (Body, Partner, Country ...), or "" if it has none."""
        return category({iris.code(name) for name in self.classes}, self.code)


def cards(graph: Graph, wanted: Iterable[str]) -> dict[str, Card]:
    """The short forms of these things, by IRI; of one that the graph does not know only its IRI."""
    found: dict[str, list[Row]] = {iri: [] for iri in wanted}
    if found:
        for row in graph.rows("cards", things=terms(found)):
            found[value(row, "thing")].append(row)
    return {iri: _card(graph, iri, rows) for iri, rows in found.items()}


def _card(graph: Graph, iri: str, rows: list[Row]) -> Card:
    labels: dict[str, list[Label]] = {}
    links: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row["value"], Literal):
            labels.setdefault(value(row, "property"), []).append(label(row["value"]))
        else:
            links.setdefault(value(row, "property"), []).append(value(row, "value"))
    name = next((graph.best(labels[name]) for name in NAMES if name in labels), NO_LABEL)
    code = next((iris.code(links[name][0]) for name in CODES if name in links), "")
    units = sorted(links.get(KG.inUnit, [""]))
    return Card(iri, name, tuple(sorted(links.get(RDF.type, ()))), code, units[0])
