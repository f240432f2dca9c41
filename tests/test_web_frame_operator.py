"""What an operator sees: health, counters, request ids and the log."""

import io
import json
import logging
import re
import threading
import time
from pathlib import Path

import pytest

from framing import Counting, make
from serving import SELECT, ask, problem
from unodc_kg.errors import StoreError
from unodc_kg.web import log


@pytest.fixture(autouse=True)
def _fresh_count(monkeypatch):
    monkeypatch.setattr(Counting, "asked", 0)


# --- health and counters ---


def test_healthz_needs_no_store_and_readyz_does(tmp_path, monkeypatch):
    client = make(tmp_path)
    assert (client.get("/readyz").status_code, Counting.asked) == (200, 1)
    monkeypatch.setattr(Counting, "failure", StoreError("The disk is gone."))

    assert (client.get("/healthz").status_code, Counting.asked) == (200, 1)
    unready = client.get("/readyz")
    assert problem(unready, 503)["detail"] == "The disk is gone."
    assert int(unready.headers["Retry-After"]) > 0


def test_readyz_does_not_wait_for_ever(tmp_path, monkeypatch):
    client = make(tmp_path)
    monkeypatch.setattr(Counting, "go", threading.Event())
    assert "within 2 seconds" in problem(client.get("/readyz"), 503)["detail"]
    Counting.go.set()


def test_metrics_count_what_happened(tmp_path):
    client = make(tmp_path)
    for query in (SELECT, SELECT, "SELECT"):
        ask(client, query)
    client.get("/nothing-here/at-all")
    page = client.get("/metrics")

    assert page.content_type.startswith("text/plain; version=")
    version = client.application.extensions["live"].store.version
    for line in (
        'unodc_kg_requests_total{route="/sparql",status="200"} 2.0',
        'unodc_kg_requests_total{route="/sparql",status="400"} 1.0',
        'unodc_kg_requests_total{route="other",status="404"} 1.0',
        'unodc_kg_query_seconds_count{outcome="answered"} 1.0',
        'unodc_kg_query_seconds_count{outcome="cached"} 1.0',
        'unodc_kg_query_seconds_count{outcome="query-syntax"} 1.0',
        "unodc_kg_cache_hits_total 1.0",
        "unodc_kg_cache_entries 1.0",
        f'graph_version="{version}"',
        "process_resident_memory_bytes",
    ):
        assert line in page.text


@pytest.mark.parametrize(
    ("settings", "environ", "headers", "status"),
    [
        ({}, {"REMOTE_ADDR": "127.0.0.1"}, {}, 200),
        ({}, {"REMOTE_ADDR": "::1"}, {}, 200),
        ({}, {"REMOTE_ADDR": "192.0.2.1"}, {}, 403),
        ({}, {"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}, 403),
        ({"trusted_proxies": "127.0.0.1"}, {"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "192.0.2.1"}, 403),
        (
            {"trusted_proxies": "127.0.0.1", "metrics_allow": "192.0.2.0/24"}, {"REMOTE_ADDR": "127.0.0.1"},
            {"X-Forwarded-For": "1.1.1.1, 192.0.2.1"}, 200,
        ),
        ({"metrics_allow": "none"}, {"REMOTE_ADDR": "127.0.0.1"}, {}, 403),
    ],
)  # fmt: skip
def test_metrics_are_for_the_operator(tmp_path, settings, environ, headers, status):
    client = make(tmp_path, **settings)
    assert client.get("/metrics", environ_overrides=environ, headers=headers).status_code == status


# --- request id and log ---


@pytest.fixture
def lines():
    """What the service logs, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonFormatter())
    logger = logging.getLogger("unodc_kg")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_sane_request_id_is_taken_over_and_another_replaced(tmp_path, lines):
    client = make(tmp_path)
    kept = ask(client, SELECT, **{"X-Request-ID": "run-7.a_B"})
    made = [ask(client, SELECT, **{"X-Request-ID": bad}) for bad in ("", "a b", "x" * 65, "a\u202eb", "<b>")]
    ids = [answer.headers["X-Request-ID"] for answer in made]

    assert kept.headers["X-Request-ID"] == "run-7.a_B"
    assert len(set(ids)) == len(ids)
    assert all(len(number) == 16 for number in ids)
    assert [line["request_id"] for line in lines()] == ["run-7.a_B", *ids]


def test_an_error_names_the_request_that_the_log_has(tmp_path, lines):
    answer = ask(make(tmp_path), "SELECT", **{"X-Request-ID": "abc-1"})
    assert answer.get_json()["instance"] == "urn:request:abc-1"
    assert answer.headers.getlist("X-Request-ID") == ["abc-1"]
    assert [(line["request_id"], line["outcome"]) for line in lines()] == [("abc-1", "query-syntax")]


def test_every_request_has_one_line_with_its_fields_and_no_secret(tmp_path, lines):
    client = make(tmp_path)
    client.get("/sparql?secret=s3cret", headers={"Authorization": "Bearer s3cret", "Cookie": "s3cret"})
    client.post("/sparql", data={"query": SELECT, "password": "s3cret"})
    client.get("/healthz")
    found = lines()

    assert [line["path"] for line in found] == ["/sparql", "/sparql", "/healthz"]
    assert set(found[1]) == {
        "time", "level", "logger", "message", "request_id", "client", "method", "path", "status", "bytes", "seconds",
        "outcome",
    }  # fmt: skip
    assert "s3cret" not in json.dumps(found)


def test_a_slow_query_is_logged_with_its_text(tmp_path, lines, monkeypatch):
    client = make(tmp_path, slow_query_log="0.05")
    monkeypatch.setattr(Counting, "go", threading.Event())
    threading.Timer(0.1, Counting.go.set).start()
    query = "SELECT * { ?s ?p 'a\u202e\u001b[31m' } # \n# next line" + " " * 3000
    ask(client, query)
    slow = [line for line in lines() if line["message"] == "slow query"]

    assert [line["query"] for line in slow] == [query[: log.LONGEST]]


def test_0_logs_no_query(tmp_path, lines):
    ask(make(tmp_path, slow_query_log="0"), SELECT)
    assert [line["message"] for line in lines()] == ["access"]


HOSTILE = "a\nb\r\n2026 error c\x1b[2J\u2028\u202e\x00=\"' \\"


def test_nothing_that_is_sent_breaks_a_line_of_the_log():
    record = logging.makeLogRecord(
        {"msg": f"see {HOSTILE}", "levelname": "INFO", "fields": {"path": HOSTILE, "n": 1.5}}
    )
    line = log.TextFormatter().format(record)
    assert line.isprintable()
    assert line.endswith(" n=1.5000")
    as_json = log.JsonFormatter().format(record)
    assert as_json.isprintable() and as_json.isascii()
    assert json.loads(as_json)["path"] == HOSTILE


def test_a_traceback_cannot_forge_a_line():
    try:
        raise ValueError("x\n2026-01-01T00:00:00.000Z error forged")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "unexpected", "exc_info": (ValueError, error, error.__traceback__)})
    first, *others = log.TextFormatter().format(record).split("\n")
    assert "unexpected" in first
    assert all(line.startswith("  ") for line in others)


def test_a_hostile_path_stands_in_one_line(tmp_path, lines):
    make(tmp_path).get("/page/%0a%0d%1b%5b31mforged%e2%80%ae")
    assert [line["path"] for line in lines() if line["message"] == "access"] == ["/page/\n\r\x1b[31mforged\u202e"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_has_the_format_of_the_setting(capsys, form):
    log.configure(form)
    try:
        log.ACCESS.info("access", extra={"fields": {"path": "/x y"}})
    finally:
        for name in ("unodc_kg", "_granian"):
            logging.getLogger(name).handlers = []
            logging.getLogger(name).propagate = True
            logging.getLogger(name).setLevel(logging.NOTSET)
    printed = capsys.readouterr().err
    assert ('path="/x y"' in printed) if form == "text" else json.loads(printed)["path"] == "/x y"


def test_lines_are_written_in_order_some_at_a_time_and_a_warning_at_once():
    stream = io.StringIO()
    batches = log.Batches(stream)
    for number in range(50):
        batches.emit(logging.makeLogRecord({"msg": str(number), "levelno": logging.INFO}))
    batches.emit(logging.makeLogRecord({"msg": "50", "levelno": logging.WARNING}))
    assert stream.getvalue().split() == [str(number) for number in range(51)]

    batches.emit(logging.makeLogRecord({"msg": "later", "levelno": logging.INFO}))
    end = time.monotonic() + 10
    while "later" not in stream.getvalue() and time.monotonic() < end:
        time.sleep(0.01)
    assert stream.getvalue().endswith("\nlater\n")


def test_scheme_and_host_of_a_trusted_proxy_are_the_public_ones(tmp_path):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kg.example", "Accept": "text/turtle"}
    trusting = make(tmp_path, trusted_proxies="127.0.0.0/8").get("/sparql", headers=forwarded)
    wary = make(tmp_path).get("/sparql", headers=forwarded)

    assert "https://kg.example/sparql" in trusting.text
    assert "kg.example" not in wary.text


def test_every_counter_is_in_the_manual(tmp_path):
    client = make(tmp_path)
    ask(client, SELECT)
    named_in_code = {family.name for family in client.application.wsgi_app.books.meters.registry.collect()}
    manual = (Path(__file__).parent.parent / "docs" / "operators.md").read_text(encoding="utf-8")
    documented = {name.removesuffix("_total") for name in re.findall(r"`(unodc_kg_\w+)`", manual)}

    assert {name for name in named_in_code if name.startswith("unodc_kg_")} == documented
