"""Runs the three tests of the service description, whose manifest gives a name and nothing else."""

from pathlib import Path

import pyshacl
import rdflib
from rdflib.namespace import Namespace

from . import answers
from .evaluation import Bench, FailedError
from .manifest import Case

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SHAPES = Path(__file__).with_name("service-description.ttl")


def run(bench: Bench, case: Case) -> None:
    """Fetch the description and look at it as the case's name says."""
    address = bench.client.addresses.query
    answer = bench.client.send("GET", address, {"Accept": ", ".join(answers.GRAPHS)})
    if answer.status != 200 or answer.media_type not in answers.GRAPHS:
        raise FailedError(f"expected RDF, found {answer.media_type!r}: {answer.summary()}")
    graph = answers.graph(answer.body, answer.media_type, address)
    if case.name == "returns-rdf":
        _expect(len(graph) > 0, "the description has no triples")
    elif case.name == "has-endpoint-triple":
        found = sorted(str(value) for value in graph.objects(None, SD.endpoint))
        _expect(address in found, f"expected sd:endpoint <{address}>, found {found}")
    elif case.name == "conforms-to-schema":
        _expect_conforming(graph)
    else:
        raise FailedError(f"the harness does not know the test {case.name}")


def _expect_conforming(graph: rdflib.Graph) -> None:
    """Classes and properties are used as the vocabulary declares them."""
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    _expect(conforms, " ".join(text.split()))


def _expect(holds: bool, problem: str) -> None:
    if not holds:
        raise FailedError(problem)
