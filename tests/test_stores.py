"""The embedded store, on real stores in a temporary folder."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from unodc_kg.errors import QueryError, QueryFailedError, StoreError, UnknownNameError
from unodc_kg.formats import CSV, GRAPHS, RESULTS, TURTLE
from unodc_kg.namespaces import KG, SKOS, XSD
from unodc_kg.rdf import Literal, Quad, integer, named, text
from unodc_kg.search.index import write_index
from unodc_kg.stores import bulk, embedded, versions, write_process
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.write_process import Job, Place
from unodc_kg.stores.writes import Write

AFG = "https://w3id.org/unodc-kg/id/state/AFG"
LABEL = text("阿富汗（毒品）", "zh")
QUADS = [
    Quad(named(AFG), named(SKOS.prefLabel), LABEL, named("https://example.org/g1")),
    Quad(named(AFG), named(SKOS.prefLabel), LABEL, named("https://example.org/g2")),
    Quad(named(AFG), named(KG.year), integer(2020), named("https://example.org/g2")),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    path = tmp_path_factory.mktemp("store") / "store"
    embedded.write(path, QUADS)
    return embedded.open_readonly(path)


def test_the_default_graph_has_every_triple_once(store: EmbeddedStore) -> None:
    assert store.count() == 2
    assert [row["n"] for row in store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows()] == [integer(3)]
    assert store.graphs() == ["https://example.org/g1", "https://example.org/g2"]


def test_memory_and_disk_answer_alike(store: EmbeddedStore) -> None:
    small = embedded.memory(QUADS)
    query = "SELECT ?g ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?p"
    assert list(small.query(query).rows()) == list(store.query(query).rows())
    assert small.version == store.version


def test_chosen_graphs_are_all_that_a_query_sees(store: EmbeddedStore) -> None:
    count, named_count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    g1, g2 = store.graphs()

    def number(query: str, default: list[str], names: list[str]) -> int:
        row = next(store.query(query, default_graphs=default, named_graphs=names).rows())
        return int(str(row["n"]).split('"')[1])

    assert number(count, [g1], []) == 1
    assert number("SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }", [g1, g2], []) == 2
    assert number(named_count, [g1], []) == 0
    assert number(count, [], [g2]) == 0
    assert number(named_count, [], [g2]) == 2


def test_kinds_of_answers_and_what_they_do_not_have(store: EmbeddedStore) -> None:
    select, ask = store.query("SELECT ?s ?p { ?s ?p ?o }"), store.query("ASK { ?s ?p 2020 }")
    graph = store.describe(AFG)
    assert (select.kind, ask.kind, graph.kind) == ("select", "ask", "graph")
    assert select.variables == ["s", "p"]
    assert bool(ask) is True
    assert {triple.object for triple in graph.triples()} == {LABEL, integer(2020)}
    for wrong in (lambda: bool(select), lambda: list(select.triples()), lambda: list(ask.rows())):
        with pytest.raises(QueryError):
            wrong()
    with pytest.raises(UnknownNameError, match="cannot be written as ttl"):
        select.serialize(TURTLE)


def test_unbound_variables_are_left_out_of_a_row(store: EmbeddedStore) -> None:
    assert list(store.query("SELECT ?a ?b { BIND(1 AS ?a) }").rows()) == [{"a": integer(1)}]


def test_bindings_replace_projected_variables(store: EmbeddedStore) -> None:
    rows = store.query("SELECT ?s ?o { ?s :year ?o }", bindings={"s": named(AFG)}).rows()
    assert [row["o"] for row in rows] == [integer(2020)]
    with pytest.raises(QueryFailedError, match=r"\?x"):
        store.query("SELECT ?s { ?s ?p ?o }", bindings={"x": named(AFG)})


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_results_come_back_from_every_format_with_their_chinese(store: EmbeddedStore, form) -> None:  # type: ignore[no-untyped-def]
    data = store.query("SELECT ?o { ?s skos:prefLabel ?o }").serialize(form)
    if form == CSV:  # has no languages
        assert data.decode() == f"o\r\n{LABEL.value}\r\n"
        return
    engine_format = QueryResultsFormat.from_media_type(form.media_type)
    assert [row["o"] for row in parse_query_results(data, format=engine_format)] == [LABEL]


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_graphs_come_back_from_every_format_with_their_chinese(store: EmbeddedStore, form) -> None:  # type: ignore[no-untyped-def]
    data = store.describe(AFG).serialize(form)
    quads = set(parse(data, RdfFormat.from_media_type(form.media_type)))
    assert quads == {Quad(quad.subject, quad.predicate, quad.object) for quad in QUADS}
    assert str(LABEL.value) in data.decode()


def test_turtle_declares_the_prefixes_that_it_uses_and_no_other_in_fixed_order(store: EmbeddedStore) -> None:
    lines = store.describe(AFG).serialize(TURTLE).decode().splitlines()
    prefixes = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert prefixes == [":", "skos:", "state:", "xsd:"]


def test_the_version_depends_on_what_is_in_it_not_on_the_order() -> None:
    assert embedded.memory(QUADS).version == embedded.memory([*reversed(QUADS), QUADS[0]]).version
    assert embedded.memory(QUADS).version != embedded.memory(QUADS[1:]).version


def test_eight_threads_get_right_answers_at_once(store: EmbeddedStore) -> None:
    def ask(number: int) -> bytes:
        query = f"SELECT (?o + {number} AS ?sum) {{ ?s :year ?o }}"
        return store.query(query).serialize(CSV)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(400)))
    assert answers == [f"sum\r\n{2020 + number}\r\n".encode() for number in range(400)]


def test_a_missing_store_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        embedded.open_readonly(tmp_path / "none")
    assert str(tmp_path / "none") in caught.value.message
    assert "unodc-kg build" in caught.value.hint


@pytest.mark.parametrize("pattern", ["quads/MANIFEST*", "quads/*.sst", "quads/CURRENT"])
def test_a_damaged_store_says_what_to_run(tmp_path: Path, pattern: str) -> None:
    embedded.write(tmp_path / "store", QUADS)
    damaged = list((tmp_path / "store").glob(pattern))
    assert damaged
    for path in damaged:
        path.write_bytes(b"rubbish")
    with pytest.raises(StoreError, match=r"damaged.*unodc-kg build"):
        embedded.open_readonly(tmp_path / "store")


def test_writing_again_replaces_the_store_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "store"
    embedded.write(path, QUADS)
    old = embedded.open_readonly(path)
    version = embedded.write(path, QUADS[:1])
    assert embedded.open_readonly(path).version == version != old.version
    assert (old.count(), embedded.open_readonly(path).count()) == (2, 1)
    assert [found.name for found in tmp_path.iterdir()] == ["store"]


def test_a_store_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        embedded.write(tmp_path / "file" / "store", QUADS)


def test_values_that_are_no_iri_are_refused(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="'a b' is not an IRI"):
        store.describe("a b")


def test_a_literal_of_the_year_keeps_its_datatype(store: EmbeddedStore) -> None:
    row = next(store.query("SELECT ?o { ?s :year ?o }").rows())
    assert isinstance(row["o"], Literal)
    assert str(row["o"].datatype.value) == XSD.integer


def _by_a_write(path: Path) -> None:
    embedded.write(path.parent.parent / "before", [])
    job = Job(Write("update", "INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> 1 } }"), True, 100)
    write_process.make(job, Place(path.parent.parent / "before", path, {}))


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files and folders that were put on the disk, in order."""
    found: list[int] = []
    sync = os.fsync

    def listening(descriptor: int) -> None:
        sync(descriptor)
        found.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", listening)
    return found


MAKERS: dict[str, Callable[[Path], object]] = {
    "build": lambda path: embedded.write(path, []),
    "import": lambda path: bulk.write(path, "v", [], merged=True),
    "write": _by_a_write,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_version_is_on_the_disk_before_it_is_in_force(
    make: Callable[[Path], object], tmp_path: Path, synced: list[int]
) -> None:
    make(versions.folder(tmp_path, "v"))
    versions.write_record(tmp_path, "v", {})
    versions.switch(tmp_path, "v")
    last = synced.index((tmp_path / "current").stat().st_ino)
    for path in ("store/v/version", "store/v/version.json", "store/v", "store", "."):
        assert (tmp_path / path).stat().st_ino in synced[:last], path


def test_an_index_is_on_the_disk_before_it_has_its_name(
    store: EmbeddedStore, tmp_path: Path, synced: list[int]
) -> None:
    write_index(store, tmp_path / "search" / "v.sqlite")
    places = [(tmp_path / path).stat().st_ino for path in ("search/v.sqlite", "search")]
    assert synced == places
