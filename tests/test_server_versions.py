"""The running service while the version in force changes."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import heavy
from live import Live, make_version, serving
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
            seen.setdefault(answer.headers["ETag"], set()).add(answer.text.split()[1])

    def seen_is(version: int) -> bool:
        return _content(version) in {row for rows in [*seen.values()] for row in rows}

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
    assert all(len(rows) == 1 for rows in seen.values()), "an ETag stands for one content"
    assert len(seen) == 6


def _content(version: int) -> str:
    return f"{1000 * version},{1000 * version + 99},100"
