"""All files of a project as one dataset of named graphs, one a layer; the store adds the merged graph to them."""

import hashlib
from pathlib import Path

from unodc_kg.build.dates import settled
from unodc_kg.build.inputs import GraphFile, graph_files
from unodc_kg.build.language_versions import side_by_side
from unodc_kg.build.names import numbered, preferred
from unodc_kg.errors import RdfError
from unodc_kg.namespaces import BASE
from unodc_kg.rdf import BlankNode, DefaultGraph, NamedNode, Quad, Term, read_file


def read_graphs(root: Path) -> list[Quad]:
    """The quads of all named graphs, the versions of a document side by side, one preferred name a language.

    Raises:
        RdfError: a file does not parse, or one that names its own graphs has triples outside them.
    """
    return agreed([quad for file in graph_files(root) for quad in _read(file, root)])


def agreed(quads: list[Quad]) -> list[Quad]:
    """What the files say, with one voice where several documents speak of one thing."""
    return settled(numbered(preferred(side_by_side(quads))))


def rebased(quads: list[Quad], base_iri: str) -> list[Quad]:
    """The same quads with our IRIs below another address."""
    return quads if base_iri == BASE else [_rebased_quad(quad, base_iri) for quad in quads]


def _read(file: GraphFile, root: Path) -> list[Quad]:
    quads = read_file(file.path, file.graph)
    where = file.path.relative_to(root).as_posix()
    if any(quad.graph_name == DefaultGraph() for quad in quads):
        raise RdfError(
            f"{where}: it has statements outside any named graph.",
            "Give each line its graph, or make the file again with `unodc-kg convert`.",
        )
    return _apart(quads, where)


def _apart(quads: list[Quad], where: str) -> list[Quad]:
    """The same quads, their blank nodes named after the file, so that two files never share one by accident."""
    if not any(isinstance(term, BlankNode) for quad in quads for term in quad.triple):
        return quads
    prefix = "f" + hashlib.sha256(where.encode()).hexdigest()[:12]
    return [_relabelled(quad, prefix) for quad in quads]


def _relabelled(quad: Quad, prefix: str) -> Quad:
    def label(term: Term) -> Term:
        return BlankNode(prefix + term.value) if isinstance(term, BlankNode) else term

    return Quad(label(quad.subject), quad.predicate, label(quad.object), quad.graph_name)  # type: ignore[arg-type]


def _rebased_quad(quad: Quad, base_iri: str) -> Quad:
    def moved(term: Term | DefaultGraph) -> Term | DefaultGraph:
        if isinstance(term, NamedNode) and term.value.startswith(BASE):
            return NamedNode(base_iri + term.value.removeprefix(BASE))
        return term

    return Quad(moved(quad.subject), moved(quad.predicate), moved(quad.object), moved(quad.graph_name))  # type: ignore[arg-type]
