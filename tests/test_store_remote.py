"""The store on another server when it, or the way to it, is at fault; the server here says what a test wants."""

import base64
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from live import free_port
from unodc_kg import config
from unodc_kg.errors import (
    KgError,
    QuerySyntaxError,
    QueryTimeoutError,
    SettingError,
    StoreError,
    StoreUnreachableError,
)
from unodc_kg.formats import CSV, JSON, N_TRIPLES, TURTLE
from unodc_kg.stores.base import Question
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.remote_text import prepared
from unodc_kg.stores.service import Service, from_settings
from unodc_kg.web.errors import status

SECRET = "s3cret-passw0rd"
QUERY = "SELECT ?s { ?s ?p ?o }"
EMPTY = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
TRUE = (
    b'{"head":{"vars":["yes"]},"results":{"bindings":[{"yes":{"type":"literal","value":"true",'
    b'"datatype":"http://www.w3.org/2001/XMLSchema#boolean"}}]}}'
)


@dataclass
class Server:
    """A server whose answers a test decides; it remembers what it was asked."""

    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Callable[["Handler"], None] = lambda handler: handler.say(200, EMPTY)

    @property
    def queries(self) -> list[str]:
        return [body for body, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Remembers a request and gives the answer of the test."""

    server_version = "Test"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(body)
        server: Server = self.server.told  # type: ignore[attr-defined]
        server.asked.append((fields.get("query", fields.get("update", [body]))[0], dict(self.headers)))
        server.answer(self)

    def say(self, code: int, body: bytes = b"", media_type: str = JSON.media_type, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.told = told  # type: ignore[attr-defined]
    listener.daemon_threads = True
    told.url = f"http://127.0.0.1:{listener.server_address[1]}/sparql"
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
    thread.start()
    yield told
    listener.shutdown()
    thread.join()
    listener.server_close()


def store(server: Server, **how: object) -> RemoteStore:
    given: dict[str, object] = {"update_url": server.url, "seconds": 5.0} | how
    return RemoteStore(Service(server.url, **given), version="1")  # type: ignore[arg-type]


@contextmanager
def refused(kind: type[KgError]) -> Iterator[pytest.ExceptionInfo[KgError]]:
    """What goes wrong is of this kind, and neither it nor its cause shows a secret."""
    with pytest.raises(kind) as caught:
        yield caught
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__


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
    assert (status(caught.value), caught.value.retry_after, "upgrade" in caught.value.message) == (503, 5, True)


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


def test_nobody_there_is_told_with_the_address() -> None:
    port = free_port()
    with refused(StoreUnreachableError) as caught:
        RemoteStore(Service(f"http://127.0.0.1:{port}/q?key={SECRET}", password=SECRET, user="u")).query(QUERY)
    assert f"http://127.0.0.1:{port}/q" in caught.value.message


# --- time ---


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


# --- answers that go wrong on the way ---


def half(handler: Handler, form: str, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", form)
    handler.send_header("Content-Length", str(len(body) + 100))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize("form", [JSON, CSV], ids=lambda form: form.name)
def test_an_answer_that_breaks_off_is_an_error(server: Server, form: object) -> None:
    def answer(handler: Handler) -> None:
        if "true" in server.queries[-1]:
            handler.say(200, TRUE)
        else:
            half(handler, JSON.media_type, EMPTY[:-20])

    server.answer = answer
    with refused(StoreUnreachableError):
        b"".join(store(server).stream(Question(QUERY, results_form=form)).chunks)  # type: ignore[arg-type]


def test_an_answer_in_another_format_is_an_error_that_names_it(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b"<p>Welcome", "text/html")
    with refused(StoreError) as caught:
        store(server).query(QUERY)
    assert "text/html" in caught.value.message


def test_a_damaged_answer_is_an_error(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b"<a> <b> .", N_TRIPLES.media_type)
    with refused(StoreError):
        store(server).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_format_that_the_server_lacks_is_written_here(server: Server) -> None:
    server.answer = lambda handler: (
        handler.say(200, TRUE)
        if "true" in server.queries[-1]
        else handler.say(200, b'<urn:a> <urn:b> "1" .\n', N_TRIPLES.media_type)
    )
    stream = store(server).stream(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph_form=TURTLE))
    assert b"".join(stream.chunks) == b'<urn:a> <urn:b> "1" .\n'
    assert TURTLE.media_type in server.asked[-1][1]["Accept"]


def test_a_large_answer_is_passed_on_as_it_comes_and_a_reader_that_leaves_ends_it(server: Server) -> None:
    ended = threading.Event()

    def answer(handler: Handler) -> None:
        if "true" in server.queries[-1]:
            return handler.say(200, TRUE)
        handler.send_response(200)
        handler.send_header("Content-Type", CSV.media_type)
        handler.end_headers()
        try:
            while True:  # without end: only what is passed on as it comes can be read at all
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            ended.set()

    server.answer = answer
    stream = store(server).stream(Question(QUERY, results_form=CSV))
    assert sum(len(next(stream.chunks)) for _ in range(100)) > 0
    stream.close()
    assert ended.wait(5)


# --- errors told as ours ---


def test_the_servers_message_is_cut(server: Server) -> None:
    server.answer = lambda handler: handler.say(400, b"<h1>Parse error</h1> " + b"x" * 5000, "text/html")
    with refused(QuerySyntaxError) as caught:
        store(server).query(QUERY)
    assert "Parse error" in caught.value.message and "<h1>" not in caught.value.message
    assert len(caught.value.message) < 450


@pytest.mark.parametrize("code", [401, 403])
def test_wrong_credentials_name_the_setting(server: Server, code: int) -> None:
    server.answer = lambda handler: handler.say(code, SECRET.encode(), "text/plain")
    with refused(StoreError) as caught:
        store(server, user="u", password=SECRET).client.update("CLEAR ALL")
    assert "'store_update_url'" in caught.value.message and "store_password" in caught.value.hint


def test_a_redirect_is_told_and_not_followed(server: Server) -> None:
    server.answer = lambda handler: handler.say(302, Location=f"http://localhost/elsewhere?key={SECRET}")
    with refused(StoreError) as caught:
        store(server, token=SECRET).query(QUERY)
    assert "http://localhost/elsewhere" in caught.value.message
    assert len(server.asked) == 1


# --- credentials ---


def test_basic_and_bearer_are_sent(server: Server) -> None:
    store(server, user="u", password=SECRET).query(QUERY)
    store(server, token=SECRET).query(QUERY)
    basic, bearer = (headers["Authorization"] for _, headers in server.asked)
    assert base64.b64decode(basic.removeprefix("Basic ")).decode() == f"u:{SECRET}"
    assert bearer == f"Bearer {SECRET}"


def test_secrets_are_shown_nowhere(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"store": server.url, "store_user": "u", "store_password": SECRET, "store_token": SECRET, "token": SECRET}
    settings = config.load(given, {})
    service = from_settings(settings)
    store(server, user="u", password=SECRET).query(QUERY)
    assert SECRET not in f"{settings} {service} {caplog.text} {capfd.readouterr()}"
    with pytest.raises(SettingError) as caught:
        config.load({"store_token": f"{SECRET} x"}, {})
    assert SECRET not in str(caught.value)


def test_credentials_in_an_address_are_refused() -> None:
    with pytest.raises(SettingError) as caught:
        Service(f"http://u:{SECRET}@127.0.0.1/q")
    assert SECRET not in str(caught.value)


# --- what is sent ---


def test_only_prefixes_that_are_ours_and_not_declared_are_added() -> None:
    text = "PREFIX skos: <urn:other#>\nSELECT * { ?s skos:x ?o ; :year 1 ; ex:y 2 }"
    assert prepared(text) == f"PREFIX : <https://w3id.org/unodc-kg/ontology#> {text}"


def test_a_version_is_asked_for_at_most_every_few_seconds(server: Server) -> None:
    found = RemoteStore(Service(server.url, seconds=5.0))
    assert {found.version for _ in range(20)} == {found.version}
    assert len(server.asked) == 2  # the catalogue, which is not there, and the counts
