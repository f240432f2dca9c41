"""Every setting of the service does what its row of the table says; those of conversions have their own files."""

import re
import socket
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from live import make_version, serving
from serving import BROWSER
from unodc_kg import config
from unodc_kg.cli import server
from unodc_kg.config import SETTINGS
from unodc_kg.rdf import Quad, named, text
from unodc_kg.stores import embedded
from unodc_kg.web import create_app

P = named("https://example.org/p")
G = named("https://example.org/g")
QUADS = [Quad(named(f"https://example.org/{n}"), P, text(f"a name {n}"), G) for n in range(200)]
SECONDS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"  # takes a second or so
ENDLESS = f"{SECONDS[:-1]} . ?g ?s ?h . ?i ?t ?j }}"
SORTED = "SELECT ?a ?c ?e { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?e ?c ?a"
INSERT = "INSERT DATA { <https://e/s> <https://e/p> 1 }"


@pytest.fixture
def root(tmp_path):
    make_version(tmp_path / "data", QUADS)
    return tmp_path


def ask(service, query: str):
    return service.ask("GET", f"/sparql?query={quote(query)}")


def reading(service, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", service.ask("GET", "/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def until(holds, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())


def beside(service, query: str):
    """The answers to a query that is asked while the test goes on."""
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(ask(service, query)))
    thread.start()
    return thread, answers


def test_readers_stand_ready_and_max_queue_is_how_many_may_wait(root):
    with serving(root, readers="1", max_queue="0", slow_after="60", deadline="3") as service:
        assert until(lambda: reading(service, 'unodc_kg_readers{state="ready"}') == 1)
        thread, _ = beside(service, ENDLESS)
        assert until(lambda: reading(service, 'unodc_kg_readers{state="busy"}') == 1)
        refused = ask(service, SECONDS)
        thread.join()

    assert (refused.status, refused.json["limit"]) == (503, "max_queue")
    with serving(root, readers="3") as service:
        assert until(lambda: reading(service, 'unodc_kg_readers{state="ready"}') == 3)


def test_slow_after_is_when_a_query_moves_to_the_slow_lane_and_max_slow_how_many_go_there(root):
    with serving(root, slow_after="0.1", max_slow="1", deadline="3") as service:
        thread, answers = beside(service, ENDLESS)
        assert until(lambda: reading(service, 'unodc_kg_readers{state="slow"}') == 1)
        refused = ask(service, f"{ENDLESS} #")
        thread.join()

    assert (refused.status, refused.json["limit"]) == (503, "max_slow")
    assert [answer.json["limit"] for answer in answers] == ["deadline"]
    with serving(root, slow_after="60", deadline="2") as service:
        thread, _ = beside(service, ENDLESS)
        assert until(lambda: reading(service, 'unodc_kg_readers{state="busy"}') == 1)
        time.sleep(1)
        assert reading(service, 'unodc_kg_readers{state="slow"}') == 0
        thread.join()


def test_max_memory_ends_a_query_and_no_other(root):
    with serving(root, max_memory="256", deadline="60", slow_after="60") as service:
        refused = ask(service, SORTED)
        assert (refused.status, refused.json["limit"]) == (503, "max_memory")
        assert ask(service, "ASK {}").status == 200


def test_write_deadline_ends_a_write_and_queries_go_on_meanwhile(root):
    update = f"INSERT {{ GRAPH <https://e/g> {{ ?a ?p ?f }} }} WHERE {ENDLESS[ENDLESS.index('{') :]}"
    with serving(root, write_deadline="3") as service:
        refused = []
        thread = threading.Thread(target=lambda: refused.append(service.update(update)))
        thread.start()
        asked = 0
        while thread.is_alive():
            assert ask(service, f"ASK {{ <https://example.org/{asked % len(QUADS)}> ?p ?o }}").json["boolean"] is True
            asked += 1
        assert (refused[0].status, refused[0].json["limit"], asked > 5) == (503, "write_deadline", True)
        assert (refused[0].type, int(refused[0].headers["Retry-After"]) > 0) == ("application/problem+json", True)
        written = service.update("DELETE WHERE { GRAPH ?g { <https://example.org/7> ?p ?o } }")
        assert written.status == 204
        assert ask(service, "ASK { <https://example.org/7> ?p ?o }").json["boolean"] is False


def test_max_rows_is_the_most_that_an_answer_has(root):
    with serving(root, max_rows="5") as service:
        few = ask(service, "SELECT * { ?s ?p ?o }")
        assert len(few.json["results"]["bindings"]) == 5
        assert few.headers["X-Result-Truncated"] == "true"


def test_default_graph_plain_may_be_written_and_merged_may_not(root):
    for value, status in (("merged", 403), ("plain", 204)):
        with serving(root, default_graph=value) as service:
            answer = service.update(INSERT)
            assert answer.status == status, answer.text


def test_a_store_in_memory_takes_writes_and_forgets_them(root):
    with serving(root, store="memory:", default_graph="plain") as service:
        assert service.update(INSERT).status == 204
        assert ask(service, "ASK { <https://e/s> ?p ?o }").json["boolean"] is True
    with serving(root, store="memory:") as service:
        assert ask(service, "ASK { <https://e/s> ?p ?o }").json["boolean"] is False


def test_workers_are_processes_that_all_answer(root):
    with serving(root, workers="2", readers="1") as service:
        started = set()
        until(lambda: started.add(reading(service, "unodc_kg_sent_bytes_created")) or len(started) == 2)
    assert len(started) == 2


def test_threads_is_how_many_requests_are_worked_on_unless_the_queries_alone_need_more():
    limits = {"readers": "3", "max_slow": "4", "max_queue": "5"}
    assert server.threads(config.load({"threads": "500", **limits}, {})) == 500
    assert server.threads(config.load({"threads": "1", **limits}, {})) > 3 + 2 * 4 + 2 * 5


def test_host_is_the_address_that_is_listened_on(root):
    with serving(root, host="127.0.0.1") as service, pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", service.port), timeout=2)


def client(tmp_path, **settings: str):
    store = embedded.memory(QUADS)
    return create_app(config.load({"root": str(tmp_path), **settings}, {}), store).test_client()


def test_language_is_that_of_pages_for_a_browser_that_has_no_wish(tmp_path):
    for value in ("zh", "fr"):
        assert f'<html lang="{value}"' in client(tmp_path, language=value).get("/browse", headers=BROWSER).text


@pytest.mark.parametrize(
    ("setting", "query"), [("max_query_depth", "ASK {{{{{{}}}}}}"), ("max_query_length", "ASK {}" + " " * 99)]
)
def test_a_query_may_be_so_deep_and_so_long(tmp_path, setting, query):
    low = {"max_query_depth": "5", "max_query_length": "100"}[setting]
    refused = client(tmp_path, **{setting: low}).get("/sparql", query_string={"query": query})
    assert refused.status_code in (400, 413)
    assert refused.get_json()["limit"] == setting
    assert client(tmp_path).get("/sparql", query_string={"query": query}).status_code == 200


def test_every_setting_is_given_a_value_in_some_test():
    texts = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    for setting in SETTINGS:
        if setting.name.startswith("store_"):  # of a store elsewhere: tests/test_store_contract.py and its engines
            continue
        given = rf'\b{setting.name}="|"{setting.name}"[:\],]|--{setting.name.replace("_", "-")}\b|{setting.variable}\b'
        assert re.search(given, texts), f"no test gives the setting {setting.name} a value"
