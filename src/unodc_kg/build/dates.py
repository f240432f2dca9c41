"""One date for everything that several documents date.

A congress was planned for April and held in March of the next year, and documents of both years speak of it. The finest
date wins, then the one of people, then the one of most documents. What loses stays in its converted file, with its
evidence; in the built graph it would make an event of two beginnings.
"""

from collections import Counter
from collections.abc import Iterable

from unodc_kg import iris
from unodc_kg.namespaces import KG, RDF
from unodc_kg.rdf import NamedNode, Quad, Term

DATED = frozenset({KG.startDate, KG.endDate, KG.datePrecision, KG.yearInferred})
FINEST = ("day", "month", "quarter", "year")
Values = frozenset[tuple[str, Term]]


def settled(quads: list[Quad]) -> list[Quad]:
    """The same graph without dates of shared things that better ones contradict, and without their statements."""
    by_subject: dict[Term, dict[str, list[Quad]]] = {}
    for quad in quads:
        if quad.predicate.value in DATED and _is_shared(quad.subject):
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            by_subject.setdefault(quad.subject, {}).setdefault(graph, []).append(quad)
    lost = {quad for graphs in by_subject.values() if len(graphs) > 1 for quad in _losing(graphs)}
    return _without(quads, lost) if lost else quads


def _is_shared(term: Term) -> bool:
    """Does it belong to no single document?"""
    return isinstance(term, NamedNode) and iris.kind(term.value) in ("event", "programme", "publication")


def _losing(graphs: dict[str, list[Quad]]) -> list[Quad]:
    values = {
        graph: frozenset((quad.predicate.value, quad.object) for quad in found) for graph, found in graphs.items()
    }
    times = Counter(values.values())
    best = min(
        values,
        key=lambda graph: (_coarseness(values[graph]), bool(iris.layer_of(graph)[0]), -times[values[graph]], graph),
    )
    return [
        quad for found in graphs.values() for quad in found if (quad.predicate.value, quad.object) not in values[best]
    ]


def _coarseness(values: Values) -> int:
    codes = [iris.code(term.value) for name, term in values if name == KG.datePrecision and isinstance(term, NamedNode)]
    return min((FINEST.index(code) for code in codes if code in FINEST), default=len(FINEST))


def _without(quads: list[Quad], lost: set[Quad]) -> list[Quad]:
    """Without these triples, the statements about them, and the evidence of those statements."""
    triples: set[tuple[Term | None, ...]] = {(quad.subject, quad.predicate, quad.object) for quad in lost}
    statements = _statements(quads, triples)
    evidence = {quad.object for quad in quads if quad.predicate.value == KG.evidence and quad.subject in statements}
    kept = {quad.object for quad in quads if quad.predicate.value == KG.evidence and quad.subject not in statements}
    gone = statements | (evidence - kept)
    return [quad for quad in quads if quad not in lost and quad.subject not in gone]


def _statements(quads: Iterable[Quad], triples: set[tuple[Term | None, ...]]) -> set[Term]:
    parts: dict[Term, dict[str, Term]] = {}
    for quad in quads:
        if quad.predicate.value in (RDF.subject, RDF.predicate, RDF.object):
            parts.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    names = (RDF.subject, RDF.predicate, RDF.object)
    return {statement for statement, found in parts.items() if tuple(found.get(name) for name in names) in triples}
