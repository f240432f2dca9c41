"""Clients that send or read slowly, or never, cannot keep the service from the others."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

import heavy
from live import Live, make_version, serving
from pools import until
from unodc_kg.errors import RequestError, ServiceBusyError
from unodc_kg.web.intake import Intake

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", heavy.quads(20_000))
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
            one.sendall(b"GET /store?default&format=nt HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        assert live.ask("GET", "/healthz").status == 200
        assert live.rows(heavy.light(4)) == ["4"]
        refused = live.ask("GET", "/store?default&format=nt")
        assert (refused.status, refused.type) == (503, "application/problem+json")
        assert refused.headers["Retry-After"]
    until(lambda: live.ask("GET", "/store?default&format=nt").status == 200)


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


def guarded(intake: Intake, body: Slow):
    environ = {"wsgi.input": body, "CONTENT_LENGTH": "5"}
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


def test_only_bodies_that_may_be_slow_are_guarded() -> None:
    for environ in ({"wsgi.input": Slow()}, {"wsgi.input": Slow(), "CONTENT_LENGTH": "0"}):
        before = environ["wsgi.input"]
        Intake(2).guard(environ)
        assert environ["wsgi.input"] is before
