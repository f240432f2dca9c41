"""Reads a request of the SPARQL 1.1 Protocol (section 2.1); refuses what it forbids."""

import codecs
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

from unodc_kg.errors import RequestError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORMAT = ("format", "output", "_mediatype")  # our name, Fuseki's, and that of negotiation by profile; the first counts
MARK = "\ufeff"  # editors of Windows write it at the beginning of a file
Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks; neither query nor update means that it asks about the service itself."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    update: str | None = None
    timeout: float = 0.0  # seconds that the client gives the query; 0 where it says nothing
    strict: bool = False  # is a hint an error?
    spreadsheet: bool = False  # are cells made harmless that a spreadsheet would run?


def read(request: Request) -> Asked:
    """What the request asks.

    Raises:
        RequestError: it breaks the protocol, with the HTTP status for it.
    """
    parameters = decode(request.query_string)
    reads_only = request.method in ("GET", "HEAD")
    if reads_only or request.method == "QUERY":
        _refuse_update(parameters)
    elif single(parameters, "update") is not None:
        raise RequestError(400, "The address has an update.", "Send it in the body of a POST.")
    if not reads_only:
        parameters = [*parameters, *_body(request)]
    query, update = _text(parameters, "query"), _text(parameters, "update")
    if query is not None and update is not None:
        raise RequestError(400, "The request has both a query and an update.", "Send one of them.")
    if update is not None:
        return _update(parameters, update)
    if query is None and not reads_only:
        raise RequestError(400, "The request has no query.", "Send the parameter 'query'.")
    if query is not None and not query.strip():
        raise RequestError(400, "The query is empty.", "Write SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Asked(
        query,
        _all(parameters, "default-graph-uri"),
        _all(parameters, "named-graph-uri"),
        format_of(parameters),
        timeout=_seconds(single(parameters, "timeout")),
        strict=single(parameters, "strict") not in (None, "", "0"),
        spreadsheet=single(parameters, "spreadsheet") not in (None, "", "0"),
    )


def _text(parameters: Parameters, name: str) -> str | None:
    found = single(parameters, name)
    return found if found is None else found.removeprefix(MARK)


def format_of(parameters: Parameters) -> str | None:
    """The format that the parameters name, if any."""
    named = (value for name in FORMAT for value in _all(parameters, name))  # SPARQLWrapper sends several
    return next(named, "").strip().replace(" ", "+") or None  # a "+" that was not encoded


def _seconds(text: str | None) -> float:
    if text is None:
        return 0.0
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII) or float(text) == 0:
        raise RequestError(400, f"The parameter 'timeout' has the value {text!r}.", "Give seconds, such as 5 or 0.5.")
    return float(text)


def _update(parameters: Parameters, update: str) -> Asked:
    for name in ("default-graph-uri", "named-graph-uri"):
        if _all(parameters, name):
            better = name.replace("default-", "using-").replace("named-", "using-named-")
            raise RequestError(400, f"An update has no parameter {name!r}.", f"Send {better!r}.")
    return Asked(None, _all(parameters, "using-graph-uri"), _all(parameters, "using-named-graph-uri"), update=update)


def _refuse_update(parameters: Parameters) -> None:
    if single(parameters, "update") is not None:
        raise RequestError(400, "An update cannot be sent with this method.", "Send it in the body of a POST.")


def _body(request: Request) -> Parameters:
    """The parameters in the body; a body that is a query or an update counts as the parameter of that name."""
    known = (FORM, QUERY) if request.method == "QUERY" else (FORM, QUERY, UPDATE)
    if not (request.mimetype or request.content_length or "Transfer-Encoding" in request.headers):
        return []  # all of it stands in the address
    if request.mimetype not in known or not _is_utf8(request.mimetype_params.get("charset", "utf-8")):
        found = request.headers.get("Content-Type", "")
        raise RequestError(
            415,
            f"The body has the media type {found!r}." if found else "The body has no media type.",
            f"Send {', '.join(known[1:])} or {FORM}, in UTF-8.",
        )
    data = body(request)
    if request.mimetype == FORM:
        return decode(data)
    return [("query" if request.mimetype == QUERY else "update", text(data))]


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except LookupError:
        return False


def body(request: Request) -> bytes:
    """The body as it was sent.

    Raises:
        RequestError: it is compressed (415) or too large (413).
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RequestError(415, "The body is compressed.", "Send it as it is.")
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise too_large(request) from error


def too_large(request: Request) -> RequestError:
    """The error of a body that has more bytes than this request may send."""
    most = request.max_content_length or 0
    limit = "max_upload" if "Authorization" in request.headers else "max_query_length"  # that opens the larger door
    problem = f"The body has more than {most} bytes, which the setting {limit} allows."
    return RequestError(413, problem, "Send less at once.", limit=limit, maximum=most)


def text(data: bytes) -> str:
    """The body as text.

    Raises:
        RequestError: it is not UTF-8 (400).
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise RequestError(400, f"The body is not UTF-8 at byte {error.start}.", "Send it in UTF-8.") from error


def decode(data: bytes) -> Parameters:
    """The parameters in an address or a form."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise RequestError(
            400, f"The parameters cannot be decoded: {error}.", "Percent-encode every value as UTF-8."
        ) from error


def single(parameters: Parameters, name: str) -> str | None:
    """The value of a parameter that may be given once; None if it is not given."""
    values = [value for found, value in parameters if found == name]
    if len(values) > 1:
        raise RequestError(400, f"The parameter {name!r} is given {len(values)} times.", "Give it once.")
    return values[0] if values else None


def _all(parameters: Parameters, name: str) -> tuple[str, ...]:
    return tuple(value for found, value in parameters if found == name)
