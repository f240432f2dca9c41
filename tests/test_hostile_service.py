"""Attacks on the running service: it says why not, calls nobody, keeps answering others, and changes nothing."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from hostile import Service, serving, watched

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("attacked")) as running:
        yield running


# --- queries that are too much before they run ---

DEEP = {
    "groups": "SELECT * " + "{" * 2500 + "}" * 2500,
    "brackets of a filter": "ASK { FILTER" + "(" * 5000 + "1" + ")" * 5000 + "}",
    "not": "ASK { FILTER(" + "!" * 20_000 + "1)}",
    "paths": "ASK { ?s " + "(" * 20_000 + ":p" + ")" * 20_000 + " ?o }",
    "blank nodes": "ASK { ?s ?p " + "[:p " * 5000 + "1" + "]" * 5000 + "}",
    "lists": "ASK { ?s ?p " + "(" * 5000 + ")" * 5000 + "}",
    "sub-selects": "SELECT * " + "{ SELECT * " * 2500 + "{}" + "}" * 2500,
    "functions": "ASK { FILTER(" + "STR(" * 5000 + "1" + ")" * 5000 + ") }",
}


@pytest.mark.parametrize("query", DEEP.values(), ids=DEEP.keys())
def test_a_query_that_is_nested_too_deeply_is_400(service: Service, query: str) -> None:
    with watched(service) as watch:
        problem = service.post(query).problem
    assert (problem["status"], problem["type"]) == (400, "/docs/errors#query-too-deep-error")
    assert (problem["limit"], problem["maximum"]) == ("max_query_depth", 100)
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")


@pytest.mark.parametrize("part", ["UNION { ?s ?p ?o }", "OPTIONAL { ?s ?p ?o }", "MINUS { ?s ?p ?o }"])
def test_a_query_of_thousands_of_parts_is_400(service: Service, part: str) -> None:
    with watched(service):
        problem = service.post("SELECT * { { ?s ?p ?o } " + f"{part} " * 4000 + "}").problem
    assert (problem["status"], problem["type"]) == (400, "/docs/errors#query-too-complex-error")


def test_a_query_that_is_too_long_is_413(service: Service) -> None:
    rows = "VALUES ?x { " + " ".join(f"<http://x.org/{n}>" for n in range(20_000)) + " }"
    with watched(service):
        for query in ("SELECT * { ?s ?p ?o } #" + "x" * 1_000_000, f"SELECT * {{ {rows} }}"):
            assert service.post(query).problem["status"] == 413
        assert service.send("GET", "/sparql?query=" + "x" * 1_000_000).status in (400, 413, 414, 431)


# --- queries that are too much while they run ---


def test_a_product_of_everything_is_503_at_the_deadline_and_its_reader_is_replaced(service: Service) -> None:
    readers = service.pids()
    with watched(service) as watch:
        reply = service.get(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
    assert reply.problem["type"] == "/docs/errors#query-timeout-error"
    assert (reply.status, reply.problem["limit"]) == (503, "deadline")
    assert int(reply.headers["retry-after"]) > 0
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")
    assert service.pids() != readers


def test_a_client_may_ask_for_less_time_and_not_for_more(service: Service) -> None:
    with watched(service):
        reply = service.get(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", timeout="0.5")
        assert (reply.status, reply.problem["limit"]) == (503, "timeout")
        reply = service.get(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", timeout="600")
        assert (reply.status, reply.problem["limit"]) == (503, "deadline")


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f), STR(?i))) AS ?all) {{ {CROSS} }}",
        f"SELECT * {{ {CROSS} }} ORDER BY ?l ?i ?f ?c",
        f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} }}",
    ],
    ids=["GROUP_CONCAT", "ORDER BY", "DISTINCT"],
)
def test_a_query_that_keeps_everything_meets_a_limit_and_is_never_cut_silently(service: Service, query: str) -> None:
    with watched(service) as watch:
        try:
            reply = service.get(query)
        except (ConnectionError, EOFError, OSError, ValueError) as error:
            assert "IncompleteRead" in repr(error)  # it had begun; the client sees that it broke
        except Exception as error:
            assert type(error).__name__ == "IncompleteRead"
        else:
            assert reply.status == 503
            assert reply.problem["type"] in ("/docs/errors#query-memory-error", "/docs/errors#query-timeout-error")
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")


def test_expressions_that_explode_meet_a_limit_or_do_not_explode(service: Service) -> None:
    bomb = '"aaaaaaaaaa"'
    for _ in range(40):
        bomb = f'REPLACE({bomb}, "a", "aa")'
    with watched(service):
        assert service.get('ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "(a+)+$")) }').status == 200
        reply = service.post(f"SELECT (STRLEN({bomb}) AS ?n) {{ }}")
    assert reply.status == 503
    assert reply.problem["limit"] in ("max_memory", "deadline")


def test_two_hundred_heavy_queries_at_once_are_refused_or_ended_and_light_ones_answered(service: Service) -> None:
    def heavy(number: int) -> int:
        reply = service.send(
            "POST", "/sparql", f"SELECT (COUNT(*) AS ?n{number}) {{ {CROSS} }}", seconds=120,
            Content_Type="application/sparql-query",
        )  # fmt: skip
        assert reply.problem["limit"] in ("max_queue", "max_slow", "deadline", "threads")
        assert "retry-after" in reply.headers
        return reply.status

    with watched(service, flood=True) as watch, ThreadPoolExecutor(200) as pool:
        assert set(pool.map(heavy, range(200))) <= {503, 429}
    assert len(watch.waits) > 10
    with watched(service):  # the flood is over: nobody is refused any more
        time.sleep(0.5)


@pytest.mark.parametrize(
    "query", [f"SELECT * {{ {CROSS} }}", f"CONSTRUCT {{ ?a ?f ?i }} WHERE {{ {CROSS} }}", f"DESCRIBE * {{ {CROSS} }}"]
)
def test_the_page_of_an_endless_answer_does_not_fill_the_memory(service: Service, query: str) -> None:
    before = service.memory()
    with watched(service):
        with contextlib.suppress(OSError):
            service.send("GET", f"/sparql?format=html&query={quote(query)}", Accept="text/html")
        assert service.memory() - before < 150_000_000


# --- queries and updates that reach out ---


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <{url}/a> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://169.254.169.254/latest/meta-data> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <{url}/b> { ?s ?p ?o } }",
        "SELECT * { BIND(<{url}/c> AS ?v) SERVICE ?v { ?s ?p ?o } }",
        "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <{url}/d> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE <{url}/e> { ?s ?p ?o } } } }",
        "SELECT*{SERVICE<{url}/f>{}}",
        "PREFIX x: <{url}/> SELECT * { SERVICEx:g { ?s ?p ?o } }",
        "SELECT * { # \r SERVICE <{url}/h> { } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { sErViCe <{url}/i> { ?s ?p ?o } }",
    ],
)
def test_a_query_that_calls_another_server_is_403(service: Service, query: str) -> None:
    with watched(service):
        for reply in (
            service.get(query.replace("{url}", service.listener.url)),
            service.post(query.replace("{url}", service.listener.url)),
        ):
            assert reply.status in (403, 400)
            assert reply.problem["type"] in (
                "/docs/errors#federation-disabled-error",
                "/docs/errors#query-syntax-error",
            )


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <file:///etc/passwd>", "load<{url}/b>",
        "INSERT { GRAPH <http://x/g> { ?s ?p ?o } } WHERE { SERVICE <{url}/c> { ?s ?p ?o } }",
        "INSERT DATA { GRAPH <http://x/g> { <a:b> <a:c> <a:d> } } ; LOAD <{url}/d>",
    ],
)  # fmt: skip
def test_an_update_that_fetches_is_403_also_with_the_token(service: Service, update: str) -> None:
    with watched(service):
        problem = service.update(update.replace("{url}", service.listener.url)).problem
    assert (problem["status"], problem["type"]) == (403, "/docs/errors#federation-disabled-error")


def test_an_update_that_fetches_silently_does_nothing(service: Service) -> None:
    with watched(service):
        for place in ("file:///etc/passwd", f"{service.listener.url}/a"):
            assert service.update(f"LOAD SILENT <{place}> INTO GRAPH <http://x/g>").status in (204, 403)


@pytest.mark.parametrize("iri", ["file:///etc/passwd", "{url}/graph", "http://example.org/no-such-graph"])
def test_a_graph_name_is_never_fetched(service: Service, iri: str) -> None:
    iri = iri.replace("{url}", service.listener.url)
    with watched(service):
        replies = [
            service.get(f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}", format="csv"),
            service.get(f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", format="csv"),
            service.get("SELECT * { ?s ?p ?o }", **{"default-graph-uri": iri, "format": "csv"}),
        ]
    for reply in replies:
        assert reply.status == 400 or (reply.status == 200 and len(reply.text.splitlines()) == 1)
        assert "root:" not in reply.text
