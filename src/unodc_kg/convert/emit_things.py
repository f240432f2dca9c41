"""Shared things that a document is the first to name: new works and events, cited resolutions, documents by symbol."""

import re
from dataclasses import dataclass, field

from unodc_kg import iris
from unodc_kg.convert import addresses
from unodc_kg.convert.citations import symbol_instrument
from unodc_kg.convert.model import Citation, Instrument, Mention, Reading, Span, Thing, Unit
from unodc_kg.namespaces import KG, RDF, SCHEMA, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad, integer, named, text
from unodc_kg.vocabulary import Vocabulary

TYPE_PROPERTY = {
    "Event": KG.eventType,
    "Programme": KG.programmeType,
    "Document": KG.documentType,
    "Agent": KG.agentType,
}
NOUNS = {"resolution": ("resolution", "决议"), "decision": ("decision", "决定")}


@dataclass(eq=False)
class Graph:
    """Quads of one named graph, each once, in the order of writing."""

    name: str
    written: dict[Quad, None] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        """One triple."""
        self.written[Quad(named(subject), named(predicate), value, named(self.name))] = None

    def link(self, subject: str, predicate: str, value: str) -> None:
        """One triple whose object is an IRI."""
        self.add(subject, predicate, named(value))

    @property
    def quads(self) -> list[Quad]:
        """What was written."""
        return list(self.written)


class Things:
    """Collects what is met; writes what the vocabulary does not have."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.new: dict[str, Thing] = {}
        self.instruments: dict[str, Instrument] = {}
        self.documents: dict[str, tuple[str, ...]] = {}
        self.by_symbol = {
            symbol: entry.iri for entry in vocabulary.entries.values() for symbol in entry.links.get(KG.symbol, ())
        }

    def met(self, mention: Mention, unit: Unit) -> None:
        """Remember new things that a mention names."""
        for thing in mention.things:
            if thing.new:
                self.new.setdefault(thing.iri, thing)

    def cited(self, citation: Citation) -> None:
        """Remember cited resolutions and decisions."""
        for instrument in citation.instruments:
            self.instruments.setdefault(instrument.iri, instrument)

    def symbols(self, reading: Reading) -> list[tuple[Span, str, str]]:
        """The printed symbols and what they name; both parts of a joint symbol name one document."""
        found: list[tuple[Span, str, str]] = []
        previous: tuple[Span, str] | None = None
        for span, symbol in reading.symbols:
            joint = (
                previous is not None and span.start == previous[0].end + 1 and reading.unit.text[previous[0].end] == "-"
            )
            target = previous[1] if joint and previous else self._named_by(symbol)
            if target in self.documents:
                printed = iris.spaced(symbol)
                self.documents[target] = tuple(dict.fromkeys([*self.documents.get(target, ()), printed]))
            found.append((span, symbol, target))
            previous = (span, target)
        return found

    def named(self, symbol: str) -> str:
        """The document of that symbol; described here where no authority file has it."""
        iri = self._named_by(symbol)
        if iri in self.documents:
            self.documents[iri] = tuple(dict.fromkeys([*self.documents[iri], symbol]))
        return iri

    def _named_by(self, symbol: str) -> str:
        instrument = symbol_instrument(symbol)
        if instrument is not None:
            self.instruments.setdefault(instrument.iri, instrument)
            return instrument.iri
        known = self.by_symbol.get(symbol)
        if known:
            return known
        iri = iris.document(iris.symbol_key(iris.spaced(symbol)))
        if iri not in self.vocabulary.entries:
            self.documents.setdefault(iri, ())
        return iri

    def write(self, graph: Graph, cited: Graph) -> None:
        """Write what is new into the graph of facts, and what is cited by number or symbol into its own."""
        for thing in self.new.values():
            self._thing(thing, graph)
        for instrument in self.instruments.values():
            self._instrument(instrument, cited)
            self._published(instrument, cited)
        for iri, symbols in self.documents.items():
            self._document(iri, symbols, cited)

    def _thing(self, thing: Thing, graph: Graph) -> None:
        if thing.category == "Topic":
            graph.link(thing.iri, RDF.type, SKOS.Concept)
            graph.link(thing.iri, SKOS.inScheme, iris.concept("topic", "").rstrip("/"))
            graph.add(thing.iri, SKOS.notation, text(iris.code(thing.iri)))
        else:
            for name in thing.classes:
                graph.link(thing.iri, RDF.type, KG[name])
            owner = next((name for name in TYPE_PROPERTY if name in thing.classes), "")
            code = thing.code or ("unclassified" if owner == "Agent" else "")
            if owner and code:
                scheme = {
                    "Event": "event-type",
                    "Programme": "programme-type",
                    "Document": "document-type",
                    "Agent": "agent-type",
                }[owner]
                graph.link(thing.iri, TYPE_PROPERTY[owner], iris.concept(scheme, code))
        graph.add(thing.iri, SKOS.prefLabel, text(_tidy(thing.label), self.language))
        if "sessionOf" in thing.properties:
            graph.link(thing.iri, KG.sessionOf, thing.properties["sessionOf"])
            graph.add(thing.iri, KG.sessionNumber, integer(int(thing.properties["sessionNumber"])))

    def _instrument(self, instrument: Instrument, graph: Graph) -> None:
        if instrument.iri in self.vocabulary.entries:
            return
        leading, serial, suffix = iris.number_parts(instrument.number)
        number = iris.spaced(instrument.number)
        body = iris.thing("agent", instrument.body)
        graph.link(instrument.iri, RDF.type, KG.Document)
        graph.link(instrument.iri, RDF.type, KG[instrument.kind.capitalize()])
        graph.link(instrument.iri, KG.adoptedBy, body)
        graph.add(instrument.iri, KG.number, text(number))
        graph.add(instrument.iri, KG.serialNumber, integer(int(serial)))
        if leading.isdigit():
            graph.add(instrument.iri, KG.sessionNumber, integer(int(leading)))
        elif leading:
            kind, _, session = leading.partition("-")
            graph.add(instrument.iri, KG.sessionKind, text(kind.upper()))
            graph.add(instrument.iri, KG.sessionNumber, integer(int(session)))
        if suffix:
            graph.add(instrument.iri, KG.suffix, text(suffix))
        english, chinese = NOUNS[instrument.kind]
        name = self.vocabulary.label(body, "en")
        graph.add(instrument.iri, SKOS.prefLabel, text(f"{name} {english} {number}", "en"))
        zh = self.vocabulary.label(body, "zh")
        graph.add(instrument.iri, SKOS.prefLabel, text(f"{zh}第{number}号{chinese}", "zh"))

    def _published(self, instrument: Instrument, graph: Graph) -> None:
        """Where its text can be read: at its own address, or in the report of the session."""
        symbol = addresses.symbol_of(instrument.kind, instrument.body, instrument.number)
        report = addresses.report_of(instrument.body, instrument.number)
        if symbol:
            graph.link(instrument.iri, SCHEMA.url, addresses.address(symbol))
        elif report:
            printed_in = self._named_by(report)
            if printed_in in self.documents and report not in self.documents[printed_in]:
                self.documents[printed_in] += (report,)
            graph.link(instrument.iri, KG.publishedIn, printed_in)

    def _document(self, iri: str, symbols: tuple[str, ...], graph: Graph) -> None:
        graph.link(iri, RDF.type, KG.Document)
        for symbol in symbols:
            graph.add(iri, KG.symbol, text(symbol))
            if place := addresses.address(symbol):
                graph.link(iri, SCHEMA.url, place)
        if any("/CRP." in symbol for symbol in symbols):
            graph.link(iri, KG.documentType, iris.concept("document-type", "conference-room-paper"))
        for language in ("en", "zh"):
            graph.add(iri, SKOS.prefLabel, text("-".join(symbols), language))


def _tidy(label: str) -> str:
    """A printed name as a label: one line, no blanks beside Han characters."""
    return re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", label)
