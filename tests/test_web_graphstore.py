"""The graph store protocol as a client sees it, on a running service."""

import pytest

import storing
from live import Live
from serving import G1, QUADS
from storing import NEW, OTHER, STORE, TRIPLE, TTL, counts, graph, problem
from unodc_kg.namespaces import SKOS
from unodc_kg.rdf import RdfFormat, canonical, parse_bytes

running = pytest.fixture(scope="module")(storing.running)
live = pytest.fixture(storing.live)


def test_put_makes_a_graph_and_then_replaces_it(live: Live) -> None:
    assert live.write("PUT", f"{STORE}?graph={NEW}", TRIPLE, content_type=TTL).status == 201
    assert live.write("PUT", f"{STORE}?graph={NEW}", OTHER, content_type=TTL).status == 204
    assert graph(live, NEW) == '<https://example.org/s> <https://example.org/p> "other" .\n'
    assert counts(live) == ("3", "3")


def test_post_adds_and_delete_removes(live: Live) -> None:
    assert live.write("POST", f"{STORE}?graph={NEW}", TRIPLE, content_type=TTL).status == 201
    assert live.write("POST", f"{STORE}?graph={NEW}", OTHER, content_type=TTL).status == 204
    assert graph(live, NEW).count("\n") == 2
    assert live.write("DELETE", f"{STORE}?graph={NEW}").status == 204
    problem(live.ask("GET", f"{STORE}?graph={NEW}"), 404)
    problem(live.write("DELETE", f"{STORE}?graph={NEW}"), 404)
    assert counts(live) == ("2", "2")


def test_a_triple_of_two_graphs_stays_in_the_default_graph_until_both_are_gone(live: Live) -> None:
    both = canonical([QUADS[0]]).decode().replace(f" <{G1}>", "")
    assert live.write("PUT", f"{STORE}?graph={NEW}", both, content_type="application/n-triples").status == 201
    assert counts(live) == ("2", "3")
    assert live.write("DELETE", f"{STORE}?graph={G1}").status == 204
    assert counts(live) == ("2", "2")
    assert live.write("DELETE", f"{STORE}?graph={NEW}").status == 204
    assert counts(live) == ("1", "1")


def test_all_graphs_are_read_and_written_at_once(live: Live) -> None:
    for kind, form in (("application/n-quads", RdfFormat.N_QUADS), ("application/trig", RdfFormat.TRIG)):
        answer = live.ask("GET", STORE, accept=kind)
        assert (answer.status, answer.type) == (200, kind)
        assert set(parse_bytes(answer.body, form, "answer")) == set(QUADS)
        assert live.write("PUT", STORE, answer.body, content_type=kind).status == 204
        assert counts(live) == ("2", "2")
    more = TRIPLE.replace(" .", f" <{NEW}> .")
    assert live.write("POST", STORE, more, content_type="application/n-quads").status == 204
    assert counts(live) == ("3", "3")
    assert live.write("DELETE", STORE).status == 204
    assert counts(live) == ("0", "0")


# --- addresses ---


def test_a_graph_has_its_own_address(live: Live) -> None:
    own = f"{STORE}/person/1.ttl"
    assert live.write("PUT", own, "<> <#name> 'Ann' .", content_type=TTL).status == 201
    iri = f"{live.address}{own}"
    expected = f'<{iri}> <{iri}#name> "Ann" .\n'
    assert live.ask("GET", own, accept="application/n-triples").text == expected
    assert graph(live, iri) == expected
    assert graph(live, iri.replace(":", "%3A").replace("/", "%2F")) == expected
    assert live.write("DELETE", own).status == 204


def test_a_graph_without_a_name_gets_one(live: Live) -> None:
    answer = live.write("POST", STORE, TRIPLE, content_type=TTL)
    assert answer.status == 201
    made = answer.headers["Location"]
    assert made.startswith(f"{live.address}{STORE}/")
    assert graph(live, made) == f"{TRIPLE}\n"
    assert live.ask("GET", made.removeprefix(live.address), accept="application/n-triples").text == f"{TRIPLE}\n"
    assert live.write("DELETE", made.removeprefix(live.address)).status == 204


@pytest.mark.parametrize(
    "address",
    [
        "?graph=relative",
        "?graph=",
        "?graph=http://e/%20",
        "?default=x",
        "?default&graph=http://e/",
        "?graph=http://e/&graph=http://e/",
        "/own?graph=http://e/",
        "/own?default",
        "?graph=%FF",
    ],
)
def test_an_address_that_names_no_graph_or_two_is_400(live: Live, address: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert problem(live.write(method, f"{STORE}{address}", content_type=TTL), 400)["hint"]


def test_head_has_the_headers_of_get(live: Live) -> None:
    for address in (f"{STORE}?graph={G1}", STORE, f"{STORE}?default"):
        get, head = live.ask("GET", address), live.ask("HEAD", address)
        assert (head.status, head.body) == (200, b"")
        for name in ("Content-Type", "ETag", "Vary", "X-Graph-Version", "Content-Length"):
            assert head.headers[name] == get.headers[name], name
    assert live.ask("HEAD", f"{STORE}?graph={NEW}").status == 404


def test_the_default_graph_is_read_as_the_union(live: Live) -> None:
    answer = live.ask("GET", f"{STORE}?default", accept="application/n-triples")
    assert len(answer.text.splitlines()) == 2


# --- formats ---


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/turtle", "@prefix e: <https://example.org/> . e:s e:p e:o ."),
        ("application/n-triples", TRIPLE),
        (
            "application/ld+json",
            '{"@id": "https://example.org/s", "https://example.org/p": {"@id": "https://example.org/o"}}',
        ),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
            '<rdf:Description rdf:about="https://example.org/s"><e:p rdf:resource="https://example.org/o"/>'
            "</rdf:Description></rdf:RDF>",
        ),
        ("text/turtle; charset=utf-8", TRIPLE),
        ("text/turtle", f"\ufeff{TRIPLE}"),
    ],
)
def test_every_rdf_format_is_read_and_written(live: Live, kind: str, body: str) -> None:
    assert live.write("PUT", f"{STORE}?graph={NEW}", body, content_type=kind).status == 201
    assert graph(live, NEW) == f"{TRIPLE}\n"
    answer = live.ask("GET", f"{STORE}?graph={NEW}", accept=kind)
    assert answer.type == kind.partition(";")[0]
    assert live.write("PUT", f"{STORE}?graph={NEW}", answer.body, content_type=kind).status == 204
    assert graph(live, NEW) == f"{TRIPLE}\n"


def test_reading_negotiates_by_quality_and_by_name(live: Live) -> None:
    address = f"{STORE}?graph={G1}"
    assert live.ask("GET", address).type == TTL
    assert live.ask("GET", address, accept="text/turtle;q=0.1, application/rdf+xml").type == "application/rdf+xml"
    assert live.ask("GET", f"{address}&format=nt").type == "application/n-triples"
    problem(live.ask("GET", address, accept="image/png"), 406)
    problem(live.ask("GET", STORE, accept="text/turtle"), 406)


def test_a_form_of_several_files_is_added_as_one(live: Live) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="f"; filename="f.ttl"\r\nContent-Type: {}\r\n\r\n{}\r\n'
    body = (
        part.format("text/turtle", TRIPLE) + part.format("application/n-triples", OTHER.replace("'", '"')) + "--x--\r\n"
    )
    kind = "multipart/form-data; boundary=x"
    assert live.write("POST", f"{STORE}?graph={NEW}", body, content_type=kind).status == 201
    assert graph(live, NEW).count("\n") == 2
    broken = body.replace("application/n-triples", "image/png")
    problem(live.write("POST", f"{STORE}?graph={NEW}", broken, content_type=kind), 415)
    problem(live.write("POST", f"{STORE}?graph={NEW}", "--x--\r\n", content_type=kind), 400)
    problem(live.write("PUT", f"{STORE}?graph={NEW}", body, content_type=kind), 415)


@pytest.mark.parametrize(
    "kind", ["", "application/sparql-update", "text/csv", "application/n-quads", "application/trig"]
)
def test_another_body_is_415_with_those_that_work(live: Live, kind: str) -> None:
    body = problem(live.write("PUT", f"{STORE}?graph={NEW}", TRIPLE, content_type=kind), 415)
    assert "text/turtle" in str(body["hint"])
    problem(live.write("PUT", STORE, TRIPLE, content_type=TTL), 415)
    problem(live.write("PUT", f"{STORE}?graph={NEW}", TRIPLE, content_type=TTL, content_encoding="gzip"), 415)


def test_a_body_that_is_too_large_is_413(live: Live) -> None:
    large = "\n".join(TRIPLE.replace("/o>", f"/{number}>") for number in range(2000))
    body = problem(live.write("PUT", f"{STORE}?graph={NEW}", large, content_type=TTL), 413)
    assert (body["limit"], body["maximum"]) == ("max_upload", 100_000)
    assert "max_upload" in str(body["detail"])
    problem(live.ask("GET", f"{STORE}?graph={NEW}"), 404)


# --- what is not read ---


@pytest.mark.parametrize(
    ("kind", "body", "place", "said"),
    [
        ("text/turtle", f"{TRIPLE}\n<https://example.org/s> <p> 1 ,, 2 .", (2, 0), "Turtle"),
        ("application/n-triples", f"{TRIPLE}\n<s> <p> <o> .\n", (2, 0), "N-Triples"),
        ("application/ld+json", '{"@id": "https://example.org/s",\n "https://example.org/p" 1}', (2, 0), "JSON-LD"),
        ("application/rdf+xml", "<rdf:RDF>\n<x></rdf:RDF>", None, "RDF/XML"),
        ("application/rdf+xml", '<!-- x -->\n<!DOCTYPE r [<!ENTITY a "b">]><r/>', (2, 1), "document type"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/c", "@id": "http://e/s"}', None, "context"),
        ("application/ld+json", '{"@id": "https://example.org/g", "@graph": [{"@id": "https://example.org/s", "https://example.org/p": 1}]}', None, "graphs of its own"),  # noqa: E501
        ("text/turtle", b"<https://example.org/s> <https://example.org/p> '\xff' .", (1, 0), "UTF-8"),
    ],
)  # fmt: skip
def test_rdf_that_is_not_read_is_400_with_its_place_and_nothing_is_written(
    live: Live, kind: str, body: str | bytes, place: tuple[int, int] | None, said: str
) -> None:
    for method in ("PUT", "POST"):
        found = problem(live.write(method, f"{STORE}?graph={G1}", body, content_type=kind), 400)
        assert said in str(found["detail"])
        if place is not None:
            assert found["line"] == place[0]
            assert found["column"] == place[1] or (place[1] == 0 and int(str(found["column"])) > 0)
    assert counts(live) == ("2", "2")


def test_the_unnamed_graph_of_a_merged_store_is_not_written(live: Live) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        kind = "application/sparql-update" if method == "PATCH" else TTL
        body = "CLEAR ALL" if method == "PATCH" else TRIPLE
        found = problem(live.write(method, f"{STORE}?default", body, content_type=kind), 403)
        assert "?graph=IRI" in str(found["hint"])
    problem(live.write("PUT", STORE, TRIPLE, content_type="application/n-quads"), 403)
    assert counts(live) == ("2", "2")


# --- patch ---


def test_a_patch_sees_and_changes_one_graph(live: Live) -> None:
    kind = "application/sparql-update"
    address = f"{STORE}?graph={G1}"
    text = "DELETE { ?s skos:prefLabel ?o } INSERT { ?s skos:altLabel ?o } WHERE { ?s skos:prefLabel ?o }"
    assert live.write("PATCH", address, text, content_type=kind).status == 204
    assert "altLabel" in graph(live, G1) and "prefLabel" not in graph(live, G1)
    assert (live.rows("SELECT ?p { ?s skos:altLabel|skos:prefLabel ?o ; ?p ?o }"), counts(live)) == (
        [SKOS.altLabel],
        ("2", "2"),
    )
    assert live.write("PATCH", address, "DELETE WHERE { ?s ?p ?o }", content_type=kind).status == 204
    assert graph(live, G1) == ""
    assert counts(live) == ("1", "1")
    problem(live.write("PATCH", address, "INSERT DATA { GRAPH <http://e/x> { :a :b 1 } }", content_type=kind), 400)
    problem(live.write("PATCH", address, "INSERT DATA {", content_type=kind), 400)
    problem(live.write("PATCH", address, "LOAD <http://127.0.0.1:9/>", content_type=kind), 403)
    problem(live.write("PATCH", address, "x", content_type=TTL), 415)
    problem(live.write("PATCH", STORE, text, content_type=kind), 400)
    problem(live.write("PATCH", f"{STORE}?graph={NEW}", text, content_type=kind), 404)
