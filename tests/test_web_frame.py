"""What holds for every request, whoever answers it: cache, ETags, coding, budget, health, counters and log."""

import gzip
import io
import json
import logging
import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from backports import zstd
from flask.testing import FlaskClient

from serving import BROWSER, QUADS, SELECT, ask, problem
from unodc_kg import config
from unodc_kg.errors import QueryTimeoutError, StoreError
from unodc_kg.rdf import Quad, named, text
from unodc_kg.stores import embedded
from unodc_kg.stores.direct import Direct
from unodc_kg.web import create_app, log
from unodc_kg.web.live import Live

MANY = [
    Quad(
        named(f"https://example.org/{n}"), named("https://example.org/p"), text("opium " * 9), named("https://e.org/g")
    )
    for n in range(400)
]
ALL = "SELECT * { ?s ?p ?o }"


class Counting(Direct):
    """An endpoint that counts the questions it is asked, and can be told to wait or to fail."""

    asked = 0
    go = None
    failure = None
    breaks = False

    def stream(self, question):
        Counting.asked += 1
        begin = time.monotonic()
        if self.go is not None:
            self.go.wait(10)
        if self.failure is not None:
            raise self.failure
        answer = replace(super().stream(question), started=begin)
        if self.breaks:
            answer.chunks = self._broken(b"".join(answer.chunks))
        return answer

    @staticmethod
    def _broken(data):
        yield data[:300_000]
        raise StoreError("The reader was killed.")


@pytest.fixture(autouse=True)
def _fresh_count(monkeypatch):
    monkeypatch.setattr(Counting, "asked", 0)


def make(root: Path, quads=QUADS, **settings: str) -> FlaskClient:
    given = config.load({"root": str(root), **settings}, {})
    store = embedded.memory(quads)
    return create_app(given, store, Counting(store)).test_client()


def swap(client: FlaskClient, quads) -> None:
    live: Live = client.application.extensions["live"]
    live.store = embedded.memory(quads)
    live.endpoint = Counting(live.store)


# --- cache ---


def test_the_second_answer_comes_from_the_cache_and_is_the_same(tmp_path):
    client = make(tmp_path)
    first, second = ask(client, SELECT), ask(client, SELECT)

    assert Counting.asked == 1
    assert second.data == first.data
    changed = {"X-Request-ID"}
    assert {k: v for k, v in second.headers if k not in changed} == {k: v for k, v in first.headers if k not in changed}


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_a_posted_query_is_kept_too_by_its_body(tmp_path, method):
    client = make(tmp_path)
    for query in (SELECT, SELECT, ALL):
        answer = client.open("/sparql", method=method, data=query, content_type="application/sparql-query")
        assert answer.status_code == 200

    assert Counting.asked == 2
    assert ("ETag" in answer.headers) == (method == "QUERY")


@pytest.mark.parametrize(
    "header",
    [{"Accept": "text/csv"}, {"Accept-Encoding": "gzip"}, {"Host": "other.example"}, {"Authorization": "Bearer x"}],
)
def test_what_the_answer_may_depend_on_is_in_the_key(tmp_path, header):
    client = make(tmp_path)
    ask(client, SELECT)
    client.get("/sparql", query_string={"query": SELECT}, headers=header)

    assert Counting.asked == 2


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "rand()", "UUID()", "StrUUID()", "BNODE()"])
def test_a_query_that_gives_something_else_each_time_is_not_kept(tmp_path, call):
    client = make(tmp_path)
    answers = [ask(client, f"SELECT ({call} AS ?x) {{}}") for _ in range(2)]

    assert Counting.asked == 2
    assert [(answer.headers["Cache-Control"], answer.headers.get("ETag")) for answer in answers] == [
        ("no-store", None)
    ] * 2


@pytest.mark.parametrize("query", ["SELECT ?now { ?now ?p 'NOW()' }", "SELECT * { <https://e/rand> ?p ?o } # UUID()"])
def test_a_query_that_only_mentions_such_a_word_is_kept(tmp_path, query):
    client = make(tmp_path)
    assert ask(client, query).headers["ETag"] == ask(client, query).headers["ETag"]
    assert Counting.asked == 1


@pytest.mark.parametrize("query", ["SELECT", "SELECT * { SERVICE <http://e/> {} }"])
def test_errors_are_not_kept(tmp_path, query):
    client = make(tmp_path)
    answers = [ask(client, query) for _ in range(2)]

    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    assert answers[0].get_json()["instance"] != answers[1].get_json()["instance"]


def test_a_failure_is_not_kept(tmp_path, monkeypatch):
    client = make(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Counting, "failure", QueryTimeoutError("Too late.", limit="deadline", retry_after=7))
        assert problem(ask(client, SELECT), 503)["limit"] == "deadline"

    assert ask(client, SELECT).status_code == 200


def test_a_stream_that_breaks_is_not_kept_and_does_not_look_complete(tmp_path, monkeypatch):
    client = make(tmp_path, MANY * 1, cache_mb="100")
    query = "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }"
    with monkeypatch.context() as patch:
        patch.setattr(Counting, "breaks", True)
        with pytest.raises(StoreError):
            _ = ask(client, query).data
    whole = ask(client, query)

    assert Counting.asked == 2
    assert len(json.loads(whole.data)["results"]["bindings"]) == 400 * 40


def test_a_client_that_goes_leaves_nothing_in_the_cache(tmp_path):
    client = make(tmp_path, MANY, cache_mb="100")
    query = "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }"
    gone = client.get("/sparql", query_string={"query": query}, buffered=False)
    next(iter(gone.response))
    gone.close()
    ask(client, query)

    assert Counting.asked == 2


def test_a_new_version_of_the_graph_is_answered_anew(tmp_path):
    client = make(tmp_path)
    before = ask(client, SELECT)
    swap(client, MANY)
    after = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert json.loads(after.data)["results"]["bindings"] == []


def test_the_cache_keeps_to_its_size_and_its_largest_share(tmp_path):
    client = make(tmp_path, MANY, cache_mb="1")
    cache = client.application.wsgi_app.cache
    for number in range(40):
        assert ask(client, f"{ALL} LIMIT {300 + number}").status_code == 200
        assert cache.bytes <= 1_000_000
    assert 5 < cache.entries < 40
    entries = cache.entries
    ask(client, "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }")
    assert cache.entries == entries


def test_a_cache_of_size_0_keeps_nothing(tmp_path):
    client = make(tmp_path, cache_mb="0")
    ask(client, SELECT)
    ask(client, SELECT)
    assert Counting.asked == 2


def test_the_same_question_at_the_same_time_is_asked_once(tmp_path, monkeypatch):
    client = make(tmp_path)
    monkeypatch.setattr(Counting, "go", threading.Event())
    answers = []
    many = [
        threading.Thread(target=lambda: answers.append(ask(client.application.test_client(), SELECT).data))
        for _ in range(6)
    ]
    for thread in many:
        thread.start()
    threading.Timer(0.3, Counting.go.set).start()
    for thread in many:
        thread.join()

    assert (Counting.asked, len(answers), len(set(answers))) == (1, 6, 1)


def test_nobody_waits_for_a_client_that_reads_slowly(tmp_path):
    client = make(tmp_path, MANY, cache_mb="100")
    options = {"query_string": {"query": "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }"}}
    slow = client.get("/sparql", **options, buffered=False)  # reads nothing
    assert client.get("/sparql", **options).status_code == 200
    assert Counting.asked == 2
    slow.close()


def test_those_who_wait_for_a_question_that_fails_ask_themselves(tmp_path, monkeypatch):
    client = make(tmp_path)
    monkeypatch.setattr(Counting, "go", threading.Event())
    monkeypatch.setattr(Counting, "failure", StoreError("Gone."))
    statuses = []
    many = [
        threading.Thread(target=lambda: statuses.append(ask(client.application.test_client(), SELECT).status_code))
        for _ in range(3)
    ]
    for thread in many:
        thread.start()
    threading.Timer(0.3, Counting.go.set).start()
    for thread in many:
        thread.join()

    assert (Counting.asked, statuses) == (3, [503] * 3)


# --- ETags ---


def test_a_known_etag_is_answered_without_asking_the_store(tmp_path):
    first = make(tmp_path)
    etag = ask(first, SELECT).headers["ETag"]
    assert etag.startswith('"')
    other = make(tmp_path)  # another process, nothing in its cache
    answers = [
        other.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": t})
        for t in (etag, f"W/{etag}", f'"x", {etag}')
    ]

    assert Counting.asked == 1
    for answer in answers:
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
        assert {"Cache-Control", "Vary", "Access-Control-Allow-Origin", "X-Request-ID"} <= set(answer.headers.keys())


def test_a_known_etag_is_answered_from_the_cache_too(tmp_path):
    client = make(tmp_path)
    etag = ask(client, SELECT).headers["ETag"]
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in answer.headers


def test_etags_differ_by_query_format_graphs_and_coding(tmp_path):
    client = make(tmp_path, MANY)
    requests = [
        ({"query": ALL}, {}), ({"query": f"{ALL} "}, {}), ({"query": ALL}, {"Accept": "text/csv"}),
        ({"query": ALL, "default-graph-uri": "https://e.org/g"}, {}),
        ({"query": ALL, "named-graph-uri": "https://e.org/g"}, {}),
        ({"query": ALL}, {"Accept-Encoding": "gzip"}), ({"query": ALL}, {"Accept-Encoding": "zstd"}),
    ]  # fmt: skip
    tags = [client.get("/sparql", query_string=query, headers=headers).headers["ETag"] for query, headers in requests]

    assert len(set(tags)) == len(requests)


def test_head_has_the_headers_of_get_and_no_body(tmp_path):
    client = make(tmp_path, MANY)
    for coding in ("identity", "gzip"):
        options = {"query_string": {"query": ALL}, "headers": {"Accept-Encoding": coding}}
        cold, get = client.head("/sparql", **options), client.get("/sparql", **options)
        warm = client.head("/sparql", **options)
        for head in (cold, warm):
            assert (head.status_code, head.data) == (200, b"")
            for name in ("ETag", "Content-Type", "Content-Encoding", "Vary", "Cache-Control"):
                assert head.headers.get(name) == get.headers.get(name)


def test_cache_control_says_what_the_setting_says(tmp_path):
    assert ask(make(tmp_path), SELECT).headers["Cache-Control"] == "public, no-cache"
    longer = ask(make(tmp_path, cache_seconds="60"), SELECT).headers["Cache-Control"]
    assert longer == "public, max-age=60, stale-while-revalidate=60"


# --- coding ---


@pytest.mark.parametrize(
    ("accept", "unpack"), [("gzip", gzip.decompress), ("zstd, gzip", zstd.decompress), ("*", zstd.decompress)]
)
def test_a_large_answer_is_packed_once_in_a_coding_that_the_client_takes(tmp_path, accept, unpack):
    client = make(tmp_path, MANY)
    plain = ask(client, ALL)
    for _ in range(2):  # from the store, from the cache
        packed = client.get("/sparql", query_string={"query": ALL}, headers={"Accept-Encoding": accept})
        assert len(packed.data) * 3 < len(plain.data)
        assert unpack(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + f'-{packed.headers["Content-Encoding"]}"'


@pytest.mark.parametrize("accept", ["", "identity", "gzip;q=0", "br", "gzip;q=0.2, identity", "gzip;q=x", "*;q=0"])
def test_an_answer_is_not_packed_for_a_client_that_does_not_want_it(tmp_path, accept):
    answer = make(tmp_path, MANY).get("/sparql", query_string={"query": ALL}, headers={"Accept-Encoding": accept})
    assert "Content-Encoding" not in answer.headers
    assert len(json.loads(answer.data)["results"]["bindings"]) == 400


def test_a_small_answer_is_not_packed_but_says_that_it_could_differ(tmp_path):
    answer = make(tmp_path).get("/sparql", query_string={"query": SELECT}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_etag_of_a_packed_answer_is_known_again(tmp_path):
    packed = {"Accept-Encoding": "gzip"}
    etag = make(tmp_path, MANY).get("/sparql", query_string={"query": ALL}, headers=packed).headers["ETag"]
    client = make(tmp_path, MANY)
    again = client.get("/sparql", query_string={"query": ALL}, headers=packed | {"If-None-Match": etag})
    other = client.get(
        "/sparql", query_string={"query": ALL}, headers={"Accept-Encoding": "zstd", "If-None-Match": etag}
    )

    assert (again.status_code, again.headers["ETag"]) == (304, etag)
    assert other.status_code == 200


def test_a_page_is_packed_and_kept_as_well(tmp_path):
    client = make(tmp_path)
    first, second = (client.get("/browse", headers=BROWSER | {"Accept-Encoding": "gzip"}) for _ in range(2))
    assert first.headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(second.data)
    assert client.application.wsgi_app.books.meters.registry.get_sample_value("unodc_kg_cache_hits_total") == 1


# --- budget ---


def test_a_client_over_its_budget_waits_and_others_do_not(tmp_path, monkeypatch):
    client = make(tmp_path, client_seconds="1", trusted_proxies="127.0.0.1")
    monkeypatch.setattr(Counting, "go", threading.Event())
    threading.Timer(1.2, Counting.go.set).start()
    spender, other = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.8"}
    assert client.get("/sparql", query_string={"query": ALL}, headers=spender).status_code == 200
    refused = client.get("/sparql", query_string={"query": SELECT}, headers=spender)

    assert problem(refused, 429)["limit"] == "client_seconds"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert client.get("/sparql", query_string={"query": SELECT}, headers=other).status_code == 200
    assert client.get("/sparql", query_string={"query": ALL}, headers=spender).status_code == 200  # kept: costs nothing
    assert client.get("/healthz", headers=spender).status_code == 200
    assert client.get("/browse", headers=spender).status_code == 200


def test_forwarded_addresses_count_only_from_a_trusted_proxy(tmp_path, monkeypatch):
    client = make(tmp_path, client_seconds="1")
    monkeypatch.setattr(Counting, "go", threading.Event())
    threading.Timer(1.2, Counting.go.set).start()
    client.get("/sparql", query_string={"query": ALL}, headers={"X-Forwarded-For": "192.0.2.7"})
    refused = client.get("/sparql", query_string={"query": SELECT}, headers={"X-Forwarded-For": "192.0.2.8"})

    assert refused.status_code == 429


def test_failing_queries_have_a_budget_of_their_own(tmp_path):
    client = make(tmp_path, client_errors="3")
    statuses = [ask(client, f"SELECT {number}").status_code for number in range(5)]
    assert statuses == [400, 400, 400, 429, 429]


def test_0_is_no_limit(tmp_path):
    client = make(tmp_path, client_seconds="0", client_errors="0")
    assert {ask(client, f"SELECT {number}").status_code for number in range(50)} == {400}


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
