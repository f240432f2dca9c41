"""Reads the manifests of the W3C suites into cases; says which are left apart, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, Namespace
from rdflib.term import Node

rdflib.NORMALIZE_LITERALS = False  # a harness compares what is written: "01" is not "1"

BASE = "https://w3c.github.io/rdf-tests/sparql/sparql11/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
FEDERATION = "SERVICE: the service calls no other server"
APART = {
    "entailment": "entailment regimes: the service draws no conclusions",
    "http-rdf-update": "deprecated by its own manifest in favour of graph-store-protocol",
    "service": FEDERATION,
    "syntax-fed": FEDERATION,
}


@dataclass(frozen=True)
class Case:
    """One test: the node of its manifest, and what every test has."""

    suite: str
    name: str
    kind: str
    title: str
    graph: rdflib.Graph
    node: Node
    folder: Path

    @property
    def key(self) -> str:
        """How the list of known failures names it."""
        return f"{self.suite}/{self.name}"

    def one(self, node: Node, *names: Node) -> Node | None:
        """The first value of a node's properties of those names."""
        return next((value for name in names for value in self.graph.objects(node, name)), None)

    def all(self, node: Node, name: Node) -> list[Node]:
        """All values of a node's property, in the order of their IRIs."""
        return sorted(self.graph.objects(node, name), key=str)

    def items(self, node: Node | None) -> list[Node]:
        """The members of an RDF list."""
        return list(Collection(self.graph, node)) if node is not None else []

    @property
    def action(self) -> Node:
        """What is to be done."""
        return self.one(self.node, MF.action) or RDF.nil

    def path(self, iri: Node) -> Path:
        """The file that an IRI of the manifest names."""
        return self.folder.parent / str(iri).removeprefix(BASE)

    @property
    def base(self) -> str:
        """Against what relative IRIs of the test's files are read."""
        return f"{BASE}{self.suite}/"


def cases(folder: Path) -> list[Case]:
    """Every test of the suites in `folder`, in the order of the manifests."""
    return [case for suite in suites(folder) if (folder / suite).is_dir() for case in _suite(folder / suite)]


def suites(folder: Path) -> list[str]:
    """The names of the suites: those that the whole manifest lists, and those that stand beside it."""
    graph, top = _read(folder / "manifest-all.ttl", "manifest-all.ttl")
    listed = [str(iri).removeprefix(BASE).partition("/")[0] for iri in Collection(graph, graph.value(top, MF.include))]
    beside = sorted(path.parent.name for path in folder.glob("*/manifest.ttl"))
    return list(dict.fromkeys([*listed, *beside]))


def _suite(folder: Path, name: str = "manifest.ttl") -> Iterator[Case]:
    graph, top = _read(folder / name, f"{folder.name}/{name}")
    for included in Collection(graph, graph.value(top, MF.include)):
        yield from _suite(folder, str(included).rpartition("/")[2])
    for node in Collection(graph, graph.value(top, MF.entries)):
        kind = str(graph.value(node, RDF.type)).rpartition("#")[2]
        title = str(graph.value(node, MF.name) or "")
        yield Case(folder.name, str(node).rpartition("#")[2], kind, title, graph, node, folder)


def _read(path: Path, name: str) -> tuple[rdflib.Graph, Node]:
    graph = rdflib.Graph()
    graph.parse(path, format="turtle", publicID=BASE + name)
    return graph, rdflib.URIRef(BASE + name)


def datasets(case: Case, node: Node, space: Namespace) -> dict[str, list[Path]]:
    """The files of each graph that a case names, the default graph under the empty name."""
    found: dict[str, list[Path]] = {}
    for iri in case.all(node, space.data):
        found.setdefault("", []).append(case.path(iri))
    for given in case.all(node, space.graphData):
        file = case.one(given, space.graph) or given
        name = case.one(given, RDFS.label) or file
        found.setdefault(str(name), []).append(case.path(file))
    return found
