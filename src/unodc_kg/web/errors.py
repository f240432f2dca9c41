"""Turns errors into answers: the one table from our errors to HTTP, and one shape for all (RFC 9457)."""

import json
import re
import uuid

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from unodc_kg.errors import (
    GraphInvalidError,
    KgError,
    QueryError,
    QueryRefusedError,
    QuerySyntaxError,
    RequestError,
    StoreError,
    UnknownNameError,
)
from unodc_kg.formats import HTML, PROBLEM, TEXT, negotiate

STATUS: tuple[tuple[type[KgError], int], ...] = (
    (QueryRefusedError, 403),
    (QueryError, 400),
    (UnknownNameError, 404),
    (GraphInvalidError, 422),
    (StoreError, 503),
)  # the first that fits; all others are mistakes of the service: 500


def register(app: Flask) -> None:
    """Let the application answer errors with the functions of this module."""
    app.register_error_handler(KgError, _explained)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status(error: KgError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, RequestError):
        return error.status
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


def _explained(error: KgError) -> Response:
    code = status(error)
    if code >= 500:  # the operator has to know
        current_app.logger.error("%s %s: %s", request.method, request.path, error)
    problem = {
        "type": f"/docs/errors#{_kebab(type(error).__name__)}",
        "title": (type(error).__doc__ or "").partition(";")[0].rstrip(".") + ".",
        "status": code,
        "detail": error.message,
        "hint": error.hint,
    }
    if isinstance(error, QuerySyntaxError) and error.line:
        problem |= {"line": error.line, "column": error.column}
    return _answer(problem)


def _http(error: HTTPException) -> Response:
    """What Flask refuses by itself: no such page, no such method, a body that is too large."""
    problem = {
        "type": "about:blank",
        "title": f"{error.name}.",
        "status": error.code or 500,
        "detail": error.description or "",
        "hint": "",
    }
    response = _answer(problem)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):  # Allow and Location say something; these two are ours
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    """A mistake of ours: the log has the whole story, the answer the number under which it stands there."""
    number = uuid.uuid4().hex[:8]
    current_app.logger.error("unexpected error %s at %s %s", number, request.method, request.path, exc_info=error)
    return _answer(
        {
            "type": "about:blank",
            "title": "The service made a mistake.",
            "status": 500,
            "detail": f"It is in the log under the number {number}.",
            "hint": "Try again; if it happens again, tell the operator that number.",
        }
    )


def _answer(problem: dict[str, object]) -> Response:
    """The problem as data, as a page where a browser asks, or as plain text where that is asked for."""
    form = negotiate(request.headers.get("Accept"), (PROBLEM, HTML, TEXT)) or PROBLEM
    if form == HTML:
        body = render_template("error.html", problem=problem)
    elif form == TEXT:
        body = "".join(f"{problem[name]}\n" for name in ("title", "detail", "hint") if problem[name])
    else:
        body = json.dumps(problem, ensure_ascii=False)
    response = Response(body, int(str(problem["status"])), content_type=form.content_type)
    response.vary.add("Accept")
    return response


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
