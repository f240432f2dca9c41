"""The same searches give the same on every kind of store, from an index that is read from that store."""

from pathlib import Path

import pytest

import triplestores
from live import make_version
from paging import DATA
from triplestores import Engines
from unodc_kg import config
from unodc_kg.build.load import load
from unodc_kg.rdf import read_file
from unodc_kg.search.door import door
from unodc_kg.search.index import Index
from unodc_kg.search.sparql import rewrite
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Store
from unodc_kg.stores.opening import open_parts

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = "SELECT t.iri, e.part, e.language, e.text FROM entry e JOIN thing t ON t.id = e.thing"
CLASSES = "SELECT t.iri, c.class FROM class c JOIN thing t ON t.id = c.thing"
QUERIES = (
    'SELECT ?u ?t { ?u search:matchesText "示例" ; :text ?t }',
    'SELECT ?u ?c { ?u a ?c ; search:matches "示例" ; search:score ?s . FILTER (?s > 10) }',
    'SELECT ?u ?n { ?u skos:prefLabel ?n OPTIONAL { ?u search:matches "peru" ; search:score ?s } FILTER BOUND(?s) }',
    'SELECT ?u { { ?u search:matches "peru" } UNION { ?u search:matchesName "示例" , "办公室" } }',
    'SELECT ?u { ?u a :Agent MINUS { ?u search:matches "peru" ; a :Agent } }',
    'SELECT ?u { ?u a :Agent FILTER NOT EXISTS { ?u search:matches "peru" ; a :Agent } }',
    'SELECT ?u { ?u search:matches "nosuchword" }',
    'SELECT ?u ?c { { SELECT ?u { ?u search:matches "示例" ; search:score ?s } ORDER BY DESC(?s) LIMIT 2 } ?u a ?c }',
)


@pytest.fixture(scope="module", params=("folder", "oxigraph", "virtuoso"))
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engines: Engines
) -> tuple[Store, Index]:
    """A store of that kind with the small graph, and its index."""
    data = tmp_path_factory.mktemp("data")
    make_version(data, read_file(DATA))
    return _parts({} if request.param == "folder" else triplestores.settings(engines(request.param)), data)


def _parts(names: dict[str, str], data: Path) -> tuple[Store, Index]:
    settings = config.load({"root": str(ROOT), "data": str(data), **names}, {})
    if names:
        load(settings)
    store = open_parts(settings, users=False).store
    return store, door(settings).of(store)


def test_the_index_is_the_same_from_every_store(opened: tuple[Store, Index], tmp_path: Path) -> None:
    _, index = opened
    plain = config.load({"data": str(tmp_path)}, {})
    expected = door(plain).of(embedded.memory(read_file(DATA)))

    assert sorted(index.rows(ENTRIES)) == sorted(expected.rows(ENTRIES)) != []
    assert sorted(index.rows(CLASSES)) == sorted(expected.rows(CLASSES)) != []


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_gives_the_same_on_every_store(opened: tuple[Store, Index], query: str) -> None:
    store, index = opened
    text = rewrite(query, lambda: index).text

    assert _rows(store, text) == _rows(embedded.memory(read_file(DATA)), text)


def _rows(store: Store, query: str) -> list[list[str]]:
    return sorted([str(row.get(name)) for name in ("u", "c", "t", "n")] for row in store.query(query).rows())
