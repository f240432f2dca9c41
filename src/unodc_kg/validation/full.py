"""Validate a whole graph, or files in the context of a graph.

Shapes run in pyshacl over a copy of the merged graph in rdflib's memory, with the triples that the shapes read and no
others; everything that needs more than one node runs as a query. Nothing here reaches the network.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import pyshacl
import rdflib

from unodc_kg.errors import ShapeError
from unodc_kg.namespaces import GRAPH, RDF, SH, SHAPES, XSD
from unodc_kg.rdf import BlankNode, Literal, NamedNode, Quad, Term, Triple, merged, read_file, store_of
from unodc_kg.validation import checks, texts
from unodc_kg.validation import memory as memories
from unodc_kg.validation.memory import Memory
from unodc_kg.validation.report import Finding, Report, make_report
from unodc_kg.validation.shapes import Shapes, load


def validate(
    quads: Iterable[Quad], root: Path, *, only_focus: Collection[str] | None = None, memory: Memory | None = None
) -> Report:
    """Run every shape and check of the project at `root` over the graph.

    Args:
        quads: the graph; its named graphs are merged.
        root: the project folder, which holds `shapes/` and `ontology/`.
        only_focus: report on these IRIs and no others.
        memory: what was found sound before; shapes pass over that, and what they find sound now is added.

    Raises:
        ShapeError: the shapes themselves are wrong, or there are none.
    """
    return run(list(quads), load(root), only_focus=only_focus, memory=memory)


def validate_files(paths: Sequence[Path], context_quads: Iterable[Quad], root: Path) -> Report:
    """Validate files in the context of a graph: findings on the things that the files write about or link to.

    Raises:
        RdfError: a file cannot be read or does not parse.
        ShapeError: as `validate`.
    """
    added = [quad for path in paths for quad in read_file(path, _graph_of(path, root))]
    return run([*context_quads, *added], load(root), only_focus=touched(added))


def touched(quads: Iterable[Quad]) -> set[str]:
    """The IRIs that the quads have as subjects or objects."""
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    return {term.value for term in terms if isinstance(term, NamedNode)}


def run(
    quads: list[Quad], shapes: Shapes, *, only_focus: Collection[str] | None = None, memory: Memory | None = None
) -> Report:
    """Run shapes that are loaded already; see `validate`."""
    store = store_of(merged(quads))
    findings = list(_shacl(quads, shapes, only_focus) if memory is None else _remembering(quads, shapes, memory))
    for check in shapes.checks:
        findings += checks.run(check, store)
    index = texts.index_of(quads)
    for code_check in texts.CHECKS:
        findings += code_check.run(index)
    if only_focus is not None:
        findings = [finding for finding in findings if _iri(finding.focus) in only_focus]
    names = [check.name for check in (*shapes.checks, *(code.check for code in texts.CHECKS))]
    return make_report(findings, list(shapes.names), names, shapes.idle(quads))


def _remembering(quads: list[Quad], shapes: Shapes, memory: Memory) -> list[Finding]:
    """As `_shacl` over the whole graph, but only of what was not found sound before."""
    marks = memories.marks(list(shapes.selection(quads)), shapes.quads)
    unknown = {_iri(thing) for thing, mark in marks.items() if mark not in memory.sound}
    if not marks:
        return list(_shacl(quads, shapes, None))
    findings = [finding for finding in _shacl(quads, shapes, unknown) if _iri(finding.focus) in unknown]
    broken = {finding.focus for finding in findings}
    memory.sound = {mark for thing, mark in marks.items() if thing not in broken}
    return findings


def _shacl(quads: list[Quad], shapes: Shapes, only_focus: Collection[str] | None) -> Iterable[Finding]:
    reader = _Reader()
    data = reader.graph(shapes.selection(quads, only_focus))
    _, result, explanation = pyshacl.validate(data, shacl_graph=_rules(shapes), inference="none", advanced=False)
    if not isinstance(result, rdflib.Graph):
        raise ShapeError(f"The shapes cannot be run: {explanation}.", "Repair the shape that is named.")
    nodes = result.subjects(rdflib.URIRef(RDF.type), rdflib.URIRef(SH.ValidationResult))
    return [_finding(result, node, shapes) for node in nodes]


@lru_cache(maxsize=4)
def _rules(shapes: Shapes) -> rdflib.Graph:
    return _Reader().graph(shapes.flat)


def _finding(result: rdflib.Graph, node: rdflib.term.Node, shapes: Shapes) -> Finding:
    def value(name: str) -> rdflib.term.Node | None:
        return result.value(node, rdflib.URIRef(SH[name]))

    name = str(value("sourceShape")).removeprefix(SHAPES)
    focus, found, path = value("focusNode"), value("value"), value("resultPath")
    return Finding(
        _from_rdflib(focus) if focus is not None else BlankNode(),
        name,
        str(value("resultSeverity")).removeprefix(SH),
        shapes.messages(name),
        None if found is None else _from_rdflib(found),
        "" if path is None else str(path),
    )


class _Reader:
    """Turns our terms into rdflib's, each once."""

    def __init__(self) -> None:
        self.terms: dict[Term, rdflib.term.Node] = {}

    def graph(self, quads: Iterable[Quad]) -> rdflib.Graph:
        """A graph in memory with the triples of the quads."""
        graph = rdflib.Graph(bind_namespaces="none")
        for quad in quads:
            graph.store.add((self.term(quad.subject), self.term(quad.predicate), self.term(quad.object)), graph)
        return graph

    def term(self, term: Term) -> rdflib.term.Node:
        """The same term in rdflib."""
        known = self.terms.get(term)
        if known is None:
            known = self.terms[term] = _to_rdflib(term)
        return known


def _to_rdflib(term: Term) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise ShapeError(f"{term}: triples about triples cannot be validated.", "Write a :Statement instead.")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == XSD.string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _from_rdflib(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal) and node.language:
        return Literal(str(node), language=node.language)
    datatype = getattr(node, "datatype", None)
    return Literal(str(node), datatype=NamedNode(str(datatype or XSD.string)))


def _graph_of(path: Path, root: Path) -> str:
    """The named graph that a file of the project belongs to; other files are a curator's."""
    folder = root.resolve() / "graph" / "authority"
    return GRAPH[f"authority/{path.stem}"] if path.resolve().parent == folder else GRAPH.curated


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""
