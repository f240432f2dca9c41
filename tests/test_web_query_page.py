"""The query page, as a browser without scripts sees it."""

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from serving import BROWSER, GRAPH, LABEL, SELECT, ask, make_client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return make_client(tmp_path_factory.mktemp("project"))


class Page(HTMLParser):
    """Collects the texts of a page by the element they stand in, and checks that elements close in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data.strip()))

    def within(self, tag: str) -> list[str]:
        return [text for found, text in self.texts if found == tag]


def test_a_browser_gets_a_form_with_a_query_that_runs_and_the_examples(client: FlaskClient) -> None:
    response = client.get("/sparql", headers=BROWSER)
    page = Page(response.text)
    assert response.mimetype == "text/html"
    assert ask(client, page.within("textarea")[0]).status_code == 200
    assert ("label", {"for": "query"}) in page.elements
    [link] = [attrs["href"] for tag, attrs in page.elements if tag == "a" and "query=" in (attrs["href"] or "")]
    assert "All names" in page.within("a")
    assert link is not None and LABEL.value in " ".join(Page(client.get(link).text).within("td"))


def test_rows_are_a_table_with_caption_column_heads_languages_and_links(client: FlaskClient) -> None:
    response = ask(client, "SELECT ?s ?o ?none { ?s :year|skos:prefLabel ?o } ORDER BY ?o", **BROWSER)
    page = Page(response.text)
    assert page.within("caption") == ["Rows: 2"]
    assert page.within("th") == ["s", "o", "none"]
    assert ("td", {"lang": "zh", "dir": "auto"}) in page.elements
    assert str(LABEL.value) in page.within("td")
    assert ("a", {"href": "/id/state/AFG"}) in page.elements
    assert "state:AFG" in page.within("a")
    assert {"zh", "xsd:integer"} <= set(page.within("small"))


def test_the_answers_of_ask_and_construct_are_on_the_page(client: FlaskClient) -> None:
    assert "True." in Page(ask(client, "ASK { ?s ?p ?o }", **BROWSER).text).within("p")
    assert "state:AFG" in Page(ask(client, GRAPH, **BROWSER).text).within("pre")[0]
    assert "No rows" in ask(client, "SELECT * { ?s :none ?o }", **BROWSER).text


def test_a_page_says_that_it_shows_only_the_first_rows(client: FlaskClient) -> None:
    values = " ".join(["1"] * 501)
    page = ask(client, f"SELECT * {{ VALUES ?x {{ {values} }} }}", **BROWSER)
    assert "These are the first 500 rows." in page.text
    assert page.text.count("<tr>") == 501


def test_a_wrong_query_comes_back_to_the_form_with_what_is_wrong(client: FlaskClient) -> None:
    response = ask(client, "ASK { <script> }", **BROWSER)
    page = Page(response.text)
    assert response.status_code == 400
    assert page.within("textarea") == ["ASK { <script> }"]
    assert any(text.startswith("Line 1, column") for text in page.within("strong"))
    assert page.within("mark") == ["}"]
    assert ask(client, "CLEAR ALL", **BROWSER).status_code == 403


def test_a_file_of_the_answer_has_the_name_of_its_format(client: FlaskClient) -> None:
    page = Page(ask(client, SELECT, **BROWSER).text)
    files = [attrs["formaction"] or "" for tag, attrs in page.elements if tag == "button" and "formaction" in attrs]
    assert files == ["/sparql.json", "/sparql.xml", "/sparql.csv", "/sparql.tsv"]
    for address in files:
        answer = client.get(address, query_string={"query": SELECT, "spreadsheet": "1", "lang": "zh"}, headers=BROWSER)
        assert (answer.status_code, answer.mimetype) != (200, "text/html"), address
        assert answer.status_code == 200, address


def test_the_place_of_a_mistake_is_where_a_browser_finds_it(client: FlaskClient) -> None:
    query = "# 毒品 \U0001f600\r\nASK { ?s nope:毒 ?o }"  # a browser sends CR LF, and shows one character
    [box] = [dict(attrs) for tag, attrs in Page(ask(client, query, **BROWSER).text).elements if tag == "textarea"]
    shown = query.replace("\r\n", "\n").encode("utf-16-le")
    assert shown[2 * int(box["data-begin"] or 0) : 2 * int(box["data-end"] or 0)].decode("utf-16-le") == "nope:毒"


@pytest.mark.parametrize("tag", ["ar", "zh", "fr", "ru", "es"])
def test_the_page_speaks_the_language_that_was_asked_for_and_keeps_it(client: FlaskClient, tag: str) -> None:
    asked = {"query": "SELECT * { ?thing :year|skos:prefLabel ?o }", "format": "html"}
    english = Page(client.get("/sparql", query_string=asked | {"lang": "en"}).text)
    page = Page(client.get("/sparql", query_string=asked | {"lang": tag}).text)
    for element in ("h1", "h2", "button", "label", "caption", "p"):
        assert page.within(element), element
        assert not set(page.within(element)) & set(english.within(element)) - {"·"}, element
    assert ("input", {"type": "hidden", "name": "lang", "value": tag}) in page.elements
    links = [attrs["href"] or "" for name, attrs in page.elements if name == "a"]
    assert any(link.startswith("/id/") and link.endswith(f"lang={tag}") for link in links)


def test_html_by_format_and_by_suffix(client: FlaskClient) -> None:
    for response in (
        client.post("/sparql", data={"query": SELECT, "format": "html"}),
        client.get("/sparql.html", query_string={"query": SELECT}),
    ):
        assert (response.status_code, response.mimetype) == (200, "text/html")
