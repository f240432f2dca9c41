"""The language versions of a document side by side, with nothing said twice (docs/decisions/0018).

Every version has been converted for itself. Texts, titles and mentions of all of them stand in the graph; the order of
the units, what the document says of itself and the facts are those of one version. What a graph of another version
links to but nobody describes is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from unodc_kg import iris
from unodc_kg.namespaces import DCTERMS, KG
from unodc_kg.rdf import NamedNode, Quad, Term, integer

ORDER = ("en", "zh", "fr", "es", "ru", "ar")  # which version counts where none is declared to be the reference
OF_ONE = ("structure", "facts")
Graphs = dict[str, list[Quad]]


def side_by_side(quads: list[Quad]) -> list[Quad]:
    """The same graph with one set of facts and one order of units for each document."""
    graphs = _by_graph(quads)
    documents: dict[str, list[_Version]] = {}
    for name in graphs:
        document, layer, language = iris.layer_of(name)
        if layer == "text":
            documents.setdefault(document, []).append(_Version(document, language, graphs))
    others = [other for versions in documents.values() for other in _others(versions)]
    if not others:
        return quads
    added = [quad for versions in documents.values() for quad in _lacking(versions)]
    dropped = {other.graph(layer) for other in others for layer in OF_ONE}
    kept = [*(quad for name, found in graphs.items() if name not in dropped for quad in found), *added]
    loose = set(_loose(kept, {other.graph("mentions") for other in others}))
    return [quad for quad in kept if quad not in loose] if loose else kept


@dataclass(frozen=True)
class _Version:
    """One text of a document; the reference text has no language in the names of its graphs."""

    document: str
    language: str
    graphs: Graphs

    def graph(self, layer: str) -> str:
        """The name of one of its graphs."""
        return iris.document_graph(self.document, f"{layer}.{self.language}" if self.language else layer)

    @property
    def rank(self) -> tuple[bool, int]:
        """The reference comes first, then the languages in their order."""
        return bool(self.language), ORDER.index(self.language) if self.language in ORDER else len(ORDER)

    @cached_property
    def places(self) -> Mapping[Term, dict[str, Quad]]:
        """What each section and unit is part of, and its position."""
        found: dict[Term, dict[str, Quad]] = {}
        for quad in self.graphs.get(self.graph("structure" if self.language else "text"), ()):
            if quad.predicate.value in (DCTERMS.isPartOf, KG.position):
                found.setdefault(quad.subject, {})[quad.predicate.value] = quad
        return found


def _others(versions: list[_Version]) -> list[_Version]:
    """The versions whose order and facts do not count."""
    return sorted(versions, key=lambda version: version.rank)[1:]


def _lacking(versions: list[_Version]) -> Iterator[Quad]:
    """Places for the sections and units that only other versions have: behind all that is there, in their own order."""
    first, *others = sorted(versions, key=lambda version: version.rank)
    placed = set(first.places)
    last = max((_position(place) for place in first.places.values()), default=0)
    for other in others:
        for part, place in sorted(other.places.items(), key=lambda item: _position(item[1])):
            if part in placed or DCTERMS.isPartOf not in place or KG.position not in place:
                continue
            placed.add(part)
            last += 1
            yield place[DCTERMS.isPartOf]
            old = place[KG.position]
            yield Quad(old.subject, old.predicate, integer(last), old.graph_name)


def _position(place: Mapping[str, Quad]) -> int:
    return int(getattr(place[KG.position].object, "value", 0)) if KG.position in place else 0


def _loose(quads: Iterable[Quad], graphs: set[str]) -> Iterator[Quad]:
    """Mentions in these graphs of things that only facts describe which do not count, and what is said of them."""
    described, mentions = set(), dict[Term, list[Quad]]()
    for quad in quads:
        described.add(quad.subject)
        if _name(quad) in graphs:
            mentions.setdefault(quad.subject, []).append(quad)
    for found in mentions.values():
        targets = [quad for quad in found if quad.predicate.value == KG.mentions]
        lost = [quad for quad in targets if _is_ours(quad.object) and quad.object not in described]
        yield from found if lost and len(lost) == len(targets) else lost


def _is_ours(term: Term) -> bool:
    return isinstance(term, NamedNode) and bool(iris.kind(term.value))


def _by_graph(quads: Iterable[Quad]) -> Graphs:
    graphs: Graphs = {}
    for quad in quads:
        graphs.setdefault(_name(quad), []).append(quad)
    return graphs


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
