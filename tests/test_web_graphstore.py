"""The graph store protocol as a client sees it, on a running service."""

from collections.abc import Iterator

import pytest

from live import Answer, Live, make_version, serving
from serving import G1, QUADS
from unodc_kg.rdf import RdfFormat, canonical, parse_bytes

NEW = "https://example.org/new"
TTL = "text/turtle"
TRIPLE = "<https://example.org/s> <https://example.org/p> <https://example.org/o> ."
OTHER = "<https://example.org/s> <https://example.org/p> 'other' ."
STORE = "/store"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", QUADS)
    with serving(root, max_upload="100000") as live:
        yield live


@pytest.fixture
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


def test_put_makes_a_graph_and_then_replaces_it(live: Live) -> None:
    assert live.write("PUT", f"{STORE}?graph={NEW}", TRIPLE, content_type=TTL).status == 201
    assert live.write("PUT", f"{STORE}?graph={NEW}", OTHER, content_type=TTL).status == 204
    assert graph(live, NEW) == '<https://example.org/s> <https://example.org/p> "other" .\n'
    assert counts(live) == ("3", "3")


def test_post_adds_and_delete_removes(live: Live) -> None:
    assert live.write("POST", f"{STORE}?graph={NEW}", TRIPLE, content_type=TTL).status == 201
    assert live.write("POST", f"{STORE}?graph={NEW}", OTHER, content_type=TTL).status == 204
    assert graph(live, NEW).count("\n") == 2
    assert live.write("DELETE", f"{STORE}?graph={NEW}").status == 204
    problem(live.ask("GET", f"{STORE}?graph={NEW}"), 404)
    problem(live.write("DELETE", f"{STORE}?graph={NEW}"), 404)
    assert counts(live) == ("2", "2")


def test_a_triple_of_two_graphs_stays_in_the_default_graph_until_both_are_gone(live: Live) -> None:
    both = canonical([QUADS[0]]).decode().replace(f" <{G1}>", "")
    assert live.write("PUT", f"{STORE}?graph={NEW}", both, content_type="application/n-triples").status == 201
    assert counts(live) == ("2", "3")
    assert live.write("DELETE", f"{STORE}?graph={G1}").status == 204
    assert counts(live) == ("2", "2")
    assert live.write("DELETE", f"{STORE}?graph={NEW}").status == 204
    assert counts(live) == ("1", "1")


def test_all_graphs_are_read_and_written_at_once(live: Live) -> None:
    for kind, form in (("application/n-quads", RdfFormat.N_QUADS), ("application/trig", RdfFormat.TRIG)):
        answer = live.ask("GET", STORE, accept=kind)
        assert (answer.status, answer.type) == (200, kind)
        assert set(parse_bytes(answer.body, form, "answer")) == set(QUADS)
        assert live.write("PUT", STORE, answer.body, content_type=kind).status == 204
        assert counts(live) == ("2", "2")
    more = TRIPLE.replace(" .", f" <{NEW}> .")
    assert live.write("POST", STORE, more, content_type="application/n-quads").status == 204
    assert counts(live) == ("3", "3")
    assert live.write("DELETE", STORE).status == 204
    assert counts(live) == ("0", "0")
