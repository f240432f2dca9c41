"""The clients that people use, run as docs/reference/clients.md says, on a running service."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from SPARQLWrapper import SPARQLWrapper

import triplestores
from live import TOKEN, Live, make_version, serving
from serving import AFG, QUADS
from triplestores import Engines
from unodc_kg.build.load import load
from unodc_kg.config import load as settings_of

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "reference" / "clients.md").read_text(encoding="utf-8")
HOST = "http://127.0.0.1:8000"
CURLS = re.findall(r"^    (curl .+)$", PAGE, re.MULTILINE)
READS = [line for line in CURLS if "TOKEN" not in line]
WRITES = [line for line in CURLS if "TOKEN" in line]


@pytest.fixture(scope="module", params=["folder", "oxigraph"])
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engines: Engines) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live")
    make_version(root / "data", QUADS)
    if request.param == "folder":
        with serving(root) as live:
            yield live
        return
    options = {name: value for name, value in triplestores.settings(engines("oxigraph")).items() if value}
    load(settings_of({"root": str(root), **options}, {}))
    with serving(root, **options) as live:
        yield live


def block(heading: str, number: int = 0) -> str:
    """A Python block of a section."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```python\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)[number]


def run(live: Live, code: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the block leaves in `result`."""
    monkeypatch.setenv("TOKEN", TOKEN)
    names: dict[str, Any] = {}
    exec(compile(code.replace(HOST, live.address), "clients.md", "exec"), names)
    return names["result"]


def shell(live: Live, line: str) -> str:
    """What a line of the page prints."""
    environment = os.environ | {
        "TOKEN": TOKEN,
        "PATH": f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["sh", "-c", line.replace(HOST, live.address)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def mine(live: Live) -> list[str]:
    return live.rows("SELECT ?o { GRAPH <urn:mine> { ?s ?p ?o } } ORDER BY ?o")


@pytest.mark.parametrize("line", READS, ids=lambda line: line[-60:])
def test_curl_reads(live: Live, line: str) -> None:
    printed = shell(live, line)
    assert "2020" in printed or json.loads(printed) == {"head": {}, "boolean": True}


def test_curl_writes(live: Live) -> None:
    assert len(WRITES) == 3
    version = live.ask("GET", "/store").headers["X-Graph-Version"]
    shell(live, WRITES[0])
    assert mine(live) == ["c"]
    shell(live, WRITES[1])
    assert mine(live) == ["c", "d"]
    shell(live, WRITES[2])
    assert mine(live) == []
    assert live.ask("GET", "/store").headers["X-Graph-Version"] != version


def test_pandas_reads_the_address_of_a_query(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(live, block("pandas"), monkeypatch)
    assert result.to_dict("records") == [{"s": AFG, "year": 2020}]


def test_sparqlwrapper(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = run(live, block("SPARQLWrapper"), monkeypatch)
    assert (row["s"]["value"], row["year"]["value"]) == (AFG, "2020")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own, of its reader of JSON-LD
def test_sparqlwrapper_gets_every_format_that_it_knows(live: Live) -> None:
    wrapper = SPARQLWrapper(f"{live.address}/sparql")
    wrapper.setQuery("SELECT ?s { ?s :year ?year }")
    for name in ("json", "xml", "csv", "tsv"):
        wrapper.setReturnFormat(name)
        assert AFG in str(wrapper.query().response.read()), name
    wrapper.setQuery("CONSTRUCT WHERE { ?s :year ?year }")
    for name in ("turtle", "n3", "json-ld", "rdf+xml", "xml"):
        wrapper.setReturnFormat(name)
        answer = wrapper.query()
        form = {"json-ld": "json-ld", "rdf+xml": "xml", "xml": "xml"}.get(name, "turtle")
        graph = Graph().parse(data=answer.response.read(), format=form)
        assert [str(subject) for subject in graph.subjects()] == [AFG], name


def test_rdflib_reads(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = run(live, block("rdflib"), monkeypatch)
    assert (str(row.s), row.year.toPython()) == (AFG, 2020)


def test_rdflib_writes_with_the_token(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    (triple,) = run(live, block("rdflib", 1), monkeypatch)
    assert (str(triple[0]), str(triple[2]), triple[2].language) == ("urn:a", "c", "zh")
    assert mine(live) == []
    with pytest.raises(Exception, match="401"):
        run(live, block("rdflib", 1).replace('os.environ["TOKEN"]', '"wrong"'), monkeypatch)


def test_comunica(live: Live) -> None:
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed, and Comunica runs on it")
    if not (ROOT / "node_modules" / ".bin" / "comunica-sparql").exists():
        pytest.skip("Comunica is not installed: `make test` does so where npm is")
    (line,) = re.findall(r"^    npx (comunica-sparql .+)$", PAGE, re.MULTILINE)
    assert json.loads(shell(live, line)) == [{"s": AFG, "year": '"2020"^^http://www.w3.org/2001/XMLSchema#integer'}]


def test_the_page_of_a_thing_is_made_from_the_store(live: Live) -> None:
    answer = live.ask("GET", "/page/state/AFG", accept="text/html")
    assert (answer.status, "阿富汗" in answer.text) == (200, True)
