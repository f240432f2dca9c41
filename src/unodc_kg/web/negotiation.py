"""Which form of a thing a request asks for: by suffix, then by `?format=`, then by its Accept header."""

from collections.abc import Sequence

from flask import Request, Response, current_app

from unodc_kg.errors import RequestError, UnknownNameError
from unodc_kg.formats import GRAPHS, HTML, Format, by_name, negotiate
from unodc_kg.stores.wellformed import well_formed
from unodc_kg.web import fresh, live, told
from unodc_kg.web.protocol import format_of

DATA_FIRST = (*GRAPHS, HTML)  # the address of a thing: a program that does not care gets Turtle
PAGE_FIRST = (HTML, *GRAPHS)


def chosen(request: Request, offered: Sequence[Format], suffix: str = "") -> Format:
    """The format that a request asks for.

    Raises:
        RequestError: none of those offered, with status 406.
    """
    name = suffix or format_of([*request.args.items(multi=True)])
    return choose(name, request.headers.get("Accept"), offered)


def choose(name: str | None, accept: str | None, offered: Sequence[Format]) -> Format:
    """The format that the address names, or else the one that the Accept header likes best.

    Raises:
        RequestError: none of those offered, with status 406.
    """
    try:
        form = by_name(name, offered) if name else negotiate(accept, offered)
    except UnknownNameError as error:
        raise RequestError(406, error.message, f"The formats are {_listed(offered)}.") from error
    if form is None:
        problem = f"The Accept header {accept!r} excludes all formats."
        raise RequestError(406, problem, f"The formats are {_listed(offered)}.")
    return form


def _listed(offered: Sequence[Format]) -> str:
    return ", ".join(f"{form.name} ({form.media_type})" for form in offered)


def without_suffix(path: str) -> tuple[str, str]:
    """A path and the suffix of one of our formats at its end, "" if it has none."""
    head, dot, suffix = path.rpartition(".")
    known = {form.name for form in DATA_FIRST}
    return (head, suffix) if dot and head and suffix in known else (path, "")


def answer(body: bytes | str, form: Format, request: Request, status: int = 200) -> Response:
    """A body in a format, with the headers that caches need; 304 where the reader has it already."""
    data = body.encode() if isinstance(body, str) else body
    response = Response(b"".join(well_formed(iter([data]), form)), status, content_type=form.content_type)
    response.vary.update(("Accept", "Accept-Language") if form == HTML else ("Accept",))
    if status == 200:
        response.add_etag()
        response.headers["Cache-Control"] = fresh.cache_control(current_app.config["SETTINGS"])
        told.of(request.environ).version = live.store().version  # everybody who asks the same may have it
        response.make_conditional(request)
    return response


def see_other(location: str) -> Response:
    """303: what is asked for is described over there."""
    response = Response(status=303)
    response.headers["Location"] = location
    response.vary.add("Accept")
    return response
