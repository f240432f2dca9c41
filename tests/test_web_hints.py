"""Hints and harmless tables over HTTP."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from serving import BROWSER, ask, make_client, problem
from unodc_kg import config
from unodc_kg.describe.hints import Hint
from unodc_kg.formats import CSV, JSON, TSV
from unodc_kg.namespaces import KG, OWL, RDF, SKOS
from unodc_kg.rdf import Quad, named, text
from unodc_kg.stores import embedded
from unodc_kg.web import create_app, spreadsheet
from unodc_kg.web.hinting import in_json

WRONG = "SELECT * { ?s :carryOutBy ?毒品 ; skos:preflabel ?name }"
CELLS = ("=cmd()", "+1+1", "-x", "@x", "\t=1", "\r=1", 'a "=b"', "two\n=lines", "a,=b", "-5", "＝1", "plain")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return _client(tmp_path_factory.mktemp("project"))


def _client(root: Path) -> FlaskClient:
    make_client(root)
    graph = named("https://example.org/g")
    quads = [Quad(named(KG.carriedOutBy), named(RDF.type), named(OWL.ObjectProperty), graph)]
    quads += [
        Quad(named(f"https://x/{n}"), named(SKOS.prefLabel), text(cell, "en"), graph) for n, cell in enumerate(CELLS)
    ]
    settings = config.load({"root": str(root)}, {})
    return create_app(settings, embedded.memory(quads)).test_client()


def test_an_answer_with_hints_has_them_in_a_header_and_in_json(client: FlaskClient) -> None:
    response = ask(client, WRONG)
    assert response.status_code == 200
    told = response.headers.getlist("X-Query-Hint")
    assert "our ontology has no :carryOutBy. Did you mean :carriedOutBy?" in told[0]
    assert "skos:prefLabel" in told[1]
    body = json.loads(response.data)
    assert [hint["suggestion"] for hint in body["meta"]["hints"]] == [":carriedOutBy", "skos:prefLabel"]
    assert body["meta"]["hints"][0] | {"line": 1, "column": 15, "token": ":carryOutBy"} == body["meta"]["hints"][0]
    assert body["results"] == {"bindings": []}
    assert "X-Query-Hint" in response.headers["Access-Control-Expose-Headers"]


def test_hints_stand_beside_what_json_says_of_a_cut_answer() -> None:
    cut = in_json(iter([b'{"meta":{"truncated":true},"head":{}', b"}"]), [Hint("x", 1, 1, "y")])
    assert json.loads(b"".join(cut))["meta"] == {
        "hints": [{"message": "x", "line": 1, "column": 1, "token": "y"}], "truncated": True,
    }  # fmt: skip


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+xml", "text/tab-separated-values"])
def test_other_formats_have_them_in_the_header_only(client: FlaskClient, accept: str) -> None:
    response = ask(client, WRONG, Accept=accept)
    assert len(response.headers.getlist("X-Query-Hint")) == 2
    assert "carriedOutBy" not in response.text


def test_a_right_query_has_none(client: FlaskClient) -> None:
    response = ask(client, "SELECT * { ?s skos:prefLabel ?o }")
    assert "X-Query-Hint" not in response.headers
    assert "meta" not in json.loads(response.data)


def test_strict_makes_the_first_hint_an_error(client: FlaskClient) -> None:
    body = problem(client.get("/sparql", query_string={"query": WRONG, "strict": "1"}), 400)
    assert body["type"] == "/docs/errors#unknown-term-error"
    assert (body["line"], body["column"], body["token"], body["suggestion"]) == (1, 15, ":carryOutBy", ":carriedOutBy")
    right = client.get("/sparql", query_string={"query": "ASK { ?s skos:prefLabel ?o }", "strict": "1"})
    assert right.status_code == 200


def test_the_page_shows_them(client: FlaskClient) -> None:
    page = ask(client, WRONG, **BROWSER).text
    assert "Did you mean :carriedOutBy?" in page


def test_a_hint_in_a_header_is_one_line_of_ascii(client: FlaskClient) -> None:
    told = ask(client, "SELECT * { ?s :毒品 ?o }").headers["X-Query-Hint"]
    assert told.isascii() and "%E6%AF%92" in told


# --- tables ---


def test_the_endpoint_gives_cells_as_they_are_and_the_page_links_to_harmless_ones(client: FlaskClient) -> None:
    query = {"query": "SELECT ?name { ?s skos:prefLabel ?name }", "format": "csv"}
    plain, safe = (_rows(client, query | more) for more in ({}, {"spreadsheet": "1"}))
    assert {row[0] for row in plain[1:]} == set(CELLS)
    changed = {f"'{cell}" for cell in CELLS if cell[0] in "=+@\t\r＝" or cell == "-x"}
    assert {row[0] for row in safe[1:]} == changed | {'a "=b"', "two\n=lines", "a,=b", "-5", "plain"}
    page = ask(client, query["query"], **BROWSER).text
    assert '<input type="hidden" name="spreadsheet" value="1">' in page
    tags = [client.get("/sparql", query_string=query | more).headers["ETag"] for more in ({}, {"spreadsheet": "1"})]
    assert tags[0] != tags[1]


def _rows(client: FlaskClient, query: dict[str, str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get("/sparql", query_string=query).text, newline="")))


def test_a_table_with_tabs_is_harmless_too(client: FlaskClient) -> None:
    query = {"query": "SELECT ?s ?name { ?s skos:prefLabel ?name }", "format": "tsv", "spreadsheet": "1"}
    lines = client.get("/sparql", query_string=query).text.splitlines()
    assert len(lines) == 1 + len(CELLS)
    assert any('"\'=cmd()"@en' in line for line in lines)
    assert not any('\t"=' in line for line in lines)


WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(st.lists(st.lists(WORDS, min_size=2, max_size=2)), st.integers(1, 50))
def test_no_cell_is_lost_or_runs_however_the_table_is_cut(rows: list[list[str]], size: int) -> None:
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator="\r\n").writerows(rows)
    data = output.getvalue().encode()
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    safe = list(csv.reader(io.StringIO(b"".join(spreadsheet.guarded(chunks, CSV)).decode(), newline="")))
    assert _bare(safe) == _bare(rows)
    assert not any(cell[:1] in tuple("=+-@\t\r\n") and not _number(cell) for row in safe for cell in row if cell)


def _bare(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.removeprefix("'") for cell in row] for row in rows]


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_other_formats_are_as_they_are() -> None:
    assert b"".join(spreadsheet.guarded([b'{"=":', b"1}"], JSON)) == b'{"=":1}'
    assert b"".join(spreadsheet.guarded([b"?x\n-5\n=1", b"\n"], TSV)) == b"?x\n-5\n'=1\n"


def test_a_cell_may_be_of_any_size() -> None:
    cell = b"=" + 300_000 * b"x"
    assert b"".join(spreadsheet.guarded([b"x\r\n", cell[:9], cell[9:], b"\r\n"], CSV)) == b"x\r\n'" + cell + b"\r\n"
