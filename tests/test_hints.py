"""Hints: what is legal in a query and probably a mistake; nothing is said of a query that is right."""

from pathlib import Path

import pytest

from published import PATH, text
from unodc_kg.build.assemble import read_graphs
from unodc_kg.describe.graph import Graph
from unodc_kg.describe.hints import Hint, hints
from unodc_kg.rdf import Quad
from unodc_kg.stores import embedded

ROOT = Path(__file__).parents[1]
QUESTIONS = sorted((ROOT / "questions").glob("*.rq"))


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The ontology alone."""
    quads = [quad for quad in read_graphs(ROOT) if isinstance(quad, Quad) and "ontology" in str(quad.graph_name)]
    assert len(quads) > 500
    return Graph(embedded.memory(quads))


MISTAKES = {
    "our property": ("SELECT * { ?s :carryOutBy ?o }", 1, 15, ":carryOutBy", ":carriedOutBy"),
    "our class in small letters": ("SELECT * {\n ?s a :state }", 2, 7, ":state", ":State"),
    "our property in capitals": ("SELECT * { ?s :Partner ?o }", 1, 15, ":Partner", ":partner"),
    "the beginning of our property": ("SELECT * { ?s :m49 ?o }", 1, 15, ":m49", ":m49Code"),
    "the end of our class": ("SELECT * { ?s a :Unit }", 1, 17, ":Unit", ":TextUnit"),
    "nothing like it": ("SELECT * { ?s :zzzzzz ?o }", 1, 15, ":zzzzzz", ""),
    "another vocabulary": ("SELECT * { ?s skos:preflabel ?o }", 1, 15, "skos:preflabel", "skos:prefLabel"),
    "a whole IRI": (
        "SELECT * { ?s <http://www.w3.org/2004/02/skos/core#prefLable> ?o }", 1, 15,
        "<http://www.w3.org/2004/02/skos/core#prefLable>", "<http://www.w3.org/2004/02/skos/core#prefLabel>"),
    "a prefix of the query": (
        "PREFIX s: <http://www.w3.org/2004/02/skos/core#> SELECT * { ?s s:altlabel ?o }", 1, 64,
         "s:altlabel", "s:altLabel"),
    "a known prefix without its end": (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core> SELECT * { ?s ?p ?o }", 1, 14,
        "<http://www.w3.org/2004/02/skos/core>", "<http://www.w3.org/2004/02/skos/core#>"),
    "a column without a value": ("SELECT ?lable { ?s skos:prefLabel ?label }", 1, 8, "?lable", "?label"),
}  # fmt: skip


@pytest.mark.parametrize(("query", "line", "column", "token", "suggestion"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gets_a_hint(graph: Graph, query: str, line: int, column: int, token: str, suggestion: str) -> None:
    found = hints(graph, query)
    assert [(hint.line, hint.column, hint.token, hint.suggestion) for hint in found] == [
        (line, column, token, suggestion)
    ]
    assert f"Line {line}, column {column}" in str(found[0])


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_query_that_is_right_gets_none(graph: Graph, path: Path) -> None:
    assert hints(graph, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX skos: <http://example.org/other#> SELECT * { ?s skos:preflabel ?o }",
        "SELECT * { ?s dcterms:newTermOfNextYear ?o }",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?x { } VALUES ?x { 1 }",
        "SELECT * { ?s rdf:_1 ?o ; rdf:type ?t ; schema:anything ?q }",
        "SELECT * { ?s ?p ':carryOutBy' } # :carryOutBy",
        "ASK { ?s ?p ?o }",
    ],
)
def test_what_may_be_meant_gets_none(graph: Graph, query: str) -> None:
    assert hints(graph, query) == []


def test_a_graph_without_ontology_says_nothing_of_our_terms() -> None:
    assert hints(Graph(embedded.memory([])), "SELECT * { ?s :carryOutBy ?o }") == []


def test_hints_are_few_and_in_the_order_of_the_query(graph: Graph) -> None:
    query = "SELECT * { " + " ".join(f"?s :zzzzz{n} ?o ." for n in range(20)) + " }"
    found = hints(graph, query)
    assert [hint.token for hint in found] == [f":zzzzz{n}" for n in range(5)]
    assert all(isinstance(hint, Hint) and not hint.suggestion for hint in found)


def test_the_list_of_published_terms_is_that_of_rdflib() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "Write it again: python tests/published.py"
