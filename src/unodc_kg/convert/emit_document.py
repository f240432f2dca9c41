"""What a document says of itself: type, titles, symbols, language, author, and the frozen text with its digest."""

import hashlib

from unodc_kg import iris
from unodc_kg.convert.emit_things import Graph
from unodc_kg.convert.model import Document, Unit
from unodc_kg.namespaces import DCTERMS, KG, RDF, SKOS
from unodc_kg.rdf import integer, text

COMPLETE_FOR = ("State", "Resolution", "Decision")


def frozen(units: tuple[Unit, ...], *, reference: bool = True) -> bytes:
    """The frozen text: one line a unit, locator, tab, text; a line break inside a unit is U+2028.

    Reading order is that of the reference text, so the lines of another version are sorted.
    """
    lines = [f"{unit.locator}\t{unit.text.replace(chr(10), chr(0x2028))}\n" for unit in units]
    return "".join(lines if reference else sorted(lines)).encode()


def write(document: Document, iri: str, graph: Graph) -> None:
    """The document and its frozen text."""
    manifest = document.manifest
    graph.link(iri, RDF.type, KG.Document)
    for language, title in manifest.titles.items():
        graph.add(iri, DCTERMS["title"] if manifest.instrument else SKOS.prefLabel, text(title, language))
    for symbol in manifest.symbols:
        graph.add(iri, KG.symbol, text(symbol))
    graph.link(iri, KG.documentType, iris.concept("document-type", manifest.document_type))
    graph.link(iri, KG.referenceLanguage, iris.concept("language", manifest.language))
    for name in COMPLETE_FOR:
        graph.link(iri, KG.completeFor, KG[name])
    if manifest.reporting_year:
        graph.add(iri, KG.reportingYear, integer(manifest.reporting_year))
    for key in manifest.authors:
        graph.link(iri, DCTERMS.creator, iris.thing("agent", key))
    if manifest.rights:
        graph.add(iri, DCTERMS.rights, text(manifest.rights, "en"))
    if manifest.source:
        graph.add(iri, DCTERMS.source, text(manifest.source))
    source = f"{iri}/text/{manifest.language}"
    graph.link(source, RDF.type, KG.SourceText)
    graph.link(source, DCTERMS.isVersionOf, iri)
    graph.link(source, DCTERMS.language, iris.concept("language", manifest.language))
    content = frozen(document.units, reference=manifest.reference)
    graph.add(source, KG.sha256, text(hashlib.sha256(content).hexdigest()))
