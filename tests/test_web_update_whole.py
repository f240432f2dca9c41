"""Writes are whole or not at all, whatever happens, and none is lost."""

import contextlib
import json
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

import updating
from live import Live, make_version, serving
from serving import AFG, G1, QUADS
from unodc_kg.rdf import RdfFormat, canonical, parse_bytes
from unodc_kg.stores import embedded, versions
from updating import COUNT, G2, INSERT, problem

running = pytest.fixture(scope="module")(updating.running)
in_memory = pytest.fixture(scope="module")(updating.in_memory)
live = pytest.fixture(updating.live)
either = pytest.fixture(params=["folder", "memory"])(updating.either)


# --- one after the other, whole or not at all ---


def test_writes_at_once_take_turns_and_none_is_lost(either: Live) -> None:
    statuses: list[int] = []

    def add(number: int) -> None:
        statuses.append(either.update(f"INSERT DATA {{ GRAPH <http://e/turns> {{ :a :b {number} }} }}").status)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 12
    assert either.rows("SELECT (COUNT(*) AS ?n) { GRAPH <http://e/turns> { ?s ?p ?o } }") == ["12"]


def test_a_write_while_a_build_runs_is_503(live: Live, running: Live, tmp_path: Path) -> None:
    data = tmp_path / "data"
    make_version(data, QUADS)
    with serving(tmp_path) as own, versions.locked(data):
        started = time.monotonic()
        answer = own.update(INSERT)
        assert problem(answer, 503)["hint"]
        assert answer.headers["Retry-After"]
        assert 9 < time.monotonic() - started < 20
        assert own.rows(COUNT) == ["2"]


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    make_version(tmp_path / "data", QUADS)
    with serving(tmp_path) as live:
        version = live.update(INSERT).headers["X-Graph-Version"]
    with serving(tmp_path) as live:
        assert live.rows(COUNT) == ["3"]
        assert live.ask("HEAD", "/store").headers["X-Graph-Version"] == version
    log = [json.loads(line) for line in (tmp_path / "data" / "updates.jsonl").read_text().splitlines()]
    assert [(line["n"], line["kind"], line["text"], line["version"]) for line in log] == [
        (1, "update", INSERT, version)
    ]


def test_a_full_disk_is_507_and_reading_goes_on(tmp_path: Path) -> None:
    make_version(tmp_path / "data", QUADS)
    many = "\n".join(f"<http://e/{number}> <http://e/p> '{number:0200}' ." for number in range(1000))
    with serving(tmp_path) as live:
        before = versions.current(tmp_path / "data")
        live.limit_files(50_000)
        found = problem(live.write("PUT", "/store?graph=http://e/many", many, content_type="text/turtle"), 507)
        assert found["type"] == "/docs/errors#store-full-error"
        assert live.rows(COUNT) == ["2"]
        assert versions.current(tmp_path / "data") == before
        live.limit_files(-1)
        assert live.write("PUT", "/store?graph=http://e/many", many, content_type="text/turtle").status == 201
        assert live.rows(COUNT) == ["1002"]
        names = {path.name for path in (tmp_path / "data" / "store").iterdir()}
        assert names == {before, versions.current(tmp_path / "data")}


@pytest.mark.parametrize("delay", [0.01, 0.1])
def test_a_service_killed_at_any_moment_leaves_a_whole_version(tmp_path: Path, delay: float) -> None:
    data = tmp_path / "data"
    make_version(data, QUADS)
    many = "\n".join(f"<http://e/{number}> <http://e/p> {number} ." for number in range(8000))
    with serving(tmp_path) as live:
        sender = threading.Thread(target=_send_and_forget, args=(live, many))
        sender.start()
        time.sleep(delay)
        live.kill()
        sender.join()
    store = versions.open_current(data)
    assert store.count() in (2, 8002)
    assert store.count() == len(set(quad.triple for quad in store.quads()))
    with serving(tmp_path) as live:
        assert live.rows(COUNT) in (["2"], ["8002"])
        assert live.update("CLEAR ALL").status == 204
        assert live.rows(COUNT) == ["0"]
        assert len(list((data / "store").iterdir())) <= 2


def _send_and_forget(live: Live, body: str) -> None:
    with contextlib.suppress(OSError):  # the service was killed, as it should be
        live.write("PUT", "/store?graph=http://e/many", body, content_type="text/turtle")


def test_readers_keep_their_answers_while_versions_change(live: Live) -> None:
    """Each answer comes from one version: the two graphs always have the same number of triples."""
    stop = threading.Event()
    seen: list[str] = []
    parts = " UNION ".join(f"{{ GRAPH <http://e/{name}> {{ ?{name} ?p ?x }} }}" for name in "ab")
    query = f"SELECT (COUNT(?a) - COUNT(?b) AS ?n) {{ {parts} }}"

    def read() -> None:
        while not stop.is_set():
            seen.extend(live.rows(query))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(15):
        text = " ".join(f"GRAPH <http://e/{name}> {{ <http://e/s{number}> :p 1 }}" for name in "ab")
        assert live.update(f"INSERT DATA {{ {text} }}").status == 204
    stop.set()
    reader.join()
    assert len(seen) > 5
    assert set(seen) == {"0"}


def test_the_query_dataset_of_the_protocol_wins_over_from(live: Live) -> None:
    query = f"SELECT ?p FROM <{G1}> {{ ?s ?p ?o }}"
    assert len(live.rows(query)) == 1
    address = f"/sparql?query={quote(query)}&format=csv&default-graph-uri={quote(G2)}"
    assert live.ask("GET", address).text.splitlines()[1:] == ["https://w3id.org/unodc-kg/ontology#year"]
    assert AFG in live.ask("GET", f"/sparql?query={quote(f'DESCRIBE <{AFG}> FROM <{G1}>')}&format=nt").text


def test_the_contents_of_a_service_can_be_built_from_its_export(live: Live, tmp_path: Path) -> None:
    live.update(INSERT)
    exported = live.ask("GET", "/store", accept="application/n-quads").body
    quads = parse_bytes(exported, RdfFormat.N_QUADS, "export")
    embedded.write(tmp_path / "again", quads)
    assert canonical(embedded.open_readonly(tmp_path / "again").quads()) == canonical(quads)
