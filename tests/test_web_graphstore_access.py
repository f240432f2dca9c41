"""Who may write to the graph store, and under which conditions."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import storing
from live import Live
from serving import G1
from storing import NEW, OTHER, STORE, TRIPLE, TTL, counts, problem

running = pytest.fixture(scope="module")(storing.running)
live = pytest.fixture(storing.live)

G2 = "https://example.org/g2"


# --- conditions ---


def test_a_write_on_another_version_than_was_read_is_412(live: Live) -> None:
    address = f"{STORE}?graph={G1}"
    read = live.ask("GET", address).headers["ETag"]
    assert live.ask("GET", address, if_none_match=read).status == 304
    assert live.write("POST", address, TRIPLE, content_type=TTL, if_match=read).status == 204
    problem(live.write("POST", address, OTHER, content_type=TTL, if_match=read), 412)
    assert live.ask("GET", address, if_none_match=read).status == 200
    version = live.ask("HEAD", address).headers["X-Graph-Version"]
    changed = live.write("DELETE", address, if_match=f'"{version}"')
    assert changed.status == 204
    assert changed.headers["X-Graph-Version"] == live.ask("HEAD", STORE).headers["X-Graph-Version"] != version


def test_a_write_to_another_graph_breaks_no_condition(live: Live) -> None:
    """Two people on two graphs: each sees its own graph change, and nothing else."""
    mine, yours = f"{STORE}?graph={G1}", f"{STORE}?graph={G2}"
    my_tag, your_tag = live.ask("GET", mine).headers["ETag"], live.ask("GET", yours).headers["ETag"]
    assert live.write("POST", yours, TRIPLE, content_type=TTL, if_match=your_tag).status == 204
    assert live.ask("GET", mine, if_none_match=my_tag).status == 304
    assert live.update("PREFIX e: <https://example.org/> INSERT DATA { GRAPH e:g2 { e:a e:b 1 } }").status == 204
    assert live.write("PUT", mine, OTHER, content_type=TTL, if_match=my_tag).status == 204
    problem(live.write("PUT", yours, OTHER, content_type=TTL, if_match=your_tag), 412)
    problem(live.write("PUT", mine, TRIPLE, content_type=TTL, if_match=my_tag), 412)
    whole = live.ask("GET", STORE).headers["ETag"]
    assert live.write("PUT", mine, TRIPLE, content_type=TTL).status == 204
    problem(live.write("DELETE", STORE, if_match=whole), 412)
    my_tag = live.ask("GET", mine).headers["ETag"]
    assert live.update("DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }").status == 204
    problem(live.write("PUT", mine, OTHER, content_type=TTL, if_match=my_tag), 412)  # it may have been any graph


def test_of_two_who_write_what_they_have_read_one_is_told(live: Live) -> None:
    """The lost update: both read, both send their own version at the same time."""
    address = f"{STORE}?graph={G1}"
    read = live.ask("GET", address).headers["ETag"]

    def send(text: str) -> int:
        return live.write("PUT", address, text, content_type=TTL, if_match=read).status

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(send, [TRIPLE, OTHER])) == [204, 412]


def test_a_weak_tag_matches_for_reading_only(live: Live) -> None:
    address = f"{STORE}?graph={G1}"
    weak = f"W/{live.ask('GET', address).headers['ETag']}"
    assert live.ask("GET", address, if_none_match=weak).status == 304
    problem(live.write("PUT", address, OTHER, content_type=TTL, if_match=weak), 412)
    problem(live.write("PUT", address, OTHER, content_type=TTL, if_none_match=weak), 412)


def test_conditions_of_existence(live: Live) -> None:
    address = f"{STORE}?graph={NEW}"
    problem(live.write("PUT", address, TRIPLE, content_type=TTL, if_match="*"), 412)
    assert live.write("PUT", address, TRIPLE, content_type=TTL, if_none_match="*").status == 201
    problem(live.write("PUT", address, OTHER, content_type=TTL, if_none_match="*"), 412)
    assert live.write("PUT", address, OTHER, content_type=TTL, if_match="*").status == 204


# --- who may write ---


def test_a_write_needs_the_token_and_reading_does_not(live: Live) -> None:
    wrong = ["Bearer wrong", "Basic YTpi", "Bearer", "bearer ", "Bearer \xe9", "Token x"]
    for method, path in (("PUT", f"{STORE}?graph={NEW}"), ("DELETE", STORE), ("POST", "/update"), ("POST", "/sparql")):
        kind = "application/sparql-update" if method == "POST" else TTL
        for header in ({}, *({"Authorization": value} for value in wrong)):
            answer = live.ask(method, path, "CLEAR ALL", content_type=kind, **header)
            assert problem(answer, 401)["hint"]
            assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert counts(live) == ("2", "2")


def test_other_methods_are_405(live: Live) -> None:
    answer = live.write("LINK", STORE)
    problem(answer, 405)
    assert {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


def test_a_preflight_allows_what_it_asks_for(live: Live) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization, x-anything"}
    answer = live.ask("OPTIONS", STORE, **asked, origin="https://elsewhere.example")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, x-anything"
    assert {"PUT", "PATCH", "DELETE", "QUERY"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
