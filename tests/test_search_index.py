"""The index belongs to one version of the graph, is made where it is missing, and is the same from every store."""

import gc
import tempfile

import pytest

from paging import DATA
from paging import store as small_store
from unodc_kg.errors import StoreError, StoreUnreachableError
from unodc_kg.namespaces import ID
from unodc_kg.rdf import read_file
from unodc_kg.search import index as indexing
from unodc_kg.search.door import KEPT, Searches
from unodc_kg.search.find import find
from unodc_kg.search.index import index_file, open_index, write_index
from unodc_kg.stores import embedded
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.service import Service

QUADS = [*read_file(DATA)]
OTHERS = [quad for quad in QUADS if "er" not in str(quad.object)]
TOTAL = 1


def test_an_index_read_in_pages_is_the_same(tmp_path):
    store = small_store()
    write_index(store, tmp_path / "whole")
    whole = open_index(tmp_path / "whole")
    every = "SELECT t.iri, e.part, e.language, e.text FROM entry e JOIN thing t ON t.id = e.thing"
    classes = "SELECT t.iri, c.class FROM class c JOIN thing t ON t.id = c.thing"

    for page in (1, 2, 7, 1000):
        write_index(store, tmp_path / str(page), page=page)
        paged = open_index(tmp_path / str(page))
        assert sorted(paged.rows(every)) == sorted(whole.rows(every))
        assert sorted(paged.rows(classes)) == sorted(whole.rows(classes))
    assert len(whole.rows(every)) > 40


def test_the_index_has_our_addresses_wherever_the_store_has_its_own(tmp_path):
    base = "https://kg.example.org/"
    write_index(small_store(base), tmp_path / "index", base_iri=base)

    assert find(open_index(tmp_path / "index"), "示例").matches[0].iri == ID["agent/ooe"]


def test_the_index_in_force_is_that_of_the_store(tmp_path):
    searches = Searches(tmp_path)
    first, second = embedded.memory(OTHERS), embedded.memory(QUADS)

    assert find(searches.of(first), "peru").total == 0
    assert find(searches.of(second), "peru").total == TOTAL
    assert searches.of(second) is searches.of(second)
    assert index_file(tmp_path, second.version).is_file()


def test_a_damaged_index_is_made_again(tmp_path):
    store = embedded.memory(QUADS)
    path = index_file(tmp_path, store.version)
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)

    assert find(Searches(tmp_path).of(store), "peru").total == TOTAL
    assert open_index(path).version == store.version


def test_an_index_of_another_form_is_refused(tmp_path, monkeypatch):
    write_index(small_store(), tmp_path / "index")
    monkeypatch.setattr(indexing, "FORM", "next")

    with pytest.raises(StoreError, match=r"form 2-.*, not next"):
        open_index(tmp_path / "index")


def test_where_nothing_can_be_written_search_works_too(tmp_path, monkeypatch):
    """In one folder for passing files, which ends with the process."""
    (tmp_path / "search").write_text("in the way")
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    searches = Searches(tmp_path)

    for number in range(KEPT + 2):
        assert find(searches.of(embedded.memory(QUADS[number:])), "示例").total
    assert len([*passing.iterdir()]) == 1
    assert len([*passing.rglob("*.sqlite")]) == KEPT
    del searches
    gc.collect()
    assert not [*passing.iterdir()]


def test_a_store_that_is_away_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(StoreUnreachableError):
        Searches(tmp_path / "data").of(RemoteStore(Service("http://127.0.0.1:9/"), version="v"))
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
