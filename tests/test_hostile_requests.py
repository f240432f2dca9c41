"""Attacks by requests, writes, pages and HTTP itself on the running service, which stays as it was."""

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

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("attacked")) as running:
        yield running


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
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")


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
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")


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
    print(f"95 of 100 light queries took at most {watch.p95():.3f} s")


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
