"""The guard: what may run, what may not, and what the engine does with what it lets through."""

import subprocess
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unodc_kg.errors import KgError, QueryRefusedError, QuerySyntaxError, StoreError
from unodc_kg.formats import CSV, JSON
from unodc_kg.namespaces import KG, SKOS
from unodc_kg.rdf import Quad, integer, named, text
from unodc_kg.stores import embedded, guard
from unodc_kg.stores.embedded import EmbeddedStore

AFG = "https://w3id.org/unodc-kg/id/state/AFG"
QUADS = [
    Quad(named(AFG), named(SKOS.prefLabel), text("阿富汗", "zh"), named("https://example.org/g1")),
    Quad(named(AFG), named(KG.year), integer(2020), named("https://example.org/g2")),
]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return embedded.memory(QUADS)


# --- what may run ---

HARMLESS = {
    "the word in strings": (
        """SELECT * { ?s ?p "SERVICE <x>", 'service', '''SERVICE <x> {}''', \"\"\"a "SERVICE" \"\"\" }"""
    ),
    "the word in a name and a variable": "PREFIX ex: <http://x/> SELECT ?service { ex:service ?service $SERVICE }",
    "the word in an IRI": "SELECT * { ?s <http://example.org/service/SERVICE#service> ?o }",
    "the word in a comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}\n#service",
    "escaped quotes before it": r"""SELECT * { ?s ?p "\" SERVICE <x> {} ", 'it\'s SERVICE <x>' }""",
    "comparison without spaces": "SELECT * { ?s ?p ?o FILTER(?o<5&&?o>3||1<?o) }",
    "IRIs with fragments in lists": "SELECT * { VALUES (?a ?b) { (<http://x#a> <http://y#b>) (UNDEF <urn:x>) } }",
    "paths in brackets": "SELECT * { ?s (<http://x#a>|^<http://y#b>)/!(<http://z#c>|a)* ?o }",
    "IF with brackets": "SELECT (IF(?a<5,(?b>3),STRLEN('#')) AS ?x) { }",
    "numbers and languages": "SELECT * { ?s ?p 1, -2, +3.5, .5, 1.5e3, 'a'@zh-Hans, '1'^^xsd:integer }",
    "names with escapes": r"PREFIX ex: <http://x/> SELECT * { ?s ex:it\'s ex:a%20b.c, ex:a\#b }",
    "Chinese names": "PREFIX 毒: <http://x/> SELECT ?毒品 { ?毒品 毒:品 '毒品'@zh }",
    "triple terms": "SELECT * { << ?s ?p ?o >> ?x <<( ?s ?p ?o )>> . ?s ?p ?o {| ?q ?r |} }",
    "long data": "SELECT * { VALUES ?x { " + "<http://x#a> " * 5000 + "} }",
    "long list": "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 5000 + "1)) }",
    "graphs of the store": "SELECT * FROM <http://127.0.0.1/x> FROM NAMED <http://x> { ?s ?p ?o }",
    "nested, but not too deeply": "SELECT * " + "{" * 90 + "?s ?p ?o" + "}" * 90,
}


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_harmless_query_passes_and_runs(store: EmbeddedStore, query: str) -> None:
    guard.check(query)
    assert store.query(query).serialize(JSON).startswith(b'{"head"')


# --- what may not ---

FAR = "<http://127.0.0.1:9/x>"
FEDERATED = {
    "plain": f"SELECT * {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
    "lower case": f"SELECT * {{ service {FAR} {{ }} }}",
    "mixed case and silent": f"SELECT * {{ SerVice SiLenT {FAR} {{ }} }}",
    "comment between": f"SELECT * {{ SERVICE # {{}}\n #\n {FAR} {{ }} }}",
    "without spaces": f"SELECT*{{SERVICE{FAR}{{}}}}",
    "silent without spaces": f"SELECT*{{SERVICESILENT{FAR}{{}}}}",
    "glued to a name": "PREFIX ex:<http://x/> SELECT*{SERVICEex:a{}}",
    "glued to a name without prefix": "SELECT*{SERVICE:a{}}",
    "glued to a literal": f"SELECT*{{?s ?p trueSERVICE{FAR}{{}}}}",
    "glued to a number": f"SELECT*{{?s ?p 1SERVICE{FAR}{{}}}}",
    "variable endpoint": f"SELECT * {{ BIND({FAR} AS ?g) SERVICE ?g {{ }} }}",
    "in a subquery": f"SELECT * {{ {{ SELECT * {{ SERVICE {FAR} {{ }} }} }} }}",
    "in EXISTS": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE {FAR} {{ }} }} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
    "in ASK and DESCRIBE": f"DESCRIBE ?s {{ SERVICE {FAR} {{ ?s ?p ?o }} }}",
    "after a comparison that looks like an IRI with a comment": (
        f'SELECT * {{ BIND(1 AS ?a) FILTER(?a<1#>"""\n) SERVICE {FAR} {{ }} #"""\n }}'
    ),
    "after a comparison that looks like an IRI with a quote": (
        f"SELECT * {{ BIND(1 AS ?a) FILTER(?a<'>b') SERVICE {FAR} {{ }} }} #'"
    ),
    "after an IRI that looks like a comparison with a comment": (
        f"SELECT * {{ OPTIONAL {{ ?s ?p (1 <a:#>) }} SERVICE {FAR} {{ }} }}"
    ),
    "after a comment that ends with a carriage return": f"SELECT * {{ # \r SERVICE {FAR} {{ }} }}",
}


@pytest.mark.parametrize("query", FEDERATED.values(), ids=FEDERATED.keys())
def test_a_query_that_would_call_another_server_is_refused(query: str) -> None:
    with pytest.raises((QueryRefusedError, QuerySyntaxError)):
        guard.check(query)


PIECES = st.sampled_from(
    ["SERVICE", "<urn:s>", "{}", "<", ">", "#", '"""', '"', "'", "\n", "\r", "(", ")", "FILTER(", "?a", "1", " ", "<#>",
     "<'>", "<1#>", "||", "true", ":b", "[", "]", "<<", ">>", "{", "}", "\\'", "@en", ".", ",", "a ", "EXISTS{", "_:b"]
)  # fmt: skip
SEEDS = st.sampled_from(
    [
        "SELECT * {SERVICE <urn:s> {}}",
        "SELECT * {BIND(1 AS ?a) FILTER(?a<2||1<?a) #c\n SERVICE :s {}}",
        "SELECT * {OPTIONAL{?s ?p (1 <a:b> 'x') , 'b'@en, '''c'''} SERVICE <urn:s> {}}",
    ]
)


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(SEEDS, st.lists(st.tuples(st.integers(7, 60), PIECES), min_size=1, max_size=4))
def test_no_query_that_the_engine_sends_out_passes_the_guard(seed: str, changes: list[tuple[int, str]]) -> None:
    """The engine refuses to call urn:s, which shows that it would have called a web address."""
    query = seed
    for place, piece in changes:
        query = query[:place] + piece + query[place:]
    if _calls_out(query):
        with pytest.raises((QueryRefusedError, QuerySyntaxError)):
            guard.check(query)


def _calls_out(query: str) -> bool:
    try:
        embedded.memory(QUADS[:1]).query(query).serialize(CSV)
    except StoreError as error:
        return "scheme" in error.message.lower() or "service" in error.message.lower()
    except KgError:
        return False
    return False


@pytest.mark.parametrize("word", ["INSERT", "delete", "Load", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
def test_an_update_is_refused_also_after_prefixes_and_comments(word: str) -> None:
    with pytest.raises(QueryRefusedError, match=f"Line 3, column 1 .*{word} changes the graph"):
        guard.check(f"BASE <http://x/> PREFIX ex: <http://x/>\n# SELECT\n{word} DATA {{ }}")


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryRefusedError, match=r"201 characters\. The most is 200"):
        guard.check("#" * 201, max_length=200)


HEAVY = {
    "groups": "SELECT * " + "{" * 9000 + "}" * 9000,
    "brackets": "SELECT * { FILTER" + "(" * 9000 + "1" + ")" * 9000 + "}",
    "functions": "SELECT * { FILTER(" + "STR(" * 9000 + "1" + ")" * 9000 + ")}",
    "lists": "SELECT * { ?s ?p " + "(" * 9000 + ")" * 9000 + "}",
    "blank nodes": "SELECT * { ?s ?p " + "[:p " * 9000 + "1" + "]" * 9000 + "}",
    "not": "SELECT * { FILTER(" + "!" * 90000 + "1)}",
    "minus": "SELECT * { FILTER(" + "- " * 40000 + "1)}",
    "inverse": "SELECT * { ?s " + "^" * 90000 + ":p ?o }",
    "inverse in brackets": "SELECT * { ?s " + "^(" * 9000 + ":p" + ")" * 9000 + " ?o }",
    "sum": "SELECT * { FILTER(1" + "+1" * 40000 + ")}",
    "or": "SELECT * { FILTER(1" + "||1" * 20000 + ")}",
    "alternatives": "SELECT * { ?s :p" + "|:p" * 20000 + " ?o }",
    "sequence": "SELECT * { ?s :p" + "/:p" * 20000 + " ?o }",
    "union": "SELECT * { {}" + "UNION{}" * 10000 + "}",
    "minus groups": "SELECT * { ?s ?p ?o " + "MINUS{?s ?p ?o}" * 5000 + "}",
    "binds": "SELECT * { " + "".join(f"BIND(1 AS ?x{n})" for n in range(4000)) + "}",
    "columns": "SELECT " + "".join(f"(1 AS ?x{n})" for n in range(5000)) + " { }",
    "annotations": "SELECT * { ?s ?p ?o " + "{| ?p ?o " * 90 + "|}" * 90 + "}",
    "comparisons that look like IRIs": "SELECT * { FILTER(1" + "<1+1&&1>1&&1" * 6000 + ")}",
}


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY.keys())
def test_a_query_that_could_end_the_process_is_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"nested|parts|triple terms"):
        guard.check(query)


LIMITS = """
    from unodc_kg.stores import embedded, guard
    from unodc_kg.formats import CSV
    import threading
    groups = "SELECT * " + "{" * 99 + "?s ?p ?o" + "}" * 99
    functions = "SELECT * { FILTER(" + "STR(" * 97 + "1" + ")" * 97 + ")}"
    exists = "SELECT * { ?s ?p ?o " + "FILTER EXISTS { ?s ?p ?o " * 98 + "}" * 98 + "}"
    columns = "SELECT " + "".join(f"(1 AS ?x{n})" for n in range(1400)) + " { }"
    minus = "SELECT * { ?s ?p ?o " + "MINUS{?s ?p ?o}" * 700 + "}"
    sums = "SELECT * { FILTER(1" + "+1" * 1400 + ")}"
    def run():
        for query in (groups, functions, exists, columns, minus, sums):
            guard.check(query)
            embedded.memory([]).query(query).serialize(CSV)
        print("alive")
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
"""


def test_what_the_guard_lets_through_at_its_limits_does_not_end_the_process() -> None:
    """In a process of its own, and in a thread as of a server."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(LIMITS)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("alive\n", 0), done.stderr


# --- where it is wrong ---


@pytest.mark.parametrize(
    ("query", "line", "column", "says"),
    [
        ("SELECT * { } FOO", 1, 14, "'FOO'"),
        ("SELECT ?s\r\n{ ?s zz:p ?o }", 2, 6, "the prefix 'zz:' is not declared"),
        ("ASK {\n ?s ?p ?o ]", 2, 11, "']' closes nothing; the open bracket is '{'"),
        ("ASK {\n { ?s ?p ?o }", 1, 5, "'{' is never closed"),
        ("SELECT ?x { ?毒 ?b }", 1, 19, "'}'"),
        ('ASK { ?s ?p "毒品 }', 1, 13, "no end"),
        ('ASK { ?s ?p """a" }', 1, 13, "no end"),
        (r'ASK { ?s ?p "a\q" }', 1, 13, "wrong escape"),
        ("\ufeffASK { }", 1, 1, "U+FEFF"),
        ("ASK { ?s < ?o }", 1, 10, "whole IRI"),
        ("ASK { ?s ?p (1 <#a>) }", 1, 16, "could be a comparison or start an IRI"),
    ],
)
def test_a_syntax_error_says_where(store: EmbeddedStore, query: str, line: int, column: int, says: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        guard.check(query)
        store.query(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("query", ["", " \n", "# only a comment", "PREFIX ex: <http://x/>"])
def test_an_empty_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="empty"):
        guard.check(query)
