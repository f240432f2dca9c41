"""The running service as its operator has it: what happens on signals, under load, and in the log."""

import contextlib
import http.client
import json
import re
import signal
import threading
import time
from urllib.parse import quote

import pytest

from live import make_version, serving
from unodc_kg.rdf import Quad, named, text

P = named("https://example.org/p")
G = named("https://example.org/g")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d }"


def quads(number: int) -> list[Quad]:
    return [Quad(named(f"https://example.org/{n}"), P, text(f"a name {n}"), G) for n in range(number)]


@pytest.fixture
def root(tmp_path):
    make_version(tmp_path / "data", quads(250))
    return tmp_path


class Load:
    """Clients that ask without a pause; `answers` has what they got."""

    def __init__(self, service, clients: int = 4) -> None:
        self.answers: list[tuple[int, str]] = []
        self.errors: list[Exception] = []
        self._service = service
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        count = 0
        while not self._over.is_set():
            count += 1
            query = f"{COUNT} #{number if count % 2 else f'{number}-{count}'}"  # every other one is in the cache
            try:
                answer = self._service.ask("GET", f"/sparql?query={quote(query)}&format=csv")
                self.answers.append((answer.status, answer.text))
            except OSError as error:
                self.errors.append(error)


def test_no_request_is_lost_when_the_service_is_told_to_reload(root):
    with serving(root) as service, Load(service) as load:
        _until(lambda: load.answers)  # of the version from before
        for number in (300, 350):
            make_version(root / "data", quads(number), f"{number:012}")
            service.process.send_signal(signal.SIGHUP)
            _until(lambda number=number: load.answers and f"n\r\n{number}\r\n" == load.answers[-1][1])
    got = [body.split()[1] for status, body in load.answers if status == 200]

    assert load.errors == []
    assert len(got) == len(load.answers)
    assert set(got) == {"250", "300", "350"}


def _until(holds, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_query_under_way_is_answered_after_sigterm(root):
    answers = []
    with serving(root) as service:
        asking = threading.Thread(target=lambda: answers.append(service.ask("GET", f"/sparql?query={quote(SLOW)}")))
        asking.start()
        _until(lambda: 'state="busy"} 1' in service.ask("GET", "/metrics").text)
        service.process.send_signal(signal.SIGTERM)
        asking.join()
        assert service.process.wait(30) == 0

    assert [(answer.status, answer.json["results"]["bindings"][0]["n"]["value"]) for answer in answers] == [
        (200, str(250**3))
    ]


def test_a_stream_under_way_is_sent_whole_after_sigterm(root):
    with serving(root) as service:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        connection.request("GET", f"/sparql?query={quote(LARGE)}", headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        first = answer.read(1000)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        rest = answer.read()
        connection.close()
        assert service.process.wait(30) == 0

    assert (first + rest).count(b"\r\n") == 250**2 + 1


def test_after_sigterm_nobody_new_is_let_in(root):
    with serving(root) as service:
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
        with pytest.raises(OSError):
            service.ask("GET", "/healthz")


@pytest.mark.alone
def test_health_answers_while_all_lanes_are_full_of_heavy_queries(root):
    with serving(root, readers="2", max_slow="2", max_queue="8", deadline="6", client_seconds="0") as service:
        heavy = [_background(service, f"{SLOW[:-1]} . ?g ?s ?h }} #{number}") for number in range(6)]
        _until(lambda: 'state="slow"} 2' in service.ask("GET", "/metrics").text)
        begin = time.monotonic()
        health = service.ask("GET", "/healthz")
        took = time.monotonic() - begin
        for thread in heavy:
            thread.join()

    assert (health.status, took < 1) == (200, True)


@pytest.mark.alone
def test_light_queries_are_answered_while_a_hundred_clients_ask_the_same_heavy_one(root):
    limits = {"readers": "2", "max_slow": "2", "max_queue": "4", "threads": "1", "deadline": "6", "client_seconds": "0"}
    with serving(root, **limits) as service:
        heavy = [_background(service, f"{SLOW[:-1]} . ?g ?s ?h }}") for _ in range(100)]
        _until(lambda: re.search(r'state="slow"} [1-9]', service.ask("GET", "/metrics").text))
        took = []
        for number in range(10):
            begin = time.monotonic()
            assert service.ask("GET", f"/sparql?query={quote(f'{COUNT} #{number}')}").status == 200
            took.append(time.monotonic() - begin)
        for thread in heavy:
            thread.join()

    assert max(took) < 3, took


def _background(service, query: str) -> threading.Thread:
    def ask() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            service.ask("GET", f"/sparql?query={quote(query)}")

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_query_that_meets_the_deadline_is_counted_logged_and_paid_for(root):
    settings = {"deadline": "1", "client_seconds": "1", "slow_query_log": "0.5", "log_format": "json"}
    with serving(root, **settings) as service:
        _until(lambda: service.ask("GET", "/readyz").status == 200)
        heavy = f"{SLOW[:-1]} . ?g ?s ?h }}"
        late = service.ask("GET", f"/sparql?query={quote(heavy)}", X_Request_ID="late-1")
        broke = service.ask("GET", f"/sparql?query={quote(COUNT)}")
        counted = service.ask("GET", "/metrics").text
    lines = [json.loads(line) for line in (root / "serve.log").read_text().splitlines() if line.startswith("{")]
    slow = [line for line in lines if line["message"] == "slow query"]

    assert (late.status, late.json["type"]) == (503, "/docs/errors#query-timeout-error")
    assert (broke.status, broke.json["limit"]) == (429, "client_seconds")
    assert 'unodc_kg_query_seconds_count{outcome="query-timeout"} 1.0' in counted
    assert "unodc_kg_over_budget_total 1.0" in counted
    assert [(line["request_id"], line["query"], line["query_seconds"] >= 1) for line in slow] == [
        ("late-1", heavy, True)
    ]


def test_nothing_that_is_sent_forges_a_line_of_the_log_or_shows_a_secret(root):
    with serving(root, log_format="text") as service:
        service.ask("GET", "/page/%0A2026-01-01T00:00:00.000Z%20error%20forged%1B%5B31m")
        service.ask("GET", "/sparql?query=" + quote("SELECT \n2026-01-01T00:00:00.000Z error forged"))
        service.ask("GET", "/sparql?token=s3cret", X_Request_ID="x y", Authorization="Bearer s3cret", Cookie="a=s3cret")
        service.ask(
            "POST", "/update", "s3cret", content_type="application/sparql-update", Authorization="Bearer s3cret"
        )
        service.ask("GET", "/page/" + "a" * 20_000)
    log = (root / "serve.log").read_text()
    lines = [line for line in log.splitlines() if " access " in line]

    assert not any(line.startswith("2026-01-01") for line in log.splitlines())
    assert "s3cret" not in log
    assert "\x1b" not in log
    assert len(lines) >= 5
    assert max(map(len, lines)) < 3000


def test_no_error_shows_a_path_of_the_machine_or_a_traceback(root):
    requests = [
        "/nothing",
        "/sparql?query=x",
        "/page/%00",
        "/static/../../config.py",
        "/store?graph=x",
        "/docs/../errors",
    ]
    with serving(root) as service:
        answers = [service.ask(method, path) for path in requests for method in ("GET", "DELETE", "POST")]

    assert {answer.status for answer in answers} <= {200, 303, 308, 400, 403, 404, 405, 406, 415}
    for answer in answers:
        assert str(root) not in answer.text
        assert "Traceback" not in answer.text
        assert ".py" not in answer.text.replace("config.py", "")
