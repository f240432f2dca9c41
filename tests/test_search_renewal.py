"""An index that follows write after write holds the same as one that is made anew, and answers the same."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live import make_version
from paging import DATA
from unodc_kg.errors import StoreError
from unodc_kg.formats import N_QUADS, TURTLE
from unodc_kg.namespaces import ID, KG
from unodc_kg.rdf import read_file
from unodc_kg.search import index, renewal
from unodc_kg.search.door import Searches
from unodc_kg.search.find import find, suggest
from unodc_kg.search.index import Index, index_file, open_index, write_index
from unodc_kg.stores import changes, embedded, versions, write_process
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.write_process import Job, Place
from unodc_kg.stores.writes import Write

EXAMPLES = int(os.environ.get("EXAMPLES", "6"))  # more of them: EXAMPLES=300 pytest tests/test_search_renewal.py
QUADS = [*read_file(DATA)]
THINGS = [
    f"<{ID['state/AFG']}>",
    f"<{ID['document/x']}/paragraph/9>",
    f"<{ID['document/x']}/paragraph/10>",
    "<http://e/1²07>",
]
NAMES = ['"毒品 and drugs"@en', '"毒品和可卡因"@zh', '"Peru"', '"Perú 7"@es', '"drugs"@en', '"drugs"@fr', '""']
PROPERTIES = ["skos:prefLabel", "skos:altLabel", ":text", ":symbol", "a", ":year"]
GRAPHS = ["<http://e/g>", "<http://e/h>"]
QUERIES = ("毒品", "可卡因", "drugs", "peru", "dru*", "7 -drugs")
WORDS = "CREATE VIRTUAL TABLE temp.inside USING fts5vocab (main, words, instance)"


def _triple(thing: str, name: str, graph: str, seed: int) -> str:
    value = ":State" if PROPERTIES[seed] == "a" else name
    return f"GRAPH {graph} {{ {thing} {PROPERTIES[seed]} {value} }}"


TRIPLES = st.builds(
    _triple, *(st.sampled_from(some) for some in (THINGS, NAMES, GRAPHS)), st.integers(0, len(PROPERTIES) - 1)
)
UPDATES = st.one_of(
    st.builds("INSERT DATA {{ {} {} }}".format, TRIPLES, TRIPLES),
    st.builds("DELETE DATA {{ {} }}".format, TRIPLES),
    st.builds(
        "DELETE {{ GRAPH ?g {{ {0} ?p ?o }} }} WHERE {{ GRAPH ?g {{ {0} ?p ?o }} }}".format, st.sampled_from(THINGS)
    ),
    st.builds(
        "WITH {} DELETE {{ ?s ?p ?o }} INSERT {{ ?s :text ?o ; :symbol ?o }} WHERE {{ ?s ?p ?o {} }}".format,
        st.sampled_from(GRAPHS),
        st.just("FILTER isLiteral(?o)"),
    ),
    st.sampled_from(
        [
            f"COPY SILENT {GRAPHS[0]} TO {GRAPHS[1]}",
            f"CLEAR SILENT GRAPH {GRAPHS[1]}",
            f"MOVE SILENT {GRAPHS[1]} TO {GRAPHS[0]}",
        ]
    ),
    st.just("DELETE { GRAPH ?g { ?s skos:prefLabel ?o } } WHERE { GRAPH ?g { ?s skos:prefLabel ?o } }"),
)
WRITES = st.one_of(
    st.builds(lambda text: Write("update", text), UPDATES),
    st.sampled_from(
        [
            Write("delete", graph="http://e/g"),
            Write("put", graph="http://e/g", data=((f'{THINGS[0]} <{KG.text}> "毒品 drugs" .'.encode(), TURTLE),)),
            Write("post", whole=True, data=((f'{THINGS[1]} <{KG.text}> "可卡因" <http://e/h> .'.encode(), N_QUADS),)),
        ]
    ),
)


def make(data: Path, write: Write, number: int) -> EmbeddedStore:
    """The next version, without the processes around it."""
    place = Place(versions.folder(data, versions.current(data)), versions.folder(data, f"v{number}"), {})
    write_process.make(Job(write, True, 100), place)
    versions.write_record(data, f"v{number}", {})
    versions.switch(data, f"v{number}")
    return versions.open_current(data)


def content(found: Index) -> list[object]:
    """All that an index holds, by the names of things, and what it answers."""
    connection = index._connect(found.path)
    connection.execute(WORDS)
    asked = (
        "SELECT iri, record, place FROM thing ORDER BY iri",
        "SELECT iri, part, language, text, key, tie FROM entry e JOIN thing t ON t.id = e.thing ORDER BY 1, 2, 3, 4",
        "SELECT iri, class FROM class c JOIN thing t ON t.id = c.thing ORDER BY 1, 2",
        "SELECT term, offset, tie, iri FROM inside, thing t, entry e WHERE e.id = doc AND t.id = thing ORDER BY 1,2,4",
        "SELECT COUNT(*) FROM inside",
        "SELECT * FROM about ORDER BY name",
    )
    rows: list[object] = [connection.execute(query).fetchall() for query in asked]
    connection.close()
    return rows + [find(found, query) for query in QUERIES] + [suggest(found, "dr"), suggest(found, "毒")]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WRITES, min_size=1, max_size=5))
def test_a_renewed_index_is_that_of_a_rebuild(tmp_path_factory: pytest.TempPathFactory, writes: list[Write]) -> None:
    data = tmp_path_factory.mktemp("renewed")
    make_version(data, QUADS)
    searches = Searches(data)
    store = versions.open_current(data)
    searches.of(store)
    for number, write in enumerate(writes):
        store = make(data, write, number)
        if number % 2:  # now and then two writes come before an index is made
            continue
        assert renewal.before(store, data / "search") is not None
        renewed = searches.of(store)
        write_index(store, data / "anew")
        assert renewed.version == store.version
        assert content(renewed) == content(open_index(data / "anew"))


@pytest.mark.parametrize("damage", ["none", "told", "missing", "index", "other"])
def test_what_cannot_be_renewed_is_made_anew(tmp_path: Path, damage: str) -> None:
    make_version(tmp_path, QUADS)
    first = versions.open_current(tmp_path)
    old = Searches(tmp_path).of(first).path
    text = f'INSERT DATA {{ GRAPH <http://e/g> {{ {THINGS[0]} rdfs:label "a new name" }} }}'
    store = make(tmp_path, Write("update", text), 0)
    told = tmp_path / "changes" / store.version
    if damage == "told":
        told.write_text(told.read_text(encoding="utf-8")[:-1], encoding="utf-8")
    elif damage == "missing":
        told.unlink()
    elif damage == "index":
        old.write_bytes(b"no index")
    elif damage == "other":  # the index of another graph under that name
        write_index(embedded.memory([]), old)
    searches = Searches(tmp_path, make=damage != "none")
    with suppress(StoreError):
        assert (renewal.before(store, old.parent) is not None) == (damage == "none")
    assert find(searches.of(store), "new name").total == 1
    assert open_index(index_file(tmp_path, store.version)).version == store.version


def test_an_index_made_anew_trusts_none_of_before(tmp_path: Path) -> None:
    make_version(tmp_path, QUADS)
    old = Searches(tmp_path).of(versions.open_current(tmp_path)).path
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("DELETE FROM entry")
    store = make(
        tmp_path, Write("update", "INSERT DATA { GRAPH <http://e/g> { <http://e/x> rdfs:label 'a name' } }"), 0
    )
    assert Searches(tmp_path).of(store).entries == 1
    index_file(tmp_path, store.version).unlink()
    assert Searches(tmp_path, anew=True).of(store).entries > 1


def test_after_a_write_that_changes_everything_the_index_is_made_anew(tmp_path: Path) -> None:
    make_version(tmp_path, QUADS)
    Searches(tmp_path).of(versions.open_current(tmp_path))
    store = make(tmp_path, Write("update", "CLEAR ALL"), 0)
    assert changes.since(tmp_path, store.version, {"0123456789ab"}) is None
    assert Searches(tmp_path).of(store).entries == 0


def test_names_of_any_digits_have_their_place(tmp_path: Path) -> None:
    """Numbers too long for Python to read, and signs that are digits to Python alone."""
    iris = ["http://e/9", "http://e/10", "http://e/010", f"http://e/{'9' * 5000}", "http://e/9²8", "http://e/٣"]
    assert sorted(iris, key=index.place)[:3] == ["http://e/9", "http://e/9²8", "http://e/010"]
    assert len({index.place(iri) for iri in iris}) == len(iris)
