"""Readings -> quads in the graphs of the document: text, mentions, facts. The same reading gives the same quads."""

import re
from collections.abc import Iterator

from unodc_kg import __version__, iris
from unodc_kg.convert import addresses, emit_adoption, emit_document, emit_things, layers, openings
from unodc_kg.convert.emit_things import Graph
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Assertion, Document, Manifest, Quote, Reading, Record, Span, Unit
from unodc_kg.namespaces import DCTERMS, ID, KG, OA, PROV, RDF, SCHEMA, SKOS, XSD
from unodc_kg.rdf import Literal, Quad, boolean, date, decimal, integer, named, text
from unodc_kg.vocabulary import Vocabulary

Named = tuple[Span, tuple[str, ...], str]  # a stretch, what it names, in which form

SOFTWARE = f"{ID}software/converter-{__version__}"
CONTEXT = 12  # signs quoted before and behind the evidence
UNIT_CLASSES = {"front": "FrontMatter", "summary": "Summary", "paragraph": "Paragraph", "footnote": "Footnote"}


def quads(document: Document, readings: list[Reading], vocabulary: Vocabulary) -> Iterator[Quad]:
    """All quads of a converted document."""
    iri = document.manifest.iri
    graphs = layers.graphs(document.manifest)
    emit_document.write(document, iri, graphs["text"])
    _addresses(document.manifest, graphs["text"])
    _structure(document, iri, graphs["text"])
    things = emit_things.Things(vocabulary, document.manifest.language)
    emit_adoption.write(document.manifest, graphs["text"], things)
    for reading in readings:
        _mentions(reading, iri, document, graphs["mentions"], things)
    facts = graphs["facts"]
    units = {unit.locator: unit for unit in document.units}
    writer = _Facts(document.manifest, units, facts)
    for reading in readings:
        for record in reading.records:
            writer.record(record)
        for assertion in reading.assertions:
            writer.assertion(assertion)
    _section_topics(document, iri, vocabulary, facts)
    things.write(facts, graphs["cited"])
    for graph in dict.fromkeys(graphs.values()):
        yield from layers.placed(graph, document.manifest)


def _addresses(manifest: Manifest, graph: Graph) -> None:
    """Where the public finds the document, and this text of it."""
    for symbol in manifest.symbols:
        if place := addresses.address(symbol):
            graph.link(manifest.iri, SCHEMA.url, place)
            graph.link(
                f"{manifest.iri}/text/{manifest.language}", SCHEMA.url, addresses.address(symbol, manifest.language)
            )


def _structure(document: Document, iri: str, graph: Graph) -> None:
    language = document.manifest.language
    first = _first_units(document)
    order: list[tuple[float, str, Unit | None]] = []
    for section in document.sections:
        section_iri = iris.unit(iri, "section", section.locator)
        graph.link(section_iri, RDF.type, KG.Section)
        graph.add(section_iri, KG.locator, text(section.locator))
        graph.add(section_iri, SKOS.prefLabel, text(section.heading, language))
        parent = iris.unit(iri, "section", section.parent) if section.parent else iri
        graph.link(section_iri, DCTERMS.isPartOf, parent)
        order.append((first[section.locator] - 1 + section.position / 1000, section_iri, None))
    for unit in document.units:
        unit_iri = iris.unit(iri, *unit.path)
        _unit(unit, unit_iri, iri, document, graph)
        order.append((float(unit.position), unit_iri, unit))
    for position, (_, thing, _unit_or_none) in enumerate(sorted(order, key=lambda item: item[0]), 1):
        graph.add(thing, KG.position, integer(position))


def _first_units(document: Document) -> dict[str, float]:
    """The position of the first unit in or below each section."""
    first: dict[str, float] = {}
    for unit in document.units:
        for section in document.section_path(unit.section):
            first.setdefault(section.locator, float(unit.position))
    end = float(len(document.units) + 1)
    return {section.locator: first.get(section.locator, end) for section in document.sections}


def _unit(unit: Unit, unit_iri: str, iri: str, document: Document, graph: Graph) -> None:
    graph.link(unit_iri, RDF.type, KG.TextUnit)
    graph.link(unit_iri, RDF.type, KG[UNIT_CLASSES[unit.kind]])
    graph.add(unit_iri, KG.locator, text(unit.locator))
    graph.add(unit_iri, KG.text, text(unit.text, document.manifest.language))
    if opening := openings.of(unit, document.manifest):
        graph.add(unit_iri, KG.opening, text(opening, document.manifest.language))
    if unit.parent:
        parent = next(other for other in document.units if other.locator == unit.parent)
        graph.link(unit_iri, DCTERMS.isPartOf, iris.unit(iri, *parent.path))
    else:
        graph.link(unit_iri, DCTERMS.isPartOf, iris.unit(iri, "section", unit.section) if unit.section else iri)


def _mentions(reading: Reading, iri: str, document: Document, graph: Graph, things: emit_things.Things) -> None:
    unit = reading.unit
    found = [(m.span, tuple(t.iri for t in m.things), m.form) for m in reading.mentions]
    for mention in reading.mentions:
        things.met(mention, unit)
    for citation in reading.citations:
        things.cited(citation)
        found.append((citation.span, tuple(i.iri for i in citation.instruments), citation.form))
    for span, _symbol, target in things.symbols(reading):
        found.append((span, (target,), "symbol"))
    found += [(span, (target,), "cross-reference") for span, target in _references(reading, iri, document)]
    for span, targets, form in _one_form(found):
        mention_iri = iris.mention(iri, document.manifest.place(unit.locator), span.start, span.end)
        graph.link(mention_iri, RDF.type, KG.Mention)
        graph.link(mention_iri, KG.inUnit, iris.unit(iri, *unit.path))
        for target in targets:
            graph.link(mention_iri, KG.mentions, target)
        graph.link(mention_iri, KG.form, iris.concept("mention-form", form))
        graph.add(mention_iri, OA.exact, text(unit.text[span.start : span.end]))
        graph.add(mention_iri, OA.start, integer(span.start))
        graph.add(mention_iri, OA.end, integer(span.end))
        graph.link(mention_iri, KG.sourceText, f"{iri}/text/{document.manifest.language}")
        graph.link(mention_iri, PROV.wasAttributedTo, SOFTWARE)


def _one_form(found: list[Named]) -> Iterator[Named]:
    """A stretch has one form: what stands inside a name is not also read alone; else the form met first."""
    by_span: dict[Span, list[Named]] = {}
    for item in found:
        by_span.setdefault(item[0], []).append(item)
    for span, items in by_span.items():
        alone = [item for item in items if item[2] != "inside-name"] or items
        yield from ((span, targets, alone[0][2]) for _, targets, _ in alone)


def _references(reading: Reading, iri: str, document: Document) -> list[tuple[Span, str]]:
    """Paragraphs of this document that the unit refers to: "see paragraph 3"."""
    rule = lexicon(document.manifest.language).get("reference", {}).get("paragraph", "(?!)")
    units = {unit.locator: unit for unit in document.units}
    return [
        (Span(*match.span()), iris.unit(iri, *units[match["number"]].path))
        for match in re.finditer(rule, reading.unit.text)
        if match["number"] in units
    ]


class _Facts:
    """Writes records, statements and their evidence."""

    def __init__(self, manifest: Manifest, units: dict[str, Unit], graph: Graph) -> None:
        self.iri = manifest.iri
        self.manifest = manifest
        self.units = units
        self.graph = graph
        graph.link(SOFTWARE, RDF.type, PROV.SoftwareAgent)
        graph.add(SOFTWARE, SKOS.prefLabel, text(f"unodc-kg converter {__version__}", "en"))
        graph.add(SOFTWARE, SKOS.prefLabel, text(f"unodc-kg转换器{__version__}", "zh"))

    def record(self, record: Record) -> None:
        """A record with its own triples and its evidence."""
        for name in record.classes:
            self.graph.link(record.iri, RDF.type, KG[name])
        for language, label in record.labels.items():
            self.graph.add(record.iri, SKOS.prefLabel, text(label, language))
        for name, value in record.links:
            self.graph.link(record.iri, name, value)
        for name, value, datatype in record.values:
            self.graph.add(record.iri, name, literal(value, datatype))
        self.evidence(record.iri, record.quote)

    def assertion(self, assertion: Assertion) -> None:
        """A plain triple, the statement about it, and its evidence."""
        value = named(assertion.value) if not assertion.datatype else literal(assertion.value, assertion.datatype)
        key = assertion.value if not assertion.datatype else str(value)
        statement = iris.statement(assertion.subject, assertion.predicate, key)
        self.graph.add(assertion.subject, assertion.predicate, value)
        self.graph.link(statement, RDF.type, KG.Statement)
        self.graph.link(statement, RDF.type, KG.Record)
        self.graph.link(statement, RDF.subject, assertion.subject)
        self.graph.link(statement, RDF.predicate, assertion.predicate)
        self.graph.add(statement, RDF.object, value)
        self.evidence(statement, assertion.quote)

    def evidence(self, fact: str, quote: Quote) -> None:
        """The exact words that say it, where they stand, and who read them."""
        unit = self.units[quote.unit]
        span, unit_iri = quote.span, iris.unit(self.iri, *unit.path)
        place = quote.unit + self.manifest.suffix
        iri = iris.evidence(self.iri, fact, place, span.start, span.end, SOFTWARE)
        self.graph.link(fact, KG.evidence, iri)
        self.graph.link(fact, KG.inUnit, unit_iri)
        self.graph.link(iri, RDF.type, KG.Evidence)
        self.graph.link(iri, KG.inUnit, unit_iri)
        self.graph.link(iri, KG.sourceText, f"{self.iri}/text/{self.manifest.language}")
        self.graph.add(iri, OA.exact, text(unit.text[span.start : span.end]))
        self.graph.add(iri, OA.prefix, text(unit.text[max(0, span.start - CONTEXT) : span.start]))
        self.graph.add(iri, OA.suffix, text(unit.text[span.end : span.end + CONTEXT]))
        self.graph.add(iri, OA.start, integer(span.start))
        self.graph.add(iri, OA.end, integer(span.end))
        self.graph.link(iri, PROV.wasAttributedTo, SOFTWARE)
        self.graph.add(iri, KG.confidence, decimal(str(quote.confidence)))
        self.graph.add(iri, KG.rule, text(quote.rule))


def _section_topics(document: Document, iri: str, vocabulary: Vocabulary, graph: Graph) -> None:
    """Sections have the topic of their heading."""
    for section in document.sections:
        for topic in vocabulary.find(section.heading):
            if topic.startswith(iris.concept("topic", "")):
                graph.link(iris.unit(iri, "section", section.locator), KG.topic, topic)


def literal(value: str, datatype: str) -> Literal:
    """The literal of a value and its datatype."""
    if datatype == XSD.decimal:
        return decimal(value)
    if datatype == XSD.integer:
        return integer(int(value))
    if datatype == XSD.date:
        return date(value)
    return boolean(value == "true") if datatype == XSD.boolean else text(value)
