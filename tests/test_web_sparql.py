"""The endpoint as a client sees it: protocol, negotiation, refusals."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from serving import AFG, BROWSER, G1, GRAPH, LABEL, QUADS, SELECT, ask, make_client, problem
from unodc_kg import config
from unodc_kg.formats import CSV, GRAPHS, RESULTS, Format
from unodc_kg.namespaces import FILE_FORMAT, SD, VOID
from unodc_kg.rdf import Quad, integer, named
from unodc_kg.stores import embedded
from unodc_kg.web import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return make_client(tmp_path_factory.mktemp("project"))


# --- asking ---


def test_get_post_form_post_body_and_query_method_answer_alike(client: FlaskClient) -> None:
    answers = [
        ask(client, SELECT),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", data=SELECT, content_type="application/sparql-query; charset=UTF-8"),
        client.open("/sparql", method="QUERY", data=SELECT, content_type="application/sparql-query"),
    ]
    assert {response.status_code for response in answers} == {200}
    assert len({response.data for response in answers}) == 1
    assert answers[0].content_type == "application/sparql-results+json"


def test_parameters_are_decoded_once(client: FlaskClient) -> None:
    query = "SELECT (STRLEN('%25+&%E6') AS ?n) { }"
    for response in (
        client.get(f"/sparql?query={quote(query)}&format=csv"),
        client.post("/sparql?format=csv", data={"query": query}),
        client.post("/sparql?format=csv", data=query, content_type="application/sparql-query"),
    ):
        assert response.text == "n\r\n8\r\n"


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    response = client.head("/sparql", query_string={"query": SELECT, "format": "csv"})
    assert (response.status_code, response.mimetype, response.data) == (200, "text/csv", b"")


def test_options_answers_the_preflight_of_a_browser(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Access-Control-Request-Method": "POST"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_graphs_of_the_protocol_are_the_dataset(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(**parameters: str | list[str]) -> str:
        return client.post("/sparql", data={"query": count, "format": "csv", **parameters}).text.split()[1]

    assert number() == "2"
    assert number(**{"default-graph-uri": G1}) == "1"
    assert number(**{"default-graph-uri": [G1, "https://example.org/g2"]}) == "2"
    assert number(**{"named-graph-uri": G1}) == "0"


def test_eight_clients_at_once_get_their_own_answers(client: FlaskClient) -> None:
    app = client.application

    def one(number: int) -> str:
        with app.test_client() as own:
            return ask(own, f"SELECT (?o + {number} AS ?sum) {{ ?s :year ?o }}", Accept="text/csv").text

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(160))) == [f"sum\r\n{2020 + number}\r\n" for number in range(160)]


# --- formats ---


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_results_in_every_format_by_accept_suffix_and_parameter(client: FlaskClient, form: Format) -> None:
    answers = [
        ask(client, SELECT, Accept=form.media_type),
        client.get(f"/sparql.{form.name}", query_string={"query": SELECT}),
        client.get("/sparql", query_string={"query": SELECT, "format": form.name}, headers={"Accept": "image/png"}),
    ]
    for response in answers:
        assert (response.status_code, response.content_type) == (200, form.content_type)
        assert response.vary.as_set() == {"accept", "accept-encoding"}
    if form == CSV:
        assert '阿富汗 <b>""1&2""</b> 100%25' in answers[0].text
    else:
        rows = parse_query_results(answers[0].data, format=QueryResultsFormat.from_media_type(form.media_type))
        assert [row["o"] for row in rows] == [LABEL]
    assert len({response.data for response in answers}) == 1


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_graphs_in_every_format(client: FlaskClient, form: Format) -> None:
    response = ask(client, GRAPH, Accept=form.media_type)
    assert response.content_type == form.content_type
    quads = set(parse(response.data, RdfFormat.from_media_type(form.media_type)))
    assert quads == {Quad(quad.subject, quad.predicate, quad.object) for quad in QUADS}


def test_the_default_is_json_for_rows_and_turtle_for_graphs(client: FlaskClient) -> None:
    assert ask(client, SELECT).mimetype == "application/sparql-results+json"
    assert ask(client, "ASK { ?s ?p ?o }").json == {"head": {}, "boolean": True}
    assert ask(client, f"DESCRIBE <{AFG}>").mimetype == "text/turtle"


def test_a_format_that_does_not_fit_the_answer_is_406_with_those_that_do(client: FlaskClient) -> None:
    body = problem(ask(client, SELECT, Accept="text/turtle"), 406)
    assert "text/turtle" in body["detail"]
    assert all(form.media_type in body["hint"] for form in RESULTS)
    body = problem(client.get("/sparql.csv", query_string={"query": GRAPH}), 406)
    assert all(form.media_type in body["hint"] for form in GRAPHS)
    problem(client.get("/sparql", query_string={"query": SELECT, "format": "xlsx"}), 406)


# --- refusing ---


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=",
        "/sparql?query=%20",
        "/sparql?query=ASK{}&query=ASK{}",
        "/sparql?query=ASK{}&update=x",
        "/sparql?query=%E6%AF",
        "/sparql?query=%FF",
    ],
)
def test_a_get_that_breaks_the_protocol_is_400(client: FlaskClient, address: str) -> None:
    assert problem(client.get(address), 400)["hint"]


def test_a_post_that_breaks_the_protocol_is_400(client: FlaskClient) -> None:
    problem(client.post("/sparql", data={"format": "csv"}), 400)
    problem(client.post("/sparql?query=ASK{}", data={"query": "ASK {}"}), 400)
    problem(client.post("/sparql?query=ASK{}", data="ASK {}", content_type="application/sparql-query"), 400)
    problem(client.post("/sparql", data=b"ASK { ?s ?p '\xff' }", content_type="application/sparql-query"), 400)
    problem(client.post("/sparql", data=b"", content_type="application/sparql-query"), 400)
    problem(client.post("/sparql", data={"query": "ASK {}", "default-graph-uri": "no iri"}), 400)


def test_a_syntax_error_is_400_with_line_and_column(client: FlaskClient) -> None:
    body = problem(ask(client, "SELECT *\n{ ?s ex:p ?o }"), 400)
    assert (body["line"], body["column"], body["type"]) == (2, 6, "/docs/errors#query-syntax-error")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { :a :b :c }",
        "LOAD <http://127.0.0.1:9/>",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { } }",
        "ASK{serviceSILENT<http://127.0.0.1:9/>{}}",
    ],
)
def test_updates_and_federation_are_403(client: FlaskClient, query: str) -> None:
    problem(ask(client, query), 403)
    problem(client.post("/sparql", data=query, content_type="application/sparql-query"), 403)
    assert ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Accept="text/csv").text == "n\r\n2\r\n"


def test_an_update_by_the_protocol_is_403(client: FlaskClient) -> None:
    problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 403)
    problem(client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update"), 403)


def test_relative_iris_are_read_against_the_public_address(client: FlaskClient) -> None:
    response = ask(client, "SELECT ?o { <id/state/AFG> skos:prefLabel ?o }")

    assert response.status_code == 200
    assert len(response.json["results"]["bindings"]) == 1


def test_a_right_query_that_cannot_be_carried_out_is_no_syntax_error(client: FlaskClient) -> None:
    found = problem(ask(client, "SELECT (<https://example.org/f>(1) AS ?x) {}"), 422)

    assert "https://example.org/f" in found["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_that_work(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method, data="x")
    problem(response, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "multipart/form-data; boundary=x", "application/sparql-query; charset=gb2312"]
)
def test_another_body_is_415_with_those_that_work(client: FlaskClient, content_type: str | None) -> None:
    body = problem(client.post("/sparql", data=b"ASK {}", content_type=content_type), 415)
    assert "application/sparql-query" in body["hint"]


def test_a_long_query_and_a_large_body_are_413(client: FlaskClient) -> None:
    problem(client.post("/sparql", data={"query": "#" * 2001}), 413)
    problem(client.post("/sparql", data={"query": "#" * 60_000}), 413)
    problem(client.post("/sparql", data=b"#" * 60_000, content_type="application/sparql-query"), 413)


def test_deep_nesting_is_refused_and_the_process_lives(client: FlaskClient) -> None:
    body = problem(ask(client, "SELECT * " + "{" * 900 + "}" * 900), 400)
    assert (body["type"], body["limit"], body["maximum"]) == (
        "/docs/errors#query-too-deep-error",
        "max_query_depth",
        100,
    )
    problem(ask(client, "SELECT * {FILTER(" + "!" * 1900 + "1)}"), 400)
    assert ask(client, "ASK { }").status_code == 200


def test_an_error_is_plain_text_where_that_is_asked_for(client: FlaskClient) -> None:
    response = ask(client, "ASK {", Accept="text/plain")
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert "never closed" in response.text


def test_an_unknown_address_is_404_as_data_and_as_a_page(client: FlaskClient) -> None:
    problem(client.get("/no/such/page"), 404)
    page = client.get("/no/such/page", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<h1>" in page.text


def test_a_mistake_of_ours_is_logged_and_not_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An application without its store."""
    app = create_app(config.load({"root": str(tmp_path)}, {}), embedded.memory([]))
    app.extensions["live"] = "secret"
    body = problem(ask(app.test_client(), SELECT), 500)
    number = body["detail"].split()[-1].rstrip(".")
    assert number in caplog.text
    assert "AttributeError" in caplog.text
    assert "secret" not in str(body) and "AttributeError" not in str(body)


def test_every_answer_has_the_headers_that_protect_a_reader(client: FlaskClient) -> None:
    for response in (ask(client, SELECT), client.get("/sparql", headers=BROWSER), client.get("/none")):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert response.headers["Referrer-Policy"]


# --- the service itself ---


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert response.mimetype == "text/turtle"
    triples = {(str(t.predicate.value), t.object) for t in parse(response.data, RdfFormat.TURTLE)}
    assert (SD.endpoint, named("http://localhost/sparql")) in triples
    assert (SD.name, named(G1)) in triples
    assert (VOID.triples, integer(1)) in triples  # of each of the two graphs; of both together:
    assert (VOID.triples, integer(2)) in triples
    formats = {value for predicate, value in triples if predicate == SD.resultFormat}
    assert len(formats) == 8
    assert named(FILE_FORMAT.SPARQL_Results_JSON) in formats
    features = {value for predicate, value in triples if predicate == SD.feature}
    assert features == {named(SD.UnionDefaultGraph)}
    assert (SD.supportedLanguage, named(SD.SPARQL11Query)) in triples
    assert (SD.supportedLanguage, named(SD.SPARQL11Update)) not in triples  # nobody has a token
    assert (SD.defaultEntailmentRegime, named("http://www.w3.org/ns/entailment/Simple")) in triples


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_the_description_comes_in_every_rdf_format(client: FlaskClient, form: Format) -> None:
    response = client.get("/sparql", headers={"Accept": form.media_type})
    assert response.content_type == form.content_type
    assert len(list(parse(response.data, RdfFormat.from_media_type(form.media_type)))) > 15
