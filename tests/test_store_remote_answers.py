"""Answers, errors and credentials of a server elsewhere."""

import base64
import json
import logging
import threading

import pytest

import elsewhere
from elsewhere import EMPTY, QUERY, SECRET, TRUE, Handler, Server, half, refused, store
from unodc_kg import config
from unodc_kg.errors import (
    QuerySyntaxError,
    ServiceBusyError,
    SettingError,
    StoreAnswerError,
    StoreError,
    StoreUnreachableError,
)
from unodc_kg.formats import CSV, JSON, N_TRIPLES, TURTLE
from unodc_kg.stores.base import Question
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.remote_text import prepared
from unodc_kg.stores.service import Service, from_settings

server = pytest.fixture()(elsewhere.server)

# --- answers that go wrong on the way ---


@pytest.mark.parametrize("form", [JSON, CSV], ids=lambda form: form.name)
def test_an_answer_that_breaks_off_is_an_error(server: Server, form: object) -> None:
    def answer(handler: Handler) -> None:
        if "true" in server.queries[-1]:
            handler.say(200, TRUE)
        else:
            half(handler, JSON.media_type, EMPTY[:-20])

    server.answer = answer
    with refused(StoreUnreachableError):
        b"".join(store(server).stream(Question(QUERY, results_form=form)).chunks)  # type: ignore[arg-type]


def test_an_answer_in_another_format_is_an_error_that_names_it(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b"<p>Welcome", "text/html")
    with refused(StoreError) as caught:
        store(server).query(QUERY)
    assert "text/html" in caught.value.message


def test_a_damaged_answer_is_an_error(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b"<a> <b> .", N_TRIPLES.media_type)
    with refused(StoreError):
        store(server).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_format_that_the_server_lacks_is_written_here(server: Server) -> None:
    server.answer = lambda handler: (
        handler.say(200, TRUE)
        if "true" in server.queries[-1]
        else handler.say(200, b'<urn:a> <urn:b> "1" .\n', N_TRIPLES.media_type)
    )
    stream = store(server).stream(Question("CONSTRUCT WHERE { ?s ?p ?o }", graph_form=TURTLE))
    assert b"".join(stream.chunks) == b'<urn:a> <urn:b> "1" .\n'
    assert TURTLE.media_type in server.asked[-1][1]["Accept"]


def test_a_large_answer_is_passed_on_as_it_comes_and_a_reader_that_leaves_ends_it(server: Server) -> None:
    ended = threading.Event()

    def answer(handler: Handler) -> None:
        if "true" in server.queries[-1]:
            return handler.say(200, TRUE)
        handler.send_response(200)
        handler.send_header("Content-Type", CSV.media_type)
        handler.end_headers()
        try:
            while True:  # without end: only what is passed on as it comes can be read at all
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            ended.set()

    server.answer = answer
    stream = store(server).stream(Question(QUERY, results_form=CSV))
    assert sum(len(next(stream.chunks)) for _ in range(100)) > 0
    stream.close()
    assert ended.wait(5)


# --- errors told as ours ---


def test_the_servers_message_is_cut(server: Server) -> None:
    server.answer = lambda handler: handler.say(400, b"<h1>Parse error</h1> " + b"x" * 5000, "text/html")
    with refused(QuerySyntaxError) as caught:
        store(server).query(QUERY)
    assert "Parse error" in caught.value.message and "<h1>" not in caught.value.message
    assert len(caught.value.message) < 450


@pytest.mark.parametrize("code", [401, 403])
def test_wrong_credentials_name_the_setting(server: Server, code: int) -> None:
    server.answer = lambda handler: handler.say(code, SECRET.encode(), "text/plain")
    with refused(StoreError) as caught:
        store(server, user="u", password=SECRET).client.update("CLEAR ALL")
    assert "'store_update_url'" in caught.value.message and "store_password" in caught.value.hint


def test_a_redirect_is_told_and_not_followed(server: Server) -> None:
    server.answer = lambda handler: handler.say(302, Location=f"http://localhost/elsewhere?key={SECRET}")
    with refused(StoreError) as caught:
        store(server, token=SECRET).query(QUERY)
    assert "http://localhost/elsewhere" in caught.value.message
    assert len(server.asked) == 1


# --- credentials ---


def test_basic_and_bearer_are_sent(server: Server) -> None:
    store(server, user="u", password=SECRET).query(QUERY)
    store(server, token=SECRET).query(QUERY)
    basic, bearer = (headers["Authorization"] for _, headers in server.asked)
    assert base64.b64decode(basic.removeprefix("Basic ")).decode() == f"u:{SECRET}"
    assert bearer == f"Bearer {SECRET}"


def test_secrets_are_shown_nowhere(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"store": server.url, "store_user": "u", "store_password": SECRET, "store_token": SECRET, "token": SECRET}
    settings = config.load(given, {})
    service = from_settings(settings)
    store(server, user="u", password=SECRET).query(QUERY)
    assert SECRET not in f"{settings} {service} {caplog.text} {capfd.readouterr()}"
    with pytest.raises(SettingError) as caught:
        config.load({"store_token": f"{SECRET} x"}, {})
    assert SECRET not in str(caught.value)


def test_credentials_in_an_address_are_refused() -> None:
    with pytest.raises(SettingError) as caught:
        Service(f"http://u:{SECRET}@127.0.0.1/q")
    assert SECRET not in str(caught.value)


# --- what is sent ---


def test_only_prefixes_that_are_ours_and_not_declared_are_added() -> None:
    text = "PREFIX skos: <urn:other#>\nSELECT * { ?s skos:x ?o ; :year 1 ; ex:y 2 }"
    assert prepared(text) == f"PREFIX : <https://w3id.org/unodc-kg/ontology#> {text}"


def test_a_version_is_asked_for_at_most_every_few_seconds(server: Server) -> None:
    found = RemoteStore(Service(server.url, seconds=5.0))
    assert {found.version for _ in range(20)} == {found.version}
    assert len(server.asked) == 2  # the catalogue, which is not there, and the counts


def test_the_version_is_told_though_all_places_are_taken(server: Server) -> None:
    """Else cached answers would not be given while the service is busy."""
    found = RemoteStore(Service(server.url, seconds=5.0), most=1)
    with found._places.taken():
        assert found.version
        with pytest.raises(ServiceBusyError):
            found.count()


def test_a_question_needs_one_place(server: Server) -> None:
    """Also where the graphs of the server have to be named in it, and are not known yet."""
    server.answer = lambda handler: handler.say(200, TRUE if "true" in server.queries[-1] else EMPTY)
    service = Service(server.url, seconds=5.0, merged_graph="urn:merged")
    stream = RemoteStore(service, version="1", most=1).stream(Question("SELECT ?s { GRAPH ?g { ?s ?p ?o } }"))
    assert json.loads(b"".join(stream.chunks)) == json.loads(EMPTY)


def test_a_server_that_counts_nothing_gives_no_usable_answer(server: Server) -> None:
    with refused(StoreAnswerError):
        store(server).count()
