"""A converted document as annotations, one object a unit, in the form that an annotator writes and a scorer reads.

Read from the graph, so that what curators add is in it as well: mentions give entities, resolutions and symbols;
records and statements give figures and relations. Dates, which the graph keeps only on
records, are read from the text again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from unodc_kg import annotation_relations, iris
from unodc_kg.annotation_graph import Index
from unodc_kg.convert.dates import dates
from unodc_kg.convert.model import Span
from unodc_kg.errors import UnknownNameError
from unodc_kg.namespaces import DCTERMS, KG, OA
from unodc_kg.rdf import Literal, NamedNode, Quad, named
from unodc_kg.vocabulary import Vocabulary

QUALIFIERS = {
    "exactly": "exact",
    "more-than": "more_than",
    "at-least": "at_least",
    "less-than": "less_than",
    "at-most": "at_most",
}
LAYERS = ("all", "extracted", "curated")
ITEM_FORMS = frozenset({"inside-name", "symbol", "range", "url", "cross-reference"})


@dataclass
class Page:
    """What is known of one unit while its annotation is put together."""

    iri: str
    locator: str
    text: str
    mentions: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def annotations(
    quads: Iterable[Quad], vocabulary: Vocabulary, document: str, *, layer: str = "all"
) -> Iterator[dict[str, Any]]:
    """One annotation for each unit of a document, in reading order.

    Args:
        quads: the document's graphs, and the curated graph.
        vocabulary: names and types of shared things.
        document: the document's IRI.
        layer: "all", "extracted" (the converter's) or "curated" (people's).

    Raises:
        UnknownNameError: no such layer, or no unit of that document.
    """
    if layer not in LAYERS:
        raise UnknownNameError(f"There is no layer {layer!r}.", f"Expected one of {', '.join(LAYERS)}.")
    quads = list(quads)
    language = _language(quads, document)
    index = Index([q for q in quads if _of_layer(q, layer) and _of_language(q, language)], vocabulary)
    pages = _pages(index, document, language)
    if not pages:
        raise UnknownNameError(
            f"No units of {document} are in the graph.", "Give the symbol or key of a converted document."
        )
    for page in pages:
        yield _annotation(page, index, language, _year(index, document))


def _of_layer(quad: Quad, layer: str) -> bool:
    curated = iris.key(getattr(quad.graph_name, "value", "")).startswith("curated")
    text = iris.layer_of(getattr(quad.graph_name, "value", ""))[1] in ("text", "structure")
    return layer == "all" or text or curated == (layer == "curated")


def _language(quads: Iterable[Quad], document: str) -> str:
    """The reference language of the document: the one that its facts were read in."""
    found = (q.object for q in quads if q.predicate.value == KG.referenceLanguage and q.subject == named(document))
    return next((iris.code(term.value) for term in found if isinstance(term, NamedNode)), "")


def _of_language(quad: Quad, language: str) -> bool:
    """Is it no text, or the text in that language?"""
    is_text = quad.predicate.value == KG["text"] and isinstance(quad.object, Literal)
    return not is_text or not language or getattr(quad.object, "language", "") == language


def _year(index: Index, document: str) -> int | None:
    years = [iris.code(v) for v in index.all(document, KG.reportingYear)]
    return int(years[0]) if years else None


def _pages(index: Index, document: str, language: str) -> list[Page]:
    pages: dict[str, Page] = {}
    for unit in index.of_type(KG.TextUnit):
        if unit.startswith(document + "/"):
            pages[unit] = Page(unit, index.one(unit, KG.locator), index.one(unit, KG.text))
    source = f"{document}/text/{language}"
    for mention in index.of_type(KG.Mention):
        unit = index.one(mention, KG.inUnit)
        if unit in pages and index.one(mention, KG.sourceText) in ("", source):
            pages[unit].mentions.append(mention)
    for figure in index.of_type(KG.Figure):
        for unit in index.all(figure, KG.inUnit):
            if unit in pages:
                pages[unit].figures.append(figure)
    return sorted(pages.values(), key=lambda page: int(index.one(page.iri, KG.position)))


def _annotation(page: Page, index: Index, language: str, year: int | None) -> dict[str, Any]:
    mentions = sorted(page.mentions, key=lambda m: (int(index.one(m, OA.start)), -int(index.one(m, OA.end)), m))
    named = [
        Span(int(index.one(m, OA.start)), int(index.one(m, OA.end)))
        for m in mentions
        if iris.code(index.one(m, KG.form)) not in ITEM_FORMS
    ]
    found = [w for w in dates(page.text, language, year, named) if not w.inside_name]
    return {
        "unit": page.locator,
        "text": page.text,
        "entities": [entity for m in mentions for entity in _entities(m, index)],
        "resolutions": [item for m in mentions for item in _resolutions(m, index)],
        "symbols": [index.one(m, OA.exact) for m in mentions if iris.code(index.one(m, KG.form)) == "symbol"],
        "figures": [_figure(f, index) for f in sorted(page.figures, key=lambda f: _place(f, index))],
        "dates": [{"value": w.value, "surface": page.text[w.span.start : w.span.end]} for w in found],
        "relations": annotation_relations.relations(page.iri, index),
    }


def _place(record: str, index: Index) -> tuple[int, str]:
    tail = record.rpartition(".")[2]
    return (int(tail) if tail.isdigit() else 0, record)


def _entities(mention: str, index: Index) -> Iterator[dict[str, Any]]:
    if iris.code(index.one(mention, KG.form)) in ITEM_FORMS:
        return
    for thing in index.all(mention, KG.mentions):
        category = index.category(thing)
        if category:
            yield {
                "type": category,
                "iri": thing,
                "surface": index.one(mention, OA.exact),
                "start": int(index.one(mention, OA.start)),
                "end": int(index.one(mention, OA.end)),
            }


def _resolutions(mention: str, index: Index) -> Iterator[dict[str, str]]:
    for thing in index.all(mention, KG.mentions):
        kind = next((k for k in ("resolution", "decision") if iris.kind(thing) == k), "")
        if kind:
            body = iris.key(thing).split("/")[1]
            yield {"body": body.upper(), "number": index.one(thing, KG.number), "kind": kind}


def _figure(figure: str, index: Index) -> dict[str, Any]:
    qualifier = iris.code(index.one(figure, KG.qualifier))
    start = index.one(figure, KG.startDate)
    return {
        "value": _number(index.one(figure, KG.value)),
        "qualifier": QUALIFIERS.get(qualifier, qualifier),
        "unit": iris.code(index.one(figure, KG.unit)),
        "surface": index.one(figure, KG.printed),
        "year": int(start[:4]) if start else None,
    }


def _number(digits: str) -> int | float:
    return float(digits) if "." in digits else int(digits)


def document_iri(index_quads: Iterable[Quad], name: str) -> str:
    """The IRI of the document of that symbol, key or IRI among converted documents.

    Raises:
        UnknownNameError: none has that name; the message lists those there are.
    """
    documents: set[str] = set()
    symbols: dict[str, str] = {}
    for quad in index_quads:
        subject = getattr(quad.subject, "value", "")
        if quad.predicate.value == DCTERMS.isVersionOf:
            documents.add(getattr(quad.object, "value", ""))
        elif quad.predicate.value == KG.symbol:
            symbols[getattr(quad.object, "value", "")] = subject
    for candidate in (name, symbols.get(name, ""), iris.document(name), iris.document(iris.symbol_key(name))):
        if candidate in documents:
            return candidate
    known = ", ".join(sorted(iris.key(d).partition("/")[2] for d in documents)) or "none yet"
    raise UnknownNameError(f"No converted document is called {name!r}.", f"Converted documents: {known}.")
