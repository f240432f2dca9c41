"""The running service under load: streams, limits, lost processes, new versions, reload and stop."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psutil
import pytest

import heavy
from live import Live, make_version, serving
from watching import address, family, get, number, percentile, problem, readers, until, worker

THINGS = 1000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("service")
    make_version(root / "data", heavy.quads(THINGS))
    return root


@pytest.fixture(scope="module")
def live(root: Path) -> Iterator[Live]:
    with serving(root, deadline="10", cache_mb="0") as live:
        yield live


# --- streams ---


def test_a_small_answer_has_its_length_and_a_large_one_comes_in_chunks(live: Live) -> None:
    small, large = get(live, "SELECT * { ?s ?p ?o } LIMIT 5"), get(live, f"{heavy.PAIRS} LIMIT 20000", format="tsv")
    assert int(small.headers["Content-Length"]) == len(small.body)
    assert large.headers["Content-Length"] is None
    assert large.headers["Transfer-Encoding"] == "chunked"
    assert large.body.count(b"\n") == 20_001


def test_the_service_stays_small_while_a_large_answer_flows(root: Path) -> None:
    """What the client has not taken yet is not piled up."""
    with serving(root, deadline="300", cache_mb="0") as live, ExitStack() as stack:
        connection = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)))
        connection.request("GET", address(heavy.PAIRS))
        response = connection.getresponse()
        before, most, total = worker(live).memory_info().rss, 0, 0
        while chunk := response.read(1 << 22):
            total += len(chunk)
            most = max(most, worker(live).memory_info().rss)
    print(f"\n{total / 1e6:.0f} MB flowed; the service grew by {(most - before) / 1e6:.0f} MB")
    assert total > 200_000_000
    assert most - before < 50_000_000


def test_an_answer_that_breaks_off_never_looks_complete(root: Path) -> None:
    with serving(root, deadline="2", cache_mb="0") as live:
        with pytest.raises(http.client.IncompleteRead):
            get(live, heavy.MANY, format="tsv")
        url = f"{live.address}{address(heavy.MANY, format='tsv')}"
        curl = subprocess.run(["curl", "-s", "-o", os.devnull, url], check=False)
        assert curl.returncode == 18  # "partial file"
        assert number(live, 7) == "n\r\n7\r\n"


def test_a_client_that_goes_away_ends_its_query(live: Live) -> None:
    number(live, 1)
    with socket.create_connection(("127.0.0.1", live.port)) as client:
        client.sendall(f"GET {address(heavy.MANY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 200")
        until(lambda: any(reader.nice() == 19 for reader in readers(live)))
    until(lambda: not any(reader.nice() == 19 for reader in readers(live)))


# --- limits ---


def test_a_timeout_of_the_client_holds_up_to_the_deadline_of_the_service(live: Live) -> None:
    number(live, 1)
    said = problem(get(live, heavy.PRODUCT, timeout="0.5"), "query-timeout-error")
    assert (said["limit"], said["seconds"]) == ("timeout", 0.5)
    assert get(live, "ASK {}", timeout="0.5").headers["X-Query-Timeout"] == "0.5"
    assert get(live, "ASK {}", timeout="3600").headers["X-Query-Timeout"] == "10"
    assert get(live, "ASK {}").headers["X-Query-Timeout"] is None
    for nonsense in ("x", "-1", "0", "1e3", "", "nan", "１"):
        assert get(live, "ASK {}", timeout=nonsense).status == 400


def test_too_much_memory_is_a_problem_of_its_own(root: Path) -> None:
    with serving(root, max_memory="200", cache_mb="0") as live:
        assert problem(get(live, heavy.SORTED), "query-memory-error")["limit"] == "max_memory"
        assert number(live, 5) == "n\r\n5\r\n"


def test_rows_that_are_left_out_are_announced_and_linked(root: Path) -> None:
    query, rows = "SELECT ?n { ?s ?p ?n } ORDER BY ?n LIMIT 700", []
    with serving(root, max_rows="300") as live:
        path = address(query, format="csv")
        while path:
            answer = live.ask("GET", path)
            rows += answer.text.splitlines()[1:]
            link = answer.headers["Link"]
            assert answer.headers["X-Result-Truncated"] == ("true" if link else None)
            path = f"/sparql{link[1 : link.index('>')]}" if link else ""
        assert get(live, query).json["meta"] == {"truncated": True}
        assert "These are the first 300 rows" in get(live, query, format="html").text
    assert rows == [str(value) for value in range(700)]


@pytest.mark.alone
def test_light_queries_are_answered_while_eight_heavy_ones_run(live: Live) -> None:
    """Every light one is answered; how long both take is printed, and depends on the machine."""
    heavies: list[tuple[float, int]] = []

    def one_heavy(_: int) -> None:
        began = time.monotonic()
        status = get(live, heavy.PRODUCT).status
        heavies.append((time.monotonic() - began, status))

    def one_light(thing: int) -> tuple[float, str]:
        began = time.monotonic()
        return number(live, thing) and time.monotonic() - began, number(live, thing)

    with ThreadPoolExecutor(8) as eight:
        running = [eight.submit(one_heavy, place) for place in range(8)]
        time.sleep(1.5)
        lights = [one_light(place % THINGS) for place in range(300)]
        unfinished = sum(not found.done() for found in running)
    assert unfinished == 8, "the heavy ones were to run all the time"
    assert [text for _, text in lights] == [f"n\r\n{place % THINGS}\r\n" for place in range(300)]
    assert {status for _, status in heavies} == {503}
    times = sorted(seconds for seconds, _ in lights)
    print(f"\nlight: median {statistics.median(times) * 1000:.0f} ms, p99 {percentile(times, 99) * 1000:.0f} ms")
    print(f"heavy: p99 {max(seconds for seconds, _ in heavies):.1f} s (deadline 10 s)")


def test_two_hundred_heavy_queries_at_once_leave_the_service_alive(live: Live) -> None:
    began = time.monotonic()
    refused: list[float] = []

    def one(_: int) -> int:
        answer = get(live, heavy.PRODUCT)
        problem(answer, answer.json["type"].partition("#")[2])
        if answer.json["limit"] == "max_queue":
            refused.append(time.monotonic() - began)
        return answer.status

    with ThreadPoolExecutor(200) as crowd:
        assert set(crowd.map(one, range(200))) == {503}
    assert number(live, 9) == "n\r\n9\r\n"
    until(lambda: len(readers(live)) == 4)
    print(f"\n200 heavy ones: {len(refused)} refused within {max(refused):.1f} s, all told within "
          f"{time.monotonic() - began:.1f} s")  # fmt: skip
    assert len(refused) > 100


# --- processes ---


def test_a_reader_that_is_killed_from_outside_is_a_clean_problem(live: Live) -> None:
    number(live, 1)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(get, live, heavy.PRODUCT)
        until(lambda: any(reader.nice() == 19 for reader in readers(live)))
        killed = readers(live)
        for reader in killed:
            reader.kill()
        assert not psutil.wait_procs(killed, timeout=30)[1]
        problem(asked.result(), "reader-lost-error")
    assert number(live, 2) == "n\r\n2\r\n"
    until(lambda: len(readers(live)) == 4)


def test_a_worker_that_dies_is_started_again_and_leaves_no_reader(root: Path) -> None:
    with serving(root) as live:
        time.sleep(6)  # granian gives up where a worker dies at once
        number(live, 1)
        old = [worker(live), *readers(live)]
        old[0].kill()
        _, left = psutil.wait_procs(old, timeout=20)
        assert not left

        def answers() -> bool:
            try:
                return number(live, 3) == "n\r\n3\r\n"
            except OSError:
                return False

        until(answers)


@pytest.mark.parametrize("whom", ["service", "tests"])
def test_nothing_outlives_a_service_or_tests_that_are_killed_while_it_works(root: Path, whom: str) -> None:
    """Its processes end, though one computes without end, and one that writes does too."""
    endless = "INSERT { GRAPH <http://e/g> { ?a ?b ?z } } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?z . ?j ?k ?l }"
    program = (
        "import sys, time; from pathlib import Path; from live import serving\n"
        "with serving(Path(sys.argv[1]), deadline='10', write_deadline='10') as live:\n"
        "    print(live.port, live.process.pid, flush=True); time.sleep(600)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    tests = psutil.Popen([sys.executable, "-c", program, str(root)], env=environment, stdout=subprocess.PIPE)
    try:
        port, pid = map(int, tests.stdout.readline().split())
        live = Live(port, tests)
        for work in (lambda: get(live, heavy.PRODUCT), lambda: live.update(endless)):
            threading.Thread(target=_forgotten, args=(work,), daemon=True).start()
        until(lambda: len([process for process in _all(pid) if "reader_origin" in str(process.cmdline())
                           and process.cpu_times().user > 0.3]) >= 2)  # fmt: skip
        everyone = _all(pid)
        for process in [tests] if whom == "tests" else [everyone[0], *everyone[0].children()]:
            process.kill()
        until(lambda: not any(map(_works, everyone)), 60 if whom == "tests" else 5)  # what is under way is finished
    finally:
        for process in _all(tests.pid):
            process.kill()
        tests.wait()
        tests.stdout.close()


def _works(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _all(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def _forgotten(work: Callable[[], object]) -> None:
    with suppress(OSError, http.client.HTTPException):
        work()


def test_a_stop_finishes_what_is_under_way_and_leaves_no_process(root: Path) -> None:
    with serving(root, deadline="60") as live, ThreadPoolExecutor(1) as thread, ExitStack() as stack:
        number(live, 1)
        everyone = family(live)
        asked = thread.submit(get, live, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", format="csv")
        large = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)))
        large.request("GET", address(f"{heavy.PAIRS} LIMIT 200000", format="tsv"))
        response = large.getresponse()
        for process in everyone:  # as a terminal and some service managers do
            process.send_signal(signal.SIGTERM)
        assert response.read().count(b"\n") == 200_001
        assert asked.result().text == "n\r\n1000000\r\n"
        assert live.process.wait(30) == 0
        _, left = psutil.wait_procs(everyone[1:], timeout=10)
        assert not left


def test_a_second_service_on_the_port_is_refused(live: Live, root: Path) -> None:
    in_use = pytest.raises(AssertionError, match=f"Port {live.port} on 127.0.0.1 is in use")
    with in_use, serving(root, port=str(live.port)):
        pass
