"""Writing, on every kind of store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import contract
from contract import (
    AFG,
    G1,
    G2,
    G3,
    KEN,
    QUADS,
    Opened,
    opened,
)
from unodc_kg.errors import (
    QueryError,
    QueryRefusedError,
    RdfSyntaxError,
)
from unodc_kg.formats import CSV, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TURTLE
from unodc_kg.rdf import named
from unodc_kg.stores.base import Store
from unodc_kg.stores.writes import Kind, Write

server = pytest.fixture(scope="module", params=contract.KINDS)(contract.server)
small = pytest.fixture(scope="module")(contract.small)


@pytest.fixture
def written(server: dict[str, str], tmp_path: Path, small: Opened) -> Iterator[Opened]:
    """A store of its own; what the server had is put back."""
    found = opened(server, tmp_path, QUADS, "aaaaaaaaaaaa")
    yield found
    found.endpoint.close()
    if "store_update_url" in server:
        opened(server, tmp_path, QUADS, "0123456789ab")


def test_an_update_makes_a_new_version_with_its_merged_graph(written: Opened) -> None:
    before = written.store.version
    after = written.update(f"INSERT DATA {{ GRAPH <{G3}> {{ <{KEN}> :year 1963, 2020 . <{AFG}> :year 2020 }} }}")
    middle = after.store.version
    assert middle != before
    assert after.store.count() == len(QUADS) - 1 + 2
    assert after.store.graphs() == [G1, G2, G3]
    assert after.answer("SELECT ?o { ?s :year ?o } ORDER BY ?o", results=CSV).split() == [
        b"o",
        b"1963",
        b"2020",
        b"2020",
    ]

    last = after.update(f"DELETE WHERE {{ GRAPH <{G2}> {{ ?s :year ?o }} }}")
    assert last.store.version not in (before, middle)
    assert last.store.count() == len(QUADS) - 1 + 2
    assert last.rows("SELECT ?s { ?s :year 1963 }") == [{"s": named(KEN)}]


def test_a_graph_is_put_posted_patched_and_deleted(written: Opened) -> None:
    def graph(kind: str, data: str = "") -> Write:
        return Write(kind, graph=G1, data=((data.encode(), TURTLE),) if data else ())  # type: ignore[arg-type]

    after = written.write(graph("put", f"<{KEN}> <urn:p> 'a', 'b' ."))
    assert after.store.count() == len(QUADS) - 1 + 2
    after = after.write(graph("post", f"<{KEN}> <urn:p> 'c', [] ."))
    assert after.store.count() == len(QUADS) - 1 + 4
    after = after.write(
        Write("patch", "DELETE { ?s <urn:p> 'a' } INSERT { ?s <urn:p> 'd', 'e' } WHERE { ?s <urn:p> 'a' }", graph=G1)
    )
    assert after.store.count() == len(QUADS) - 1 + 5
    after = after.write(graph("delete"))
    assert (after.store.count(), after.store.graphs()) == (len(QUADS) - 1, [G2])


def test_a_write_that_is_not_accepted_changes_nothing(written: Opened) -> None:
    def refuse(before: Store) -> None:
        raise QueryRefusedError(f"not on {before.version}")

    with pytest.raises(QueryRefusedError, match=written.store.version):
        written.writer.apply(Write("update", f"CLEAR GRAPH <{G1}>"), refuse)
    with pytest.raises(QueryError):
        written.update(f"INSERT DATA {{ GRAPH <{G1}> {{ <urn:a> <urn:b> }} }}")
    assert written.store.count() == len(QUADS) - 1


@pytest.mark.parametrize("kind", ["put", "post"])
def test_data_that_does_not_parse_is_told_with_its_place_and_changes_nothing(written: Opened, kind: Kind) -> None:
    wrong = {
        TURTLE: (b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> .", "Line 2"),
        N_TRIPLES: (b"<urn:a> <urn:b> 'x .", "Line 1"),
        RDF_XML: (b"<rdf:RDF", "The body"),
        JSON_LD: (b'{"@context": "http://127.0.0.1:1/context", "name": "x"}', "context at another address"),
    }
    for form, (data, said) in wrong.items():
        with pytest.raises(RdfSyntaxError, match=said):
            written.write(Write(kind, graph=G1, data=((data, form),)))
    with pytest.raises(RdfSyntaxError, match="Line 1"):
        written.write(Write(kind, whole=True, data=((b"<urn:a> <urn:b> <urn:c> <urn:g>", N_QUADS),)))
    assert written.store.count() == len(QUADS) - 1
    assert written.store.graphs() == [G1, G2]
