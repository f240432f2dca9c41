"""Updates are read before the engine does, and the unnamed graph is the union of the named ones after each."""

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unodc_kg.errors import QueryError, QueryRefusedError
from unodc_kg.namespaces import PREFIXES
from unodc_kg.stores import updates
from unodc_kg.stores.merging import merging, settle
from unodc_kg.stores.segments import segments

ANEW = "DELETE { GRAPH ?g { ?s :b ?o } } INSERT { GRAPH ?g { ?s :b [] } } WHERE { GRAPH ?g { ?s :b ?o } }"
OPERATIONS = (
    "INSERT DATA { GRAPH :g { :a :b 1 . :a :b 2 } }",
    "INSERT DATA { GRAPH :g { :a :b 1 ; :c 3 . } GRAPH :h { :a :b 1 } }",
    "INSERT DATA { GRAPH :g { _:x :b 'a # b' . _:x :b _:y # note\n . } }",
    "INSERT DATA { GRAPH :g { :a :b [ :c 1 ] , ( 1 2 ) } }",
    "INSERT DATA { GRAPH :g { } }",
    "DELETE DATA { GRAPH :g { :a :b 1 } }",
    "DELETE DATA { GRAPH :g { :a :b 2 ; :c 3 . } GRAPH :h { :a :b 1 . } GRAPH :i { } }",
    "DELETE DATA { }",
    "DELETE WHERE { GRAPH :h { ?s ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { :a :b 2 } }",
    "DELETE { GRAPH :g { ?s ?p ?o } } INSERT { GRAPH :h { ?s ?p 9 } } WHERE { ?s ?p ?o }",
    "INSERT { GRAPH :i { ?s :n ?n } } WHERE { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } }",
    "INSERT { GRAPH ?g { :a :b 7 } } WHERE { OPTIONAL { :none :none ?g } }",
    "INSERT { GRAPH ?g { ?s :b 7 } } WHERE { GRAPH ?g { ?s :b ?x } }",
    "WITH :g DELETE { ?s :b ?o } INSERT { ?s :d ?o } WHERE { ?s :b ?o }",
    "INSERT { GRAPH :h { ?s ?p ?o } } USING :g WHERE { ?s ?p ?o }",
    "WITH :g INSERT { ?s :d [ :c ?o ] . GRAPH :h { ?s :e ( ?o ) } ?s :f ?o } WHERE { ?s :b ?o }",
    "WITH :h DELETE { GRAPH :g { ?s ?p 2 } ?s ?p ?o . } WHERE { ?s ?p ?o . }",
    "DELETE { GRAPH :g { ?s :b ?o . } } INSERT { } WHERE { GRAPH :g { ?s :b ?o } }",
    ANEW,
    "DELETE { GRAPH :g { ?s :b ?o } } INSERT { GRAPH :g { ?s :b [ :c ?o ] } } WHERE { GRAPH :g { ?s :b ?o } }",
    "INSERT { GRAPH ?g { ?s :e [] } } WHERE { GRAPH ?g { ?s :b ?x } }",
    "COPY :g TO :h",
    "COPY SILENT :none TO :h",
    "COPY :h TO :h",
    "MOVE SILENT :h TO :i",
    "ADD SILENT :i TO :g",
    "COPY DEFAULT TO :j",
    "CLEAR GRAPH :g",
    "CLEAR NAMED",
    "DROP SILENT GRAPH :h",
    "DROP ALL",
    "CREATE SILENT GRAPH :k",
    "PREFIX x: <http://e/> INSERT DATA { GRAPH x:g { x:a x:b x:c } }",
)
WHOLE = (ANEW, "CLEAR NAMED", "DROP ALL", "INSERT { GRAPH ?g { ?s :e [] } } WHERE { GRAPH ?g { ?s :b ?x } }")
UNION = "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
UNNAMED = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
RECOMPUTED = "CLEAR DEFAULT ; INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def rows(store: pyoxigraph.Store, query: str) -> list[str]:
    found = store.query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return sorted(" ".join(str(term) for term in row) for row in found)


def shape(store: pyoxigraph.Store) -> bytes:
    """The named graphs with blank nodes by structure."""
    dataset = pyoxigraph.Dataset(quad for quad in store if quad.graph_name != pyoxigraph.DefaultGraph())
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return "\n".join(sorted(map(str, dataset))).encode()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=6), st.sampled_from([" ; ", ";", " ;# x\n"]))
@example(list(OPERATIONS), ";")
def test_the_unnamed_graph_is_the_union_at_every_step(chosen: list[str], between: str) -> None:
    """In one request, one by one, and beside a store that works the union out anew after each operation."""
    together, apart, slowly = pyoxigraph.Store(), pyoxigraph.Store(), pyoxigraph.Store()
    for store in (together, apart, slowly):
        store.update("INSERT DATA { :a :b 1 . GRAPH :g { :a :b 1 } GRAPH :h {} }", prefixes=PREFIXES)
        store.update("CREATE SILENT GRAPH :g ; CREATE SILENT GRAPH :h", prefixes=PREFIXES)
    together_text = between.join(operation for operation in chosen)
    outcomes = []
    for operation in chosen:
        outcomes.append(_merge(apart, operation))
        assert _carry_out(slowly, operation) == outcomes[-1]
        slowly.update(RECOMPUTED)
        assert rows(apart, UNION) == rows(apart, UNNAMED)
        assert shape(apart) == shape(slowly)
    labels_once = sum("_:x" in operation for operation in chosen) <= 1  # SPARQL lets one operation use a label
    if all(outcomes) and labels_once:
        assert _merge(together, together_text)
        assert rows(together, UNION) == rows(together, UNNAMED)
        assert shape(together) == shape(slowly)


def _merge(store: pyoxigraph.Store, text: str) -> bool:
    """Carry it out, whole or not at all as on a copy, with a look whether it names all subjects that it changes."""
    before, graphs = [*store], [*store.named_graphs()]
    unnamed = {quad.triple for quad in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())}
    work, told = merging(text), set[object]()
    try:
        for step in work.steps:
            store.update(step, prefixes=PREFIXES)
            told |= {*settle(store)}
    except RuntimeError:  # a graph that is not there
        store.clear()
        store.extend(before)
        for graph in graphs:
            store.add_graph(graph)
        return False
    after = {quad.triple for quad in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())}
    assert work.everything or {triple.subject for triple in unnamed ^ after} <= told
    assert not any("urn:uuid" in str(quad) for quad in store)
    return True


def _carry_out(store: pyoxigraph.Store, text: str) -> bool:
    try:
        for segment in segments(text):
            store.update(segment, prefixes=PREFIXES)
    except RuntimeError:  # a graph that is not there
        return False
    return True


def test_a_prologue_may_stand_before_every_operation() -> None:
    text = "PREFIX x: <http://e/> INSERT DATA { x:a x:b 1 } ;\n PREFIX x: <http://f/> PREFIX y: <http://g/> # ;\n INSERT DATA { x:a y:b 2 } ; INSERT DATA { x:a y:b 3 } ; BASE <http://h/> PREFIX z: <i>"  # noqa: E501
    store = pyoxigraph.Store()
    for segment in segments(text):
        assert len(segment) == len(text) and segment.count("\n") == text.count("\n")
        store.update(segment)
    assert rows(store, UNNAMED) == [
        f'<http://{subject}/a> <http://{predicate}/b> "{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'
        for subject, predicate, value in (("e", "e", 1), ("f", "g", 2), ("f", "g", 3))
    ]
    assert segments("CLEAR ALL ; CLEAR ALL") == ["CLEAR ALL ; CLEAR ALL"]


def test_the_engine_still_needs_this() -> None:
    with pytest.raises(SyntaxError):
        pyoxigraph.Store().update("CLEAR ALL; PREFIX a: <http://e/> CLEAR ALL")


@pytest.mark.parametrize("text", [text for text in OPERATIONS if text not in WHOLE])
def test_an_operation_looks_at_the_graphs_that_it_names_and_never_at_the_whole(text: str) -> None:
    """Beside a graph of which nothing is to be touched, and whose triples nobody may look up."""
    work = merging(f"{text} ; {text} ; PREFIX x: <http://e/> INSERT DATA {{ GRAPH x:g {{ x:a x:b [] }} }} ;")
    assert not work.everything
    assert not any("{ GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS" in step for step in work.steps)


@pytest.mark.parametrize("text", WHOLE)
def test_what_may_change_everything_says_so(text: str) -> None:
    assert merging(text).everything


def test_using_goes_into_each_operation_that_has_a_pattern() -> None:
    text = "PREFIX x: <http://e/> INSERT DATA { x:where x:b 1 } ; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . { } }"
    read = updates.using(text, ["http://e/d"], ["http://e/n"])
    assert read.count("USING <http://e/d> USING NAMED <http://e/n> WHERE") == 1
    assert updates.using(text, [], []) == text
    short = updates.using("delete where { ?s ?p ?o }", ["http://e/d"], [])
    assert " ".join(short.split()) == "delete { ?s ?p ?o } USING <http://e/d> where { ?s ?p ?o }"
    with pytest.raises(QueryError):
        updates.using("WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", ["http://e/d"], [])


@pytest.mark.parametrize(
    "text",
    ["LOAD <http://e/>", "LOADSILENT<http://e/>", "xload", "load:x", "INSERT {} WHERE { SERVICE ?x {} }", "serviceX"],
)
def test_what_could_reach_out_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        updates.check(text)


@pytest.mark.parametrize("text", ["", "INSERT DATA { :a :payload 'LOAD' }", "CLEAR ALL # SERVICE", "x:load :b 1"])
def test_what_cannot_is_not(text: str) -> None:
    updates.check(text)
