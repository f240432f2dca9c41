"""Attacks on the running service: it says why not, calls nobody, keeps answering others, and changes nothing."""

import contextlib
import csv
import io
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from hostile import CELLS, MANY, SETTINGS, TOKEN, Service, path, serving, watched

FAST = 1.0  # seconds that 95 of 100 light queries may take at most during an attack
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
    assert watch.p95() < FAST


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
    assert watch.p95() < FAST
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
    assert watch.p95() < FAST


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


# --- who changes what ---

WRITES = ("DROP ALL", "INSERT DATA { GRAPH <http://x/g> { <a:b> <a:c> <a:d> } }", "CLEAR SILENT ALL")


@pytest.mark.parametrize("update", WRITES)
def test_nothing_is_changed_without_the_token_or_by_a_get(service: Service, update: str) -> None:
    form = "application/x-www-form-urlencoded"
    with watched(service):
        replies = [
            service.get(update),
            service.post(update),
            service.post(update, Authorization=f"Bearer {TOKEN}"),
            service.send("GET", f"/sparql?update={quote(update)}"),
            service.send("GET", f"/sparql?update={quote(update)}", Authorization=f"Bearer {TOKEN}"),
            service.send("POST", "/sparql", f"query={quote(update)}", Content_Type=form),
            service.send("POST", "/sparql", f"update={quote(update)}", Content_Type=form),
            service.update(update, Authorization="Bearer wrong"),
            service.update(update, Authorization=f"Basic {TOKEN}"),
            service.update(update, Authorization=""),
            service.send("PUT", "/store?graph=http://x/g", "<a:b> <a:c> <a:d> .", Content_Type="text/turtle"),
            service.send("DELETE", "/store?default"),
        ]
    for reply in replies:
        assert reply.status in (400, 401, 403, 405), reply.text
        assert reply.problem["hint"]


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("PREFIX select: <http://x/> INSERT DATA { select:a select:b select:c }", True),
        ("# SELECT * { ?s ?p ?o }\nDROP ALL", True),
        ("BASE <http://x/SELECT#> PREFIX ask: <ASK>\r\n#\r\nDELETE WHERE { ?s ?p ?o }", True),
        ("PREFIX : <http://x/> # INSERT\n/**/ CLEAR ALL", True),
        ("PREFIX insert: <http://x/drop#> SELECT * { ?insert insert:all 'DROP ALL' }", False),
        ("# DROP ALL\nSELECT ?delete { ?delete <http://x/INSERT#DATA> '''CLEAR ALL''' }", False),
        ("PREFIX load: <http://x/> ASK { load:a load:b load:c }", False),
    ],
)
def test_what_is_an_update_is_told_by_reading_it(service: Service, query: str, refused: bool) -> None:
    with watched(service):
        reply = service.post(query)
    assert reply.status in ((400, 403) if refused else (200,)), reply.text


def test_a_request_that_asks_twice_is_400(service: Service) -> None:
    form = "application/x-www-form-urlencoded"
    both = "query=ASK+%7B%7D&update=DROP+ALL"
    with watched(service):
        for reply in (
            service.send("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
            service.send("GET", f"/sparql?{both}"),
            service.send("POST", "/sparql", both, Content_Type=form),
            service.send("POST", "/sparql", both, Content_Type=form, Authorization=f"Bearer {TOKEN}"),
            service.send("POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", Content_Type=form),
            service.send("POST", "/sparql?query=ASK%7B%7D", "ASK {}", Content_Type="application/sparql-query"),
        ):
            assert reply.problem["status"] == 400


# --- pages ---


@pytest.mark.parametrize(
    "name",
    [
        "x> } ; DROP ALL #",
        'x" . ?s ?p ?o',
        "x\n\r\t",
        "\\u003e } #",
        "x'><script>",
        "../../etc/passwd",
        "\x00",
        "é" * 900,
    ],
    ids=["update", "pattern", "lines", "escape", "script", "path", "nul", "long"],
)
def test_the_address_of_a_thing_is_data(service: Service, name: str) -> None:
    kinds = ("id", "page", "data", "links", "read", "symbol", "browse")
    addresses = [path(kind, "state", name) for kind in kinds]
    addresses += [f"/{kind}/state/{quote(name, safe='/')}" for kind in kinds]
    with watched(service):
        for address in addresses:
            reply = service.send("GET", address, Accept="text/html")
            assert reply.status == 404, address
            assert "<script>" not in reply.text
            assert "Traceback" not in reply.text


@pytest.mark.parametrize("words", ['" } UNION { ?s ?p ?o } #', "\\", "'''", "?s", "<script>alert(1)</script>", "\x00"])
def test_what_is_searched_for_is_data(service: Service, words: str) -> None:
    with watched(service):
        reply = service.send("GET", f"{path('search')}?q={path(words)[1:]}", Accept="text/html")
    assert reply.status in (200, 400)
    assert "State 1 " not in reply.text  # everything would be found
    assert "<script>alert" not in reply.text


@pytest.mark.parametrize("address", ["/search?q=State&page=1000000000", "/browse/State?page=999999999"])
def test_a_page_far_behind_the_last_is_quick(service: Service, address: str) -> None:
    with watched(service) as watch:
        assert service.send("GET", address, Accept="text/html").status in (200, 404)
    assert watch.p95() < FAST


# --- tables that a spreadsheet could run ---


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_cell_is_quoted_so_that_it_comes_back_as_it_was(service: Service, form: str) -> None:
    query = "SELECT ?name { ?s skos:prefLabel ?name FILTER(STRSTARTS(STR(?s), STR(state:X))) } ORDER BY ?s"
    with watched(service):
        reply = service.get(query, format=form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(reply.text, newline="")))
        assert {row[0] for row in rows[1:]} == set(CELLS)
        assert '"a ""b"""' in reply.text
    else:
        assert '"two\\nlines"@en' in reply.text
        assert len(reply.text.splitlines()) == 1 + len(CELLS)


# --- writes that race ---


def test_of_two_writes_on_one_version_exactly_one_is_done(service: Service) -> None:
    read = service.send("GET", "/store?default", Accept="text/turtle").headers["etag"]

    def write(number: int) -> int:
        update = f"INSERT DATA {{ GRAPH <http://x/g> {{ <a:b> <a:c> {number} }} }}"
        return service.update(update, If_Match=read).status

    with watched(service, changes=True), ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(write, (1, 2)))
    assert statuses[0] in (200, 201, 204)
    assert statuses[1] == 412


@pytest.mark.parametrize("condition", ['"0000000000000000"', 'W/"x"', '"a", "b"', "nonsense"])
def test_a_write_for_another_version_is_412(service: Service, condition: str) -> None:
    with watched(service):
        reply = service.update("DROP ALL", If_Match=condition)
    assert reply.problem["status"] in (400, 412)


# --- HTTP that lies ---


def test_requests_that_never_end_leave_room_for_others(service: Service) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    attacks = [
        head + b"Content-Length: 1000000\r\n\r\nASK",
        head + b"Content-Length: 5\r\n\r\nASK { }                 GET / HTTP/1.1\r\n\r\n",
        head + b"Content-Length: -1\r\n\r\nASK",
        head + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nASK {}",
        head + b"Transfer-Encoding: chunked\r\n\r\n" + b"fffff\r\n" + b"x" * 100_000,
        head + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nASK\r\n",
        head + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
        b"GET /sparql?query=ASK HTTP/1.1\r\nX: " + b"y" * 200_000,
        b"GET / HT",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /%0d%0aX-Injected:%201 HTTP/1.1\r\nHost: x\r\n\r\n",
    ] * 2
    with watched(service) as watch, ThreadPoolExecutor(len(attacks)) as pool:
        answers = list(pool.map(lambda data: service.raw(data, seconds=3), attacks))
    assert all(b"X-Injected: 1\r\n" not in answer.partition(b"\r\n\r\n")[0] for answer in answers)
    assert watch.p95() < FAST


def test_an_endless_body_is_cut(service: Service) -> None:
    sent = 0
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with watched(service), socket.create_connection(("127.0.0.1", service.port), timeout=5) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):
            while sent < 60_000_000:
                connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent += 65_536
    assert sent < 60_000_000


def test_a_hundred_slow_clients_leave_room_for_others(service: Service) -> None:
    slow = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(100)]
    try:
        with watched(service) as watch:
            for _ in range(10):
                for connection in slow:
                    connection.sendall(b"G")
                time.sleep(0.05)
    finally:
        for connection in slow:
            connection.close()
    assert watch.p95() < FAST


# --- what is told and written ---


def test_problems_and_the_log_tell_nothing_of_the_machine_and_lines_are_not_forged(service: Service) -> None:
    with watched(service):
        bodies = [
            service.send("GET", "/page/state/x%0AERROR%20forged%1B%5B31m").text,
            service.send("GET", "/symbol/x%0DERROR%20forged%1B%5B31m").text,
            service.get("ASK { ?s ?p '\nERROR forged\x1b[31m' }").text,
            service.send("GET", "/sparql?query=%FF").text,
            service.send("BREW", "/sparql").text,
        ]
    for body in bodies:
        assert "Traceback" not in body and "site-packages" not in body and "/src/" not in body
        assert "\x1b" not in body
    log = service.log.read_text(encoding="utf-8")
    assert not [line for line in log.splitlines() if line.startswith("ERROR forged")]
    assert "\x1b[31m" not in log


def test_the_service_under_attack_is_the_one_that_was_started(service: Service) -> None:
    assert service.process.poll() is None
    assert SETTINGS["READERS"] == "2" and MANY > 1000
    assert "Traceback" not in service.log.read_text(encoding="utf-8")
