"""Who waits for what another one makes for all gives its thread back after a moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from paging import store
from unodc_kg.describe import lists
from unodc_kg.describe.graph import Graph
from unodc_kg.errors import ServiceBusyError
from unodc_kg.search.door import Searches
from unodc_kg.stores import catalogue, turns
from unodc_kg.stores.catalogue import Catalogue
from unodc_kg.stores.recent import Recent


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)


def test_the_search_index(tmp_path: Path) -> None:
    searches, small = Searches(tmp_path), store()
    with ThreadPoolExecutor() as others:
        with searches.lock:  # as one has it who makes an index of millions
            asked, patient = others.submit(searches.of, small), others.submit(searches.of, small, patient=True)
            with pytest.raises(ServiceBusyError, match="search index is being made") as caught:
                asked.result(timeout=5)
            assert not patient.done()
        assert patient.result(timeout=5).version == small.version
    assert caught.value.retry_after


def test_the_counts_of_the_front_page() -> None:
    """What was counted before is there at once."""
    known, fresh = Graph(store()), Graph(store())
    classes = lists.classes(known)
    with ThreadPoolExecutor() as others:
        with lists.COUNTING:  # as one has it who counts in a store that hangs
            asked, patient = others.submit(lists.documents, fresh), others.submit(lists.figures, fresh)
            with pytest.raises(ServiceBusyError, match="are being counted") as caught:
                asked.result(timeout=5)
            assert others.submit(lists.classes, known).result(timeout=5) is classes
            assert not patient.done()
        patient.result(timeout=5)
    assert caught.value.retry_after
    assert lists.documents(fresh) == lists.documents(known)


def test_the_first_version_of_a_server_elsewhere() -> None:
    """Later ones nobody waits for: the one before is told meanwhile."""
    asked, answered, found = threading.Event(), threading.Event(), catalogue.counted({})

    def ask() -> Catalogue:
        asked.set()
        assert answered.wait(timeout=5)
        return found

    recent = Recent(ask)
    with ThreadPoolExecutor() as others:
        first = others.submit(recent.get)
        assert asked.wait(timeout=5)
        second = others.submit(recent.get)
        try:
            with pytest.raises(ServiceBusyError, match="asked for its version"):
                second.result(timeout=2)
        finally:
            answered.set()
        assert first.result(timeout=5) is found
    assert recent.get() is found
