"""Which graph each statement of a document goes to.

The reference text has three: text, mentions, facts. Another language version has its own, named after its language, and
two more, because an assembler takes them on their own: what only one version may say (structure), and what several may
say in the same words (cited).
"""

from collections.abc import Iterator

from unodc_kg import iris
from unodc_kg.convert.emit_things import Graph
from unodc_kg.convert.model import Manifest
from unodc_kg.namespaces import DCTERMS, KG, RDF, SCHEMA, SKOS
from unodc_kg.rdf import Quad, named

OF_EVERY_VERSION = frozenset(
    {RDF.type, SKOS.prefLabel, SKOS.altLabel, SCHEMA.url, KG.symbol, KG.locator, KG["text"], DCTERMS.isVersionOf}
    | {DCTERMS["title"], KG.opening}
)


def graphs(manifest: Manifest) -> dict[str, Graph]:
    """The graphs to write to, by layer."""
    found = {layer: Graph(graph_of(manifest, layer)) for layer in ("text", "mentions", "facts")}
    return found | {"cited": found["facts"] if manifest.reference else Graph(graph_of(manifest, "cited"))}


def graph_of(manifest: Manifest, layer: str) -> str:
    """The name of a layer of this version."""
    return iris.document_graph(manifest.iri, layer + manifest.suffix)


def placed(graph: Graph, manifest: Manifest) -> Iterator[Quad]:
    """What was written, in its graph; in a version, what only one version may say is taken out of the text."""
    if manifest.reference or graph.name != graph_of(manifest, "text"):
        yield from graph.quads
        return
    source, structure = f"{manifest.iri}/text/{manifest.language}", named(graph_of(manifest, "structure"))
    for quad in graph.quads:
        kept = quad.predicate.value in OF_EVERY_VERSION or quad.subject == named(source)
        yield quad if kept else Quad(quad.subject, quad.predicate, quad.object, structure)
