"""Searches in SPARQL become VALUES before any store sees them, wherever they may stand; elsewhere they are errors."""

import pytest

from paging import DATA, store
from unodc_kg.build.assemble import rebased
from unodc_kg.errors import QuerySyntaxError
from unodc_kg.namespaces import ID
from unodc_kg.rdf import read_file
from unodc_kg.search.find import Scope, find
from unodc_kg.search.index import open_index, write_index
from unodc_kg.search.sparql import rewrite
from unodc_kg.stores import embedded, guard

STORE = store()
SEARCHED = "示例"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "index.sqlite"
    write_index(STORE, path)
    return open_index(path)


def rows(index, query, **options):
    guard.check(query)
    text = rewrite(query, lambda: index, **options).text
    return [{name: term.value for name, term in row.items()} for row in STORE.query(text).rows()]


def things(index, query, variable="u"):
    return sorted(row[variable] for row in rows(index, query))


def expected(index, words, **scope):
    return sorted(match.iri for match in find(index, words, Scope(**scope), size=1000).matches)


def contains(words):
    """The plain way, which every store knows, to check against."""
    query = f"""SELECT DISTINCT ?u {{
        VALUES ?p {{ skos:prefLabel skos:altLabel rdfs:label dcterms:title :symbol :number :text }}
        ?u ?p ?t FILTER CONTAINS(LCASE(STR(?t)), "{words}") }}"""
    return sorted(row["u"].value for row in STORE.query(query).rows())


WRITTEN = [
    'SELECT ?u { ?u search:matches "示例" }',
    'SELECT ?u { ?u search:matches "示例" . }',
    "SELECT ?u { ?u search:matches '''示例''' ; }",
    'SELECT ?u { ?u search:matches "\\u793A例"^^xsd:string }',
    'PREFIX s: <https://w3id.org/unodc-kg/search#> SELECT ?u WHERE { ?u s:matches "示例" }',
    'SELECT ?u { ?u <https://w3id.org/unodc-kg/search#matches> "示例" }',
    'BASE <https://w3id.org/unodc-kg/x> SELECT ?u { ?u <search#matches> "示例" }',
    'SELECT ?u { ?u <search#matches> "示例" }',
    'PREFIX s: <https://w3id.org/unodc-kg/\\u0073earch#> SELECT ?u WHERE { ?u s:matches "示例" }',
    'SELECT ?u { { SELECT ?u { ?u search:matches "示例" } } }',
    'SELECT ?u { ?u search:matches "示例" ; search:score ?score }',
    'SELECT DISTINCT ?u { ?u ?p ?o FILTER(?o != "x") ?u search:matches "示例" }',
    'SELECT DISTINCT ?u { ?u ?p ?o FILTER regex(str(?p), "(") ?u search:matches "示例" }'.replace('(")', 'http")'),
    'SELECT DISTINCT ?u { ?u ?p ?o FILTER EXISTS { ?u ?q ?o } ?u search:matches "示例" }',
    'SELECT DISTINCT ?u { BIND(1 AS ?one) ?u search:matches "示例" ; ?p ?o }',
    'SELECT DISTINCT ?u { VALUES ?x { 1 2 } ?u search:matches "示例" ; ?p ?o . ?u ?p2 (?o2) . OPTIONAL {} }'.replace(
        " ?u ?p2 (?o2) .", ""
    ),
    'SELECT DISTINCT ?u { ?u ?p ?o ; search:matches "示例" . }',
    'SELECT DISTINCT ?u { ?u ?p ?o ; search:matches "示例" ; ?q ?r . ?u ?p ?o }',
    'SELECT DISTINCT ?u { ?u search:matches "示例" , "示例" ; ?p ?o , ?o2 }',
    'SELECT ?u { { ?u search:matches "示例" } UNION { ?u search:matches "nosuchword" } }',
    'SELECT DISTINCT ?u { GRAPH ?g { ?u search:matches "示例" ; ?p ?o } }',
    'SELECT ?u { ?u search:matches "示例" MINUS { ?u search:matches "nosuchword" } }',
    '# search:matches\nSELECT ?u { # search:matches ?x\n ?u search:matches "示例" }',
]


@pytest.mark.parametrize("query", WRITTEN)
def test_a_search_finds_the_same_however_it_is_written(index, query):
    found = expected(index, SEARCHED)

    assert len(found) > 3
    assert things(index, query) == found == contains(SEARCHED)


def test_searches_on_one_variable_are_both_met(index):
    both = 'SELECT ?u { ?u search:matches "示例" , "办公室" }'

    assert things(index, both) == sorted(set(contains("示例")) & set(contains("办公室"))) != []


def test_each_property_searches_in_its_part(index):
    assert things(index, 'SELECT ?u { ?u search:matchesName "示例" }') == expected(index, "示例", part="labels")
    assert things(index, 'SELECT ?u { ?u search:matchesText "示例" }') == expected(index, "示例", part="text")
    assert things(index, 'SELECT ?u { ?u search:matchesWhole "Peru" }') == expected(index, "Peru", whole=True)


def test_a_language_tag_limits_the_search(index):
    assert ID["state/PER"] in things(index, 'SELECT ?u { ?u search:matches "pérou"@fr }')
    assert things(index, 'SELECT ?u { ?u search:matches "pérou"@es }') == []


def test_an_optional_search_leaves_what_it_does_not_find(index):
    query = 'SELECT ?u ?s { ?u skos:prefLabel ?name OPTIONAL { ?u search:matches "peru" ; search:score ?s } }'
    found = {row["u"]: row.get("s") for row in rows(index, query)}

    assert found[ID["state/PER"]] is not None
    assert None in found.values()


def test_scores_order_what_was_found(index):
    query = 'SELECT ?u { ?u search:matches "示例" ; search:score ?s } ORDER BY DESC(?s)'
    ordered = [row["u"] for row in rows(index, query)]

    best = find(index, "示例", size=1).matches[0]
    assert ordered[0] == best.iri


def test_a_template_may_name_the_score(index):
    query = 'CONSTRUCT { ?u search:score ?s } WHERE { ?u search:matches "示例" ; search:score ?s }'
    triples = list(STORE.query(rewrite(query, lambda: index).text).triples())

    assert len(triples) == len(expected(index, "示例"))


def test_more_hits_than_a_query_may_hold_are_told(index):
    rewritten = rewrite('ASK { ?u search:matches "示例" . ?v search:matches "peru" }', lambda: index, most=2)
    total = find(index, "示例").total

    assert [(cut.words, cut.given, cut.total) for cut in rewritten.cuts if cut.words == "示例"] == [("示例", 2, total)]
    assert rewritten.text.count("<https://w3id.org/unodc-kg/id/") <= 4


def test_a_query_without_a_search_asks_no_index():
    query = 'PREFIX search: <https://example.org/> SELECT ?u { ?u search:matches "\\u0041" }'

    assert rewrite(query, lambda: pytest.fail("asked")).text == query


@pytest.mark.parametrize(
    ("query", "line", "column", "says"),
    [
        ("SELECT ?u {\n  ?u search:matches ?x }", 2, 21, "cannot be ?x"),
        ('SELECT ?u { ?u search:matches "x"^^xsd:integer }', 1, 31, "cannot be"),
        ("SELECT ?u { ?u search:matches }", 1, 16, "missing"),
        ('SELECT ?u { ?u search:matches "-x" }', 1, 31, "only what to leave out"),
        ('SELECT ?u { ?u search:matched "x" }', 1, 16, "no search:matched"),
        ('SELECT ?u { state:PER search:matches "x" }', 1, 13, "not state:PER"),
        ('SELECT ?u { ?u :p [ search:matches "x" ] }', 1, 21, "cannot stand here"),
        ('SELECT ?u { ?u :p ( search:matches "x" ) }', 1, 21, "cannot stand here"),
        ('SELECT ?u { ?u search:matches/:p "x" }', 1, 30, "cannot be"),
        ('SELECT ?u { ?u :p/search:matches "x" }', 1, 19, "cannot stand here"),
        ("SELECT ?u { ?u ?p ?o FILTER(?p = search:matches) }", 1, 34, "cannot stand here"),
        ("SELECT ?u { VALUES ?p { search:matches } ?u ?p ?o }", 1, 25, "cannot stand here"),
        ("DESCRIBE search:matches", 1, 10, "cannot stand here"),
        ("SELECT ?u { search:matches ?p ?o }", 1, 13, "cannot stand here"),
        ("SELECT ?u { ?u ?p search:matches }", 1, 19, "cannot stand here"),
        ('CONSTRUCT WHERE { ?u search:matches "x" }', 1, 22, "short form"),
        ("SELECT ?u { ?u search:score ?s }", 1, 16, "follows the search"),
        ('SELECT ?u { ?u search:matches "x" . ?u search:score ?s }', 1, 40, "follows the search"),
        ('SELECT ?u { ?u search:matches "x" ; search:score 1 }', 1, 37, "is a variable"),
        ('SELECT ?u { ?u search:matches "x", "y" ; search:score ?s }', 1, 16, "several"),
        ("SELECT ?u { ?u search:matches " + '"x", ' * 20 + '"x" }', 1, 131, "more than 20"),
        ("SELECT ?u { " + '?u search:matches "x" . ' * 21 + "}", 1, 511, "more than 20"),
    ],
)
def test_a_search_in_the_wrong_place_is_an_error_there(index, query, line, column, says):
    with pytest.raises(QuerySyntaxError, match=says.replace("?", r"\?")) as caught:
        rewrite(query, lambda: index)

    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ('SELECT ?u {\n ?u search:matches "示例" ;\n  a ?c ; foo }', (3, 14)),
        ('SELECT ?u { ?u search:matches "示例" . ?u a ?c } LIMIT x', None),
        ('SELECT ?u { ?u search:matches "示例" . ?u nix:a ?c }', None),
    ],
)
def test_an_error_of_the_engine_is_told_at_its_place_in_the_query_that_was_sent(index, query, place):
    rewritten = rewrite(query, lambda: index)
    with pytest.raises(QuerySyntaxError) as caught:
        STORE.query(rewritten.text)
    told = rewritten.placed(caught.value)
    with pytest.raises(QuerySyntaxError) as direct:
        STORE.query(query)

    assert (told.line, told.column) == (direct.value.line, direct.value.column)
    assert place is None or (told.line, told.column)[0] == place[0]
    assert "示例办公室" not in told.message


def test_a_store_with_its_own_addresses_gets_them(tmp_path):
    base = "https://kg.example.org/"
    moved = embedded.memory(rebased(read_file(DATA), base))
    write_index(moved, tmp_path / "index", base_iri=base)
    rewritten = rewrite(
        'SELECT ?u { ?u search:matchesName "Peru"@en }', lambda: open_index(tmp_path / "index"), base_iri=base
    )

    assert [row["u"].value for row in moved.query(rewritten.text).rows()] == [f"{base}id/state/PER"]
