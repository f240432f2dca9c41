"""Turns errors into answers: the one table from our errors to HTTP, and one shape for all (RFC 9457).

`type` is the address of the page of the manual that explains the problem. What a client sent stands in an answer or in
the log only without characters that could move a cursor or begin a new line.
"""

import json
import re
import uuid

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from unodc_kg.config import Settings
from unodc_kg.errors import (
    BudgetSpentError,
    ClientGoneError,
    GraphInvalidError,
    KgError,
    LimitError,
    QueryError,
    QueryFailedError,
    QueryRefusedError,
    QueryTooComplexError,
    QueryTooDeepError,
    QueryTooLongError,
    RdfSyntaxError,
    RequestError,
    StoreAnswerError,
    StoreError,
    StoreFullError,
    StoreTimeoutError,
    StoreUnreachableError,
    UnknownNameError,
)
from unodc_kg.formats import HTML, PROBLEM, TEXT, negotiate
from unodc_kg.stores import passing
from unodc_kg.web import told

GONE = 499  # what nginx writes into its log for a client that did not wait
STATUS: tuple[tuple[type[KgError], int], ...] = (
    (QueryTooLongError, 413),
    (QueryTooDeepError, 400),
    (QueryTooComplexError, 400),
    (QueryRefusedError, 403),
    (QueryFailedError, 422),
    (QueryError, 400),
    (UnknownNameError, 404),
    (GraphInvalidError, 422),
    (RdfSyntaxError, 400),
    (StoreFullError, 507),
    (StoreAnswerError, 502),
    (StoreUnreachableError, 502),
    (BudgetSpentError, 429),
    (ClientGoneError, GONE),
    (StoreTimeoutError, 504),
    (LimitError, 503),
    (StoreError, 503),
)  # the first that fits; all others are mistakes of the service: 500
TITLES = {
    400: "The request is wrong",
    401: "The request needs a token",
    403: "This is not allowed",
    404: "There is no such thing",
    405: "The method does not work here",
    406: "No format fits",
    408: "The request did not come in time",
    411: "The request has to say its length",
    412: "A condition of the request does not hold",
    413: "The request is too large",
    414: "The address is too long",
    415: "The body has a media type that does not work here",
    429: "Too many requests",
    431: "The headers are too large",
    500: "The service made a mistake",
    503: "The service is not ready",
}  # of requests that are refused for their HTTP; each has a heading in the manual
HINTS = {404: "Begin at /, or search.", 405: "The header Allow has the methods that work.", 413: "Send less at once."}
FIRST = ("type", "title", "status", "detail", "hint")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Problem = dict[str, object]


def register(app: Flask) -> None:
    """Let the application answer errors with the functions of this module."""
    app.register_error_handler(KgError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status(error: KgError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, RequestError):
        return error.status
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


def answer(error: KgError) -> Response:
    """The answer that explains one of our errors."""
    described = problem(error)
    told.of(request.environ).outcome = _kebab(type(error).__name__).removesuffix("-error")
    if status(error) >= 500 and not isinstance(error, LimitError):  # the operator has to know
        current_app.logger.error("%s %s: %s", request.method, printable(request.path), printable(str(error)))
    response = _answer(described)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def problem(error: KgError) -> Problem:
    """What is said of one of our errors; how it is written is decided later."""
    code = status(error)
    if isinstance(error, RequestError):
        start = _of_status(code)
    else:
        title = re.split(r"[;,]", type(error).__doc__ or "")[0].strip().rstrip(".")
        start = {"type": f"/docs/errors#{_kebab(type(error).__name__)}", "title": f"{title}.", "status": code}
    return start | {"detail": error.message, "hint": error.hint} | error.members


def public(text: str) -> str:
    """Text without folders and inner addresses of the operator's machines; the log has them."""
    settings: Settings = current_app.config["SETTINGS"]
    for address in filter(None, (settings.store, settings.store_update_url, settings.store_graph_url)):
        text = text.replace(f" at {address}", "")
    return passing.hidden(text).replace(f"{settings.data}/", "").replace(str(settings.data), "the data folder")


def printable(text: str) -> str:
    """Text that stays on its line, in a log and on a terminal."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def request_id() -> str:
    """The number of this request, which its log lines have too."""
    return str(request.environ.setdefault(told.REQUEST_ID, uuid.uuid4().hex[:16]))


def _of_status(code: int) -> Problem:
    known = code if code in TITLES else 400 if code < 500 else 500
    return {"type": f"/docs/errors#http-{known}", "title": f"{TITLES[known]}.", "status": code}


def _http(error: HTTPException) -> Response:
    """What Flask refuses by itself: no such page, no such method, a body that is too large."""
    code = error.code or 500
    detail = f"There is nothing at {request.path[:200]}." if code == 404 else error.description or ""
    response = _answer(_of_status(code) | {"detail": detail, "hint": HINTS.get(code, "")})
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):  # Allow and Location say something; these two are ours
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    """A mistake of ours: the log has the whole story, the answer the number under which it stands there."""
    number = request_id()
    path = printable(request.path)
    current_app.logger.error("unexpected error %s at %s %s", number, request.method, path, exc_info=error)
    return _answer(
        _of_status(500)
        | {
            "detail": f"It is in the log under the number {number}.",
            "hint": "Try again; if it happens again, tell the operator that number.",
        }
    )


def _answer(problem: Problem) -> Response:
    """The problem as data, as a page where a browser asks, or as plain text where that is asked for."""
    problem = {name: printable(public(value)) if isinstance(value, str) else value for name, value in problem.items()}
    problem["instance"] = f"urn:request:{request_id()}"
    form = negotiate(request.headers.get("Accept"), (PROBLEM, HTML, TEXT)) or PROBLEM
    if form == HTML:
        body = render_template("error.html", problem=problem, more=_more(problem))
    elif form == TEXT:
        body = text(problem)
    else:
        body = json.dumps(problem, ensure_ascii=False)
    response = Response(body, int(str(problem["status"])), content_type=form.content_type)
    response.headers.setdefault("X-Request-ID", request_id())
    response.headers["Cache-Control"] = "no-store"  # a problem goes away
    response.vary.update(("Accept", "Accept-Language") if form == HTML else ("Accept",))
    return response


def text(problem: Problem) -> str:
    """The problem for a terminal: what, why, what to do, then the facts and where it is explained."""
    lines = [str(problem[name]) for name in ("title", "detail", "hint") if problem[name]]
    facts = [f"{name}: {value}" for name, value in _more(problem).items()]
    return "\n".join([*lines, "", *facts, f"manual: {problem['type']}", ""])


def _more(problem: Problem) -> Problem:
    return {name: value for name, value in problem.items() if name not in FIRST}


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
