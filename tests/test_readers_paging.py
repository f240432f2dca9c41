"""Capped answers of the pool: what says that rows are missing, and the query for them."""

import csv
import io
import json
import re

import pytest

import heavy
from pools import ALL, body, pool, written
from unodc_kg.formats import CSV, N_TRIPLES, RESULTS, TSV, XML, Format
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Question, Result, read_results


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> embedded.EmbeddedStore:
    return written(tmp_path_factory.mktemp("store") / "first", 1000)


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_pages_of_a_capped_answer_are_the_whole_answer(store: embedded.EmbeddedStore, form: Format) -> None:
    whole, query, pages = rows(body_of(store, ALL, form), form), ALL, []
    with pool(store, max_rows="300") as readers:
        while query:
            stream = readers.stream(Question(query, results_form=form))
            pages.append(rows(b"".join(stream.chunks), form))
            assert stream.truncated is bool(stream.next_text)
            query = stream.next_text
    assert [len(page) for page in pages] == [300, 300, 300, 100]
    assert [row for page in pages for row in page] == whole


def rows(data: bytes, form: Format) -> list[str]:
    if form in (CSV, TSV):
        return data.decode().splitlines()[1:]
    if form == XML:
        return re.findall("<result>.*?</result>", data.decode())
    return [json.dumps(row) for row in json.loads(data)["results"]["bindings"]]


def body_of(store: embedded.EmbeddedStore, query: str, form: Format) -> bytes:
    return store.query(query).serialize(form)


def test_an_answer_of_exactly_the_cap_is_whole(store: embedded.EmbeddedStore) -> None:
    with pool(store, max_rows="1000") as readers:
        stream = readers.stream(Question(ALL))
        assert (stream.truncated, stream.next_text) == (False, "")
        assert "meta" not in json.loads(b"".join(stream.chunks))


def test_a_large_capped_answer_says_so_before_it_is_complete(store: embedded.EmbeddedStore) -> None:
    with pool(store, max_rows="20000") as readers:
        stream = readers.stream(Question(heavy.PAIRS))
        answer = json.loads(b"".join(stream.chunks))
    assert stream.truncated
    assert answer["meta"] == {"truncated": True}
    assert len(answer["results"]["bindings"]) == 20_000


def test_the_project_s_own_reader_takes_what_says_that_rows_are_missing(store: embedded.EmbeddedStore) -> None:
    with pool(store, max_rows="2") as readers:
        result: Result = read_results(body(readers, ALL))
    assert [str(row["n"].value) for row in result.rows()] == ["0", "1"]


def test_a_capped_graph_is_announced_and_ask_and_own_limits_are_not(store: embedded.EmbeddedStore) -> None:
    with pool(store, max_rows="10") as readers:
        capped = readers.stream(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph_form=N_TRIPLES))
        assert capped.truncated
        assert b"".join(capped.chunks).count(b"\n") == 10
        for query in ("ASK { ?s ?p ?o }", f"{ALL} LIMIT 10", "DESCRIBE <https://example.org/thing/1>"):
            assert not readers.stream(Question(query)).truncated


def test_rows_of_one_empty_cell_are_counted(store: embedded.EmbeddedStore) -> None:
    """In CSV such a row is an empty line."""
    query = "SELECT ?none { ?s ?p ?o } LIMIT 5"
    with pool(store, max_rows="4") as readers:
        stream = readers.stream(Question(query, results_form=CSV))
        assert stream.truncated
        assert len(list(csv.reader(io.StringIO(b"".join(stream.chunks).decode())))) == 5


def test_a_whole_answer_with_a_cell_that_the_parser_does_not_take_is_sent(store: embedded.EmbeddedStore) -> None:
    """Its rows cannot be counted, so it is asked whether there are more."""
    with pool(store, max_rows="1") as readers:
        for rows, cut in (("1", False), ("1 2", True)):
            query = f'SELECT (STR("{140_000 * "x"}") AS ?x) {{ VALUES ?n {{ {rows} }} }}'
            stream = readers.stream(Question(query, results_form=CSV))
            assert stream.truncated is cut
            assert len(b"".join(stream.chunks)) > 140_000
