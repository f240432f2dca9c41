"""What the tests of updates share: running services with each kind of store, and what a test begins with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from live import Answer, Live, make_version, serving
from serving import QUADS
from unodc_kg.rdf import canonical

UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
G2 = "https://example.org/g2"
INSERT = "INSERT DATA { GRAPH <https://example.org/new> { <https://example.org/s> <https://example.org/p> 1 } }"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def start(folder: Path, **settings: str) -> Iterator[Live]:
    make_version(folder / "data", QUADS)
    with serving(folder, **settings) as live:
        yield live


def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from start(tmp_path_factory.mktemp("merged"))


def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from start(tmp_path_factory.mktemp("memory"), store="memory:")


def reset(live: Live) -> Live:
    assert live.write("PUT", "/store", canonical(QUADS), content_type="application/n-quads").status == 204
    return live


def live(running: Live) -> Live:
    return reset(running)


def either(request: pytest.FixtureRequest, running: Live, in_memory: Live) -> Live:
    """A store on disk and one in memory: both have to do the same."""
    return reset(running if request.param == "folder" else in_memory)


def problem(answer: Answer, status: int) -> dict[str, object]:
    assert answer.status == status, answer.text
    assert answer.type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return dict(answer.json)
