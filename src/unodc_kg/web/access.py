"""Who may write: whoever sends the token of the settings. Reading is public.

A browser never adds a bearer token by itself, as it adds cookies, so a page elsewhere can write only if its user gave
it the token; that is why the answers to writes are open to other origins like those to reads.
"""

import hmac
from contextlib import suppress

from flask import Flask, Request, Response, current_app

from unodc_kg.config import Settings
from unodc_kg.errors import KgError, RequestError, StoreError, UnknownNameError, UpdateRefusedError
from unodc_kg.stores.base import Store
from unodc_kg.stores.writes import Write
from unodc_kg.web import live

VERSION = "X-Graph-Version"
CHALLENGE = 'Bearer realm="unodc-kg"'


def register(app: Flask) -> None:
    """Let every 401 say which kind of token it asks for."""
    app.after_request(_challenge)


def _challenge(response: Response) -> Response:
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def allow_large(request: Request) -> None:
    """Let the body be as large as a write may be, once the request has shown that it may write."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.token and "Authorization" in request.headers:
        require_token(request)
        request.max_content_length = request.max_form_memory_size = settings.max_upload


def require_token(request: Request) -> None:
    """Return if the request may write.

    Raises:
        UpdateRefusedError: nobody may write to this service.
        RequestError: it has no token or a wrong one (401).
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.token:
        hint = "It only reads. Its operator can allow writes with the setting `token`."
        raise UpdateRefusedError("This service takes no writes.", hint)
    scheme, _, found = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(found.strip().encode(), settings.token.encode()):
        problem = "The token is wrong." if found else "A write needs the token of this service."
        raise RequestError(401, problem, "Send the header 'Authorization: Bearer TOKEN'.")


def write(request: Request, change: Write, *, must_exist: bool = False) -> tuple[Store, bool]:
    """Carry out a write and put the version that it made in force; was its graph there before?

    Raises:
        RequestError: If-Match or If-None-Match exclude the version in force (412).
        UnknownNameError: the graph has to be there, and is not.
    """
    _require_length(request)
    now = live.live()
    existed = False

    def accept(before: Store) -> None:
        nonlocal existed
        existed = not change.graph or change.graph in before.graphs()
        _require_version(request, before, change.graph, existed)
        if must_exist and not existed:
            raise missing(change.graph)

    if now.writer is None:
        raise StoreError("The store of this service cannot be written.", "Ask its operator.")
    return now.write(now.writer, change, accept), existed


def _require_length(request: Request) -> None:
    """A body whose length is not said may have lost its end on the way, and nobody would know."""
    if request.content_length is None and request.method != "DELETE":
        problem = "The request does not say how long its body is, so it cannot be told whether all of it came."
        raise RequestError(411, problem, "Send Content-Length; a proxy such as nginx adds it.")


def missing(graph: str) -> UnknownNameError:
    """The error of a graph that is not there."""
    return UnknownNameError(f"There is no graph <{graph}>.", "GET /store without parameters has all graphs.")


def _require_version(request: Request, store: Store, graph: str, exists: bool) -> None:
    """Hold the conditions of a write against the version that changed its graph last, and against that in force."""
    current = {store.changed_in(graph), store.version}
    if "If-Match" in request.headers and not (exists and _names(request.headers["If-Match"], current, weak=False)):
        what = f"The graph was changed in version {store.changed_in(graph)}." if exists else "The graph is not there."
        raise _failed(what, "Read again, then write.")
    if "If-None-Match" in request.headers and exists and _names(request.headers["If-None-Match"], current, weak=True):
        raise _failed("It is there already.", "Leave out If-None-Match to write over it.")


def done(store: Store, status: int) -> Response:
    """The answer to a write that was carried out: nothing but the version that it made, where the store says it."""
    response = Response(status=status)
    del response.headers["Content-Type"]  # there is no content
    with suppress(KgError):  # a store elsewhere may be away by now, but the write is in force
        response.headers[VERSION] = store.version
    return response


def _names(header: str, versions: set[str], *, weak: bool) -> bool:
    """Does the header have one of these versions? Our ETags begin with one; what follows is the form that was read.

    A weak ETag, as a proxy makes it that repacks answers, counts in If-None-Match only (RFC 9110, 13.1).
    """
    tags = [tag.strip() for tag in header.split(",")]
    known = [tag.removeprefix("W/").strip('"') for tag in tags if weak or not tag.startswith("W/")]
    return "*" in known or any(tag.partition("-")[0] in versions for tag in known)


def _failed(problem: str, hint: str) -> RequestError:
    return RequestError(412, problem, hint)
