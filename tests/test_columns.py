"""The columns of SELECT * come as they are written, and are those that the engine has."""

import pyoxigraph
import pytest

from unodc_kg.namespaces import PREFIXES
from unodc_kg.stores.columns import in_order

DATA = "INSERT DATA { :b :p 1 . :a :p 2 . :a :q :b . GRAPH :g { :a :p 3 } }"


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.update(DATA, prefixes=PREFIXES)
    return store


def columns(store: pyoxigraph.Store, query: str) -> list[str]:
    return [found.value for found in store.query(query, prefixes=PREFIXES).variables]


def rows(store: pyoxigraph.Store, query: str) -> list[tuple[tuple[str, str], ...]]:
    """Each row as its columns by name, whatever their order."""
    answer = store.query(query, prefixes=PREFIXES)
    names = [found.value for found in answer.variables]
    return sorted(tuple(sorted(zip(names, map(str, row), strict=True))) for row in answer)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("select\n*\nwhere{?z ?y ?x}", "z y x"),
        ("SELECT*{?z ?y ?x}", "z y x"),
        ("SELECT DISTINCT * { $z ?y ?x }", "z y x"),
        ("SELECT REDUCED * # * of all\n { ?z ?y ?x }", "z y x"),
        ("SELECT # {\n * { ?z ?y ?x }", "z y x"),
        ("BASE <http://e/> PREFIX e: <http://e/> SELECT * { ?z e:p ?x OPTIONAL { ?y <p> ?x } }", "z x y"),
        ("SELECT * { ?z ?y ?x } ORDER BY ?x LIMIT 2", "z y x"),
        ("SELECT * FROM :g { ?z ?y ?x }", "z y x"),
        # what is not visible is no column
        ("SELECT * { ?z :p ?x MINUS { ?z :q ?a } }", "z x"),
        ("SELECT * { ?z :p ?x FILTER EXISTS { ?z :q ?a } }", "z x"),
        ("SELECT * { ?z :p ?x FILTER NOT EXISTS { ?a :q ?z } }", "z x"),
        ("SELECT * { ?z :p ?x { SELECT ?w { ?w :q ?a } } }", "z x w"),
        ("SELECT * { ?z :p ?x { SELECT ?w (COUNT(?a) AS ?n) { ?w :q ?a } GROUP BY ?w } }", "z x w n"),
        ("SELECT * { { SELECT * { ?z ?y ?x } } ?w :q ?a }", "z y x w a"),
        ("SELECT * { ?z :p ?x FILTER (?unbound = 1 || true) }", "z x"),
        # where a value is given, the name stands too
        ("SELECT * { ?z :p ?x BIND (?x + 1 AS ?b) }", "z x b"),
        ("SELECT * { ?z :p ?x } VALUES (?b ?a) { (1 2) }", "z x b a"),
        ("SELECT * { VALUES ?z { 1 } { ?y :p ?x } UNION { ?b :q ?a } }", "z y x b a"),
        ("SELECT * { GRAPH ?z { ?y :p ?x } }", "z y x"),
        ("SELECT * { ?z (:p|:q)* ?x }", "z x"),
    ],
)
def test_columns_come_as_they_are_written(store: pyoxigraph.Store, query: str, expected: str) -> None:
    asked = in_order(query)
    assert columns(store, asked) == expected.split()
    assert sorted(columns(store, asked)) == columns(store, query)
    assert rows(store, asked) == rows(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o ?s { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?o { { SELECT * { ?s ?p ?o } } }",
        "ASK { { SELECT * { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } } }",
        "DESCRIBE * { ?s ?p ?o }",
        "SELECT * { ?a ?b ?c }",
        "SELECT * { }",
        "SELECT * { ?s ?p }",
        "SELECT ('SELECT * { ?s ?p ?o }' AS ?text) {}",
    ],
)
def test_other_queries_stay_as_they_are(query: str) -> None:
    assert in_order(query) == query
