"""Runs the tests of the query and update languages: load the data over HTTP, ask or change, compare."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import rdflib
from rdflib.term import URIRef

from . import answers
from .client import Answer, Client
from .manifest import MF, QT, UT, Case, datasets

FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
ALL = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
TABLE = "application/sparql-results+json"
ANY = "text/turtle, application/n-triples;q=0.9, application/sparql-results+json"
REFUSED = (403, 409, 422, 500, 501)  # understood, and not done
ORDERED = re.compile(r"\bORDER\s+BY\b[^{}]*\Z", re.IGNORECASE)
Dataset = dict[str, list[Path]]


class FailedError(Exception):
    """A test that did not give what it should, and what it gave."""


@dataclass
class Bench:
    """The server under test, and what is known to lie in its store (None: anything may)."""

    client: Client
    loaded: Dataset | None = None
    turn: int = 0
    failures: list[str] = field(default_factory=list)

    def ask(self, query: str, accept: str) -> Answer:
        """The answer to a query; the four ways of the protocol take turns."""
        self.turn += 1
        url, headers = self.client.addresses.query, {"Accept": accept}
        match self.turn % 4:
            case 0:
                return self.client.send("GET", f"{url}?query={quote(query, safe='')}", headers)
            case 1:
                form = urlencode({"query": query}).encode()
                return self.client.send("POST", url, headers | {"Content-Type": FORM}, form)
            case 2:
                return self.client.send("POST", url, headers | {"Content-Type": QUERY}, query.encode())
        return self.client.send("QUERY", url, headers | {"Content-Type": QUERY}, query.encode())

    def change(self, update: str) -> Answer:
        """The answer to an update; both ways of the protocol take turns. What lies in the store is unknown after it."""
        self.turn += 1
        self.loaded = None
        url = self.client.addresses.update
        if self.turn % 2:
            return self.client.send("POST", url, {"Content-Type": UPDATE}, update.encode())
        return self.client.send("POST", url, {"Content-Type": FORM}, urlencode({"update": update}).encode())

    def load(self, wanted: Dataset, base: str) -> None:
        """Put that into the store, and nothing else; what lies there already is left."""
        if self.loaded is None:
            expect(self.change("DROP ALL"), 2, "clearing the store")
            self.loaded = {}
        for name in [name for name in self.loaded if name not in wanted]:
            expect(self.client.send("DELETE", self.graph(name)), 2, f"removing {name or 'the default graph'}")
            del self.loaded[name]
        for name in [name for name in wanted if self.loaded.get(name) != wanted[name]]:
            self._put(name, wanted[name], base)
            self.loaded[name] = wanted[name]

    def _put(self, name: str, files: list[Path], base: str) -> None:
        for number, file in enumerate(files):
            kind, data = answers.media_type(file), file.read_bytes()
            if kind == "text/turtle":
                data = f"@base <{base}{file.name}> .\n".encode() + data
            elif kind == "application/rdf+xml":
                data = data.replace(b"<rdf:RDF", f'<rdf:RDF xml:base="{base}{file.name}"'.encode(), 1)
            answer = self.client.send("POST" if number else "PUT", self.graph(name), {"Content-Type": kind}, data)
            expect(answer, 2, f"loading {file.name}")

    def graph(self, name: str) -> str:
        """The address of a graph in the graph store."""
        return f"{self.client.addresses.store}?" + (f"graph={quote(name, safe='')}" if name else "default")

    def holds(self) -> dict[str, rdflib.Graph]:
        """What lies in the store now, by graph."""
        answer = expect(self.ask(ALL, TABLE), 2, "reading the store")
        table = answers.read(answer.body, TABLE, "")
        found: dict[str, rdflib.Graph] = {}
        for name, value, predicate, subject in table.rows:  # columns in the order of their names: g o p s
            found.setdefault(str(name or ""), rdflib.Graph()).add((subject, predicate, value))
        return found


def expect(answer: Answer, hundreds: int, doing: str) -> Answer:
    """The answer, when its status is of that class."""
    if answer.status // 100 != hundreds:
        raise FailedError(f"{doing}: expected {hundreds}xx, found {answer.summary()}")
    return answer


def query_evaluation(bench: Bench, case: Case) -> None:
    """Ask the query of the case, and compare the answer with the file of the manifest."""
    file = case.path(case.one(case.action, QT.query))
    expected = case.path(case.one(case.node, MF.result))
    files = datasets(case, case.action, QT)
    bench.load(files, case.base)
    query = file.read_text(encoding="utf-8")
    right = answers.read(expected.read_bytes(), answers.media_type(expected), case.base + expected.name)
    kind = TABLE if isinstance(right, answers.Table) and expected.suffix == ".ttl" else answers.media_type(expected)
    answer = expect(bench.ask(f"BASE <{case.base}{file.name}>\n{query}", kind), 2, "the query")
    if answer.media_type != kind:
        raise FailedError(f"expected the media type {kind}, found {answer.media_type}")
    found = answers.read(answer.body, kind, case.base)
    given = {term for group in files.values() for triple in _merged(group, case.base) for term in triple}
    right, found = answers.by_value(right, given), answers.by_value(found, given)
    ordered = bool(ORDERED.search(re.sub(r"#[^\n>]*$", "", query, flags=re.MULTILINE)))
    _same(answers.difference(right, found, ordered=ordered))


def update_evaluation(bench: Bench, case: Case) -> None:
    """Make the update of the case, and compare what lies in the store with the files of the manifest."""
    file = case.path(case.one(case.action, UT.request))
    bench.load(datasets(case, case.action, UT), case.base)
    update = file.read_text(encoding="utf-8")
    expect(bench.change(f"BASE <{case.base}{file.name}>\n{update}"), 2, "the update")
    result = case.one(case.node, MF.result)
    right = {name: _merged(files, case.base) for name, files in datasets(case, result, UT).items()}
    found = bench.holds()
    for name in sorted({*right, *found}):
        empty = rdflib.Graph()
        difference = answers.difference(right.get(name, empty), found.get(name, empty))
        _same(difference and f"{name or 'default graph'}: {difference}")


def _merged(files: list[Path], base: str) -> rdflib.Graph:
    merged = rdflib.Graph()
    for file in files:
        merged += answers.graph(file.read_bytes(), answers.media_type(file), base + file.name)
    return merged


def syntax(bench: Bench, case: Case) -> None:
    """Send a text as it stands: a wrong one is refused with 400, which the protocol keeps for that; a right one is not.

    A right one may fail for another reason: it clears a graph that is not there, or loads one that the suite invents.
    """
    file = case.path(URIRef(str(case.action)))
    text = file.read_text(encoding="utf-8")
    answer = bench.change(text) if file.suffix == ".ru" else bench.ask(text, ANY)
    if case.kind.startswith("Positive"):
        if answer.status // 100 != 2 and answer.status not in REFUSED:
            raise FailedError(f"right syntax: found {answer.summary()}")
    elif answer.status != 400:
        raise FailedError(f"wrong syntax: expected 400, found {answer.summary()}")


def _same(difference: str) -> None:
    if difference:
        raise FailedError(difference)
