"""The shapes and checks of a project, and a lint that refuses those which could not find anything.

An engine passes over a misspelt term without a word, and a shape on a class that nobody uses is always content.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from unodc_kg.errors import ShapeError
from unodc_kg.namespaces import RDF, RDFS, SH, SHAPES
from unodc_kg.rdf import Literal, NamedNode, Quad, read_file
from unodc_kg.validation import checks, lint
from unodc_kg.validation.checks import Check

ALWAYS_READ = frozenset({RDF.type, RDFS.subClassOf})


@dataclass(frozen=True)
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

    def selection(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Those of the quads that the shapes read."""
        quads = list(quads)
        closed = self._instances(quads, self._values_of(self._closed, SH.targetClass))
        for quad in quads:
            if quad.predicate.value in self._read or quad.subject in closed:
                yield quad

    def idle(self, quads: Iterable[Quad]) -> list[str]:
        """The node shapes whose target the graph does not have."""
        predicates, classes = set(), set()
        for quad in quads:
            predicates.add(quad.predicate.value)
            if quad.predicate.value == RDF.type and isinstance(quad.object, NamedNode):
                classes.add(quad.object.value)
        found = {SH.targetClass: classes, SH.targetSubjectsOf: predicates, SH.targetObjectsOf: predicates}
        targets = [quad for quad in self.quads if quad.predicate.value in found]
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
    def _closed(self) -> set[object]:
        return {quad.subject for quad in self.quads if quad.predicate.value == SH.closed}

    def _values_of(self, subjects: set[object], predicate: str) -> set[str]:
        return {_iri(quad) for quad in self.quads if quad.subject in subjects and quad.predicate.value == predicate}

    @staticmethod
    def _instances(quads: list[Quad], classes: set[str]) -> set[object]:
        return {quad.subject for quad in quads if quad.predicate.value == RDF.type and _iri(quad) in classes}


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


def _iri(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, NamedNode) else ""


def _name(quad: Quad) -> str:
    return quad.subject.value.removeprefix(SHAPES) if isinstance(quad.subject, NamedNode) else ""
