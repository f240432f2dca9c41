"""One preferred name a language and one number for everything, wherever several documents name it.

A document that cites a resolution can only call it by its number; the resolution itself has a title. People's names win
over titles, titles over what others say; whatever loses stays as another name. A number
that one document misprints (2214 (2014) for 2214 (2015)) is outvoted by the others.
"""

from collections import Counter
from collections.abc import Iterator

from unodc_kg import iris
from unodc_kg.namespaces import GRAPH, KG, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad, Term, named

CONVERTED = tuple(f"{GRAPH}{kind}/" for kind in ("document", "resolution", "decision"))
Names = dict[tuple[Term, str], list[Quad]]


def preferred(quads: list[Quad]) -> list[Quad]:
    """The same graph; of several preferred names in one language those of lower rank are alternative names."""
    names: Names = {}
    for quad in quads:
        if quad.predicate.value == SKOS.prefLabel and isinstance(quad.object, Literal):
            names.setdefault((quad.subject, quad.object.language or ""), []).append(quad)
    losing = {quad for found in names.values() for quad in _losing(found)}
    return [_alternative(quad) if quad in losing else quad for quad in quads] if losing else quads


def numbered(quads: list[Quad]) -> list[Quad]:
    """The same graph with one printed number for each resolution and decision."""
    numbers: dict[Term, list[Quad]] = {}
    for quad in quads:
        if quad.predicate.value == KG.number:
            numbers.setdefault(quad.subject, []).append(quad)
    losing = {quad for found in numbers.values() for quad in _outvoted(found)}
    return [quad for quad in quads if quad not in losing] if losing else quads


def _outvoted(found: list[Quad]) -> Iterator[Quad]:
    times = Counter(quad.object for quad in found)
    if len(times) > 1:
        best = min(found, key=lambda quad: (_rank(quad)[0], -times[quad.object], str(quad.object)))
        yield from (quad for quad in found if quad.object != best.object)


def _losing(found: list[Quad]) -> Iterator[Quad]:
    """Those that a better graph contradicts; two names in the best graph are its author's mistake, and stay."""
    if len({quad.object for quad in found}) > 1:
        best = min(found, key=_rank)
        kept = {quad.object for quad in found if _rank(quad)[:2] == _rank(best)[:2]}
        yield from (quad for quad in found if quad.object not in kept)


def _rank(quad: Quad) -> tuple[int, str, str]:
    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    if not graph.startswith(CONVERTED):
        return 0, "", str(quad.object)
    document, layer, _ = iris.layer_of(graph)
    own = isinstance(quad.subject, NamedNode) and quad.subject.value == document and layer == "text"
    return (1 if own else 2), graph, str(quad.object)


def _alternative(quad: Quad) -> Quad:
    return Quad(quad.subject, named(SKOS.altLabel), quad.object, quad.graph_name)
