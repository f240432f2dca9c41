"""Every thing has an address that leads to its page or data, and no address breaks the service."""

from urllib.parse import parse_qs, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from paging import BROWSER, X1, Page, client
from unodc_kg.rdf import RdfFormat, parse_bytes

CLIENT = client()


def get(path, **headers):
    return CLIENT.get(path, headers=BROWSER | {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/html", "/page/agent/ooe"),
        (BROWSER["Accept"], "/page/agent/ooe"),
        ("text/turtle", "/data/agent/ooe.ttl"),
        ("application/n-triples", "/data/agent/ooe.nt"),
        ("application/ld+json", "/data/agent/ooe.jsonld"),
        ("application/rdf+xml", "/data/agent/ooe.rdf"),
        ("text/turtle;q=0.5, text/html", "/page/agent/ooe"),
        ("*/*", "/data/agent/ooe.ttl"),
        ("", "/data/agent/ooe.ttl"),
    ],
)
def test_a_thing_leads_to_its_page_or_data_by_accept(accept, location):
    response = CLIENT.get("/id/agent/ooe", headers={"Accept": accept})

    assert (response.status_code, response.headers["Location"]) == (303, location)
    assert "Accept" in response.headers["Vary"]


def test_the_suffix_wins_over_the_parameter_and_that_over_accept():
    assert get("/id/agent/ooe.nt?format=ttl").headers["Location"] == "/data/agent/ooe.nt"
    assert get("/id/agent/ooe?format=ttl").headers["Location"] == "/data/agent/ooe.ttl"
    assert get("/id/agent/ooe.html", Accept="text/turtle").headers["Location"] == "/page/agent/ooe"


def test_search_engines_are_kept_from_running_queries():
    rules = RobotFileParser()
    rules.parse(get("/robots.txt").text.splitlines())

    assert not rules.can_fetch("x", "/sparql?query=ASK%7B%7D")
    assert rules.can_fetch("x", "/page/state/AFG")


def test_the_address_of_a_named_graph_leads_to_the_graph():
    location = get("/graph/document/e-x-1/facts").headers["Location"]

    assert parse_qs(urlsplit(location).query) == {"graph": ["https://w3id.org/unodc-kg/graph/document/e-x-1/facts"]}
    assert urlsplit(location).path == "/store"


@pytest.mark.parametrize("path", ["/id/agent/nobody", "/data/agent/nobody", "/page/agent/nobody", "/read/nobody"])
@pytest.mark.parametrize("accept", ["*/*", "", "text/turtle", "application/json"])
def test_a_program_is_told_as_a_problem_that_nothing_is_there(path, accept):
    response = CLIENT.get(path, headers={"Accept": accept})

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_chosen_language_is_kept_on_the_way():
    assert get("/id/agent/ooe?lang=zh").headers["Location"] == "/page/agent/ooe?lang=zh"


@pytest.mark.parametrize("path", ["/id/agent/ooe", "/page/agent/ooe", "/data/agent/ooe", "/ontology", "/"])
def test_an_accept_header_that_excludes_all_is_refused(path):
    response = CLIENT.get(path, headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert "text/turtle" in response.json["hint"]


@pytest.mark.parametrize(
    ("suffix", "form", "media_type"),
    [
        ("ttl", RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
        ("nt", RdfFormat.N_TRIPLES, "application/n-triples"),
        ("jsonld", RdfFormat.JSON_LD, "application/ld+json"),
        ("rdf", RdfFormat.RDF_XML, "application/rdf+xml"),
    ],
)
def test_the_data_are_the_same_in_every_format(suffix, form, media_type):
    response = CLIENT.get(f"/data/agent/ooe.{suffix}")
    triples = {quad.triple for quad in parse_bytes(response.data, form, "answer")}
    expected = {quad.triple for quad in parse_bytes(CLIENT.get("/data/agent/ooe.nt").data, RdfFormat.N_TRIPLES, "nt")}

    assert response.headers["Content-Type"] == media_type
    assert len(expected) > 10
    assert triples == expected


def test_a_page_asked_for_as_data_leads_to_the_data():
    assert CLIENT.get("/page/agent/ooe", headers={"Accept": "text/turtle"}).headers["Location"] == "/data/agent/ooe.ttl"


def test_head_has_the_headers_of_get():
    for path in ("/", "/page/agent/ooe", "/data/agent/ooe.ttl", "/id/agent/ooe"):
        head, whole = CLIENT.head(path, headers=BROWSER), get(path)

        assert head.data == b""
        assert (head.status_code, head.headers["Content-Type"]) == (whole.status_code, whole.headers["Content-Type"])


def test_what_did_not_change_is_not_sent_again():
    tag = get("/page/agent/ooe").headers["ETag"]

    assert get("/page/agent/ooe", If_None_Match=tag).status_code == 304
    assert get("/page/agent/ooe?lang=zh", If_None_Match=tag).status_code == 200


@pytest.mark.parametrize("path", ["/ontology", "/ontology?format=ttl", "/ontology.ttl"])
def test_the_ontology_is_one_document_for_all_terms(path):
    response = CLIENT.get(path, headers={"Accept": "text/turtle"})

    assert response.mimetype == "text/turtle"
    assert len(parse_bytes(response.data, RdfFormat.TURTLE, "ontology")) > 20
    assert {"Organization", "partner"} <= set(Page(get("/ontology").text).ids)


@pytest.mark.parametrize(
    ("symbol", "location"),
    [("X/1", f"/id/{X1}"), ("Y/2021/3", f"/id/{X1}"), ("A/RES/75/1", "/id/resolution/ga/75/1")],
)
def test_a_symbol_leads_to_the_thing(symbol, location):
    response = get(f"/symbol/{symbol}")

    assert (response.status_code, response.headers["Location"]) == (303, location)


@pytest.mark.parametrize(
    "path",
    [
        "/id/agent/nobody",
        "/page/agent/nobody",
        "/data/agent/nobody.ttl",
        "/symbol/X/9",
        "/read/agent/ooe",
        "/links/agent/nobody",
        "/browse/Nothing",
        "/browse/concept/no",
    ],
)
def test_what_is_unknown_is_not_found(path):
    assert get(path).status_code == 404
    assert CLIENT.get(path, headers={"Accept": "application/json"}).status_code == 404


def test_a_wrong_address_offers_the_nearest_names():
    assert "/id/agent/ooe" in [address for address, _ in Page(get("/page/agent/office-of-exampel").text).links]
    assert "agent/ooe" in CLIENT.get("/id/agent/office-of-exampel", headers={"Accept": "application/json"}).json["hint"]


@pytest.mark.parametrize(
    "start", ["/id/", "/page/", "/data/", "/read/", "/links/", "/symbol/", "/browse/", "/ontology."]
)
@pytest.mark.parametrize(
    "odd", ["", "/", "//", "..", "../../x", "%00", "%2e%2e/x", "a b", "a%20b", "<x>", '"', "%22%3E", "机构", "%ff",
            "{x}", "\\", "x" * 20_000, "%F0%9F%98%80", "agent/ooe/", "concept", "a?b=c", "%0a", "?lang=xx&page=0"]
)  # fmt: skip
def test_odd_addresses_are_refused_calmly(start, odd):
    response = CLIENT.get(start + odd, headers=BROWSER)

    assert response.status_code in (303, 400, 404, 406)


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "٣", "9" * 30, ""])
def test_a_wrong_page_number_is_refused_or_empty(page):
    assert get(f"/browse/Organization?page={page}").status_code in (200, 400)
    assert get(f"/search?q=a&page={page}").status_code in (200, 400)


@pytest.mark.parametrize("name", ["nothing:x", "part ner", "<x>", "a:b:c"])
def test_a_wrong_property_is_refused(name):
    assert CLIENT.get("/links/agent/ooe", query_string={"property": name}, headers=BROWSER).status_code == 404
