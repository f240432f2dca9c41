"""The web service: `create_app` puts its parts together. Flask enters the project through this package only."""

from flask import Flask, Response

from unodc_kg.config import Settings
from unodc_kg.stores.base import Store
from unodc_kg.web import errors
from unodc_kg.web.manual import blueprint as manual
from unodc_kg.web.pages import blueprint as pages
from unodc_kg.web.sparql import blueprint as sparql

HEADERS = {
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Origin": "*",  # public data: any page may read it, also what an error says
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
FORM_OVERHEAD = 20_000  # bytes beside the query: its name, graphs, format


def create_app(settings: Settings, store: Store) -> Flask:
    """The service that shows the graph in `store`."""
    app = Flask(__name__)
    app.config["SETTINGS"] = settings
    app.config["MAX_CONTENT_LENGTH"] = 12 * settings.max_query_length + FORM_OVERHEAD  # %XX for each of 4 bytes
    app.extensions["store"] = store
    app.register_blueprint(sparql)
    app.register_blueprint(pages)
    app.register_blueprint(manual)
    errors.register(app)
    app.after_request(_add_headers)
    return app


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
