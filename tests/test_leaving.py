"""A client that leaves before its answer is there ends its query, and nobody else's."""

import errno
import os
import socket
import time
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from urllib.parse import quote

import pytest

import heavy
from live import Live, make_version, serving
from pools import until
from unodc_kg.stores.base import Leave
from unodc_kg.web import leaving
from unodc_kg.web.intake import Intake
from unodc_kg.web.leaving import LOOK, Connection, Waiting, Watch, stop, watch
from unodc_kg.web.told import Told

PEER, PORT = "192.0.2.1", 8000


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", heavy.quads())
    with serving(root, readers="1", max_queue="4", max_slow="4") as live:
        yield live


def sent(live: Live, query: str, body: str = "") -> socket.socket:
    """The connection on which a request was sent whose answer nobody has read."""
    one = socket.create_connection(("127.0.0.1", live.port))
    head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n"
    one.sendall(head.encode())
    return one


def readings(live: Live) -> dict[str, float]:
    lines = live.ask("GET", "/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if "reader" in line and not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def at_work(live: Live) -> float:
    """How many queries are being answered."""
    return sum(value for name, value in readings(live).items() if "busy" in name or "slow" in name)


def until_at_work(live: Live, number: int, seconds: float = 20) -> float:
    begin = time.monotonic()
    while at_work(live) != number:
        assert time.monotonic() - begin < seconds, readings(live)
        time.sleep(0.05)
    return time.monotonic() - begin


def test_who_leaves_frees_the_reader(live: Live) -> None:
    leaver = sent(live, heavy.PRODUCT)
    until_at_work(live, 1)
    time.sleep(1)
    leaver.close()
    assert until_at_work(live, 0) < 10  # its deadline is 30 seconds


def test_who_leaves_at_once_frees_the_reader(live: Live) -> None:
    sent(live, heavy.PRODUCT).close()
    time.sleep(0.2)
    until_at_work(live, 0, 10)


def test_who_stays_keeps_the_reader_while_others_come_and_go(live: Live) -> None:
    """The two that stay ask the same kind of query from the same address, after the one that leaves."""
    leaver = sent(live, heavy.PRODUCT)
    time.sleep(0.3)
    first = sent(live, heavy.PRODUCT + " LIMIT 2")
    time.sleep(0.3)
    last = sent(live, heavy.PRODUCT + " LIMIT 3")
    until_at_work(live, 3)
    with socket.create_connection(("127.0.0.1", live.port)) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200")
        leaver.close()
        until_at_work(live, 2, 10)
        time.sleep(1.5)
        assert at_work(live) == 2
        last.close()
        time.sleep(1.5)
        assert at_work(live) >= 1  # which of the two has left cannot be told while the one that asked before waits
        first.close()
        until_at_work(live, 0, 10)


def test_who_leaves_the_queue_is_forgotten(live: Live) -> None:
    """Four slow ones are being answered, so the fifth is refused; with nobody left, the sixth is answered."""
    leavers = [sent(live, f"{heavy.PRODUCT} LIMIT {number + 1}") for number in range(4)]
    until_at_work(live, 4)
    for leaver in leavers:
        leaver.close()
    until_at_work(live, 0, 10)
    assert live.rows(heavy.light(3)) == ["3"]


def test_a_stream_whose_reader_leaves_ends(live: Live) -> None:
    leaver = sent(live, heavy.MANY)
    assert leaver.recv(65_536).startswith(b"HTTP/1.1 200")
    leaver.close()
    until_at_work(live, 0, 15)


# --- which connection is meant ---


def waiting(**state: object) -> Waiting:
    """A request that was asked at 101."""
    return Waiting(PEER, PORT, Leave(), asked=101.0, **state)


def connection(received: float, sent: float, peer: str = PEER, port: int = PORT) -> Connection:
    return Connection(peer, port, sent, received)


OWN = connection(99.9, 99.0)


@pytest.mark.parametrize(
    "other",
    [
        connection(90.5, 91.0),  # idle
        connection(99.9, 101.5),  # answered meanwhile
        connection(103.0, 99.0),  # asks later
        connection(99.9, 99.0, peer="192.0.2.2"),
        connection(99.9, 99.0, port=443),
    ],
)
def test_a_connection_that_cannot_be_meant_does_not_count(other: Connection) -> None:
    request = waiting()
    request.look({1: OWN, 2: other})
    assert request.candidates == {1}
    request.look({2: other})
    assert not request.candidates


def test_while_one_is_open_that_may_be_meant_the_client_is_there() -> None:
    request = waiting()
    request.look({1: OWN, 2: OWN})
    request.look({2: OWN})
    assert request.candidates
    request.look({2: connection(99.9, 104.0)})  # it has its answer: so the other one was ours
    assert not request.candidates


def test_a_request_that_waited_long_before_it_was_heard_of_keeps_its_connection() -> None:
    own = connection(80.0, 79.0)  # all threads were at work for 20 seconds
    request = waiting()
    request.look({1: own, 2: OWN})
    request.look({1: own, 2: connection(99.9, 104.0)})
    assert request.candidates == {1}
    request.look({2: connection(99.9, 104.0)})
    assert not request.candidates


def test_a_request_that_lost_its_own_connection_takes_none_from_another() -> None:
    """All that the first one may mean is the connection of the second, which waits with a third."""
    first, second = Waiting(PEER, PORT, Leave(), asked=95.0), waiting()
    own, third = connection(94.9, 90.0), connection(99.9, 99.0)
    for connections in ({1: own, 2: third}, {1: own}):
        first.look(connections)
        second.look(connections)
    assert first.candidates == second.candidates == {1}


def test_what_is_opened_later_is_not_meant() -> None:
    request = waiting()
    request.look({1: OWN})
    request.look({2: OWN})
    assert not request.candidates


def test_a_connection_that_was_looked_at_slowly_may_still_be_meant() -> None:
    """Between what the system said and the clock another thread had its turn."""
    request = waiting(sending=True)
    request.look({1: Connection(PEER, PORT, sent=100.9, received=99.8, late=0.2)})
    request.look({})
    assert request.sure and not request.candidates


def test_where_none_fits_all_of_the_peer_must_have_been_closed() -> None:
    odd = connection(80.0, 81.0)
    request = waiting()
    request.look({1: odd, 2: odd})
    request.look({2: odd})
    assert request.candidates
    request.look({3: OWN})
    assert not request.candidates


def test_an_answer_under_way_is_on_its_own_connection() -> None:
    request = waiting(sending=True)
    request.look({1: connection(99.9, 102.0), 2: connection(99.9, 100.5)})
    assert request.candidates == {1}


def test_who_left_before_the_act_was_known_is_told_at_once() -> None:
    done: list[str] = []
    leave = Leave()
    leave.end()
    leave.then(lambda: done.append("ended"))
    assert done == ["ended"]


# --- when something goes wrong ---


@pytest.fixture
def client() -> Iterator[socket.socket]:
    """A connection of this process whose client has sent something."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as other:
        here, _ = listener.accept()
        with here:
            other.sendall(b"x")
            here.recv(1)
            yield here


def asked(client: socket.socket, leave: Leave) -> Waiting:
    """A request that came on this connection some time ago."""
    request = Waiting("127.0.0.1", client.getsockname()[1], leave, asked=time.monotonic())
    time.sleep(LOOK)
    return request


def broken() -> None:
    raise RuntimeError("nothing works")


def full(descriptor: int) -> int:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


def test_where_no_more_files_can_be_opened_nobody_has_left(
    client: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "PAUSE", 0.1)
    watch, leave = Watch(), Leave()
    with monkeypatch.context() as patched:
        patched.setattr(os, "dup", full)
        watch.add(asked(client, leave))
        time.sleep(4 * LOOK)
        assert not leave.gone
    time.sleep(2 * LOOK)
    assert not leave.gone
    client.close()
    until(lambda: leave.gone, 10)


def test_what_goes_wrong_with_one_does_not_keep_others_from_being_noticed(
    client: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    watch, leaves = Watch(), [Leave(), Leave()]
    requests = [asked(client, leave) for leave in leaves]
    for leave, request in zip(leaves, requests, strict=True):
        leave.then(broken)
        watch.add(request)
    client.close()
    until(lambda: all(leave.gone for leave in leaves), 10)
    later = Leave()
    watch.add(Waiting("127.0.0.1", 1, later))
    until(lambda: later.gone, 10)
    assert "nothing works" in caplog.text


def test_a_connection_on_which_nothing_ever_came_is_not_meant(client: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        ready, _ = listener.accept()
        with ready:
            keys = {os.fstat(one.fileno()).st_ino for one in (client, ready)}
            assert keys & set(leaving._connections()) == {os.fstat(client.fileno()).st_ino}


GRANIAN = {"SERVER_SOFTWARE": leaving.SERVER, "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": PEER, "SERVER_PORT": "1"}


@pytest.mark.parametrize(
    ("more", "read", "seen"),
    [({}, 4, True), ({}, 2, False), ({"HTTP_EXPECT": "100-continue"}, 4, False), ({"CONTENT_LENGTH": "0"}, 0, True)],
)
def test_a_request_on_whose_connection_more_may_pass_is_not_looked_at(
    more: dict[str, str], read: int, seen: bool
) -> None:
    record = Told()
    environ = {**GRANIAN, "CONTENT_LENGTH": "4", "wsgi.input": BufferedReader(BytesIO(b"body")), **more}
    Intake(2).guard(environ)
    environ["wsgi.input"].read(read)
    watch(environ, record)
    assert (record.waiting is not None) == seen
    stop(record)
