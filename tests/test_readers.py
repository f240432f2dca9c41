"""The pool of readers by itself: answers, limits, lanes, replacement, versions."""

import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psutil
import pytest

import heavy
from pools import ALL, alive, body, children, pool, until, written
from unodc_kg.errors import (
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    ReaderLostError,
    ServiceBusyError,
    StoreError,
)
from unodc_kg.formats import CSV, GRAPHS, RESULTS, TSV, TURTLE, Format
from unodc_kg.rdf import RdfFormat, parse_bytes
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Question


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> embedded.EmbeddedStore:
    return written(tmp_path_factory.mktemp("store") / "first", 1000)


# --- answers ---


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_rows_are_those_of_the_store_itself(store: embedded.EmbeddedStore, form: Format) -> None:
    with pool(store) as readers:
        assert body(readers, ALL, form) == store.query(ALL).serialize(form)


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_graphs_are_those_of_the_store_itself(store: embedded.EmbeddedStore, form: Format) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    with pool(store) as readers:
        answer = body(readers, query, form)
    wanted = {(triple.subject, triple.object) for triple in store.query(query).triples()}
    assert {(quad.subject, quad.object) for quad in parse_bytes(answer, RDF[form.name], "answer")} == wanted


RDF = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def test_a_stream_says_what_it_is(store: embedded.EmbeddedStore) -> None:
    with pool(store) as readers:
        for query, kind, form in ((ALL, "select", CSV), ("ASK {}", "ask", CSV), ("DESCRIBE <x:y>", "graph", TURTLE)):
            stream = readers.stream(Question(query, results_form=CSV))
            assert (stream.kind, stream.form, stream.version) == (kind, form, store.version)
            assert stream.truncated is None
            list(stream.chunks)


def test_a_wrong_query_is_told_so_and_the_reader_goes_on(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1", slow_after="60", deadline="60") as readers:
        assert alive(readers)
        before = children()
        with pytest.raises(QuerySyntaxError) as caught:
            readers.stream(Question("SELECT *\nWHERE { ?s ?p }"))
        assert caught.value.line == 2
        assert alive(readers)
        assert children() == before


def test_a_large_answer_comes_in_pieces(store: embedded.EmbeddedStore) -> None:
    """The first piece is there long before the last; a million rows are never in memory at once."""
    with pool(store, deadline="300") as readers:
        stream = readers.stream(Question(heavy.PAIRS, results_form=TSV))
        sizes = [len(chunk) for chunk in stream.chunks]
    assert sum(sizes) > 50_000_000
    assert max(sizes) < 1_000_000
    assert sizes[0] < 20_000  # it waits for no more than that
    assert min(sizes[1:-1]) > 60_000


# --- limits ---


def test_past_the_deadline_a_query_is_ended_and_says_which_limit(store: embedded.EmbeddedStore) -> None:
    with pool(store, deadline="1") as readers:
        with pytest.raises(QueryTimeoutError) as caught:
            readers.stream(Question(heavy.PRODUCT))
        assert (caught.value.limit, caught.value.members["seconds"]) == ("deadline", 1.0)
        assert caught.value.retry_after
        assert alive(readers)


def test_a_question_may_set_an_earlier_deadline_and_not_a_later_one(store: embedded.EmbeddedStore) -> None:
    with pool(store, deadline="1") as readers:
        for seconds, limit in ((0.3, "timeout"), (100.0, "deadline")):
            with pytest.raises(QueryTimeoutError) as caught:
                readers.stream(Question(heavy.PRODUCT, seconds=seconds))
            assert caught.value.limit == limit


def test_a_deadline_in_the_middle_of_an_answer_breaks_the_iteration(store: embedded.EmbeddedStore) -> None:
    with pool(store, deadline="3") as readers:
        stream = readers.stream(Question(heavy.MANY))
        with pytest.raises(QueryTimeoutError):
            for _ in stream.chunks:
                pass
        assert alive(readers)


def test_the_time_that_a_client_takes_to_read_is_not_the_query_s(store: embedded.EmbeddedStore) -> None:
    with pool(store, deadline="3") as readers:
        stream = readers.stream(Question(heavy.PAIRS))
        for _ in zip(range(5), stream.chunks, strict=False):
            time.sleep(1)
        assert next(stream.chunks)
        stream.close()


def test_a_client_that_takes_nothing_loses_its_answer(store: embedded.EmbeddedStore) -> None:
    with pool(store, deadline="3") as readers:
        stream = readers.stream(Question(heavy.MANY))
        time.sleep(4)
        with pytest.raises(QueryTimeoutError, match="took nothing"):
            list(stream.chunks)


def test_a_query_that_needs_too_much_memory_is_told_so(store: embedded.EmbeddedStore) -> None:
    with pool(store, max_memory="200") as readers:
        with pytest.raises(QueryMemoryError, match="200 MiB") as caught:
            readers.stream(Question(heavy.SORTED))
        assert caught.value.limit == "max_memory"
        assert alive(readers)


def test_a_full_queue_refuses_at_once(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1", max_queue="0", slow_after="60", deadline="60") as readers:
        assert alive(readers)
        with closing(readers.stream(Question(heavy.PAIRS))):
            began = time.monotonic()
            with pytest.raises(ServiceBusyError) as caught:
                readers.stream(Question("ASK {}"))
            assert caught.value.limit == "max_queue"
            assert time.monotonic() - began < 5


def test_where_the_slow_lane_is_full_a_query_that_turns_slow_is_ended(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="4", max_slow="2", slow_after="0.3", deadline="4") as readers:
        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(readers.stream, Question(heavy.PRODUCT)) for _ in range(4)]
            reasons = [type(found.exception()).__name__ for found in asked]
        assert sorted(reasons) == ["QueryTimeoutError"] * 2 + ["ServiceBusyError"] * 2
        assert alive(readers)


def test_a_slow_query_has_the_lowest_priority_and_leaves_its_place(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1", slow_after="0.2", deadline="300") as readers:
        assert alive(readers)
        (reader,) = children()
        slow = readers.stream(Question(heavy.PAIRS))
        next(slow.chunks)
        until(lambda: os.getpriority(os.PRIO_PROCESS, reader) == 19)
        assert alive(readers)
        slow.close()
        until(lambda: reader not in children())


def test_light_queries_are_answered_while_heavy_ones_fill_the_slow_lane(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="2", deadline="8") as readers, ThreadPoolExecutor(8) as threads:
        running = [threads.submit(readers.stream, Question(heavy.PRODUCT)) for _ in range(8)]
        time.sleep(1)
        answers = [body(readers, heavy.light(number), CSV) for number in range(200)]
        assert not any(found.done() for found in running)
        assert answers == [f"n\r\n{number}\r\n".encode() for number in range(200)]


# --- processes ---


def test_a_reader_that_is_killed_while_it_works_is_told_and_replaced(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1") as readers:
        assert alive(readers)
        (reader,) = children()
        threading.Timer(0.2, os.kill, (reader, signal.SIGKILL)).start()
        with pytest.raises(ReaderLostError) as caught:
            readers.stream(Question(heavy.PRODUCT))
        assert caught.value.retry_after
        assert alive(readers)
        assert reader not in children()


def test_a_reader_that_is_killed_while_it_stands_ready_is_passed_over(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="2") as readers:
        assert alive(readers)
        until(lambda: len(children()) == 2)
        for reader in children():
            os.kill(reader, signal.SIGKILL)
        time.sleep(0.2)
        assert alive(readers)


def test_readers_outlive_a_stop_that_goes_to_all_processes(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1") as readers:
        assert alive(readers)
        before = children()
        for child in psutil.Process().children(recursive=True):
            if any("forkserver" in part for part in child.cmdline()):
                child.send_signal(signal.SIGTERM)
        assert alive(readers)
        assert children() == before


def test_a_reader_does_not_reach_the_network(store: embedded.EmbeddedStore) -> None:
    """The guard refuses SERVICE before; this is what holds if it ever lets one through."""
    with socket.socket() as listener, pool(store) as readers:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises((QuerySyntaxError, StoreError)):
            body(readers, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_whoever_closes_a_stream_ends_the_query(store: embedded.EmbeddedStore) -> None:
    with pool(store, readers="1", deadline="300") as readers:
        assert alive(readers)
        (reader,) = children()
        stream = readers.stream(Question(heavy.MANY))
        next(stream.chunks)
        stream.close()
        until(lambda: reader not in children())
        assert alive(readers)


def test_nothing_is_left_when_the_pool_is_closed(store: embedded.EmbeddedStore) -> None:
    with pool(store) as readers:
        streams = [readers.stream(Question(heavy.PAIRS)) for _ in range(3)]
        assert children()
    until(lambda: not children())
    with pytest.raises(StoreError):
        readers.stream(Question("ASK {}"))
    for stream in streams:
        stream.close()


def test_a_store_that_cannot_be_opened_is_told(store: embedded.EmbeddedStore, tmp_path: Path) -> None:
    gone = embedded.EmbeddedStore(store.engine, "gone", tmp_path / "gone")
    with pool(gone) as readers, pytest.raises(StoreError, match="no store here"):
        readers.stream(Question("ASK {}"))


# --- versions ---


def test_a_new_version_answers_new_questions_and_the_old_one_ends_what_it_began(
    store: embedded.EmbeddedStore, tmp_path: Path
) -> None:
    second = written(tmp_path / "second", 10, first=5000)
    with pool(store, deadline="300") as readers:
        begun = readers.stream(Question(heavy.PAIRS, results_form=TSV))
        readers.follow(second)
        asked = readers.stream(Question(ALL, results_form=CSV))
        assert (readers.version, asked.version) == (second.version, second.version)
        assert b"".join(asked.chunks).count(b"\n") == 11
        assert begun.version == store.version
        assert sum(chunk.count(b"\n") for chunk in begun.chunks) == 1_000_001
        until(lambda: len(children()) == readers.settings.readers)


def test_a_version_that_cannot_be_opened_changes_nothing(store: embedded.EmbeddedStore, tmp_path: Path) -> None:
    with pool(store) as readers:
        with pytest.raises(StoreError):
            readers.follow(embedded.EmbeddedStore(store.engine, "gone", tmp_path / "gone"))
        assert (readers.version, alive(readers)) == (store.version, True)
