"""The end of a pool of readers, at moments when something else happens to it."""

import threading
import time
from pathlib import Path

import pytest

import heavy
from pools import children, pool, until, written
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Question


@pytest.fixture
def store(tmp_path: Path) -> embedded.EmbeddedStore:
    return written(tmp_path / "first", 1000)


def test_a_close_ends_the_threads_whenever_it_comes(store: embedded.EmbeddedStore) -> None:
    """Here: when the last query has just ended, and the watcher is about to wait for the next."""
    with pool(store, readers="1") as readers:
        stop = threading.Thread(target=readers.close, daemon=True)
        stream = readers.stream(Question(heavy.PAIRS))
        with readers._lock:
            stop.start()
            stream.close()
            time.sleep(0.2)
        until(lambda: not stop.is_alive(), 10)


def test_readers_that_come_after_the_close_are_not_kept(store: embedded.EmbeddedStore) -> None:
    with pool(store) as readers:
        readers.close()
        readers.follow(store)
        until(lambda: not children(), 10)
