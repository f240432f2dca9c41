"""Every refusal has one shape, as data, text and page; what a client sent cannot write on other lines."""

import dataclasses
import json
import logging
import tempfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from serving import BROWSER, SELECT, ask, make_client, problem
from unodc_kg.errors import KgError, LimitError, QueryTimeoutError, StoreError
from unodc_kg.web.errors import STATUS, TITLES, answer
from unodc_kg.web.errors import status as http_status

REFUSED = {
    "no query": ("/sparql?query=", 400),
    "syntax": ("/sparql?query=SELECT", 400),
    "federation": ("/sparql?query=ASK{SERVICE<http://127.0.0.1:9/>{}}", 403),
    "format": ("/sparql?query=ASK{}&format=xlsx", 406),
    "thing": ("/page/state/NONE", 404),
    "address": ("/none", 404),
    "page of a list": ("/search?q=a&page=0", 400),
    "manual": ("/docs/none", 404),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return make_client(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize(("address", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_problem_has_the_same_members_wherever_it_comes_from(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address, headers={"Accept": "application/json"})
    body = problem(response, status)
    assert list(body)[:5] == ["type", "title", "status", "detail", "hint"]
    assert body["instance"] == f"urn:request:{response.headers['X-Request-ID']}"
    assert body["hint"]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("address", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_problem_is_text_for_a_terminal(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address, headers={"Accept": "text/plain"})
    assert (response.status_code, response.mimetype) == (status, "text/plain")
    assert "manual: /docs/errors#" in response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_type_of_every_problem_is_a_place_of_the_manual(client: FlaskClient) -> None:
    client.application.config["SETTINGS"] = _with_manual(client)
    page = client.get("/docs/errors").text
    types = {
        client.get(address, headers={"Accept": "application/json"}).json["type"] for address, _ in REFUSED.values()
    }
    types |= {f"/docs/errors#http-{code}" for code in TITLES}
    assert len(types) > 15
    for address in types:
        assert f'id="{address.partition("#")[2]}"' in page, address


def _with_manual(client: FlaskClient) -> object:
    return dataclasses.replace(client.application.config["SETTINGS"], root=Path(__file__).parents[1])


@pytest.mark.parametrize(
    ("language", "says"),
    [("zh", "这里没有内容"), ("ar", "لا يوجد شيء هنا"), ("ru", "Здесь ничего нет"), ("fr", "Il n’y a rien ici")],
)
def test_a_browser_gets_a_page_in_its_language(client: FlaskClient, language: str, says: str) -> None:
    response = client.get("/none", headers=BROWSER | {"Accept-Language": language})
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert says in response.text
    assert f'lang="{language}"' in response.text
    assert "/docs/errors#http-404" in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_a_limit_says_which_and_when_to_try_again(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.view_functions, "pages.index", _late)
    response = client.get("/", headers={"Accept": "application/json"})
    body = problem(response, 503)
    assert (body["limit"], body["maximum"], response.headers["Retry-After"]) == ("deadline", 30, "7")
    assert body["type"] == "/docs/errors#query-timeout-error"


def _late() -> str:
    raise QueryTimeoutError("The query ran 30 s.", "Bind more.", limit="deadline", retry_after=7, maximum=30)


def test_every_error_below_a_limit_is_asked_for_again_later() -> None:
    kinds = _below(LimitError)
    assert len(kinds) >= 4
    assert {http_status(kind("x", limit="y")) for kind in kinds} == {429, 503, 504}
    order = [kind for kind, _ in STATUS]
    for place, kind in enumerate(order):
        assert not any(issubclass(kind, earlier) for earlier in order[:place]), f"{kind} is never reached"


def _below(kind: type[KgError]) -> set[type[KgError]]:
    return {kind} | {other for below in kind.__subclasses__() for other in _below(below)}


def test_what_a_client_sent_stays_on_its_line_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.application.view_functions, "pages.symbol", _fault)
    with caplog.at_level(logging.ERROR):
        response = client.get("/symbol/x%0DERROR%20forged%1b[31m%E2%80%AE")
    assert response.status_code == 500
    messages = [record.getMessage() for record in caplog.records]
    assert messages and all("\r" not in message and "\x1b" not in message for message in messages)
    assert any("\\u000dERROR forged\\u001b[31m\\u202e" in message for message in messages)
    assert "secret" not in response.text and ".py" not in response.text


def _fault(symbol: str) -> str:
    raise RuntimeError("secret")


def test_a_problem_shows_no_control_character(client: FlaskClient) -> None:
    response = ask(client, "ASK { ?s ?p '\x1b[31m' \x07 }", Accept="text/plain")
    assert response.status_code == 400
    assert not {character for character in response.text if ord(character) < 32} - {"\n"}
    data = ask(client, "ASK { \u202e }").data
    assert json.loads(data)["token"] == "\\u202e"


def test_an_address_that_is_none_is_named(client: FlaskClient) -> None:
    problem = client.get("/no%0Asuch").get_json(force=True)
    assert problem["detail"] == "There is nothing at /no\\u000asuch."


def test_folders_and_inner_addresses_are_for_the_log(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = dataclasses.replace(client.application.config["SETTINGS"], store="http://10.0.0.7:8890/sparql")
    monkeypatch.setitem(client.application.config, "SETTINGS", here)
    passing = f"{tempfile.gettempdir()}/unodc-kg-a_1/search/2: lost."
    told = f"{here.data}/store/1: not here. The store at {here.store} is gone. {here.data}: full. {passing}"
    with client.application.test_request_context("/x"):
        problem = answer(StoreError(told)).get_json(force=True)
    assert problem["detail"] == "store/1: not here. The store is gone. the data folder: full. search/2: lost."
    assert told in caplog.text


def test_a_problem_of_a_query_names_line_column_and_token(client: FlaskClient) -> None:
    body = problem(ask(client, f"{SELECT}\n}}"), 400)
    assert (body["line"], body["column"], body["token"]) == (2, 1, "}")


def test_a_first_word_that_is_misspelt_is_told_with_the_word_that_was_meant(client: FlaskClient) -> None:
    found = client.get("/sparql", query_string={"query": "PREFIX a: <urn:a>\nSELCT * { ?s ?p ?o }"}).get_json()
    assert (found["line"], found["column"], found["token"], found["suggestion"]) == (2, 1, "SELCT", "SELECT")
