"""ETags and codings: what a client knows is not sent again, and large answers are packed."""

import gzip
import json
import threading

import pytest
from backports import zstd

from framing import ALL, MANY, Counting, make
from pools import pool, until, written
from serving import BROWSER, SELECT, ask, problem
from unodc_kg.stores import embedded
from unodc_kg.web import create_app
from unodc_kg.web.sending import Places


@pytest.fixture(autouse=True)
def _fresh_count(monkeypatch):
    monkeypatch.setattr(Counting, "asked", 0)


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


def test_an_answer_of_two_versions_has_no_etag_and_is_not_kept(tmp_path):
    """Its hints and searches come from the store, which follows the endpoint when a version comes in force."""
    client = make(tmp_path)
    client.application.extensions["live"].endpoint = Counting(embedded.memory(MANY))
    for answer in (ask(client, ALL), ask(client, ALL)):
        assert len(answer.get_json()["results"]["bindings"]) == 400
        assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)
    assert Counting.asked == 2


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


# --- answers that are sent as they come ---

LARGE = {"query": "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }"}


def test_an_answer_that_fails_at_its_head_keeps_no_reader(tmp_path):
    store = written(tmp_path / "store", 1000)
    with pool(store, root=str(tmp_path)) as readers:
        client = create_app(readers.settings, store, readers).test_client()
        query = "SELECT (STR('\\u0001') AS ?x) ?s ?p ?o { ?s ?p ?o }"
        refused = client.get("/sparql", query_string={"query": query, "format": "xml"})
        assert problem(refused, 422)["detail"]
        until(lambda: readers.readings()["busy"] == readers.readings()["slow"] == 0, 5)


def test_answers_without_a_body_need_no_place_among_those_that_are_sent(tmp_path):
    client = make(tmp_path, MANY, cache_mb="0", threads="1")
    known = {"If-None-Match": ask(client, SELECT).headers["ETag"]}
    slow = client.get("/sparql", query_string=LARGE, buffered=False)  # reads nothing
    assert problem(client.get("/sparql", query_string=LARGE), 503)["hint"]
    assert client.get("/sparql", query_string={"query": SELECT}, headers=known).status_code == 304
    assert client.head("/sparql", query_string=LARGE).status_code == 200
    slow.close()
    assert client.get("/sparql", query_string=LARGE).status_code == 200


def test_a_client_that_reads_slowly_leaves_places_to_others(tmp_path):
    client = make(tmp_path, MANY, cache_mb="0", threads="4", trusted_proxies="127.0.0.1")
    options = {"query_string": LARGE, "buffered": False}
    greedy, other = ({"X-Forwarded-For": address} for address in ("2001:db8::1", "192.0.2.8"))
    held = [client.get("/sparql", **options, headers=greedy) for _ in range(4)]
    assert [answer.status_code for answer in held] == [200, 200, 503, 503]
    assert client.get("/sparql", **options, headers={"X-Forwarded-For": "2001:db8::2"}).status_code == 503
    held.append(client.get("/sparql", **options, headers=other))
    assert held[-1].status_code == 200
    for answer in held:
        answer.close()
    assert client.get("/sparql", **options, headers=greedy).status_code == 200


def test_no_client_has_more_places_than_it_leaves_free():
    places = Places(64)
    assert [sum(places.take(client) for _ in range(99)) for client in "abcdefgh"] == [32, 16, 8, 4, 2, 1, 1, 0]
    for _ in range(32):
        places.give_back("a")
    assert sum(places.take("h") for _ in range(99)) == 16
