"""SPARQL updates as a client sends them, and what holds whatever happens: whole or not at all, and never a loss."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest

import updating
from live import BEARER, Live, make_version, serving
from serving import AFG, G1, QUADS
from unodc_kg.namespaces import BASE
from unodc_kg.rdf import RdfFormat, parse_bytes
from updating import COUNT, FORM, G2, INSERT, UPDATE, problem, reset, start

running = pytest.fixture(scope="module")(updating.running)
in_memory = pytest.fixture(scope="module")(updating.in_memory)
live = pytest.fixture(updating.live)
either = pytest.fixture(params=["folder", "memory"])(updating.either)


@pytest.fixture(scope="module")
def plainly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from start(tmp_path_factory.mktemp("plain"), default_graph="plain")


@pytest.fixture
def plain(plainly: Live) -> Live:
    return reset(plainly)


def test_every_way_to_send_an_update(either: Live) -> None:
    sent = [
        either.write("POST", "/update", INSERT, content_type=UPDATE),
        either.write("POST", "/sparql", INSERT.replace("1", "2"), content_type=UPDATE),
        either.write("POST", "/update", urlencode({"update": INSERT.replace("1", "3")}), content_type=FORM),
        either.write("POST", "/sparql", urlencode({"update": INSERT.replace("1", "4")}), content_type=FORM),
    ]
    assert [(answer.status, answer.body) for answer in sent] == [(204, b"")] * 4
    assert len({answer.headers["X-Graph-Version"] for answer in sent}) == 4
    assert either.rows("SELECT ?o { <https://example.org/s> ?p ?o } ORDER BY ?o") == ["1", "2", "3", "4"]


def test_the_default_graph_follows_every_kind_of_update(either: Live) -> None:
    union = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert either.update(f"COPY <{G1}> TO <https://example.org/copy>").status == 204
    assert (either.rows(union), either.rows(COUNT)) == (["2"], ["3"])
    assert either.update(f"DROP GRAPH <{G1}>").status == 204
    assert (either.rows(union), either.rows(COUNT)) == (["2"], ["2"])
    assert either.update(f"WITH <{G2}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}").status == 204
    assert (either.rows(union), either.rows(COUNT)) == (["1"], ["1"])
    assert either.update("CLEAR ALL").status == 204
    assert (either.rows(union), either.rows(COUNT)) == (["0"], ["0"])


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { :a :b :c }",
        "INSERT DATA { GRAPH :g { :a :b :c } . :a :b :c }",
        "DELETE DATA { :a :b :c }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH :g { ?s ?p ?o } ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CLEAR DEFAULT",
        "DROP SILENT DEFAULT",
        "ADD :g TO DEFAULT",
        "COPY :g TO DEFAULT",
        "MOVE DEFAULT TO :g",
        "CREATE GRAPH :n ; INSERT DATA { [] :b [ :c 1 ] }",
    ],
)
def test_the_unnamed_graph_is_written_in_a_plain_store_only(live: Live, plain: Live, text: str) -> None:
    found = problem(live.update(text), 403)
    assert "unnamed graph" in str(found["detail"]) and "GRAPH" in str(found["hint"])
    assert found["line"] == 1
    assert plain.update(f"CREATE GRAPH :g ; {text}").status == 204
    assert live.rows(COUNT) == ["2"]


def test_a_plain_store_keeps_its_graphs_apart(plain: Live) -> None:
    assert plain.update("CLEAR ALL; INSERT DATA { :a :b 1 . GRAPH :g { :a :b 2 } }").status == 204
    assert plain.rows("SELECT ?o { ?s ?p ?o }") == ["1"]
    assert plain.rows("SELECT ?o { GRAPH ?g { ?s ?p ?o } }") == ["2"]
    quads = parse_bytes(plain.ask("GET", "/store", accept="application/n-quads").body, RdfFormat.N_QUADS, "all")
    assert len(quads) == 2
    assert (
        plain.write("PUT", "/store?default", "<http://e/a> <http://e/b> 3 .", content_type="text/turtle").status == 204
    )
    assert plain.rows("SELECT ?o { ?s ?p ?o }") == ["3"]


@pytest.mark.parametrize("union", [True, False])
def test_the_service_describes_what_it_takes(live: Live, plain: Live, union: bool) -> None:
    text = (live if union else plain).ask("GET", "/sparql", accept="application/n-triples").text
    terms = set(re.findall(r"sparql-service-description#(\w+)> \.", text))
    assert {"SPARQL11Query", "SPARQL11Update"} <= terms
    assert ("UnionDefaultGraph" in terms) == union
    assert "BasicFederatedQuery" not in terms and "DereferencesURIs" not in terms


# --- the dataset of an update ---


def test_graphs_of_the_protocol_are_the_dataset_of_an_update(live: Live) -> None:
    def copied(text: str, **parameters: str) -> list[str]:
        assert live.update(f"DROP SILENT GRAPH <http://e/out> ; {text}", **parameters).status == 204
        return sorted(live.rows("SELECT ?p { GRAPH <http://e/out> { ?s ?p ?o } }"))

    label, year = (str(quad.predicate.value) for quad in QUADS)
    ask = "INSERT { GRAPH <http://e/out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    named = "INSERT { GRAPH <http://e/out> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert copied(ask, **{"using-graph-uri": G1}) == [label]
    assert copied(ask, **{"using-named-graph-uri": G1}) == []
    assert copied(named, **{"using-named-graph-uri": G2}) == [year]
    assert copied(named, **{"using-graph-uri": G1}) == []
    assert copied(f"{ask} ; {named}", **{"using-graph-uri": G1, "using-named-graph-uri": G2}) == sorted([label, year])


def test_delete_where_with_graphs_of_the_protocol(plain: Live) -> None:
    """The short form has no place for USING, so it is written out."""
    text = "CLEAR ALL; INSERT DATA { :a :b 1 , 2 . GRAPH :g { :a :b 1 } }"
    assert plain.update(text).status == 204
    graph = "https://w3id.org/unodc-kg/ontology#g"
    assert plain.update("DELETE WHERE { ?s ?p ?o }", **{"using-graph-uri": graph}).status == 204
    assert plain.rows("SELECT ?o { ?s ?p ?o }") == ["2"]


def test_an_update_that_names_graphs_twice_is_400(live: Live) -> None:
    text = "INSERT { GRAPH :x { ?s ?p ?o } } USING :g WHERE { ?s ?p ?o }"
    for name in ("using-graph-uri", "using-named-graph-uri"):
        problem(live.update(text, **{name: G1}), 400)
        problem(live.update(f"WITH :g {text.replace('USING :g ', '')}", **{name: G1}), 400)
        assert live.update(INSERT, **{name: G1}).status == 204
        problem(live.update(text.replace("USING :g ", ""), **{name: "no iri"}), 400)
    assert live.update(text).status == 204


# --- refusing ---


def test_an_update_that_breaks_the_protocol_is_refused(live: Live) -> None:
    form = urlencode({"update": INSERT})
    problem(live.write("GET", f"/sparql?{form}"), 400)
    problem(live.write("GET", f"/update?{form}"), 405)
    problem(live.write("POST", f"/sparql?{form}", "", content_type=FORM), 400)
    problem(live.write("POST", "/sparql", f"{form}&query=ASK%7B%7D", content_type=FORM), 400)
    problem(live.write("POST", "/sparql?query=ASK%7B%7D", INSERT, content_type=UPDATE), 400)
    problem(live.write("POST", "/update", f"{form}&{form}", content_type=FORM), 400)
    problem(live.write("POST", "/update", "query=ASK%7B%7D", content_type=FORM), 400)
    problem(live.write("POST", "/update?default-graph-uri=http://e/", INSERT, content_type=UPDATE), 400)
    problem(live.write("POST", "/update", b"\xff", content_type=UPDATE), 400)
    problem(live.write("POST", "/update", INSERT, content_type=f"{UPDATE}; charset=utf-16"), 415)
    problem(live.write("POST", "/update", INSERT, content_type="text/plain"), 415)
    problem(live.write("POST", "/update", form), 415)
    problem(live.write("QUERY", "/sparql", INSERT, content_type=UPDATE), 415)
    assert live.rows(COUNT) == ["2"]


def test_a_syntax_error_has_its_line_and_column(live: Live) -> None:
    found = problem(live.update("INSERT DATA {\n GRAPH :g { :a ex:b 1 } }"), 400)
    assert (found["line"], found["column"]) == (2, 16)
    found = problem(live.update("CLEAR XYZ"), 400)
    assert found["line"] == 1


def test_the_second_operation_fails_and_nothing_is_left(either: Live) -> None:
    before = either.ask("GET", "/store").headers["X-Graph-Version"]
    problem(either.update(f"{INSERT} ; DROP GRAPH <https://example.org/none>"), 422)
    problem(either.update(f"{INSERT} ; CREATE GRAPH <{G1}>"), 422)
    assert either.rows(COUNT) == ["2"]
    assert either.ask("GET", "/store").headers["X-Graph-Version"] == before
    assert either.update(f"{INSERT} ; DROP SILENT GRAPH <https://example.org/none>").status == 204


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that remembers who called it."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            calls.append(self.rfile.readline().decode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"<http://127.0.0.1:{server.server_port}/x>", calls
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD {}",
        "load{}",
        "LOADSILENT{}",
        "PREFIX e: <http://e/> CLEAR ALL;LOAD {}",
        "CREATE GRAPH <http://e/g>;#x\nLoAd\n{}",
        "LOAD <file:///etc/passwd>",
        "INSERT {{ GRAPH <http://e/g> {{ ?s ?p ?o }} }} WHERE {{ SERVICE {} {{ ?s ?p ?o }} }}",
        "INSERT {{ GRAPH <http://e/g> {{ ?s ?p ?o }} }} WHERE {{ serviceSILENT{}{{ ?s ?p ?o }} }}",
        "PREFIX load: {} load:x",
    ],
)
def test_nothing_reaches_for_files_or_the_network(live: Live, trap: tuple[str, list[str]], text: str) -> None:
    address, calls = trap
    assert problem(live.update(text.format(address)), 403)["line"]
    assert live.ask("POST", "/update", text.format(address), content_type=UPDATE).status == 401
    assert calls == []
    assert live.rows(COUNT) == ["2"]


def test_a_load_that_may_fail_unheard_does_nothing(live: Live, trap: tuple[str, list[str]]) -> None:
    address, calls = trap
    text = f"LOAD SILENT {address} INTO GRAPH <http://e/g> ; {INSERT} ; PREFIX e: <http://e/> DROP SILENT GRAPH e:g"
    assert live.update(text).status == 204
    assert calls == []
    assert live.rows(COUNT) == ["3"]


def test_relative_iris_of_an_update_are_read_against_the_public_address(live: Live) -> None:
    assert live.update("INSERT DATA { GRAPH <g> { <id/state/AFG> :year 1 } }").status == 204
    assert live.rows(f"SELECT ?s {{ GRAPH <{BASE}g> {{ ?s :year 1 }} }}") == [AFG]


def test_words_in_data_are_no_commands(live: Live) -> None:
    data = ":a :b 'LOAD <http://127.0.0.1:9/> SERVICE' . <http://e/load> :service 'x'"
    assert live.update(f"INSERT DATA {{ GRAPH :g {{ {data} }} }} # LOAD").status == 204


def test_much_data_is_no_complex_update(live: Live) -> None:
    data = " . ".join(f"<http://e/{number}> <http://e/p> {number} ; <http://e/q> -1" for number in range(3000))
    assert live.update(f"INSERT DATA {{ GRAPH <http://e/many> {{ {data} }} }}").status == 204
    assert live.rows("SELECT (COUNT(*) AS ?n) { GRAPH <http://e/many> { ?s ?p ?o } }") == ["6000"]
    many = ";".join(INSERT.replace("1", str(number)) for number in range(3000))
    assert live.update(many).status == 204
    problem(live.update("INSERT { } WHERE { " + "BIND(1 AS ?x) " * 2000 + "}"), 400)
    problem(live.update("INSERT { } WHERE " + "{" * 400 + "}" * 400), 400)


def test_without_a_token_in_the_settings_nobody_writes(tmp_path: Path) -> None:
    make_version(tmp_path / "data", QUADS)
    with serving(tmp_path, token="") as live:
        for method, path in (
            ("POST", "/update"),
            ("POST", "/sparql"),
            ("PUT", "/store"),
            ("DELETE", f"/store?graph={G1}"),
        ):
            for headers in ({}, BEARER, {"Authorization": "Bearer "}):
                found = problem(live.ask(method, path, INSERT, content_type=UPDATE, **headers), 403)
                assert "token" in str(found["hint"])
        assert live.rows(COUNT) == ["2"]
