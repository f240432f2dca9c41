"""What is known before a document is read: controlled values and authority records, in memory.

The converter finds names with it, pages and commands label things with it. Nothing here is written back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from unodc_kg import iris
from unodc_kg.namespaces import KG, RDF, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad, read_file

NAME_PROPERTIES = {SKOS.prefLabel: "preferred", SKOS.altLabel: "other", KG.abbreviation: "short"}
TYPE_PROPERTIES = (KG.agentType, KG.programmeType, KG.documentType, KG.eventType)
BODY_TYPES = frozenset(
    {
        "un-principal-organ",
        "intergovernmental-body",
        "expert-group",
        "treaty-body",
        "un-office",
        "un-unit",
        "office-holder",
        "united-nations",
    }
)
PLAN_TYPES = frozenset({"strategy", "policy", "plan", "questionnaire"})
NORM_TYPES = frozenset(
    {"declaration", "guidelines", "standard", "rules", "joint-statement", "agenda", "principle", "outcome-document"}
)


@dataclass(frozen=True)
class Name:
    """One name of a thing: its text, language tag ("" if none) and kind: preferred, short or other."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """One thing: its IRI, the local names of its classes, its type code and its names."""

    iri: str
    classes: frozenset[str]
    code: str
    names: tuple[Name, ...]
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The preferred name in that language, else in English, Chinese or any; "" if it has none."""
        preferred = {name.language: name.text for name in self.names if name.kind == "preferred"}
        for tag in (language, "en", "zh"):
            if tag in preferred:
                return preferred[tag]
        return next(iter(preferred.values()), "")

    @property
    def category(self) -> str:
        """What kind of name it is, in the terms of an annotator (see docs of `annotations`)."""
        return category(self.classes, self.code)


def category(classes: Iterable[str], code: str) -> str:
    """The annotator's type of a thing of these classes and this type code; "" for things that are not annotated."""
    have = set(classes)
    for name, result in (
        ("State", "Country"),
        ("Region", "Region"),
        ("Place", "Region"),
        ("Treaty", "Treaty"),
        ("Publication", "Publication"),
        ("Programme", "Programme"),
        ("Event", "Event"),
    ):
        if name in have:
            return result
    if "Document" in have and not have & {"Resolution", "Decision"}:
        return "Programme" if code in PLAN_TYPES else "Instrument" if code in NORM_TYPES else "Publication"
    if have & {"Goal", "Target"}:
        return "Instrument"
    if "Agent" in have:
        return "Body" if code in BODY_TYPES else "Partner"
    return ""


def compact(text: str) -> str:
    """The text without blanks, as names are compared: printed blanks beside Han characters mean nothing."""
    return re.sub(r"\s+", "", text)


class Vocabulary:
    """Entries by IRI, by name and by scheme."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = dict(sorted(entries.items()))

    def __len__(self) -> int:
        return len(self.entries)

    def label(self, iri: str, language: str = "en") -> str:
        """The name of a thing in that language, or the last part of its IRI."""
        entry = self.entries.get(iri)
        return (entry.label(language) if entry else "") or iris.code(iri)

    def find(self, name: str) -> tuple[str, ...]:
        """The IRIs of the things of that name, blanks and case disregarded."""
        return self.by_name.get(compact(name).casefold(), ())

    def scheme(self, name: str) -> dict[str, Entry]:
        """The controlled values of a scheme by code."""
        prefix = iris.concept(name, "")
        return {iri.removeprefix(prefix): entry for iri, entry in self.entries.items() if iri.startswith(prefix)}

    def of_class(self, name: str) -> Iterator[Entry]:
        """All entries of a class of the ontology."""
        return (entry for entry in self.entries.values() if name in entry.classes)

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        """IRIs by name, without blanks, casefolded."""
        found: dict[str, list[str]] = {}
        for iri, entry in self.entries.items():
            for name in entry.names:
                known = found.setdefault(compact(name.text).casefold(), [])
                if iri not in known:
                    known.append(iri)
        return {name: tuple(known) for name, known in found.items()}


def files(root: Path) -> list[Path]:
    """The files that a vocabulary is read from, sorted."""
    return sorted([*(root / "ontology" / "concepts").glob("*.ttl"), *(root / "graph" / "authority").glob("*.ttl")])


def load(root: Path) -> Vocabulary:
    """The vocabulary of the project folder: ontology/concepts/*.ttl and graph/authority/*.ttl.

    Raises:
        RdfError: a file does not parse.
    """
    return from_quads(quad for path in files(root) for quad in read_file(path))


def from_quads(quads: Iterable[Quad]) -> Vocabulary:
    """The vocabulary that these quads describe."""
    properties: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            properties.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return Vocabulary({iri: _entry(iri, values) for iri, values in properties.items() if RDF.type in values})


def _entry(iri: str, values: Mapping[str, list[NamedNode | Literal]]) -> Entry:
    classes = {iris.code(term.value) for term in values[RDF.type]}
    codes = sorted(iris.code(term.value) for name in TYPE_PROPERTIES for term in values.get(name, ()))
    names = {
        Name(term.value, term.language or "", kind)
        for name, kind in NAME_PROPERTIES.items()
        for term in values.get(name, ())
        if isinstance(term, Literal)
    }
    short = {(name.text, name.language) for name in names if name.kind == "short"}
    kept = {name for name in names if name.kind != "other" or (name.text, name.language) not in short}
    links = {
        name: tuple(sorted(term.value for term in terms))
        for name, terms in values.items()
        if name.startswith(KG) or name in LINKS
    }
    return Entry(
        iri,
        frozenset(classes),
        codes[0] if codes else "",
        tuple(sorted(kept, key=lambda n: (n.text, n.language, n.kind))),
        links,
    )


LINKS = frozenset({SKOS.broader, SKOS.notation, "http://purl.org/dc/terms/isPartOf"})
