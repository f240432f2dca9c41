"""A document's quads indexed by subject, with the vocabulary behind them: what annotations are read from."""

from collections.abc import Iterable

from unodc_kg.namespaces import CONCEPT, KG, RDF
from unodc_kg.rdf import Literal, NamedNode, Quad
from unodc_kg.vocabulary import Vocabulary, category, from_quads


class Index:
    """Values by subject and property, subjects by class."""

    def __init__(self, quads: Iterable[Quad], vocabulary: Vocabulary) -> None:
        self.values: dict[tuple[str, str], list[str]] = {}
        self.types: dict[str, list[str]] = {}
        self.by_unit: dict[str, list[str]] = {}
        kept = list(quads)
        for quad in kept:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._put(quad.subject.value, quad.predicate.value, quad.object.value)
        self.vocabulary = vocabulary
        self.new = from_quads(kept)

    def _put(self, subject: str, predicate: str, value: str) -> None:
        known = self.values.setdefault((subject, predicate), [])
        if value in known:
            return
        known.append(value)
        if predicate == RDF.type:
            self.types.setdefault(value, []).append(subject)
        elif predicate == KG.inUnit:
            self.by_unit.setdefault(value, []).append(subject)

    def all(self, subject: str, predicate: str) -> list[str]:
        """All values, sorted."""
        return sorted(self.values.get((subject, predicate), ()))

    def one(self, subject: str, predicate: str) -> str:
        """The value, or "" where there is none."""
        found = self.values.get((subject, predicate))
        return found[0] if found else ""

    def of_type(self, name: str) -> list[str]:
        """The subjects of that class, sorted."""
        return sorted(self.types.get(name, ()))

    def is_a(self, subject: str, name: str) -> bool:
        """Is it of that class, here or in the vocabulary?"""
        entry = self.vocabulary.entries.get(subject)
        return KG[name] in self.values.get((subject, RDF.type), ()) or (entry is not None and name in entry.classes)

    def category(self, thing: str) -> str:
        """The annotator's type of a thing."""
        if thing.startswith(CONCEPT):
            scheme = thing.removeprefix(CONCEPT).partition("/")[0]
            return {"substance": "Substance", "topic": "Topic"}.get(scheme, "")
        for source in (self.vocabulary, self.new):
            entry = source.entries.get(thing)
            if entry is not None and (found := category(entry.classes, entry.code)):
                return found
        return ""
