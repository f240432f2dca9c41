"""The SPARQL 1.1 Graph Store HTTP Protocol: each named graph, the unnamed one, and all of them at once.

/store?graph=IRI     one graph          /store?default       the unnamed graph
/store/PATH          the graph whose IRI is this address      /store    all graphs
"""

import codecs
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from flask import Blueprint, Request, Response, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from unodc_kg.config import Settings
from unodc_kg.errors import RequestError, UnknownNameError
from unodc_kg.formats import DATASETS, GRAPHS, Format, by_name
from unodc_kg.rdf import named
from unodc_kg.stores.base import Store
from unodc_kg.stores.wellformed import well_formed
from unodc_kg.stores.writes import Kind, Write
from unodc_kg.web import access, fresh, live, protocol
from unodc_kg.web.negotiation import chosen

blueprint = Blueprint("graphstore", __name__)
METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"]
KINDS: dict[str, Kind] = {"PUT": "put", "POST": "post", "DELETE": "delete", "PATCH": "patch"}
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Target:
    """What a request is about: one graph, "" for the unnamed one, or the whole dataset."""

    graph: str = ""
    whole: bool = False

    def known(self, store: Store) -> bool:
        """Is it there? The unnamed graph and the dataset always are."""
        return not self.graph or self.graph in store.graphs()


@blueprint.route("/store", methods=METHODS)
@blueprint.route("/store/<path:path>", methods=METHODS, merge_slashes=False)
def graph(path: str = "") -> Response:
    """Read or write a graph."""
    target = _target(request, direct=bool(path))
    return _read(target) if request.method in ("GET", "HEAD") else _write(target)


def _target(request: Request, *, direct: bool) -> Target:
    parameters = protocol.decode(request.query_string)
    iri = protocol.single(parameters, "graph")
    default = protocol.single(parameters, "default")
    if (iri is not None) + (default is not None) + direct > 1:
        raise RequestError(
            400, "The request names two graphs.", "Give ?graph=IRI, ?default, or the graph's own address."
        )
    if default:
        raise RequestError(400, f"The parameter 'default' has the value {default!r}.", "It has none: ?default")
    if iri is not None:
        return Target(graph=_checked(iri))
    return Target(graph=_checked(request.base_url)) if direct else Target(whole=default is None)


def _checked(iri: str) -> str:
    try:
        return str(named(iri).value)
    except ValueError as error:
        raise RequestError(400, f"{iri!r} is not an absolute IRI: {error}.", "Give an absolute IRI.") from error


def _read(target: Target) -> Response:
    store = live.store()
    form = chosen(request, DATASETS if target.whole else GRAPHS)
    if not target.known(store):
        raise access.missing(target.graph)
    response = Response(content_type=form.content_type)
    response.vary.add("Accept")
    response.headers[access.VERSION] = store.version
    response.headers["Cache-Control"] = fresh.cache_control(current_app.config["SETTINGS"])
    response.set_etag(f"{store.changed_in(target.graph)}-{form.name}")
    response.make_conditional(request)
    if response.status_code == 200:
        _fill(response, iter(_content(store, target, form)))
    return response


def _fill(response: Response, content: Iterator[bytes]) -> None:
    """The content: with its length where it is small, else sent as it is read."""
    head = list(islice(content, 1))
    more = next(content, None)
    if more is None:
        response.set_data(b"".join(head))
    else:
        response.response = chain(head, [more], content)
        response.call_on_close(getattr(content, "close", lambda: None))
        response.headers.pop("Content-Length", None)


def _content(store: Store, target: Target, form: Format) -> Iterable[bytes]:
    settings: Settings = current_app.config["SETTINGS"]
    if target.whole:
        return store.dump(form, unnamed=settings.default_graph == "plain")
    return well_formed(store.content(target.graph, form), form)


def _write(target: Target) -> Response:
    access.require_token(request)
    access.allow_large(request)
    kind = KINDS[request.method]
    data = _data(target) if kind in ("put", "post") else ()
    if kind == "post" and target.whole and not any(form in DATASETS for _, form in data):
        return _create(data)
    text = _patch(target) if kind == "patch" else ""
    change = Write(kind, text, graph=target.graph, whole=target.whole, data=data, base_iri=target.graph)
    store, existed = access.write(request, change, must_exist=kind in ("delete", "patch"))
    return access.done(store, 204 if existed else 201)


def _create(data: Iterable[tuple[bytes, Format]]) -> Response:
    """Put the data into a new graph, whose address is made up here."""
    iri = f"{request.base_url}/{uuid.uuid4()}"
    store, _ = access.write(request, Write("put", graph=iri, data=tuple(data)))
    response = access.done(store, 201)
    response.headers["Location"] = iri
    return response


def _data(target: Target) -> tuple[tuple[bytes, Format], ...]:
    """The bodies of the request with their formats: one, or the files of a form."""
    if request.mimetype == MULTIPART and request.method == "POST":
        files = _files()
        if not files:
            raise RequestError(400, "The form has no file.", "Send each document as a file with its Content-Type.")
        return tuple((file.read(), _format(file.mimetype, target)) for file in files)
    form = _format(request.mimetype, target)
    return ((protocol.body(request).removeprefix(codecs.BOM_UTF8), form),)  # editors of Windows write it


def _format(media_type: str, target: Target) -> Format:
    new = target.whole and request.method == "POST"  # a graph without a name gets one
    offered = (*DATASETS, *(GRAPHS if new else ())) if target.whole else GRAPHS
    known = ", ".join(form.media_type for form in offered)
    try:
        return by_name(media_type, offered)
    except UnknownNameError as error:
        problem = f"The body has the media type {media_type!r}." if media_type else "The body has no media type."
        raise RequestError(415, problem, f"Send one of {known}.") from error


def _patch(target: Target) -> str:
    if target.whole:
        raise RequestError(400, "The request names no graph to patch.", "Give ?graph=IRI, or send it to /update.")
    if request.mimetype != protocol.UPDATE:
        raise RequestError(
            415, f"A patch of the media type {request.mimetype!r} is not known.", f"Send {protocol.UPDATE}."
        )
    return protocol.text(protocol.body(request))


def _files() -> list[FileStorage]:
    try:
        return [file for _, file in request.files.items(multi=True)]
    except RequestEntityTooLarge as error:
        raise protocol.too_large(request) from error
