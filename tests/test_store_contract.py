"""What every store does, tried on each kind: a folder, memory, an Oxigraph server and a Virtuoso."""

import csv
import io

import pyoxigraph
import pytest

import contract
from contract import (
    AFG,
    G1,
    G2,
    KEN,
    QUADS,
    VALUES,
    Opened,
)
from unodc_kg.errors import (
    FederationDisabledError,
    QueryError,
    QuerySyntaxError,
)
from unodc_kg.formats import CSV, GRAPHS, N_QUADS, N_TRIPLES, RESULTS, Format
from unodc_kg.rdf import Term, date, integer, named, text
from unodc_kg.stores.base import Question

server = pytest.fixture(scope="module", params=contract.KINDS)(contract.server)
small = pytest.fixture(scope="module")(contract.small)

# --- reading ---


def test_the_default_graph_has_every_triple_once(small: Opened) -> None:
    assert small.store.count() == len(QUADS) - 1
    assert small.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == [{"n": integer(len(QUADS))}]
    assert small.store.graphs() == [G1, G2]


def test_the_version_is_that_of_the_build(small: Opened) -> None:
    if small.kind != "memory":
        assert small.store.version == small.endpoint.version
    assert small.store.version.isalnum()


def test_terms_come_back_as_they_were(small: Opened) -> None:
    assert {row["o"] for row in small.rows("SELECT ?o { ?s ?p ?o }")} == VALUES


def test_a_variable_without_value_is_left_out_of_a_row(small: Opened) -> None:
    rows = small.rows(
        "SELECT ?s ?n { ?s skos:altLabel|skos:prefLabel ?l OPTIONAL { ?s skos:notation ?n } } ORDER BY ?s"
    )
    assert rows == [{"s": named(AFG)}, {"s": named(KEN), "n": text("KEN")}]


@pytest.mark.parametrize(
    "value",
    [
        text('x" } ; DROP ALL #'),
        text("\\u0022 }"),
        text("a\nb'''", "en"),
        named("urn:a:b"),
        integer(7),
        date("2020-02-29"),
    ],
    ids=str,
)
def test_a_bound_value_is_a_value_and_nothing_else(small: Opened, value: Term) -> None:
    assert small.rows("SELECT ?x { }", bindings={"x": value}) == [{"x": value}]
    assert small.store.count() == len(QUADS) - 1


def test_a_bound_variable_is_seen_by_patterns_and_filters(small: Opened) -> None:
    bound = {"s": named(AFG)}
    assert small.rows("SELECT ?s ?o { ?s :year ?o }", bindings=bound) == [{"s": named(AFG), "o": integer(2020)}]
    assert small.rows("SELECT ?s ?o { ?x :year ?o FILTER (?s = ?x) }", bindings=bound)[0]["o"] == integer(2020)
    assert small.rows("SELECT ?s ?o { ?x :year ?o FILTER (?s = ?x) }", bindings={"s": named(KEN)}) == []


def test_chosen_graphs_are_all_that_a_query_sees(small: Opened) -> None:
    def number(query: str, default: list[str], names: list[str]) -> Term:
        return small.rows(query, default_graphs=default, named_graphs=names)[0]["n"]

    plain, inside = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(plain, [G1], []) == integer(1)
    assert number(inside, [G1], []) == integer(0)
    assert number(plain, [], [G2]) == integer(0)
    assert number(inside, [], [G2]) == integer(len(QUADS) - 1)
    assert number("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }", [G1, G2], []) == integer(7)
    assert small.rows(f"SELECT (COUNT(*) AS ?n) FROM <{G1}> {{ ?s ?p ?o }}") == [{"n": integer(1)}]


def test_a_description_has_the_triples_of_a_subject(small: Opened) -> None:
    assert {triple.object for triple in small.store.describe(KEN).triples()} == {text("Kenya", "en"), text("KEN")}
    with pytest.raises(QueryError, match="'a b' is not an IRI"):
        small.store.describe("a b")


def test_kinds_of_answers(small: Opened) -> None:
    assert bool(small.store.query("ASK { ?s :year 2020 }")) is True
    assert bool(small.store.query("ASK { ?s :year 2021 }")) is False
    assert small.store.query("SELECT ?o ?s { ?s ?p ?o }").variables == ["o", "s"]
    triples = list(small.store.query("CONSTRUCT { ?o :value ?s } WHERE { ?s :year ?y BIND (:a AS ?o) }").triples())
    assert [triple.object for triple in triples] == [named(AFG)]


def test_a_wrong_query_is_a_syntax_error(small: Opened) -> None:
    with pytest.raises(QuerySyntaxError):
        small.store.query("SELECT ?s { ?s ?p }")
    with pytest.raises(QuerySyntaxError):
        small.answer("SELECT ?s { ?s ?p }")


def test_a_dump_has_all_named_graphs(small: Opened) -> None:
    dumped = pyoxigraph.parse(b"".join(small.store.dump(N_QUADS, unnamed=False)), pyoxigraph.RdfFormat.N_QUADS)
    assert set(dumped) == set(QUADS)


# --- questions of users ---


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_rows_come_in_every_format(small: Opened, form: Format) -> None:
    data = small.answer("SELECT ?o ?none { ?s ?p ?o }", results=form)
    if form == CSV:
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        assert rows[0] == ["o", "none"]
        assert {row[0] for row in rows[1:]} == {str(value.value) for value in VALUES}
        return
    rows = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.from_media_type(form.media_type))
    assert {row["o"] for row in rows} == VALUES


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_true_and_false_come_in_every_format(small: Opened, form: Format) -> None:
    assert b"true" in small.answer("ASK { ?s :year 2020 }", results=form)
    assert b"false" in small.answer("ASK { ?s :year 2021 }", results=form)


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_triples_come_in_every_format(small: Opened, form: Format) -> None:
    data = small.answer("CONSTRUCT WHERE { ?s ?p ?o }", graph=form)
    found = pyoxigraph.parse(data, pyoxigraph.RdfFormat.from_media_type(form.media_type))
    assert {quad.object for quad in found} == VALUES


def test_a_question_sees_the_graphs_that_it_names(small: Opened) -> None:
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    assert small.answer(query, results=CSV).decode().split() == ["g,n", f"{G1},1", f"{G2},{len(QUADS) - 1}"]
    assert small.answer(query, results=CSV, named_graphs=(G1,)).decode().split() == ["g,n", f"{G1},1"]


def test_a_stream_says_what_it_is(small: Opened) -> None:
    stream = small.endpoint.stream(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph_form=N_TRIPLES))
    assert (stream.kind, stream.form, stream.version) == ("graph", N_TRIPLES, small.endpoint.version)
    assert len(b"".join(stream.chunks).splitlines()) == len(QUADS) - 1
    stream.close()


def test_an_answer_that_is_cut_says_so_and_where_the_rest_is(small: Opened) -> None:
    if small.kind == "memory":
        pytest.skip("the store in memory is asked directly, without limits")
    query = "SELECT ?p ?o { ?s ?p ?o } ORDER BY ?p ?o"
    stream = small.endpoint.stream(Question(query, results_form=CSV, rows=3))
    first = b"".join(stream.chunks)
    assert (stream.truncated, stream.rows) == (True, 3)
    rest = small.answer(stream.next_text, results=CSV)
    assert first + rest.partition(b"\r\n")[2] == small.answer(query, results=CSV)
    whole = small.endpoint.stream(Question(query, rows=len(QUADS)))
    assert (b"".join(whole.chunks) != b"", whole.truncated) == (True, False)


def test_a_store_elsewhere_is_never_asked_for_service(small: Opened) -> None:
    if small.kind in ("folder", "memory"):
        pytest.skip("queries for the engine in this process are refused by the guard, before any store sees them")
    for query in ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SELECT * { SERVICE?x{?s ?p ?o} }"):
        with pytest.raises(FederationDisabledError):
            small.answer(query)
