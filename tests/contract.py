"""What the tests of store contract share."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import triplestores
from live import make_version
from unodc_kg import config
from unodc_kg.build.load import load
from unodc_kg.formats import JSON, TURTLE, Format
from unodc_kg.namespaces import KG, SKOS
from unodc_kg.rdf import Quad, Term, boolean, date, decimal, integer, named, text
from unodc_kg.stores.base import Endpoint, Question, Store
from unodc_kg.stores.opening import open_parts
from unodc_kg.stores.writes import Write, Writer

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("folder", "memory", "oxigraph", "virtuoso")
QUESTIONS = sorted((ROOT / "questions").glob("*.rq"))
AFG, KEN = "https://w3id.org/unodc-kg/id/state/AFG", "https://w3id.org/unodc-kg/id/state/KEN"
G1, G2, G3 = "https://example.org/g1", "https://example.org/g2", "https://example.org/g3"
LABEL = text('阿富汗 "毒品" \\ <b>\n第二行', "zh")
QUADS = [
    Quad(named(AFG), named(SKOS.prefLabel), LABEL, named(G1)),
    Quad(named(AFG), named(SKOS.prefLabel), LABEL, named(G2)),
    Quad(named(AFG), named(KG.year), integer(2020), named(G2)),
    Quad(named(AFG), named(KG.value), decimal("0.5"), named(G2)),
    Quad(named(AFG), named(KG.startDate), date("2020-02-29"), named(G2)),
    Quad(named(AFG), named(KG.yearInferred), boolean(True), named(G2)),
    Quad(named(KEN), named(SKOS.altLabel), text("Kenya", "en"), named(G2)),
    Quad(named(KEN), named(SKOS.notation), text("KEN"), named(G2)),
]
VALUES = {quad.object for quad in QUADS}

# What Virtuoso 7.2.5 answers otherwise; each cause stands with its smallest case in docs/operators.md.
BOOLEANS = {"q112-laws-by-date", "q128-rule-behind-treaty-acts"}  # what is worked out is 1 or 0
NO_ANSWER = {"q172-trust-fund"}  # an error in an expression ends the query


@dataclass(frozen=True)
class Opened:
    """A store with the quads above, or with the graph of the project."""

    kind: str
    store: Store
    endpoint: Endpoint
    writer: Writer

    def rows(self, query: str, **how: object) -> list[dict[str, Term]]:
        return list(self.store.query(query, **how).rows())  # type: ignore[arg-type]

    def update(self, update: str) -> "Opened":
        return self.write(Write("update", update))

    def write(self, write: Write) -> "Opened":
        store = self.writer.apply(write, lambda before: None)
        self.endpoint.follow(store)
        return Opened(self.kind, store, self.endpoint, self.writer)

    def answer(self, query: str, *, results: Format = JSON, graph: Format = TURTLE, **how: object) -> bytes:
        stream = self.endpoint.stream(Question(query, results_form=results, graph_form=graph, **how))  # type: ignore[arg-type]
        try:
            return b"".join(stream.chunks)
        finally:
            stream.close()


def server(request: pytest.FixtureRequest) -> dict[str, str]:
    """What to set for each kind of store."""
    if request.param in ("folder", "memory"):
        return local(request.param)
    service = request.getfixturevalue("engines")(request.param)
    return {"kind": request.param, **triplestores.settings(service)}


def local(kind: str) -> dict[str, str]:
    """The same for a store on this machine."""
    return {"kind": kind} | ({"store": "memory:"} if kind == "memory" else {})


def opened(server: dict[str, str], folder: Path, quads: list[Quad], version: str) -> Opened:
    """The store of that kind, with these quads."""
    make_version(folder, quads, version)
    return of_built(server, folder)


def of_built(server: dict[str, str], folder: Path) -> Opened:
    """The store of that kind, with what was built in the folder."""
    names = {name: value for name, value in server.items() if name != "kind"}
    settings = config.load({"root": str(ROOT), "data": str(folder), "deadline": "120", **names}, {})
    if "store_update_url" in server:
        load(settings)
    parts = open_parts(settings)
    assert parts.writer is not None
    return Opened(server["kind"], parts.store, parts.endpoint, parts.writer)


def small(server: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A store that no test writes to."""
    found = opened(server, tmp_path_factory.mktemp("data"), QUADS, "0123456789ab")
    yield found
    found.endpoint.close()
