"""Clients that send or read slowly, or never, cannot keep the service from the others."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest

import heavy
from live import BEARER, TOKEN, Live, make_version, serving
from pools import until
from unodc_kg.errors import RequestError, ServiceBusyError
from unodc_kg.web.intake import Intake

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", heavy.quads(40_000))  # an answer that no buffer of the system holds
    with serving(root, readers="1", max_slow="1", max_queue="1", threads="4") as live:
        yield live


def test_bodies_that_never_come_leave_the_service_to_the_others(live: Live) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(40):
            one = held.enter_context(socket.create_connection(("127.0.0.1", live.port)))
            one.sendall(HEAD + b"ASK {")
        time.sleep(0.5)
        assert live.ask("GET", "/healthz").status == 200
        assert live.rows(heavy.light(3)) == ["3"]
        refused = live.ask("POST", "/sparql", "ASK {}", content_type="application/sparql-query")
        assert (refused.status, refused.type) == (503, "application/problem+json")
        assert refused.headers["Retry-After"] and refused.json["limit"] == "threads"
    until(lambda: live.ask("POST", "/sparql", "ASK {}", content_type="application/sparql-query").status == 200)


def test_answers_that_nobody_reads_leave_the_service_to_the_others(live: Live) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(40):
            one = held.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", live.port))
            one.sendall(b"GET /store?default&format=rdf HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        assert live.ask("GET", "/healthz").status == 200
        assert live.rows(heavy.light(4)) == ["4"]
        graph = "/store?graph=https://example.org/meanwhile"
        wrote = [live.write("PUT", graph, TRIPLE, content_type="text/turtle").status for _ in range(2)]
        assert wrote == [201, 204]
        refused = live.ask("GET", "/store?default&format=rdf")
        assert (refused.status, refused.type) == (503, "application/problem+json")
        assert refused.headers["Retry-After"]
    until(lambda: live.ask("GET", "/store?default&format=rdf").status == 200)


# --- bodies that break off ---

WRITE = (
    "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    "Content-Type: {kind}\r\n{length}\r\n\r\n{body}"
)
TRIPLE = "<https://example.org/s> <https://example.org/p> 1 .\n"
CHUNK = f"{len(TRIPLE):x}\r\n{TRIPLE}\r\n"


@pytest.mark.parametrize(
    ("length", "body"),
    [
        ("Content-Length: 1000", TRIPLE),
        ("Transfer-Encoding: chunked", CHUNK),
        ("Transfer-Encoding: chunked", f"{CHUNK}zz\r\n"),
        ("Transfer-Encoding: chunked", f"{CHUNK}0\r\n\r\n"),
    ],
)
def test_what_may_not_have_come_whole_is_not_written(live: Live, length: str, body: str) -> None:
    graph = "/store?graph=https://example.org/cut"
    before = live.ask("HEAD", "/store").headers["X-Graph-Version"]
    for method, path, kind, text in (
        ("PUT", graph, "text/turtle", body),
        ("POST", graph, "text/turtle", body),
        ("POST", "/update", "application/sparql-update", body.replace(TRIPLE, "DROP ALL ;".ljust(len(TRIPLE)))),
    ):
        request = WRITE.format(method=method, path=path, token=TOKEN, kind=kind, length=length, body=text)
        with socket.create_connection(("127.0.0.1", live.port)) as one:
            one.sendall(request.encode())
            time.sleep(0.3)
    time.sleep(1)
    assert live.ask("GET", graph).status == 404
    assert live.ask("HEAD", "/store").headers["X-Graph-Version"] == before


def test_a_write_without_its_length_is_told_so(live: Live) -> None:
    chunked = iter([TRIPLE.encode()])
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=20)
    with contextlib.closing(connection):
        headers = {"Content-Type": "text/turtle", **BEARER}
        connection.request("PUT", "/store?graph=https://example.org/cut", chunked, headers, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 411 and b"Content-Length" in answer.read()


# --- bodies ---


class Slow:
    """A body that comes when it is let go."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.go = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.go.wait(10)
        size = len(self.data) if size < 0 else size
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def guarded(intake: Intake, body: Slow, length: int | None = None):
    environ = {
        "wsgi.input": body,
        "CONTENT_LENGTH": "" if length is None else str(length),
        "HTTP_TRANSFER_ENCODING": "x",
    }
    intake.guard(environ)
    return environ["wsgi.input"]


def test_the_first_may_take_their_time_and_the_others_are_given_up() -> None:
    intake, first = Intake(2, patience=0.2), Slow(b"first")
    found: list[bytes] = []
    reading = threading.Thread(target=lambda: found.append(guarded(intake, first).read()))
    reading.start()
    until = time.monotonic() + 5
    while intake.calm.acquire(blocking=False):
        intake.calm.release()
        assert time.monotonic() < until
    with pytest.raises(RequestError) as error:
        guarded(intake, Slow(b"late")).read()
    assert error.value.status == 408
    quick = Slow(b"x" * 200_000)
    quick.go.set()
    assert guarded(intake, quick).read(150_000) == b"x" * 150_000
    assert guarded(intake, quick).read() == b"x" * 50_000
    intake.hurried.acquire()
    with pytest.raises(ServiceBusyError):
        guarded(intake, quick).read()
    first.go.set()
    reading.join()
    assert found == [b"first"]


def test_a_body_that_ends_too_early_is_refused() -> None:
    for size in (-1, 10):
        short = Slow(b"short")
        short.go.set()
        with pytest.raises(RequestError, match="5 of the 10 bytes"):
            guarded(Intake(2), short, length=10).read(size)
    whole = Slow(b"0123456789")
    whole.go.set()
    body = guarded(Intake(2), whole, length=10)
    assert (body.read(4), body.read(), body.read()) == (b"0123", b"456789", b"")


def test_only_bodies_that_may_be_slow_are_guarded() -> None:
    for environ in ({"wsgi.input": Slow()}, {"wsgi.input": Slow(), "CONTENT_LENGTH": "0"}):
        before = environ["wsgi.input"]
        Intake(2).guard(environ)
        assert environ["wsgi.input"] is before
