"""The running service while the version in force changes."""

import signal
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import heavy
from live import BEARER, TOKEN, Live, make_version, serving
from unodc_kg import config
from unodc_kg.search.door import Searches
from unodc_kg.stores import embedded, versions
from unodc_kg.stores.base import Store
from unodc_kg.stores.direct import Direct
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.web import create_app
from unodc_kg.web import live as served
from unodc_kg.web.wsgi import Follower
from watching import get, until


def test_each_answer_belongs_to_one_version_while_versions_change(tmp_path: Path) -> None:
    """The things of a version have numbers that no other has, so an answer of two versions would show."""
    query = "SELECT (MIN(?n) AS ?least) (MAX(?n) AS ?most) (COUNT(*) AS ?all) { ?s ?p ?n }"
    make_version(tmp_path / "data", heavy.quads(100), "000000000000")
    seen: dict[str, set[str]] = {}
    stopped = threading.Event()

    def ask(live: Live) -> None:
        while not stopped.is_set():
            answer = get(live, query, format="csv")
            assert answer.status == 200, answer.text
            tag = answer.headers["ETag"] or ""  # none where versions changed while it was made
            seen.setdefault(tag, set()).add(answer.text.split()[1])

    def seen_is(version: int) -> bool:
        return {_content(version)} in [rows for tag, rows in [*seen.items()] if tag]

    with serving(tmp_path, cache_mb="0") as live, ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(ask, live) for _ in range(4)]
        for version in range(6):
            if version:
                make_version(tmp_path / "data", heavy.quads(100, first=1000 * version), f"{version:012}")
            if version % 2:
                live.process.send_signal(signal.SIGHUP)
            until(partial(seen_is, version))
        stopped.set()
        for found in asking:
            found.result()
    assert {row for rows in seen.values() for row in rows} == {_content(version) for version in range(6)}
    tagged = [rows for tag, rows in seen.items() if tag]
    assert tagged and all(len(rows) == 1 for rows in tagged), "an ETag stands for one content"
    assert len(tagged) == 6


def _content(version: int) -> str:
    return f"{1000 * version},{1000 * version + 99},100"


class Refusing(Direct):
    """An endpoint that cannot follow for the first `times`, as where the system has no room for another thread."""

    times = 2

    def follow(self, store: Store) -> None:
        if self.times:
            self.times -= 1
            raise RuntimeError("can't start new thread")
        super().follow(store)


def test_a_write_that_cannot_be_served_yet_has_not_failed_and_is_served_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_version(tmp_path / "data", heavy.quads(3))
    store = versions.open_current(tmp_path / "data")
    settings = config.load({"root": str(tmp_path), "token": TOKEN}, {})
    app = create_app(settings, store, Refusing(store), FolderWriter(tmp_path / "data"))
    update = "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } }"
    said = app.test_client().post("/update", data=update, content_type="application/sparql-update", headers=BEARER)
    assert said.status_code == 204
    assert said.headers["X-Graph-Version"] == versions.current(tmp_path / "data") != store.version
    now: served.Live = app.extensions["live"]
    assert now.store.version == now.endpoint.version == store.version
    assert "cannot be served" in caplog.text
    threading.Thread(target=Follower(now).start).start()  # it fails once, and goes on; signals stay as they are
    until(lambda: now.endpoint.version == versions.current(tmp_path / "data"), 10)


def test_while_an_index_is_made_later_versions_wait_in_no_thread_and_only_the_last_is_kept(tmp_path: Path) -> None:
    def preparing() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "search-index"]

    before = len(preparing())
    first = embedded.memory(heavy.quads(1))
    now = served.Live(first, Direct(first), Searches(tmp_path))
    with now.searches.lock:  # as long as one is made
        now.prepare()
        passed = []
        for number in range(2, 6):
            store = embedded.memory(heavy.quads(number))
            passed.append(weakref.ref(store))
            now.put_in_force(store)
        assert len(preparing()) == before + 1
        until(lambda: all(seen() is None for seen in passed[:-1]), 10)
    until(lambda: store.version in now.searches.known, 10)
    until(lambda: len(preparing()) == before, 10)
