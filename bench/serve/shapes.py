"""The shapes of the real graph, as patterns that can be filled again and again.

A unit of the real report (a paragraph, a section, a footnote) with all that is said in it - mentions, records, their
evidence and statements - is one bundle: its lines with holes for addresses, texts and references. A made document is a
number of such bundles drawn at random, so how much is said in a unit, about how many things and from how many records,
is as in the built graph. Things of the authority files are bundles of one thing each.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from unodc_kg.build.inputs import graph_files
from unodc_kg.namespaces import BASE, DCTERMS, KG
from unodc_kg.rdf import BlankNode, Literal, NamedNode, Quad, Term, read_file

ID = f"{BASE}id/"
FIXED = ("ontology", "authority/concepts")  # the vocabulary does not grow with the number of documents
SIX = ("ar", "en", "es", "fr", "ru", "zh")
IN_PLACE = ("evidence", "statement")  # their addresses end in a digest
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_LENGTH = 2.6  # characters of English for one of Chinese

Slot = tuple[str, *tuple[str | int, ...]]  # what fills a hole: its kind, then what that kind needs


@dataclass(frozen=True)
class Bundle:
    """Lines with holes: `{0}` is the key of the document, `{1}` the number of the unit, the others are in `slots`."""

    named: str  # N-Quads: with the name of the graph
    quads: int
    triples: int
    slots: tuple[Slot, ...]
    subjects: tuple[tuple[str, str, int], ...]  # kind, address with holes, number of triples


@dataclass(frozen=True)
class Shapes:
    """All bundles: those of units, that of a document as a whole, and those of authority things by group."""

    units: tuple[Bundle, ...]
    head: Bundle
    fixed: Bundle
    authority: dict[str, tuple[Bundle, ...]]
    things: dict[str, tuple[str, ...]]  # the addresses of the authority things, in the order of their bundles


def read(root: Path) -> Shapes:
    """The shapes of the project's own graph."""
    graphs = {file: read_file(file.path, file.graph) for file in graph_files(root)}
    converted = next(quads for file, quads in graphs.items() if not file.graph)
    key = _document(converted)
    local = _Local(key, _english(converted, key))
    authority: dict[str, list[Quad]] = defaultdict(list)
    fixed = list(local.shared)
    for file, quads in graphs.items():
        name = file.graph.removeprefix(f"{BASE}graph/")
        if name in FIXED:
            fixed += quads
        elif name.startswith("authority/"):
            authority[name] += quads
    groups = {name: _by_subject(quads) for name, quads in authority.items()}
    local.groups = {iri: name for name, things in groups.items() for iri in things}
    return Shapes(
        units=tuple(local.bundle(quads, unit) for unit, quads in sorted(local.units.items())),
        head=local.bundle(local.head, ""),
        fixed=_plain(fixed),
        authority={
            name: tuple(_clonable(iri, quads) for iri, quads in found.items()) for name, found in groups.items()
        },
        things={name: tuple(found) for name, found in groups.items()},
    )


def _document(quads: list[Quad]) -> str:
    """The key of the document that was converted."""
    versions = (quad.object.value for quad in quads if quad.predicate.value == DCTERMS.isVersionOf)
    return str(next(versions)).removeprefix(f"{ID}document/")


def _english(quads: list[Quad], key: str) -> list[Quad]:
    """The same with a second text of every unit, in English, laid out as a language version is."""
    graph = NamedNode(f"{BASE}graph/document/{key}/text.en")
    added = []
    for quad in quads:
        value = quad.object
        if isinstance(value, Literal) and value.language == "zh" and quad.predicate.value == KG.text:
            english = Literal("e" * int(len(value.value) * ENGLISH_LENGTH), language="en")
            added.append(Quad(quad.subject, quad.predicate, english, graph))
        elif str(quad.subject.value).endswith(f"{key}/text/zh"):
            added.append(Quad(NamedNode(f"{ID}document/{key}/text/en"), quad.predicate, value, graph))
    return quads + added


@dataclass
class _Local:
    """What the converted document says, apart by unit."""

    key: str
    quads: list[Quad]
    units: dict[str, list[Quad]] = field(default_factory=lambda: defaultdict(list))
    head: list[Quad] = field(default_factory=list)
    shared: list[Quad] = field(default_factory=list)
    home: dict[str, str] = field(default_factory=dict)  # subject -> the unit it was said in
    locators: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  # authority thing -> its group

    def __post_init__(self) -> None:
        for quad in self.quads:
            if quad.predicate.value == KG.locator:
                self.locators[quad.subject.value] = str(quad.object.value)
                self.home[quad.subject.value] = quad.subject.value
        for quad in self.quads:
            if quad.predicate.value == KG.inUnit:
                self.home.setdefault(quad.subject.value, str(quad.object.value))
        for quad in self.quads:
            subject = str(quad.subject.value)
            if subject in self.home:
                self.units[self.home[subject]].append(quad)
            else:
                (self.head if self._inside(subject) else self.shared).append(quad)

    def _inside(self, iri: str) -> bool:
        whole = f"{ID}document/{self.key}"
        return iri == whole or iri.startswith(f"{whole}/")

    def bundle(self, quads: list[Quad], unit: str) -> Bundle:
        """The lines of a unit, or of the document as a whole, as a pattern."""
        holes = _Holes()

        def address(iri: str) -> str:
            home = self.home.get(iri, "")
            if home and home != unit:
                return holes.add(("latest", self._kind(iri)))
            if home or self._inside(iri):
                return self._minted(iri, unit if home else "", holes)
            if iri in self.groups:
                return holes.add(("thing", self.groups[iri], iri))
            return _escaped(iri)

        def graph(iri: str) -> str:
            return _escaped(iri).replace(self.key, "{0}")

        subjects: dict[str, int] = defaultdict(int)
        for quad in quads:
            subjects[quad.subject.value] += 1
        lines = [(_line(quad, address, holes), graph(quad.graph_name.value)) for quad in quads]
        made = tuple((self._kind(iri), address(iri), count) for iri, count in subjects.items())
        return _bundle(lines, tuple(holes.slots), made)

    def _kind(self, iri: str) -> str:
        """The kind of thing, from its address: "activity", "section", "decision"."""
        return iri.removeprefix(ID).removeprefix(f"document/{self.key}/").split("/")[0]

    def _minted(self, iri: str, unit: str, holes: "_Holes") -> str:
        """The address of a thing in a made document: the same form, other numbers."""
        if self._kind(iri) in IN_PLACE:
            prefix, _, digest = iri.rpartition("/")
            return f"{_escaped(prefix).replace(self.key, '{0}')}/{holes.add(('digest', iri, len(digest)))}"
        made = _escaped(iri).replace(self.key, "{0}")
        if not unit:
            return made
        locator = re.escape(self.locators[unit])
        made, found = re.subn(rf"(?<=[/-]){locator}(?=\.|$)", "{1}", made, count=1)
        return made if found else f"{made}-{{0}}-{{1}}"


@dataclass
class _Holes:
    """The holes of a pattern; the same digest has one hole."""

    slots: list[Slot] = field(default_factory=list)
    known: dict[Slot, str] = field(default_factory=dict)

    def add(self, slot: Slot) -> str:
        """The mark of a hole."""
        if slot[0] == "digest" and slot in self.known:
            return self.known[slot]
        self.slots.append(slot)
        self.known[slot] = f"{{{len(self.slots) + 1}}}"
        return self.known[slot]


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _line(quad: Quad, address, holes: _Holes) -> str:  # type: ignore[no-untyped-def]
    """Subject, predicate and object of a line, with holes."""
    return f"<{address(quad.subject.value)}> <{quad.predicate.value}> {_object(quad, address, holes)}"


def _object(quad: Quad, address, holes: _Holes) -> str:  # type: ignore[no-untyped-def]
    term = quad.object
    if isinstance(term, NamedNode):
        return f"<{address(term.value)}>"
    if quad.predicate.value == KG.locator:
        return '"{1}"'
    if quad.predicate.value == KG.position:
        return '"{1}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    return _text(term, holes)


def _text(term: Term, holes: _Holes) -> str:
    """A literal; what people wrote is replaced by an invented text of the same length and language."""
    value = str(term.value) if isinstance(term, Literal) else ""
    chinese = bool(CHINESE.search(value))
    if not isinstance(term, Literal) or not value or not (term.language or chinese or " " in value):
        return _escaped(str(term))
    hole = holes.add(("text", (term.language or ("zh" if chinese else "en"))[:2], len(value)))
    return f'"{hole}"@{term.language}' if term.language else f'"{hole}"'


def _bundle(
    lines: list[tuple[str, str]], slots: tuple[Slot, ...], subjects: tuple[tuple[str, str, int], ...]
) -> Bundle:
    return Bundle(
        named="".join(f"{line} <{graph}> .\n" for line, graph in lines),
        quads=len(lines),
        triples=len({line for line, _ in lines}),
        slots=slots,
        subjects=subjects,
    )


def _plain(quads: Iterable[Quad]) -> Bundle:
    """Lines as they are."""
    lines = [(_escaped(f"{quad.subject} {quad.predicate} {quad.object}"), str(quad.graph_name.value)) for quad in quads]
    return _bundle(lines, (), ())


def _by_subject(quads: list[Quad]) -> dict[str, list[Quad]]:
    """The quads of each thing, those of its blank nodes among them."""
    owners: dict[str, str] = {}
    for quad in quads:
        if isinstance(quad.object, BlankNode):
            owners[quad.object.value] = str(quad.subject.value)
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        subject = str(quad.subject.value)
        while subject in owners:
            subject = owners[subject]
        found[subject].append(quad)
    return dict(found)


def _clonable(iri: str, quads: list[Quad]) -> Bundle:
    """A thing of the authority files with holes in its address (`{0}`, empty for the thing itself) and its names."""
    holes = _Holes()

    def term(value: Term) -> str:
        if isinstance(value, BlankNode):
            return f"_:{value.value}{{1}}"
        if isinstance(value, NamedNode):
            return f"<{_escaped(value.value)}{{0}}>" if value.value == iri else f"<{_escaped(value.value)}>"
        if isinstance(value, Literal) and value.language in SIX:
            own = str(value)[1:].rpartition('"')[0]
            return f'"{holes.add(("name", own, value.language, len(value.value)))}"@{value.language}'
        return _escaped(str(value))

    lines = [
        (f"{term(quad.subject)} {quad.predicate} {term(quad.object)}", _escaped(str(quad.graph_name.value)))
        for quad in quads
    ]
    return _bundle(lines, tuple(holes.slots), ((iri, f"{_escaped(iri)}{{0}}", len(quads)),))
