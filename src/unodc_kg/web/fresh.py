"""Whether an answer still holds: ETags that are known before the query runs, and what caches may do with the answer.

An answer is a matter of the version of the graph, the query and the format, so its ETag is made of these. A client that
has the answer gets 304 without the store being asked. The rows of a query without ORDER BY may come in another order
the next time; they are the same rows, and the ETag says so.
"""

import hashlib
import re

from werkzeug.http import parse_etags

from unodc_kg import __version__
from unodc_kg.config import Settings
from unodc_kg.formats import Format
from unodc_kg.stores.tokens import tokens
from unodc_kg.web.cache import Headers
from unodc_kg.web.inquiry import Inquiry, Reply

CHANGING = re.compile("now|rand|uuid|bnode", re.IGNORECASE)  # no other word of SPARQL has one of these in it
SAFE = ("GET", "HEAD", "QUERY")


def tag(version: str, inquiry: Inquiry, form: Format) -> str:
    """The ETag of the answer; "" if it has none because it is different each time, or nobody knows the version."""
    asked, settings = inquiry.asked, inquiry.settings
    if not version or changes(inquiry.query):
        return ""
    ours = (
        __version__,
        settings.base_iri,
        str(settings.max_rows),
        str(settings.max_search_hits),
        str(asked.spreadsheet),
    )
    parts = (version, inquiry.query, *asked.default_graphs, "named", *asked.named_graphs, form.name, *ours)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def changes(query: str) -> bool:
    """Does the query call a function that gives something else each time: NOW, RAND, UUID, STRUUID, BNODE?"""
    if CHANGING.search(query) is None:
        return False
    return any(token.kind == "word" and CHANGING.search(token.text) for token in tokens(query))


def known(inquiry: Inquiry, etag: str) -> Reply | None:
    """304 if the client has this answer already."""
    tags = inquiry.environ.get("HTTP_IF_NONE_MATCH")
    if not tags or not etag or not _is_safe(inquiry) or not parse_etags(tags).contains_weak(etag):
        return None
    return Reply([], [("Vary", "Accept"), *headers(inquiry, etag)], "304 NOT MODIFIED")


def headers(inquiry: Inquiry, etag: str) -> Headers:
    """The ETag of the answer and what caches may do with it, or the word that it is not to be kept."""
    if not etag:
        return [("Cache-Control", "no-store")]
    control = ("Cache-Control", cache_control(inquiry.settings))
    return [control, ("ETag", f'"{etag}"')] if _is_safe(inquiry) else [control]


def _is_safe(inquiry: Inquiry) -> bool:
    """Does an ETag name the answer? Of a POST it would name what the address has, not what was posted."""
    return inquiry.environ["REQUEST_METHOD"] in SAFE


def cache_control(settings: Settings) -> str:
    """What caches may do with an answer: ask each time whether it holds, or not for as long as the setting says."""
    seconds = settings.cache_seconds
    return f"public, max-age={seconds}, stale-while-revalidate={seconds}" if seconds else "public, no-cache"
