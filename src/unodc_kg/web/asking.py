"""Puts the query of a request to the endpoint, and sends what comes, as it comes, with what is to be said about it."""

import time
from itertools import chain
from urllib.parse import quote, urlencode

from unodc_kg.config import Settings
from unodc_kg.errors import QuerySyntaxError
from unodc_kg.formats import JSON, TURTLE, Format
from unodc_kg.search.sparql import Rewritten, rewrite
from unodc_kg.stores import guard, paging
from unodc_kg.stores.base import Question, Stream
from unodc_kg.web import clients, leaving
from unodc_kg.web.cache import Headers
from unodc_kg.web.inquiry import Inquiry, Reply
from unodc_kg.web.told import Told

WHOLE = 262_144  # bytes: an answer that is not longer is sent whole, with its length,
HOLD = 0.001  # if it is complete so many seconds after its first bytes
MAX_LINK = 4_000  # characters of an address in a header; servers and proxies refuse long headers
TRUNCATED = "X-Result-Truncated"
TIMEOUT = "X-Query-Timeout"
CUTS = "X-Search-Truncated"


def check(query: str, settings: Settings) -> None:
    """Return if the query may run here.

    Raises:
        QueryRefusedError: it may not.
    """
    guard.check(query, max_length=settings.max_query_length, max_depth=settings.max_query_depth)


def ask(inquiry: Inquiry, form: Format | None = None, rows: int = 0) -> Stream:
    """The answer to the query of a request, for which the client's budget pays.

    Args:
        inquiry: the request; its query passed `check`.
        form: the format of the answer; without it JSON or Turtle.
        rows: most rows, where that is less than the setting allows.
    """
    asked, settings = inquiry.asked, inquiry.settings
    record, begin = inquiry.told, time.monotonic()
    inquiry.service.limits.check(clients.account(record.client))
    record.query, record.spent = inquiry.query, lambda: time.monotonic() - begin
    query = _searched(inquiry)
    before = time.monotonic() - begin
    question = Question(
        query.text,
        asked.default_graphs,
        asked.named_graphs,
        base_iri=settings.base_iri,
        results_form=form or JSON,
        graph_form=form or TURTLE,
        rows=min(rows or settings.max_rows, settings.max_rows or rows),
        seconds=min(asked.timeout or settings.deadline, settings.deadline),
        leave=leaving.watch(inquiry.environ, record),
    )
    try:
        stream = inquiry.service.live.endpoint.stream(question)
    except QuerySyntaxError as error:
        raise query.placed(error) from error
    record.spent = lambda: before + stream.seconds
    return stream


def _searched(inquiry: Inquiry) -> Rewritten:
    """The query with what its searches found; how many they found and did not give is told in a header."""
    settings, searches = inquiry.settings, inquiry.service.live.searches
    found = rewrite(
        inquiry.query,
        lambda: searches.of(inquiry.store),
        base_iri=settings.base_iri,
        most=settings.max_search_hits,
    )
    inquiry.told.cuts = found.cuts
    return found


def cuts(record: Told) -> Headers:
    """What the searches of the query found and did not give."""
    words = (f"{quote(cut.words)};given={cut.given};found={cut.total}" for cut in record.cuts)
    return [(CUTS, ", ".join(words))] if record.cuts else []


def reply(stream: Stream, inquiry: Inquiry) -> Reply:
    """The answer: with its length where it is small and complete at once, else as it comes."""
    head, complete = _head(stream)
    headers = [("Content-Type", stream.form.content_type), ("Vary", "Accept"), *_said(stream, inquiry)]
    headers += cuts(inquiry.told)
    if not complete:
        return Reply(chain(head, stream.chunks), headers, on_close=stream.close)
    whole = b"".join(head)
    return Reply([whole], [*headers, ("Content-Length", str(len(whole)))])


def _head(stream: Stream) -> tuple[list[bytes], bool]:
    """The beginning of the answer, and whether it is all; what comes later does not keep the first bytes waiting."""
    head: list[bytes] = []
    end, size = time.monotonic() + HOLD, 0
    while size < WHOLE and (not head or stream.has_more(end - time.monotonic())):
        chunk = next(stream.chunks, None)
        if chunk is None:
            return head, True
        head.append(chunk)
        size += len(chunk)
    return head, False


def _said(stream: Stream, inquiry: Inquiry) -> Headers:
    """Rows that were left out, and how to get them; seconds that were granted to who asked for some."""
    found = []
    if inquiry.asked.timeout:
        found.append((TIMEOUT, f"{min(inquiry.asked.timeout, inquiry.settings.deadline):g}"))
    if stream.truncated:
        found.append((TRUNCATED, "true"))
        address = _next(stream, inquiry)
        if len(address) <= MAX_LINK:
            found.append(("Link", f'<{address}>; rel="next"'))
    return found


def _next(stream: Stream, inquiry: Inquiry) -> str:
    """The same address with the query for the rows that were left out: as it was sent, not as it was put."""
    asked = inquiry.asked
    page = paging.page(inquiry.query, stream.rows or 0)
    parameters = [
        ("query", page.rest if page else stream.next_text),
        *(("default-graph-uri", graph) for graph in asked.default_graphs),
        *(("named-graph-uri", graph) for graph in asked.named_graphs),
        ("format", stream.form.name),
        *([("spreadsheet", "1")] if asked.spreadsheet else []),
        *([("timeout", f"{asked.timeout:g}")] if asked.timeout else []),
    ]
    return f"?{urlencode(parameters)}"
