"""The web service: `create_app` puts its parts together. Flask enters the project through this package only."""

from flask import Flask, Response, request

from unodc_kg.config import Settings
from unodc_kg.search.door import door
from unodc_kg.stores.base import Endpoint, Question, Store
from unodc_kg.stores.direct import Direct
from unodc_kg.stores.writes import Writer
from unodc_kg.web import access, errors
from unodc_kg.web.frame import Sources, around
from unodc_kg.web.graphstore import blueprint as graphstore
from unodc_kg.web.inquiry import Service
from unodc_kg.web.limits import limits
from unodc_kg.web.live import Live
from unodc_kg.web.manual import blueprint as manual
from unodc_kg.web.pages import blueprint as pages
from unodc_kg.web.search import blueprint as search
from unodc_kg.web.shortcut import Shortcut, allowed
from unodc_kg.web.sparql import blueprint as sparql

HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Origin": "*",  # public data: any page may read it, also what an error says
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Location, Retry-After, WWW-Authenticate, "
    "X-Graph-Version, X-Query-Hint, X-Query-Timeout, X-Request-ID, X-Result-Truncated, X-Search-Truncated",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
PROBE = Question("ASK {}", seconds=2)
FORM_OVERHEAD = 20_000  # bytes beside the query: its name, graphs, format


def create_app(
    settings: Settings, store: Store, endpoint: Endpoint | None = None, writer: Writer | None = None
) -> Flask:
    """The service that shows the graph in `store`.

    Args:
        settings: what it was told.
        store: what our own queries are put to, for the pages.
        endpoint: what the queries of users are put to; without it the store itself, which knows no limits.
        writer: what carries out writes; without it the service only reads, whatever the settings say.
    """
    app = Flask(__name__)
    app.config["SETTINGS"] = settings
    most = app.config["MAX_CONTENT_LENGTH"] = 12 * settings.max_query_length + FORM_OVERHEAD  # %XX for each of 4 bytes
    live = app.extensions["live"] = Live(store, endpoint or Direct(store), door(settings), writer)
    if endpoint is not None:  # a service of some size: nobody shall wait for the first search
        live.prepare()
    app.register_blueprint(sparql)
    app.register_blueprint(graphstore)
    app.register_blueprint(pages)
    app.register_blueprint(search)
    app.register_blueprint(manual)
    errors.register(app)
    access.register(app)
    app.after_request(_add_headers)
    app.extensions["service"] = Service(settings, limits(settings), app.extensions)
    _frame(app, app.extensions["service"], most)
    return app


def _frame(app: Flask, service: Service, most_bytes: int) -> None:
    live, headers = service.live, list(HEADERS.items())
    sources = Sources(
        version=lambda: live.endpoint.version,
        probe=lambda: b"".join(live.endpoint.stream(PROBE).chunks),
        limits=service.limits,
        readings=getattr(live.endpoint, "readings", dict),  # only a pool of readers has some
    )
    routes = {rule.rule[1:].partition("/")[0].partition(".")[0] for rule in app.url_map.iter_rules()}
    routes |= {"healthz", "readyz", "metrics"}
    inner = Shortcut(app.wsgi_app, service, headers, most_bytes)
    app.wsgi_app = around(inner, service.settings, routes, headers, sources)  # type: ignore[method-assign]


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Access-Control-Allow-Headers", allowed(request.environ))
    if request.method == "OPTIONS":  # a browser asks before each POST of a query, unless it may remember
        response.headers.setdefault("Access-Control-Max-Age", "86400")
    return response
