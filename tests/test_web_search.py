"""Search over HTTP: the page, JSON, suggestions, and what each says of a search that cannot be."""

import json

import pytest

from paging import BROWSER, X1, client, visible
from serving import problem
from unodc_kg import config
from unodc_kg.config import LANGUAGES
from unodc_kg.namespaces import ID, KG, SKOS
from unodc_kg.rdf import Quad, named, text
from unodc_kg.stores import embedded
from unodc_kg.web import create_app

CLIENT = client()


def get(path, **query):
    return CLIENT.get(path, query_string=query)


def data(**query):
    response = get("/search", format="json", **query)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.data)


def suggested(**query):
    return json.loads(get("/search/suggest", **query).data)["suggestions"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("示例", "agent/ooe"),
        ("PERU", "state/PER"),
        ("75/1", "resolution/ga/75/1"),
        ("办公", "agent/ooe"),
        ("<SCRIPT>", "agent/odd"),
    ],
)
def test_a_name_is_found_in_any_language(query, expected):
    assert ID[expected] in [hit["iri"] for hit in data(q=query)["hits"]]
    assert f'href="/id/{expected}"' in get("/search", q=query).text


def test_words_are_found_in_the_texts_and_marked():
    found = data(q="最后", **{"in": "text"})
    (hit,) = found["hits"]
    ((start, end),) = hit["highlights"]

    assert found["total"] == 1
    assert hit["snippet"][start:end] == "最后"
    assert (hit["in"], hit["match"], hit["language"]) == ("text", "text", "zh")
    assert hit["unit"] == hit["iri"]
    assert hit["document"] == ID[X1]
    assert hit["kind"].startswith(KG)
    assert "<mark>最后</mark>一句。" in get("/search", q="最后").text


def test_the_snippet_is_the_sentence_with_most_of_the_words():
    unit, other = f"{X1}/paragraph/8", f"{X1}/paragraph/9"
    long = "前言" + "很长" * 300 + "毒品" + "很长" * 300
    index_of = {unit: "毒品问题。走私毒品和可卡因。再说可卡因。", other: long}
    quads = [Quad(named(ID[iri]), named(KG["text"]), text(words, "zh"), named(KG.g)) for iri, words in index_of.items()]
    here = create_app(config.load({"root": "."}, environ={}), embedded.memory(quads)).test_client()
    both = json.loads(here.get("/search?q=毒品 可卡因&format=json").data)["hits"]
    one = json.loads(here.get("/search?q=毒品&kind=&format=json").data)["hits"]
    cut = next(hit for hit in one if hit["iri"] == ID[other])

    assert [hit["snippet"] for hit in both] == ["走私毒品和可卡因。"]
    assert len(cut["snippet"]) == 400
    assert cut["snippet"][slice(*cut["highlights"][0])] == "毒品"


def test_names_come_before_texts():
    parts = [hit["in"] for hit in data(q="示例")["hits"]]

    assert parts == sorted(parts)
    assert set(parts) == {"labels", "text"}


def test_pages_of_hits_are_linked():
    first = get("/search", q="示例", format="json", limit=2)
    total = json.loads(first.data)["total"]
    address = first.headers["Link"].partition(">")[0].strip("<")
    seen, response = [], first
    while True:
        seen += [hit["iri"] for hit in json.loads(response.data)["hits"]]
        if "Link" not in response.headers:
            break
        response = CLIENT.get(response.headers["Link"].partition(">")[0].strip("<"))

    assert "offset=2" in address
    assert len(seen) == len(set(seen)) == total > 2


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"language": "fr"}, lambda hit: hit["language"] == "fr"),
        ({"kind": "State"}, lambda hit: hit["iri"].startswith(ID["state/"])),
        ({"kind": KG.State}, lambda hit: hit["iri"].startswith(ID["state/"])),
        ({"in": "labels"}, lambda hit: hit["in"] == "labels"),
    ],
)
def test_a_search_is_limited(query, kept):
    every, some = data(q="p* -x", limit=1000)["hits"], data(q="p* -x", limit=1000, **query)["hits"]

    assert some
    assert all(map(kept, some))
    assert {hit["iri"] for hit in some} <= {hit["iri"] for hit in every}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a", "in": "titles"},
        {"q": "a", "kind": "Nothing"},
        {"q": "a", "language": "<x>"},
        {"q": "a", "whole": "perhaps"},
        {"q": "a", "limit": "-1"},
        {"q": "a", "limit": "1001"},
        {"q": "a", "offset": "x"},
        {},
        {"q": ""},
        {"q": "*"},
        {"q": "-a"},
        {"q": "a" * 500},
    ],
)
def test_what_cannot_be_searched_is_a_problem(query):
    body = problem(get("/search", format="json", **query), 400)

    assert body["hint"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["*", "-a", "。", "a" * 500])
def test_the_page_says_what_is_wrong_with_a_search_in_the_readers_language(language, query):
    response = CLIENT.get("/search", query_string={"q": query, "lang": language}, headers=BROWSER)
    english = CLIENT.get("/search", query_string={"q": query, "lang": "en"}, headers=BROWSER)

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert language == "en" or visible(response) != visible(english)


def test_the_page_keeps_what_was_chosen():
    text = get("/search", q="示例", kind="State", language="zh", whole="1", **{"in": "labels"}).text

    assert '<option value="State" selected' in text
    assert '<option value="zh" selected' in text
    assert '<option value="labels" selected' in text
    assert 'value="1" checked' in text


def test_an_empty_search_is_the_form():
    response = CLIENT.get("/search", headers=BROWSER)

    assert response.status_code == 200
    assert 'role="alert"' not in response.text


def test_names_go_on_from_what_was_typed():
    (hit,) = suggested(q="per", language="en")

    assert hit["iri"] == ID["state/PER"]
    assert hit["snippet"][slice(*hit["highlights"][0])] == "Peru"
    assert suggested(q="示")[0]["iri"] == ID["agent/ooe"]
    assert suggested(q="per", kind="Agent") == suggested(q="per")
    assert len(suggested(q="示", limit=1)) == 1
    assert suggested(q="") == suggested(q="*") == []


@pytest.mark.parametrize("path", ["/search?q=peru&format=json", "/search/suggest?q=per", "/search?q=peru"])
def test_what_the_reader_has_is_not_sent_again(path):
    first = CLIENT.get(path)
    again = CLIENT.get(path, headers={"If-None-Match": first.headers["ETag"]})
    other = CLIENT.get(f"{path}u", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code in (200, 400, 406)


def test_json_is_given_where_it_is_liked_best():
    assert CLIENT.get("/search?q=peru", headers={"Accept": "application/json"}).mimetype == "application/json"
    assert CLIENT.get("/search?q=peru", headers=BROWSER).mimetype == "text/html"
    assert CLIENT.get("/search?q=peru", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("query", ['" } UNION { ?s ?p ?o } #', "\x00", "%", "'; DROP TABLE words; --", "\ud800"])
def test_hostile_searches_are_answered(query):
    for path in ("/search?format=json", "/search?format=html", "/search/suggest?"):
        address = f"{path}&q={query.encode(errors='surrogatepass').hex(' ').replace(' ', '%').join(('%', ''))}"
        assert CLIENT.get(address).status_code in (200, 400)
    assert data(q="peru")["total"] == 1


def test_hits_have_the_addresses_of_this_service():
    here = client("http://localhost:8000/")
    hits = json.loads(here.get("/search?q=peru&format=json").data)["hits"]

    assert [hit["iri"] for hit in hits] == ["http://localhost:8000/id/state/PER"]
    assert here.get("/search?q=peru&format=json&kind=State").status_code == 200


SEARCHED = 'SELECT ?u { ?u search:matches "示例" ; search:score ?s } ORDER BY DESC(?s)'


def asked(query, **headers):
    return CLIENT.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"} | headers)


def test_the_endpoint_searches():
    rows = asked(SEARCHED).text.split()[1:]

    assert rows == [hit["iri"] for hit in data(q="示例", limit=1000)["hits"]]
    assert 'href="/id/agent/ooe"' in CLIENT.get("/sparql", query_string={"query": SEARCHED}, headers=BROWSER).text


def test_a_search_in_the_wrong_place_is_a_problem_with_its_place():
    body = problem(asked("SELECT ?u {\n ?u search:matches ?x }", Accept="application/json"), 400)

    assert (body["line"], body["column"], body["token"]) == (2, 20, "?x")


def test_an_error_beside_a_search_is_told_at_its_place():
    body = problem(asked('SELECT ?u {\n ?u search:matches "示例" ;\n a } ', Accept="application/json"), 400)

    assert body["line"] == 3


def test_a_search_that_was_cut_is_told_in_a_header(tmp_path):
    settings = config.load({"max_search_hits": "10", "root": ".", "data": str(tmp_path)}, environ={})
    quads = [Quad(named(ID[f"state/X{n}"]), named(SKOS.prefLabel), text("毒品", "zh"), named(KG.g)) for n in range(12)]
    here = create_app(settings, embedded.memory(quads)).test_client()
    cut = here.get(
        "/sparql", query_string={"query": 'SELECT ?u { ?u search:matches "毒品" }'}, headers={"Accept": "text/csv"}
    )
    whole = here.get("/sparql", query_string={"query": 'SELECT ?u { ?u search:matches "X" }'})

    assert len(cut.text.split()) == 11
    assert cut.headers["X-Search-Truncated"] == "%E6%AF%92%E5%93%81;given=10;found=12"
    assert "X-Search-Truncated" not in whole.headers


def test_what_was_looked_for_in_vain_keeps_its_own_direction() -> None:
    page = CLIENT.get("/search", query_string={"q": "<x> (zzqq", "lang": "ar"}, headers=BROWSER).get_data(as_text=True)
    assert "\u2068&lt;x&gt; (zzqq\u2069" in page
