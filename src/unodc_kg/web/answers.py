"""The answer to a query as data: checked, negotiated, asked, and told what is probably wrong with it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from unodc_kg.describe.hints import Hint
from unodc_kg.errors import LimitError, RequestError
from unodc_kg.formats import GRAPHS, HTML, JSON, RESULTS, Format, negotiate
from unodc_kg.stores import kinds
from unodc_kg.stores.wellformed import well_formed
from unodc_kg.web import asking, fresh, hinting, spreadsheet
from unodc_kg.web.inquiry import Inquiry, Reply
from unodc_kg.web.negotiation import choose


def answer(inquiry: Inquiry, suffix: str | None = None) -> Reply | None:
    """The answer to a query; None where it is to be a page.

    Raises:
        KgError: the query is wrong, may not run, or met a limit.
    """
    name = suffix or inquiry.asked.format
    if name == HTML.name or (name is None and prefers_html(inquiry.accept)):
        return None
    asking.check(inquiry.query, inquiry.settings)
    form = _form(inquiry, name)
    if form == HTML:
        return None
    found = hinting.find(inquiry.store, inquiry.query, inquiry.settings)
    if inquiry.asked.strict:
        hinting.require_none(found)
    reply = _answer(inquiry, form, found)
    reply.headers += hinting.headers(found)
    return reply


def _answer(inquiry: Inquiry, form: Format, found: Sequence[Hint]) -> Reply:
    version, ours = inquiry.service.live.endpoint.version, inquiry.store.version
    etag = fresh.tag(version, inquiry, form)
    have = fresh.known(inquiry, etag)
    if have is not None:
        return have
    stream = asking.ask(inquiry, form)
    try:
        stream.chunks = _dressed(stream.chunks, inquiry, form, found)
        reply = asking.reply(stream, inquiry)
    except BaseException:  # what fails above the reader does not end its work
        stream.close()
        raise
    if stream.version != ours:  # its hints and searches are those of another version: the mixture is nobody else's
        etag = ""
    elif stream.version != version:
        etag = fresh.tag(stream.version, inquiry, form)
    reply.headers += fresh.headers(inquiry, etag)
    if etag:  # everybody who asks the same of this version may have it
        inquiry.told.version = stream.version
    return reply


def _dressed(chunks: Iterator[bytes], inquiry: Inquiry, form: Format, found: Sequence[Hint]) -> Iterator[bytes]:
    """The answer as it is sent in this format, to those who asked in this way."""
    chunks = well_formed(chunks, form)
    if form == JSON:
        return hinting.in_json(chunks, found)
    return spreadsheet.guarded(chunks, form) if inquiry.asked.spreadsheet else chunks


def _form(inquiry: Inquiry, name: str | None) -> Format:
    """The format of the answer; where none fits, a query that is wrong is told so first."""
    try:
        return choose(name, inquiry.accept, _offered(inquiry.query))
    except RequestError:
        with suppress(LimitError):
            asking.ask(replace(inquiry, asked=replace(inquiry.asked, timeout=1.0))).close()
        raise


def _offered(query: str) -> tuple[Format, ...]:
    return OF_GRAPHS if kinds.kind(query) == "graph" else OF_RESULTS


OF_GRAPHS, OF_RESULTS, OF_ALL = (*GRAPHS, HTML), (*RESULTS, HTML), (*RESULTS, *GRAPHS, HTML)


def prefers_html(accept: str | None) -> bool:
    """Does a browser ask?"""
    return negotiate(accept, OF_ALL) == HTML
