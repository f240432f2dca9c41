"""The service while its store, a server elsewhere, is down or misbehaves: alive, honest about it, back by itself."""

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import elsewhere
from elsewhere import EMPTY, SECRET, YES, Handler, Server, half, listening, right
from live import Live, free_port, serving
from unodc_kg.formats import CSV, JSON
from watching import address, get, until

SELECT = "SELECT ?s { ?s ?p ?o }"
DEADLINE = 2.0
Wrong = Callable[[Handler], None]
WRONG: dict[str, tuple[Wrong, int, str, str]] = {
    "an error": (lambda it: it.say(500, b"out of cheese", "text/plain"), 502, "store-answer", "out of cheese"),
    "not ready": (lambda it: it.say(503, b"", "text/plain"), 502, "store-unreachable", "not ready (503)"),
    "no right": (lambda it: it.say(401, SECRET.encode(), "text/plain"), 502, "store-answer", "refuses our credentials"),
    "a page": (lambda it: it.say(200, b"<p>Welcome</p>", "text/html"), 502, "store-answer", "text/html"),
    "a redirect": (
        lambda it: it.say(301, Location="http://localhost/new"),
        502,
        "store-answer",
        "http://localhost/new",
    ),
    "half a result": (lambda it: half(it, JSON.media_type, EMPTY[:-9]), 502, "store-unreachable", "broke off"),
    "another form": (lambda it: it.say(200, YES[:-4]), 502, "store-unreachable", "damaged"),
    "hangs up": (lambda it: it.connection.shutdown(socket.SHUT_RDWR), 502, "store-unreachable", "cannot be reached"),
    "silent": (lambda it: time.sleep(DEADLINE + 1), 504, "store-timeout", f"within {DEADLINE:g} seconds"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from elsewhere.server()


@pytest.fixture(scope="module")
def live(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    server.answer = right
    given = {"store": server.url, "store_user": "u", "store_password": SECRET, "deadline": f"{DEADLINE:g}"}
    given |= {"readers": "2", "max_slow": "3", "max_queue": "5"}
    with serving(tmp_path_factory.mktemp("elsewhere"), **given) as live:
        yield live


def works(live: Live) -> bool:
    """Queries are answered, and it says that it is ready."""
    return get(live, SELECT).status == live.ask("GET", "/readyz").status == 200


@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_there_is_told_and_passes(live: Live, server: Server, wrong: str) -> None:
    answer, status, kind, words = WRONG[wrong]
    server.answer = right
    until(lambda: works(live))
    server.answer = answer
    until(lambda: live.ask("GET", "/readyz").status == 503)
    assert live.ask("GET", "/readyz").json["detail"]
    assert live.ask("GET", "/healthz").status == 200
    found = get(live, f"{SELECT} # {wrong}")
    assert (found.status, found.type) == (status, "application/problem+json"), found.text
    assert found.json["type"] == f"/docs/errors#{kind}-error"
    assert words in found.json["detail"] and SECRET not in found.text
    assert (kind == "store-answer") == ("Retry-After" not in found.headers)
    server.answer = right
    until(lambda: works(live))


def test_a_slow_server_is_waited_for_until_the_deadline(live: Live, server: Server) -> None:
    def slowly(handler: Handler) -> None:
        time.sleep(DEADLINE / 4)
        right(handler)

    server.answer = slowly
    assert get(live, f"{SELECT} # slowly").status == 200
    server.answer = right


def test_an_answer_that_breaks_off_never_looks_complete(live: Live, server: Server) -> None:
    server.answer = right
    until(lambda: works(live))
    server.answer = lambda it: half(it, CSV.media_type, b"s\r\n" + b"urn:a\r\n" * 100_000)
    with pytest.raises(http.client.IncompleteRead):
        live.ask("GET", address(f"{SELECT} # broken", format="csv"))
    server.answer = right


def test_many_who_ask_a_silent_server_do_not_stop_the_rest(live: Live, server: Server) -> None:
    """Ten may wait for it; those after them are told so at once, and what needs no store is answered."""
    server.answer = right
    until(lambda: works(live))
    server.answer = WRONG["silent"][0]
    with ThreadPoolExecutor(100) as crowd:
        asked = [crowd.submit(get, live, f"{SELECT} # silent {number}") for number in range(100)]
        until(lambda: any(found.done() for found in asked))
        assert live.ask("GET", "/healthz").status == 200
        statuses = {found.result().status for found in asked}
    assert statuses == {503, 504}
    server.answer = right
    until(lambda: works(live))


def test_a_server_that_is_down_at_the_start_is_used_when_it_comes_and_when_it_comes_back(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, store=f"http://127.0.0.1:{port}/sparql", deadline="2") as live:
        for time_down in range(2):
            until(lambda: live.ask("GET", "/readyz").status == 503)
            assert "cannot be reached" in live.ask("GET", "/readyz").json["detail"]
            assert live.ask("GET", "/healthz").status == 200
            assert get(live, f"{SELECT} # {time_down}").status == 502
            assert live.ask("GET", "/metrics").status == 200
            with listening(port) as server:
                server.answer = right
                until(lambda: works(live))
    said = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert f"Not ready: The store at http://127.0.0.1:{port}/sparql cannot be reached" in said
