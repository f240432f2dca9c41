"""A query gives the same answer with Flask and without it: the two ways differ in cost only."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from serving import BROWSER, G1, GRAPH, SELECT, ask, make_client
from unodc_kg.web.frame import Frame
from unodc_kg.web.shortcut import Shortcut

THROUGH_FLASK = {"Authorization": "Bearer of nothing"}  # such a request is no plain query
ITS_OWN = ("X-Request-ID", "Date")
Options = dict[str, object]
HINTED = "SELECT ?o ?none { ?s skos:prefLabel ?o ; :nothing ?o }"
CASES: dict[str, Options] = {
    "rows": {"query_string": {"query": SELECT}},
    "true or false": {"query_string": {"query": "ASK {}", "format": "xml"}},
    "triples": {"query_string": {"query": GRAPH}, "headers": {"Accept": "application/n-triples"}},
    "by suffix": {"path": "/sparql.csv", "query_string": {"query": SELECT, "spreadsheet": "1"}},
    "another dataset": {"query_string": {"query": SELECT, "default-graph-uri": G1, "timeout": "2"}},
    "form": {"method": "POST", "data": {"query": SELECT}},
    "body": {"method": "QUERY", "data": SELECT, "content_type": "application/sparql-query"},
    "hints": {"query_string": {"query": HINTED}},
    "strict": {"query_string": {"query": HINTED, "strict": "1"}},
    "changing": {"query_string": {"query": "SELECT (RAND() * 0 AS ?n) {}"}},
    "wrong": {"query_string": {"query": "SELECT * { ?s ?p }"}},
    "refused": {"query_string": {"query": "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"}},
    "no such format": {"query_string": {"query": SELECT, "format": "pdf"}},
    "nothing that the client takes": {"query_string": {"query": SELECT}, "headers": {"Accept": "image/png"}},
    "wrong media type": {"method": "POST", "data": SELECT, "content_type": "text/plain"},
    "page": {"query_string": {"query": SELECT}, "headers": BROWSER},
    "posted page": {"method": "POST", "data": {"query": SELECT}, "headers": BROWSER},
    "description": {"headers": {"Accept": "application/n-triples"}},
    "no query": {"method": "POST", "data": {"format": "csv"}},
    "no such method": {"method": "PUT", "data": SELECT},
    "preflight": {"method": "OPTIONS", "headers": {"Access-Control-Request-Headers": "X-Mine"}},
    "what a page elsewhere asks for": {
        "query_string": {"query": "ASK { }"},
        "headers": {"Access-Control-Request-Headers": "X-Mine"},
    },
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return make_client(tmp_path_factory.mktemp("project"))


def answer(client: FlaskClient, options: Options, more: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """Status, headers and body; without what each request has of its own."""
    given: dict[str, str] = dict(options.get("headers", {}))  # type: ignore[call-overload]
    response = client.open(**({"path": "/sparql"} | options | {"headers": given | dict(more)}))  # type: ignore[arg-type]
    number = response.headers["X-Request-ID"]
    headers = {name: value for name, value in response.headers if name not in ITS_OWN}
    return response.status_code, headers, response.text.replace(number, "")


@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_the_same_with_flask(client: FlaskClient, case: str) -> None:
    short = answer(client, CASES[case], {})
    assert short == answer(client, CASES[case], THROUGH_FLASK)


def test_a_client_that_has_the_answer_is_told_so_either_way(client: FlaskClient) -> None:
    query = "SELECT ?s { ?s ?p ?o } LIMIT 1"
    tag = {"If-None-Match": ask(client, query, **THROUGH_FLASK).headers["ETag"]}
    options: Options = {"query_string": {"query": query}}
    short = answer(client, options, tag)
    assert short[0] == 304
    assert short == answer(client, options, tag | THROUGH_FLASK)


def test_a_plain_query_does_not_enter_flask(client: FlaskClient) -> None:
    frame = client.application.wsgi_app
    assert isinstance(frame, Frame) and isinstance(frame.inner, Shortcut)

    def closed(*_: object) -> None:
        raise AssertionError("Flask was asked.")

    object.__setattr__(frame.inner, "inner", closed)
    assert ask(client, "SELECT ?p { ?s ?p ?o }").status_code == 200
    with pytest.raises(AssertionError, match="Flask was asked"):
        ask(client, "SELECT ?p { ?s ?p ?o }", **THROUGH_FLASK)
