"""The pages of the site and the data behind each: a view reads the request, asks `describe`, and draws a template."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request

from unodc_kg.config import Settings
from unodc_kg.describe import data, lists
from unodc_kg.describe.cards import cards
from unodc_kg.describe.document import document
from unodc_kg.describe.graph import Graph, checked
from unodc_kg.describe.links import linked, mentions
from unodc_kg.describe.nearest import nearest
from unodc_kg.describe.terms import CLASS, PROPERTY, TermEntry, Terms, terms
from unodc_kg.describe.thing import thing
from unodc_kg.describe.usage import properties
from unodc_kg.errors import RequestError, StoreError, UnknownNameError
from unodc_kg.formats import HTML, PROBLEM, TEXT, Format, negotiate
from unodc_kg.namespaces import BASE, ID, KG, ONTOLOGY, PREFIXES
from unodc_kg.rdf import NamedNode, Triple, serialize_quads
from unodc_kg.stores.base import rdf_format
from unodc_kg.web import home, language, live
from unodc_kg.web.negotiation import DATA_FIRST, PAGE_FIRST, answer, chosen, see_other, without_suffix
from unodc_kg.web.view import View

blueprint = Blueprint("pages", __name__)
LONGEST = 1000  # characters of a path
SIZE = 50  # entries of a list on one page


def view() -> View:
    """The present reader's view."""
    settings: Settings = current_app.config["SETTINGS"]
    tag = language.choose(request, settings.language)
    graph = Graph(live.store(), settings.base_iri, tag)
    query = tuple(request.args.items(multi=True))
    return View(graph, terms(graph), language.messages(tag), language.asked(request), request.path, query)


@blueprint.app_context_processor
def _context() -> dict[str, object]:
    try:
        found = view()
    except StoreError:  # the page that says so needs no store
        tag = language.choose(request, "en")
        nothing = Terms({}, TermEntry(ONTOLOGY, ""))
        found = View(Graph(live.store()), nothing, language.messages(tag), "", request.path)
    return {"view": found, "say": found.say}


@blueprint.get("/")
def index() -> Response:
    """What this is, what is in it, and where to begin."""
    return _page("index.html", home.overview(view()))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What search engines shall leave alone: every link to a query would run it."""
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in ("sparql", "search", "store", "links/"))]
    return Response("\n".join([*lines, ""]), content_type=TEXT.content_type)


@blueprint.get("/id/<path:path>", merge_slashes=False)
def identifier(path: str) -> Response:
    """A thing cannot be sent; say where its page or data is."""
    known, suffix = _known(path)
    if known is None:
        return _missing(path)
    form = chosen(request, DATA_FIRST, suffix)
    return see_other(_address(view(), known, form))


@blueprint.get("/page/<path:path>", merge_slashes=False)
def page(path: str) -> Response:
    """The page of a thing."""
    known, suffix = _known(path)
    if known is None:
        return _missing(path)
    form = chosen(request, PAGE_FIRST, suffix)
    if form != HTML:
        return see_other(_address(view(), known, form))
    here = view()
    found = thing(here.graph, known)
    response = _page("thing.html", {"thing": found, "iri": known.value, "has_text": _has_text(here.graph, known)})
    response.headers["Link"] = ", ".join(_links(here, known))
    return response


@blueprint.get("/data/<path:path>", merge_slashes=False)
def data_file(path: str) -> Response:
    """What is known of a thing, as data."""
    known, suffix = _known(path)
    if known is None:
        return _missing(path)
    form = chosen(request, DATA_FIRST, suffix)
    here = view()
    if form == HTML:
        return see_other(_address(here, known, form))
    response = _data(data.triples(here.graph, known), form)
    response.headers["Content-Location"] = _address(here, known, form)
    response.headers["Link"] = f'<{here.public(known.value)}>; rel="describes"'
    return response


@blueprint.get("/graph/<path:path>", merge_slashes=False)
def named_graph(path: str) -> Response:
    """The IRI of a named graph leads to the graph."""
    iri = view().public(f"{BASE}graph/{path[:LONGEST]}")
    return see_other(f"/store?{urlencode({'graph': iri})}")


@blueprint.get("/links/<path:path>", merge_slashes=False)
def links(path: str) -> Response:
    """All that points to a thing with one property, or all its mentions, page by page."""
    known, _ = _known(path)
    if known is None:
        return _missing(path)
    here, number = view(), page_number()
    name = _property(request.args.get("property", "mentions"))
    begin, named_in = (number - 1) * SIZE, name == KG.mentions
    listed = mentions(here.graph, known, begin, SIZE) if named_in else linked(here.graph, known, name, begin, SIZE)
    card = cards(here.graph, [known.value])[known.value]
    values: dict[str, object] = {"iri": known.value, "card": card, "found": listed, "property": name}
    values |= {"about_mentions": named_in}
    return _page("links.html", values | paging(number, listed.total))


@blueprint.get("/read/<path:path>", merge_slashes=False)
def read(path: str) -> Response:
    """A document to read, with its names, figures and records."""
    known, _ = _known(path)
    here = view()
    found = (
        document(here.graph, known, request.args.get("text", ""), request.args.get("beside", ""))
        if known is not None
        else None
    )
    return _missing(path) if found is None else _page("reader.html", {"document": found})


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str = "") -> Response:
    """The classes and properties: one document for all terms."""
    form = chosen(request, DATA_FIRST, suffix)
    here = view()
    if form != HTML:
        return _data(data.ontology(here.graph), form)
    entries = [entry for entry in here.terms.entries.values() if entry.iri.startswith(KG)]
    groups = {kind: [entry for entry in entries if entry.kind == kind] for kind in (CLASS, PROPERTY)}
    return _page("ontology.html", {"header": here.terms.header, "groups": groups, "used": properties(here.graph)})


@blueprint.get("/symbol/<path:symbol>", merge_slashes=False)
def symbol(symbol: str) -> Response:
    """Where the document with a United Nations symbol is."""
    here = view()
    try:
        return see_other(here.href(lists.with_symbol(here.graph, symbol[:LONGEST])))
    except UnknownNameError:
        return _missing(symbol)


@blueprint.get("/browse")
def browse() -> Response:
    """All classes and all schemes."""
    return _page("browse.html", home.inventory(view()))


@blueprint.get("/browse/<path:name>", merge_slashes=False)
def members(name: str) -> Response:
    """The things of a class, or the concepts of a scheme, page by page."""
    here, number = view(), page_number()
    iri = home.listed(here, name[:LONGEST])
    if not iri:
        return _missing(name)
    found = lists.concepts(here.graph, iri) if iri.startswith(ID) else lists.members(here.graph, iri)
    begin = (number - 1) * SIZE
    shown = found[begin : begin + SIZE]
    short = cards(here.graph, (member.iri for member in shown))
    return _page("members.html", {"iri": iri, "members": shown, "cards": short, **paging(number, len(found))})


def _known(path: str) -> tuple[NamedNode | None, str]:
    """The thing at a path, and the suffix that was written after it; None if the graph does not know it."""
    graph = view().graph
    for candidate, suffix in ((path, ""), without_suffix(path)):
        try:
            iri = checked(ID + candidate) if len(candidate) <= LONGEST else None
        except UnknownNameError:
            iri = None
        if iri is not None and graph.holds("exists", thing=iri):
            return iri, suffix
    return None, ""


def _address(here: View, iri: NamedNode, form: Format) -> str:
    return here.page(iri.value) if form == HTML else here.page(iri.value, "data", f".{form.name}")


def _missing(path: str) -> Response:
    """404, with what the reader may have meant."""
    here = view()
    near = nearest(here.graph, path)
    if negotiate(request.headers.get("Accept"), (PROBLEM, HTML)) == HTML:
        return _page("missing.html", {"path": path[:LONGEST], "near": near}, 404)
    names = "; ".join(here.public(card.iri) for card in near[:3])
    raise UnknownNameError(
        f"There is nothing at {path[:200]!r}.", f"Near it are {names}." if near else "Look for it with /search?q=."
    )


def _has_text(graph: Graph, iri: NamedNode) -> bool:
    return graph.holds("has-text", thing=iri)


def _links(here: View, iri: NamedNode) -> list[str]:
    """The page's own address as people cite it, and its other forms (RFC 8288)."""
    alternates = (f'<{url}>; rel="alternate"; type="{media}"' for _, media, url in here.formats(iri.value))
    return [f'<{here.public(iri.value)}>; rel="canonical"', *alternates]


def _property(name: str) -> str:
    """A property by its short name, e.g. "partner" or "skos:broader"."""
    prefix, colon, local = name.partition(":")
    if not colon:
        prefix, local = "", name
    if prefix not in PREFIXES or not local.isalnum():
        raise RequestError(404, f"There is no property {name[:100]!r}.", "Follow a link from the page of a thing.")
    return PREFIXES[prefix] + local


def page_number() -> int:
    """Which page of a list is asked for."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise RequestError(400, f"There is no page {text[:20]!r}.", "Pages are counted from 1.")
    return int(text[:9])


def paging(number: int, total: int) -> dict[str, int]:
    """What a template needs to link the pages of a list."""
    return {"number": number, "pages": max(1, -(-total // SIZE)), "total": total, "first": (number - 1) * SIZE + 1}


def _page(template: str, values: Mapping[str, object], status: int = 200) -> Response:
    chosen(request, PAGE_FIRST)  # 406 where the request excludes even that
    return answer(render_template(template, **values), HTML, request, status)


def _data(triples: list[Triple], form: Format) -> Response:
    return answer(serialize_quads(triples, rdf_format(form)), form, request)
