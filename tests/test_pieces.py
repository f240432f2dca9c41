"""Graphs of any size leave the store piece by piece."""

import io
import threading
import time
import tracemalloc
from typing import IO

import pytest

from unodc_kg.formats import GRAPHS, N_TRIPLES, RDF_XML, TURTLE, Format
from unodc_kg.namespaces import DCTERMS, ID, KG, SKOS, XSD
from unodc_kg.rdf import Quad, Triple, integer, named, parse_bytes, write_quads
from unodc_kg.stores import embedded
from unodc_kg.stores.base import rdf_format
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.pieces import pieces

AFG, SPACES = f"{ID}state/AFG", (DCTERMS, KG, SKOS, XSD)
LARGE, SMALL = "http://e/large", "http://e/small"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    path = tmp_path_factory.mktemp("pieces") / "store"
    triples = [(named(f"http://e/{number % 5000}"), named("http://e/p"), integer(number)) for number in range(25_000)]
    quads = [Quad(*triple, named(LARGE)) for triple in triples]
    embedded.write(path, [*quads, Quad(*triples[0], named(SMALL))])
    return embedded.open_readonly(path)


@pytest.mark.parametrize("form", GRAPHS)
def test_a_graph_is_whole_in_every_format(store: EmbeddedStore, form: Format) -> None:
    for graph, number in ((LARGE, 25_000), (SMALL, 1), ("", 25_000)):
        data = b"".join(store.content(graph, form))
        found = {quad.triple for quad in parse_bytes(data, rdf_format(form), "answer")}
        assert found == set(store.triples(graph))
        assert len(found) == number


def test_a_large_graph_is_never_held_whole(store: EmbeddedStore) -> None:
    tracemalloc.start()
    try:
        total = sum(map(len, store.content(LARGE, N_TRIPLES)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 1_800_000
    assert peak < 1_200_000


def test_the_same_graph_gives_the_same_bytes(store: EmbeddedStore) -> None:
    """Its ETag is strong; the engine alone writes the prefixes in another order each time."""
    first = b"".join(store.content(LARGE, TURTLE))
    heads = [line for line in first.splitlines() if line.startswith(b"@prefix")]
    assert len(heads) > 5 and heads == sorted(heads)
    assert first == b"".join(store.content(LARGE, TURTLE))


@pytest.mark.parametrize("number", [3, 1000])
@pytest.mark.parametrize("form", [TURTLE, RDF_XML])
def test_an_answer_has_its_prefixes_in_one_order(form: Format, number: int) -> None:
    triples = [Triple(named(AFG), named(f"{space}p{place}"), integer(1)) for space in SPACES for place in range(number)]
    written = []
    for _ in range(5):
        output = io.BytesIO()
        write_quads(triples, rdf_format(form), output)
        written.append(output.getvalue())
    assert len(set(written)) == 1
    assert written[0].count(b"@prefix " if form == TURTLE else b"xmlns:") > 3
    assert len({quad.triple for quad in parse_bytes(written[0], rdf_format(form), "answer")}) == len(triples)


def test_a_failure_on_the_way_is_raised() -> None:
    def write(output):
        output.write(b"x" * 100_000)
        raise OSError("the disk has gone")

    found = pieces(write)
    assert next(found) == b"x" * 100_000
    with pytest.raises(OSError, match="gone"):
        next(found)


def test_who_stops_reading_stops_the_writing() -> None:
    ended = threading.Event()

    def write(output):
        try:
            while True:
                output.write(b"x" * 100_000)
        except BrokenPipeError:
            ended.set()
            raise

    found = pieces(write)
    next(found)
    found.close()
    assert ended.wait(10)


def test_the_writing_waits_for_the_reader() -> None:
    written = []

    def write(output):
        for _ in range(50):
            written.append(output.write(b"x" * 100_000))

    found = pieces(write)
    next(found)
    time.sleep(0.2)
    assert len(written) < 10
    assert sum(map(len, found)) == 49 * 100_000


def test_what_takes_longer_than_it_may_is_late_and_does_not_look_whole() -> None:
    hanging = threading.Event()

    def write(output: IO[bytes]) -> None:
        output.write(b"x" * 70_000)
        hanging.wait(30)

    found = pieces(write, 0.2, lambda: TimeoutError("late"))
    assert next(found)
    with pytest.raises(TimeoutError, match="late"):
        next(found)
    hanging.set()
