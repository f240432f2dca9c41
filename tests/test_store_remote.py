"""The store on another server when it, or the way to it, is at fault; the server here says what a test wants."""

import socket
import time

import pytest

import elsewhere
from elsewhere import EMPTY, QUERY, SECRET, TRUE, Handler, Server, refused, store
from live import BEARER, TOKEN, free_port
from pools import until
from unodc_kg import config
from unodc_kg.errors import (
    KgError,
    QueryTimeoutError,
    StoreAnswerError,
    StoreUnreachableError,
)
from unodc_kg.stores.base import Question
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.remote_writer import RemoteWriter
from unodc_kg.stores.service import Service
from unodc_kg.web import create_app
from unodc_kg.web.errors import status

server = pytest.fixture()(elsewhere.server)

# --- what is tried again ---


@pytest.mark.parametrize("code", [502, 503, 504])
def test_a_query_is_asked_again_where_the_server_is_not_ready(server: Server, code: int) -> None:
    server.answer = lambda handler: handler.say(*((code,) if len(server.asked) < 3 else (200, EMPTY)))
    assert list(store(server).query(QUERY).rows()) == []
    assert len(server.asked) == 3


def test_a_query_is_asked_three_times_and_no_more(server: Server) -> None:
    server.answer = lambda handler: handler.say(503, b"upgrade", "text/plain")
    with refused(StoreUnreachableError) as caught:
        store(server).query(QUERY)
    assert len(server.asked) == 3
    assert (status(caught.value), caught.value.retry_after, "upgrade" in caught.value.message) == (502, 5, True)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 500])
def test_what_a_second_try_cannot_help_is_asked_once(server: Server, code: int) -> None:
    server.answer = lambda handler: handler.say(code)
    with refused(KgError):
        store(server).query(QUERY)
    assert len(server.asked) == 1


def test_a_connection_that_closes_is_tried_again(server: Server) -> None:
    def answer(handler: Handler) -> None:
        if len(server.asked) < 2:
            handler.connection.shutdown(socket.SHUT_RDWR)
        else:
            handler.say(200, EMPTY)

    server.answer = answer
    assert list(store(server).query(QUERY).rows()) == []
    assert len(server.asked) == 2


@pytest.mark.parametrize("code", [502, 503, 504, 0])
def test_an_update_is_never_sent_twice(server: Server, code: int) -> None:
    def answer(handler: Handler) -> None:
        if code:
            handler.say(code)
        else:
            handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = answer
    with refused(StoreUnreachableError):
        store(server).client.update("CLEAR ALL")
    assert server.queries == ["CLEAR ALL"]


def test_an_update_that_was_carried_out_is_so_also_where_the_server_says_nothing_afterwards(server: Server) -> None:
    def answer(handler: Handler) -> None:
        gone = any("INSERT" in text for text in server.queries[:-1])
        handler.say(*((500,) if gone else (200, EMPTY)))

    server.answer = answer
    remote = RemoteStore(Service(server.url, update_url=server.url))
    settings = config.load({"token": TOKEN}, {})
    client = create_app(settings, remote, remote, RemoteWriter(remote)).test_client()
    update = "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } }"
    said = client.post("/update", data=update, content_type="application/sparql-update", headers=BEARER)
    assert said.status_code == 204
    assert len([text for text in server.queries if "INSERT" in text]) == 1


def test_nobody_there_is_told_with_the_address() -> None:
    port = free_port()
    with refused(StoreUnreachableError) as caught:
        RemoteStore(Service(f"http://127.0.0.1:{port}/q?key={SECRET}", password=SECRET, user="u")).query(QUERY)
    assert f"http://127.0.0.1:{port}/q" in caught.value.message


def test_a_server_that_fails_is_left_alone_for_a_moment_and_then_asked_again(server: Server) -> None:
    server.answer = lambda handler: handler.say(500)
    found = RemoteStore(Service(server.url))
    for _ in range(20):
        with refused(StoreAnswerError):
            found.graphs()
    assert len(server.asked) == 1
    server.answer = lambda handler: handler.say(200, EMPTY)
    until(lambda: len(server.asked) > 1 or not _fails(found))
    assert found.graphs() == []


def _fails(store: RemoteStore) -> bool:
    try:
        store.graphs()
    except StoreAnswerError:
        return True
    return False


# --- time ---


@pytest.mark.alone
def test_a_server_that_does_not_answer_in_time_is_the_deadline(server: Server) -> None:
    server.answer = lambda handler: time.sleep(1.5)
    begin = time.monotonic()
    with refused(QueryTimeoutError) as caught:
        store(server, seconds=0.5).query(QUERY)
    assert time.monotonic() - begin < 1.4
    assert (caught.value.members["limit"], len(server.asked)) == ("deadline", 1)


@pytest.mark.parametrize("text", ["Query timed out", "Virtuoso S1T00 Error SR171: Transaction timed out"])
def test_a_server_that_says_time_is_over_is_the_deadline(server: Server, text: str) -> None:
    server.answer = lambda handler: handler.say(500, text.encode(), "text/plain")
    with refused(QueryTimeoutError):
        store(server).query(QUERY)


def test_an_answer_that_the_server_cut_short_is_no_answer(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, EMPTY, X_SQL_State="S1TAT")
    with refused(QueryTimeoutError):
        store(server).query(QUERY)


def test_a_cap_of_the_server_is_handed_on(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, TRUE, X_SPARQL_MaxRows="1")
    stream = store(server).stream(Question(QUERY))
    assert (b"".join(stream.chunks), stream.truncated) == (TRUE, True)
