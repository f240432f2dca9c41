"""Puts the query of a request to the endpoint, and sends what comes, as it comes, with what is to be said about it."""

import time
from dataclasses import replace
from itertools import chain
from typing import cast
from urllib.parse import quote, urlencode

from flask import Response, current_app, g, request

from unodc_kg.config import Settings
from unodc_kg.errors import QuerySyntaxError
from unodc_kg.formats import Format
from unodc_kg.search.sparql import Rewritten, rewrite
from unodc_kg.stores import guard, paging
from unodc_kg.stores.base import Question, Stream
from unodc_kg.web import clients, live, told
from unodc_kg.web.protocol import Asked

WHOLE = 262_144  # bytes: an answer that is not longer is sent whole, with its length
MAX_LINK = 4_000  # characters of an address in a header; servers and proxies refuse long headers
TRUNCATED = "X-Result-Truncated"
TIMEOUT = "X-Query-Timeout"


def check(query: str) -> None:
    """Return if the query may run here.

    Raises:
        QueryRefusedError: it may not.
    """
    settings: Settings = current_app.config["SETTINGS"]
    guard.check(query, max_length=settings.max_query_length, max_depth=settings.max_query_depth)


def ask(asked: Asked, form: Format | None = None, rows: int = 0) -> Stream:
    """The answer to the query of a request, for which the client's budget pays.

    Args:
        asked: what the request asks; its query passed `check`.
        form: the format of the answer; without it JSON or Turtle.
        rows: most rows, where that is less than the setting allows.
    """
    settings: Settings = current_app.config["SETTINGS"]
    record, begin = told.of(request.environ), time.monotonic()
    current_app.extensions["limits"].check(clients.account(record.client))
    record.query, record.spent = asked.query or "", lambda: time.monotonic() - begin
    query = _searched(asked.query or "")
    before = time.monotonic() - begin
    question = Question(
        query.text,
        asked.default_graphs,
        asked.named_graphs,
        base_iri=settings.base_iri,
        rows=min(rows or settings.max_rows, settings.max_rows or rows),
        seconds=min(asked.timeout or settings.deadline, settings.deadline),
    )
    if form is not None:
        question = replace(question, results_form=form, graph_form=form)
    try:
        stream = live.endpoint().stream(question)
    except QuerySyntaxError as error:
        raise query.placed(error) from error
    record.spent = lambda: before + stream.seconds
    return stream


def _searched(query: str) -> Rewritten:
    """The query with what its searches found; how many they found and did not give is told in a header."""
    settings: Settings = current_app.config["SETTINGS"]
    g.searched = rewrite(query, live.index, base_iri=settings.base_iri, most=settings.max_search_hits)
    return cast(Rewritten, g.searched)


def tell_cuts(response: Response) -> Response:
    """Say in a header what the searches of the query found and did not give."""
    cuts = g.searched.cuts if "searched" in g else ()
    if cuts:
        words = (f"{quote(cut.words)};given={cut.given};found={cut.total}" for cut in cuts)
        response.headers["X-Search-Truncated"] = ", ".join(words)
    return response


def streamed(stream: Stream, asked: Asked) -> Response:
    """The answer: with its length where it is small, else as it comes."""
    head: list[bytes] = []
    complete = False
    while not complete and sum(map(len, head)) < WHOLE:
        chunk = next(stream.chunks, None)
        complete = chunk is None
        head.append(chunk or b"")
    response = Response(b"".join(head), content_type=stream.form.content_type)
    response.vary.add("Accept")
    if not complete:
        response.response = chain(head, stream.chunks)
        response.headers.pop("Content-Length", None)
        response.call_on_close(stream.close)
    _say(response, stream, asked)
    return response


def _say(response: Response, stream: Stream, asked: Asked) -> None:
    """Rows that were left out, and how to get them; seconds that were granted to who asked for some."""
    settings: Settings = current_app.config["SETTINGS"]
    if asked.timeout:
        response.headers[TIMEOUT] = f"{min(asked.timeout, settings.deadline):g}"
    if stream.truncated:
        response.headers[TRUNCATED] = "true"
        address = _next(stream, asked)
        if len(address) <= MAX_LINK:
            response.headers["Link"] = f'<{address}>; rel="next"'


def _next(stream: Stream, asked: Asked) -> str:
    """The same address with the query for the rows that were left out: as it was sent, not as it was put."""
    page = paging.page(asked.query or "", stream.rows or 0)
    parameters = [
        ("query", page.rest if page else stream.next_text),
        *(("default-graph-uri", graph) for graph in asked.default_graphs),
        *(("named-graph-uri", graph) for graph in asked.named_graphs),
        ("format", stream.form.name),
        *([("spreadsheet", "1")] if asked.spreadsheet else []),
        *([("timeout", f"{asked.timeout:g}")] if asked.timeout else []),
    ]
    return f"?{urlencode(parameters)}"
