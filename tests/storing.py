"""What the tests of the graph store share: a running service, how its graphs are read, and what is put there."""

from collections.abc import Iterator

import pytest

from live import Answer, Live, make_version, serving
from serving import QUADS
from unodc_kg.rdf import canonical

NEW = "https://example.org/new"
TTL = "text/turtle"
TRIPLE = "<https://example.org/s> <https://example.org/p> <https://example.org/o> ."
OTHER = "<https://example.org/s> <https://example.org/p> 'other' ."
STORE = "/store"


def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", QUADS)
    with serving(root, max_upload="100000") as live:
        yield live


def live(running: Live) -> Live:
    """The service with its first content."""
    data = canonical(QUADS).decode()
    assert running.write("PUT", STORE, data, content_type="application/n-quads").status == 204
    return running


def problem(answer: Answer, status: int) -> dict[str, object]:
    assert answer.status == status, answer.text
    assert answer.type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body: dict[str, object] = answer.json
    assert body["status"] == status and body["title"] and body["detail"]
    return body


def graph(live: Live, iri: str) -> str:
    """A graph as N-Triples."""
    return live.ask("GET", f"{STORE}?graph={iri}", accept="application/n-triples").text


def counts(live: Live) -> tuple[str, str]:
    """How many triples are in the default graph, and in all named graphs."""
    one = live.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]
    return one, live.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]
