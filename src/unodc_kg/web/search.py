"""Search over HTTP: a page for people, JSON for programs, and names while somebody types."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, render_template, request

from unodc_kg.config import Settings
from unodc_kg.describe.cards import cards
from unodc_kg.errors import RequestError, SearchError
from unodc_kg.formats import HTML, PLAIN_JSON
from unodc_kg.search.find import PARTS, Scope, kind_iri
from unodc_kg.search.index import FORM, Index
from unodc_kg.search.results import NOTHING, Hit, classes, results, search, suggestions
from unodc_kg.search.words import LONGEST
from unodc_kg.web import language, live
from unodc_kg.web.negotiation import answer, chosen
from unodc_kg.web.pages import SIZE, page_number, paging, view
from unodc_kg.web.view import View, short

blueprint = Blueprint("search", __name__)
MOST = 1000  # hits of one answer in JSON
SUGGESTED = 10
PROBLEMS = {
    "long": "search_long",
    "nothing": "search_nothing",
    "only_without": "search_only_without",
    "star": "search_star",
}  # why a search asks for nothing, and what the page says of it
DEEPEST = 1_000_000  # the last hit that can be asked for


@dataclass(frozen=True)
class Asked:
    """What a request searches for, as its address says it."""

    query: str
    scope: Scope
    kind: str = ""


@blueprint.get("/search")
def find() -> Response:
    """Names and texts that have some words."""
    page_number()  # refuses what is no number, whatever form is wanted
    return _page() if chosen(request, (HTML, PLAIN_JSON)) == HTML else _data()


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Names that go on as somebody types."""
    known = _unchanged()
    if known is not None:
        return known
    here, index = view(), live.index()
    asked, limit = _asked(index), _whole("limit", SUGGESTED, 1, 100)
    found = suggestions(here.graph, index, asked.query[:LONGEST], limit, scope=asked.scope)
    return _json({"query": asked.query, "version": index.version, "suggestions": [_hit(here, hit) for hit in found]})


def _data() -> Response:
    known = _unchanged()
    if known is not None:
        return known
    here, index = view(), live.index()
    asked, limit = _asked(index), _whole("limit", 20, 0, MOST)
    offset = _whole("offset", (page_number() - 1) * limit, 0, DEEPEST)
    found = results(here.graph, index, asked.query, offset, limit, scope=asked.scope)
    content = {
        "query": asked.query,
        "version": index.version,
        "in": asked.scope.part or None,
        "language": asked.scope.language or None,
        "kind": here.public(asked.scope.kind) or None,
        "whole": asked.scope.whole,
        "limit": limit,
        "offset": offset,
        "total": found.total,
        "hits": [_hit(here, hit) for hit in found.hits],
    }
    response = _json(content)
    if limit and offset + limit < found.total:
        kept = {name: value for name, value in request.args.items() if name not in ("offset", "limit", "page")}
        following = here.url("/search", **kept, limit=limit, offset=offset + limit)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _page() -> Response:
    here, index, now = view(), live.index(), page_number()
    asked = _asked(index)
    names = texts = NOTHING
    problem = ""
    if asked.query.strip():
        try:
            names, texts = search(here.graph, index, asked.query, (now - 1) * SIZE, SIZE, scope=asked.scope)
        except SearchError as error:
            problem = PROBLEMS[error.reason]
    documents = cards(here.graph, {hit.document for hit in texts.hits} - {""})
    values = {"query": asked.query, "names": names, "texts": texts, "documents": documents, "problem": problem}
    values |= {"scope": asked.scope, "parameters": _parameters(asked), "kind": asked.kind, "kinds": _kinds(here, index)}
    values |= {"languages": [(tag, name, tag) for tag, name in language.NAMES.items()]}
    values |= {"data": here.url("/search", format="json", **_parameters(asked))}
    values |= paging(now, max(names.total, texts.total))
    body = render_template("search.html", **values)
    return answer(body, HTML, request, 400 if problem else 200)


def _kinds(here: View, index: Index) -> list[tuple[str, str, str]]:
    """The classes to choose from: code, name and its language, by name."""
    named = [(_code(iri), here.term(iri)) for iri in classes(index)]
    return sorted(((code, name.text, name.language) for code, name in named), key=lambda row: row[1].casefold())


def _asked(index: Index) -> Asked:
    arguments = request.args
    part, kind = arguments.get("in", ""), arguments.get("kind", "")
    if part not in ("", *PARTS):
        raise RequestError(400, f"There is no part {part[:50]!r} to search in.", f"Write in={' or in='.join(PARTS)}.")
    tag = arguments.get("language", "")
    if not re.fullmatch(r"[A-Za-z]{0,8}(-[A-Za-z0-9]{1,8}){0,4}", tag):
        raise RequestError(400, f"{tag[:50]!r} is no language.", "Write a tag, e.g. language=zh.")
    whole = arguments.get("whole", "")
    if whole not in ("", "0", "1", "true", "false", "on"):
        raise RequestError(400, f"whole={whole[:50]!r} is neither yes nor no.", "Write whole=1.")
    scope = Scope(part, tag, _class(kind, index), whole in ("1", "true", "on"))
    return Asked(arguments.get("q", ""), scope, kind)


def _class(kind: str, index: Index) -> str:
    """The IRI of a class that was asked for by its code or IRI; "" for all."""
    if not kind:
        return ""
    known = classes(index)
    ours = {view().public(iri): iri for iri in known}
    iri = ours.get(kind, kind_iri(kind))
    if iri not in known:
        names = ", ".join(map(_code, known))
        raise RequestError(
            400, f"Nothing that can be found is of the class {kind[:100]!r}.", f"The classes are {names}."
        )
    return iri


def _code(iri: str) -> str:
    """A class as `kind` takes it."""
    return short(iri)


def _parameters(asked: Asked) -> dict[str, str]:
    """The search as the parameters of an address."""
    scope = asked.scope
    found = {"q": asked.query, "in": scope.part, "language": scope.language, "kind": asked.kind}
    return {name: value for name, value in found.items() if value} | ({"whole": "1"} if scope.whole else {})


def _whole(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise RequestError(400, f"{name}={text[:20]!r} cannot be.", f"Write a whole number from {low} to {high}.")
    return int(text)


def _hit(here: View, hit: Hit) -> Mapping[str, object]:
    """A hit for programs; offsets count characters (code points) of the snippet."""
    label, kind = here.name(hit.card), here.kind(hit.card)
    narrowest = here.terms.narrowest(hit.card.classes)
    return {
        "iri": here.public(hit.match.iri),
        "label": label.text,
        "label_language": label.language or None,
        "kind": here.public(narrowest[0]) if narrowest else None,
        "kind_label": kind.text or None,
        "in": hit.match.part,
        "match": hit.match.way,
        "score": hit.match.score,
        "language": hit.match.language or None,
        "snippet": hit.snippet,
        "highlights": [list(span) for span in hit.highlights],
        "unit": here.public(hit.unit) or None,
        "document": here.public(hit.document) or None,
    }


def _tag() -> str:
    """What an answer depends on: the graph, the form of the index, the address and the reader's language."""
    settings: Settings = current_app.config["SETTINGS"]
    tag = language.choose(request, settings.language)
    parts = (live.store().version, FORM, request.full_path, tag)
    return hashlib.sha256("\n".join(parts).encode(errors="backslashreplace")).hexdigest()[:32]


def _unchanged() -> Response | None:
    """304 where the reader has the answer already; nothing is searched then."""
    if not request.if_none_match.contains(_tag()):
        return None
    response = Response(status=304)
    response.set_etag(_tag())
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _json(content: Mapping[str, object]) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type=PLAIN_JSON.content_type)
    response.set_etag(_tag())
    response.vary.update(("Accept", "Accept-Language"))
    return response
