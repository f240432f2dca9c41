"""A small service over a real store, and how tests talk to it."""

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from unodc_kg import config
from unodc_kg.namespaces import KG, SKOS
from unodc_kg.rdf import Quad, integer, named, text
from unodc_kg.stores import embedded
from unodc_kg.web import create_app

AFG = "https://w3id.org/unodc-kg/id/state/AFG"
LABEL = text('阿富汗 <b>"1&2"</b> 100%25', "zh")
G1 = "https://example.org/g1"
QUADS = [
    Quad(named(AFG), named(SKOS.prefLabel), LABEL, named(G1)),
    Quad(named(AFG), named(KG.year), integer(2020), named("https://example.org/g2")),
]
SELECT = "SELECT ?o { ?s skos:prefLabel ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def make_client(root: Path) -> FlaskClient:
    """A client of a service that has two graphs of one triple each, and one example query with a header."""
    (root / "questions").mkdir()
    (root / "questions" / "labels.rq").write_text(f"# All names\n{SELECT}\n", encoding="utf-8")
    (root / "questions" / "nameless.rq").write_text(SELECT, encoding="utf-8")
    settings = config.load({"root": str(root), "max_query_length": "2000"}, {})
    embedded.write(settings.data / "store", QUADS)
    return create_app(settings, embedded.open_readonly(settings.data / "store")).test_client()


def ask(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    """The answer to a query by GET."""
    return client.get("/sparql", query_string={"query": query}, headers=headers)


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem that a response describes, after the checks that hold for every problem."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    body: dict[str, Any] = json.loads(response.data)
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["type"]
    assert "Traceback" not in response.text
    return body
