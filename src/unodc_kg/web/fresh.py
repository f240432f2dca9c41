"""Whether an answer still holds: ETags that are known before the query runs, and what caches may do with the answer.

An answer is a matter of the version of the graph, the query and the format, so its ETag is made of these. A client that
has the answer gets 304 without the store being asked. The rows of a query without ORDER BY may come in another order
the next time; they are the same rows, and the ETag says so.
"""

import hashlib
import re

from flask import Request, Response, current_app

from unodc_kg import __version__
from unodc_kg.config import Settings
from unodc_kg.formats import Format
from unodc_kg.stores.tokens import tokens
from unodc_kg.web import told
from unodc_kg.web.protocol import Asked

CHANGING = re.compile("now|rand|uuid|bnode", re.IGNORECASE)  # no other word of SPARQL has one of these in it
SAFE = ("GET", "HEAD", "QUERY")


def tag(version: str, asked: Asked, form: Format) -> str:
    """The ETag of the answer; "" if it has none because it is different each time, or nobody knows the version."""
    query = asked.query or ""
    if not version or changes(query):
        return ""
    settings: Settings = current_app.config["SETTINGS"]
    ours = (
        __version__,
        settings.base_iri,
        str(settings.max_rows),
        str(settings.max_search_hits),
        str(asked.spreadsheet),
    )
    parts = (version, query, *asked.default_graphs, "named", *asked.named_graphs, form.name, *ours)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def changes(query: str) -> bool:
    """Does the query call a function that gives something else each time: NOW, RAND, UUID, STRUUID, BNODE?"""
    if CHANGING.search(query) is None:
        return False
    return any(token.kind == "word" and CHANGING.search(token.text) for token in tokens(query))


def known(request: Request, etag: str) -> Response | None:
    """304 if the client has this answer already."""
    if not etag or request.method not in SAFE or not request.if_none_match.contains_weak(etag):
        return None
    response = Response(status=304)
    response.vary.add("Accept")
    return marked(response, request, etag)


def marked(response: Response, request: Request, etag: str) -> Response:
    """The answer with its ETag, or the word that it is not to be kept."""
    if not etag:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = cache_control()
    if request.method in SAFE:  # of a POST it would name what the address has, not what was posted
        response.set_etag(etag)
    return response


def shared(response: Response, request: Request, version: str) -> Response:
    """The answer, which everybody who asks the same of this version may have."""
    told.of(request.environ).version = version
    return response


def cache_control() -> str:
    """What caches may do with an answer: ask each time whether it holds, or not for as long as the setting says."""
    settings: Settings = current_app.config["SETTINGS"]
    seconds = settings.cache_seconds
    return f"public, max-age={seconds}, stale-while-revalidate={seconds}" if seconds else "public, no-cache"
