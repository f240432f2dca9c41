"""The shapes and checks of a project, and a lint that refuses those which could not find anything.

An engine passes over a misspelt term without a word, and a shape on a class that nobody uses is always content.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from unodc_kg.errors import ShapeError
from unodc_kg.namespaces import RDF, RDFS, SH, SHAPES
from unodc_kg.rdf import Literal, NamedNode, Quad, Term, read_file
from unodc_kg.validation import checks, lint
from unodc_kg.validation.checks import Check

TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf)
ALWAYS_READ = frozenset({RDF.type, RDFS.subClassOf})


@dataclass(frozen=True, eq=False)
class Shapes:
    """All shapes of a project as one graph, and its checks."""

    quads: tuple[Quad, ...]
    checks: tuple[Check, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The local names of the shapes that can find something: property shapes, and node shapes with a message."""
        return tuple(sorted(self._messages))

    def messages(self, name: str) -> Mapping[str, str]:
        """What people are told when that shape is broken, by language."""
        return self._messages.get(name, {})

    @cached_property
    def flat(self) -> tuple[Quad, ...]:
        """The same shapes, each property shape with the targets of its node shapes.

        SHACL gives both forms one meaning; the engine runs this one once for all things, the other once for each.
        """
        targets: dict[Term, list[Quad]] = {}
        for quad in self.quads:
            if quad.predicate.value in TARGETS:
                targets.setdefault(quad.subject, []).append(quad)
        moved = [
            Quad(link.object, target.predicate, target.object)
            for link in self.quads
            if link.predicate.value == SH.property and isinstance(link.object, NamedNode)
            for target in targets.get(link.subject, [])
        ]
        return tuple(quad for quad in self.quads if quad.predicate.value != SH.property) + tuple(moved)

    def selection(self, quads: Iterable[Quad], only_focus: Collection[str] | None = None) -> Iterator[Quad]:
        """Those of the quads that the shapes read: of all things, or of some and the classes of their values."""
        quads = list(quads)
        closed = _instances(quads, self._values_of(self._closed, SH.targetClass))
        read = (quad for quad in quads if quad.predicate.value in self._read or quad.subject in closed)
        if only_focus is None:
            yield from read
            return
        focus = {NamedNode(iri) for iri in only_focus}
        values = {quad.object for quad in quads if quad.subject in focus}
        for quad in read:
            is_type = quad.predicate.value == RDF.type and quad.subject in values
            if is_type or quad.subject in focus or quad.predicate.value == RDFS.subClassOf:
                yield quad

    def idle(self, quads: Iterable[Quad]) -> list[str]:
        """The node shapes whose target the graph does not have."""
        predicates, classes = set(), set()
        for quad in quads:
            predicates.add(quad.predicate.value)
            if quad.predicate.value == RDF.type and isinstance(quad.object, NamedNode):
                classes.add(quad.object.value)
        targets = [quad for quad in self.quads if quad.predicate.value in TARGETS]
        found = {SH.targetClass: classes, SH.targetObjectsOf: predicates, SH.targetSubjectsOf: predicates}
        busy = {quad.subject for quad in targets if _iri(quad) in found[quad.predicate.value]}
        return sorted({_name(quad) for quad in targets if quad.subject not in busy})

    @cached_property
    def _messages(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for quad in self.quads:
            if quad.predicate.value == SH.message and isinstance(quad.object, Literal):
                found.setdefault(_name(quad), {})[quad.object.language or ""] = quad.object.value
        return found

    @cached_property
    def _read(self) -> frozenset[str]:
        """The predicates that targets, paths and comparisons name."""
        names = ("path", "targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan", "lessThanOrEquals")
        reading = {SH[name] for name in names}
        return ALWAYS_READ | {_iri(quad) for quad in self.quads if quad.predicate.value in reading}

    @cached_property
    def _closed(self) -> set[Term]:
        return {quad.subject for quad in self.quads if quad.predicate.value == SH.closed}

    def _values_of(self, subjects: set[Term], predicate: str) -> set[str]:
        return {_iri(quad) for quad in self.quads if quad.subject in subjects and quad.predicate.value == predicate}


def load(root: Path) -> Shapes:
    """The shapes and checks below `root`, linted.

    Raises:
        RdfError: a file does not parse.
        ShapeError: there are no shapes, or one of them could not find what it is for.
    """
    files = {path: read_file(path) for path in sorted((root / "shapes").glob("*.ttl"))}
    if not files:
        raise ShapeError(f"{root / 'shapes'}: there are no shapes.", "Nothing can be validated without them.")
    terms = lint.terms_of(quad for path in sorted((root / "ontology").glob("*.ttl")) for quad in read_file(path))
    lint.require_sound(files, terms)
    return Shapes(tuple(quad for quads in files.values() for quad in quads), tuple(checks.load(root)))


def _instances(quads: list[Quad], classes: set[str]) -> set[Term]:
    return {quad.subject for quad in quads if quad.predicate.value == RDF.type and _iri(quad) in classes}


def _iri(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, NamedNode) else ""


def _name(quad: Quad) -> str:
    return quad.subject.value.removeprefix(SHAPES) if isinstance(quad.subject, NamedNode) else ""
