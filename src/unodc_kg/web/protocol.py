"""Reads a request of the SPARQL 1.1 Protocol (section 2.1); refuses what it forbids."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request

from unodc_kg.errors import QueryRefusedError, RequestError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks; no query means that it asks about the service itself."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


def read(request: Request) -> Asked:
    """What the request asks.

    Raises:
        RequestError: it breaks the protocol, with the HTTP status for it.
        QueryRefusedError: it is an update.
    """
    parameters = _decode(request.query_string)
    if request.method not in ("GET", "HEAD"):
        parameters = [*parameters, *_body(request)]
    query = _single(parameters, "query")
    if _single(parameters, "update") is not None:
        if query is not None:
            raise RequestError(400, "The request has both a query and an update.", "Send one of them.")
        raise QueryRefusedError("The request is an update.", "This endpoint only reads: send a query.")
    if query is None and request.method not in ("GET", "HEAD"):
        raise RequestError(400, "The request has no query.", "Send the parameter 'query'.")
    if query is not None and not query.strip():
        raise RequestError(400, "The query is empty.", "Write SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Asked(
        query,
        tuple(value for name, value in parameters if name == "default-graph-uri"),
        tuple(value for name, value in parameters if name == "named-graph-uri"),
        _single(parameters, "format") or None,
    )


def _body(request: Request) -> Parameters:
    """The parameters in the body; a body that is a query counts as the parameter `query`."""
    if request.mimetype == UPDATE:
        raise QueryRefusedError("The request is an update.", "This endpoint only reads: send a query.")
    if request.mimetype not in (FORM, QUERY) or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        found = request.headers.get("Content-Type", "")
        raise RequestError(
            415,
            f"The body has the media type {found!r}." if found else "The body has no media type.",
            f"Send {QUERY} or {FORM}, in UTF-8.",
        )
    data = request.get_data(cache=False)
    if request.mimetype == FORM:
        return _decode(data)
    try:
        return [("query", data.decode())]
    except UnicodeDecodeError as error:
        raise RequestError(400, f"The body is not UTF-8 at byte {error.start}.", "Send the query in UTF-8.") from error


def _decode(data: bytes) -> Parameters:
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise RequestError(
            400, f"The parameters cannot be decoded: {error}.", "Percent-encode every value as UTF-8."
        ) from error


def _single(parameters: Parameters, name: str) -> str | None:
    values = [value for found, value in parameters if found == name]
    if len(values) > 1:
        raise RequestError(400, f"The parameter {name!r} is given {len(values)} times.", "Give it once.")
    return values[0] if values else None
