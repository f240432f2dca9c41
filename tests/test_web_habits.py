"""What people and programs send who know other endpoints, and what they get here."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from serving import GRAPH, SELECT, ask, make_client, problem
from unodc_kg.formats import RDF_XML, XML
from unodc_kg.stores.wellformed import well_formed

QUERY = "application/sparql-query"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return make_client(tmp_path_factory.mktemp("project"))


# --- formats by name ---


@pytest.mark.parametrize(
    "parameters",
    [
        "output=csv",
        "_mediatype=text/csv",
        "format=text/csv",
        "format=csv&output=json",
        "output=csv&results=json",
        "format=CSV",
    ],
)
def test_the_format_has_the_names_that_others_give_it(client: FlaskClient, parameters: str) -> None:
    assert client.get(f"/sparql?query={quote(SELECT)}&{parameters}").mimetype == "text/csv"


def test_a_plus_in_a_media_type_need_not_be_encoded(client: FlaskClient) -> None:
    address = f"/sparql?query={quote(SELECT)}&format=application/sparql-results+xml"
    assert client.get(address).mimetype == "application/sparql-results+xml"
    assert client.get("/ontology?output=application/rdf+xml").mimetype == "application/rdf+xml"


def test_a_format_that_there_is_not_is_never_ignored(client: FlaskClient) -> None:
    problem(client.get(f"/sparql?query={quote(SELECT)}&output=excel"), 406)


# --- addresses and bodies ---


def test_a_slash_at_the_end_is_no_other_address(client: FlaskClient) -> None:
    assert client.get("/sparql/", query_string={"query": SELECT}).data == ask(client, SELECT).data
    assert client.post("/sparql/", data={"query": SELECT}).data == ask(client, SELECT).data
    assert "/sparql>" in client.get("/sparql/", headers={"Accept": "application/n-triples"}).text


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"])
def test_utf_8_has_several_names(client: FlaskClient, charset: str) -> None:
    answer = client.post("/sparql", data=SELECT, content_type=f"{QUERY}; charset={charset}")
    assert answer.status_code == 200


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "nonsense"])
def test_other_charsets_are_415(client: FlaskClient, charset: str) -> None:
    problem(client.post("/sparql", data=SELECT, content_type=f"{QUERY}; charset={charset}"), 415)


def test_a_post_without_a_body_needs_no_media_type(client: FlaskClient) -> None:
    assert client.post("/sparql", query_string={"query": SELECT}).data == ask(client, SELECT).data
    problem(client.post("/sparql"), 400)
    problem(client.post("/sparql", data=SELECT), 415)


def test_the_mark_of_windows_before_a_query_is_not_part_of_it(client: FlaskClient) -> None:
    marked = f"\ufeff{SELECT}"
    whole = ask(client, SELECT).data
    assert ask(client, marked).data == whole
    assert client.post("/sparql", data=marked.encode(), content_type=QUERY).data == whole
    assert problem(ask(client, "\ufeffSELECT * {"), 400)["column"] == 10
    problem(ask(client, "\ufeff"), 400)


def test_a_browser_may_remember_that_it_may_ask(client: FlaskClient) -> None:
    assert int(client.options("/sparql").headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Max-Age" not in ask(client, SELECT).headers


def test_304_varies_as_the_answer_does(client: FlaskClient) -> None:
    query = "SELECT (1 AS ?one) {}"
    answer = ask(client, query)
    for _ in range(2):  # from the cache, and then of a request that the cache does not know
        known = ask(client, query, **{"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"})
        assert (known.status_code, known.headers["Vary"]) == (304, answer.headers["Vary"])


# --- XML ---


@pytest.mark.parametrize("form", ["xml", "rdf"])
def test_xml_has_line_ends_as_they_are_in_the_graph(client: FlaskClient, form: str) -> None:
    text = r'"one\r\ntwo\rthree\nfour\tfive"'
    query = f"SELECT ({text} AS ?x) {{}}" if form == "xml" else f"CONSTRUCT {{ :a :b {text} }} {{}}"
    answer = client.get("/sparql", query_string={"query": query, "format": form})
    read = "".join(ElementTree.fromstring(answer.data).itertext())
    assert read.strip() == "one\r\ntwo\rthree\nfour\tfive"


@pytest.mark.parametrize("character", [r"\u0000", r"\u0001", r"\u001F", r"\uFFFE", r"\uFFFF"])
@pytest.mark.parametrize("form", ["xml", "rdf"])
def test_what_xml_cannot_hold_is_refused(client: FlaskClient, character: str, form: str) -> None:
    query = f'SELECT ("a{character}" AS ?x) {{}}' if form == "xml" else f'CONSTRUCT {{ :a :b "a{character}" }} {{}}'
    found = problem(client.get("/sparql", query_string={"query": query, "format": form}), 422)
    assert f"U+{character[2:]}" in str(found["detail"])
    for other in ("json", "csv") if form == "xml" else ("ttl", "nt", "jsonld"):
        assert client.get("/sparql", query_string={"query": query, "format": other}).status_code == 200


def test_what_xml_cannot_hold_is_seen_across_chunks_and_elsewhere_is_none_of_our_business() -> None:
    noncharacter, good = "\uffff".encode(), "\ufffd\uffef".encode()
    for place in range(1, 3):
        chunks = iter([b"x" + noncharacter[:place], noncharacter[place:]])
        with pytest.raises(Exception, match=r"U\+FFFF"):
            list(well_formed(chunks, XML))
        assert b"".join(well_formed(iter([good[:place], good[place:]]), RDF_XML)) == good


def test_a_graph_is_read_by_any_parser(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": GRAPH, "format": "rdf"})
    assert ElementTree.fromstring(answer.data) is not None
