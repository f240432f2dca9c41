"""What holds for every request, whoever answers it: cache, ETags, coding, budget, health, counters and log."""

import json
import threading

import pytest

from framing import ALL, MANY, Counting, make, swap
from serving import QUADS, SELECT, ask, problem
from unodc_kg.errors import QueryTimeoutError, StoreError


@pytest.fixture(autouse=True)
def _fresh_count(monkeypatch):
    monkeypatch.setattr(Counting, "asked", 0)


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


def test_nothing_of_an_earlier_version_is_kept_for_later_ones(tmp_path):
    client = make(tmp_path)
    first, second = f"{ALL} # first", f"{ALL} # second"
    before = [ask(client, query).data for query in (first, second)]
    swap(client, MANY)
    after = [ask(client, query).data for query in (first, second, first, second)]

    assert after[0] == after[2] and not {*before} & {*after}
    assert Counting.asked == 4


def test_a_late_answer_of_an_earlier_version_leaves_what_is_kept_of_the_new_one(tmp_path):
    client = make(tmp_path, MANY, cache_mb="100")
    query = "SELECT * { ?s ?p ?o . ?t ?p ?o FILTER(STRENDS(STR(?t), '7')) }"
    late = client.get("/sparql", query_string={"query": query}, buffered=False)
    swap(client, QUADS)
    ask(client, SELECT)
    assert len(json.loads(late.data)["results"]["bindings"]) == 400 * 40
    ask(client, SELECT)

    assert Counting.asked == 2


def test_the_cache_keeps_to_its_size_and_its_largest_share(tmp_path):
    client = make(tmp_path, MANY, cache_mb="1")
    cache = client.application.wsgi_app.cache
    for number in range(40):
        assert ask(client, f"{ALL} LIMIT {300 + number}").status_code == 200
        assert cache.bytes <= 1 << 20
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
