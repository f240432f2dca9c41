"""`unodc-kg load`: the built graph on another server, whole or not at all, beside what others have there."""

from dataclasses import replace
from pathlib import Path

import pytest

import triplestores
from live import make_version, serving
from serving import AFG, G1, QUADS
from triplestores import Engines
from unodc_kg import config
from unodc_kg.build.load import ASIDE, load
from unodc_kg.cli import main
from unodc_kg.errors import SettingError, StoreError
from unodc_kg.namespaces import GRAPH, SKOS
from unodc_kg.rdf import BlankNode, Quad, integer, named, text
from unodc_kg.stores import remote_graphs
from unodc_kg.stores.catalogue import CATALOGUE
from unodc_kg.stores.opening import open_parts
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.service import Service
from unodc_kg.stores.writes import Write

FOREIGN = "urn:somebody:else"
MORE = [*QUADS, Quad(named("urn:x"), named(SKOS.note), text("第二版", "zh"), named("https://example.org/g3"))]


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def service(request: pytest.FixtureRequest, engines: Engines) -> Service:
    service = engines(request.param)
    RemoteStore(service).client.update(f"INSERT DATA {{ GRAPH <{FOREIGN}> {{ <urn:x> <urn:y> 1, 2, 3 }} }}")
    return service


def options(service: Service, data: Path) -> dict[str, str]:
    return {"data": str(data), **{name: value for name, value in triplestores.settings(service).items() if value}}


def build(data: Path, quads: list[Quad], name: str) -> None:
    make_version(data, quads, name)


def graphs(store: RemoteStore) -> set[str]:
    """All graphs of the server but those that Virtuoso is born with."""
    return {
        graph for graph in store.all_graphs() if graph.startswith(("https://w3id.org/", "https://example.org/", "urn:"))
    }


def test_a_load_puts_a_version_in_force_and_the_next_takes_its_place(service: Service, tmp_path: Path) -> None:
    store, settings = RemoteStore(service), config.load(options(service, tmp_path), {})
    build(tmp_path, MORE, "111111111111")
    assert load(settings).new
    assert not load(settings).new
    assert (store.version, store.count(), len(store.graphs())) == ("111111111111", 3, 3)

    build(tmp_path, QUADS, "222222222222")
    loaded = load(settings)
    assert (loaded.version, loaded.triples, loaded.graphs, loaded.new) == ("222222222222", 2, 2, True)
    after = RemoteStore(service)
    assert (after.version, after.count(), after.graphs()) == ("222222222222", 2, sorted({G1, "https://example.org/g2"}))
    assert graphs(after) == {*after.graphs(), CATALOGUE, FOREIGN, f"{GRAPH}merged"}


def test_what_others_have_there_is_left_alone_and_out_of_the_merged_graph(service: Service, tmp_path: Path) -> None:
    settings = config.load(options(service, tmp_path), {})
    build(tmp_path, QUADS, "333333333333")
    load(settings)
    parts = open_parts(settings)
    assert parts.writer is not None
    parts.writer.apply(Write("update", f"INSERT DATA {{ GRAPH <{G1}> {{ <urn:x> <urn:y> 4 }} }}"), lambda store: None)
    assert (parts.store.count(), FOREIGN in parts.store.graphs()) == (3, False)
    assert RemoteStore(service).counts([FOREIGN]) == {FOREIGN: 3}


def test_a_load_that_died_leaves_the_old_version_and_the_next_cleans_up(service: Service, tmp_path: Path) -> None:
    settings = config.load(options(service, tmp_path), {})
    build(tmp_path, QUADS, "444444444444")
    load(settings)
    store = RemoteStore(service)
    remote_graphs.add(store.client, f"{ASIDE}0", [quad.triple for quad in MORE])
    assert (store.version, store.count()) == ("444444444444", 2)
    build(tmp_path, MORE, "555555555555")
    load(settings)
    assert not [graph for graph in store.all_graphs() if graph.startswith(ASIDE)]
    assert RemoteStore(service).count() == 3


def test_without_a_graph_store_updates_do_it(service: Service, tmp_path: Path) -> None:
    many = [Quad(named("urn:x"), named("urn:y"), integer(number), named(G1)) for number in range(1200)]
    build(tmp_path, many, "666666666666")
    load(config.load(options(replace(service, graph_url=""), tmp_path), {}))
    assert RemoteStore(service).count() == 1200


def test_blank_nodes_keep_their_links(service: Service, tmp_path: Path) -> None:
    node = BlankNode("a")
    linked = [Quad(named(AFG), named("urn:p"), node, named(G1)), Quad(node, named("urn:q"), text("x"), named(G1))]
    build(tmp_path, linked, "777777777777")
    load(config.load(options(service, tmp_path), {}))
    found = RemoteStore(service).query(f"SELECT ?x {{ <{AFG}> <urn:p> ?b . ?b <urn:q> ?x }}").rows()
    assert list(found) == [{"x": text("x")}]


def test_the_command_says_what_is_there(service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(tmp_path, QUADS, "888888888888")
    given = [
        part for name, value in options(service, tmp_path).items() for part in (f"--{name.replace('_', '-')}", value)
    ]
    assert main(["load", *given]) == 0
    assert main(["load", *given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "loaded: version 888888888888, 2 triples, 2 graphs",
        "already there: version 888888888888, 2 triples, 2 graphs",
    ]


def test_a_service_needs_nothing_but_the_address(service: Service, tmp_path: Path) -> None:
    build(tmp_path / "data", QUADS, "999999999999")
    load(config.load(options(service, tmp_path / "data"), {}))
    root = tmp_path / "elsewhere"
    root.mkdir()
    given = options(service, root / "data")
    with serving(root, **given) as live:
        assert live.rows("SELECT ?o { ?s :year ?o }") == ["2020"]
        assert live.ask("GET", "/readyz").status == 200
        etag = live.ask("GET", "/sparql?query=ASK%7B%7D").headers["ETag"]
        assert etag and live.ask("GET", "/sparql?query=ASK%7B%7D", If_None_Match=etag).status == 304


def test_a_server_that_cannot_be_written_is_told(service: Service, tmp_path: Path) -> None:
    build(tmp_path, QUADS, "aaaaaaaaaaaa")
    with pytest.raises(StoreError, match="store_update_url"):
        load(config.load(options(replace(service, update_url=""), tmp_path), {}))
    with pytest.raises(SettingError, match="not the address of a SPARQL service"):
        load(config.load({"data": str(tmp_path)}, {}))


def test_a_server_that_stops_is_a_502_that_says_when_to_ask_again(tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    folder.mkdir()
    build(tmp_path / "data", QUADS, "bbbbbbbbbbbb")
    with triplestores.oxigraph(folder) as service:
        given = options(service, tmp_path / "data")
        load(config.load(given, {}))
        running = serving(tmp_path, **given)
        live = running.__enter__()
    try:
        answer = live.ask("GET", "/sparql?query=SELECT*%7B?s%20:year%20?o%7D")
        assert (answer.status, answer.headers["Retry-After"]) == (502, "5")
        assert answer.json["type"].endswith("store-unreachable-error")
        assert live.ask("GET", "/healthz").status == 200
        assert live.ask("GET", "/readyz").status == 503
    finally:
        running.__exit__(None, None, None)
