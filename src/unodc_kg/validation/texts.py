"""What no query can say: the digest of a frozen text, and names that stand in a text without a mention."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from unodc_kg.namespaces import DCTERMS, KG, OA, RDF, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad, Term, named, text
from unodc_kg.validation.checks import Check
from unodc_kg.validation.report import Finding


@dataclass
class Index:
    """The values of some properties of every subject."""

    values: dict[str, dict[Term, list[Term]]] = field(default_factory=dict)

    def of(self, subject: Term, predicate: str) -> list[Term]:
        """The values of one property."""
        return self.values.get(predicate, {}).get(subject, [])

    def all_of(self, predicate: str) -> Iterable[list[Term]]:
        """The values of one property, a list for each who has it."""
        return self.values.get(predicate, {}).values()

    def subjects(self, predicate: str, value: str = "") -> list[Term]:
        """Who has the property, with that IRI as value if one is given; sorted."""
        found = self.values.get(predicate, {})
        return sorted((s for s, terms in found.items() if not value or named(value) in terms), key=str)


@dataclass(frozen=True)
class CodeCheck:
    """A check that is written as a function over an index of the graph; it gives the rows of its findings."""

    check: Check
    rows: Callable[[Index], Iterator[Mapping[str, Term]]]

    def run(self, index: Index) -> Iterator[Finding]:
        """What the check finds."""
        return map(self.check.finding, self.rows(index))


ROLES = tuple(
    KG[name]
    for name in (
        "addressee", "coOrganizer", "host", "mandatedBy", "partner", "recipient", "researchSubject", "state", "treaty",
    )
)  # fmt: skip
READ = frozenset(
    {RDF.type, KG.text, KG.position, KG.locator, KG.sha256, KG.completeFor, KG.inUnit, KG.mentions, KG.sourceText}
    | {DCTERMS.isVersionOf, DCTERMS.language, SKOS.altLabel, SKOS.prefLabel, OA.exact, *ROLES}
)
UNIT_PATH = re.compile(r"/(?:paragraph|footnote)/[^/]+$|/(?:front|summary)$")
NEAR = 2  # places in reading order: the unit before, and a heading between the two


def index_of(quads: Iterable[Quad]) -> Index:
    """The index that the checks need; a triple of two graphs counts once."""
    seen: dict[str, dict[Term, dict[Term, None]]] = {name: {} for name in READ}
    for quad in quads:
        if quad.predicate.value in READ:
            seen[quad.predicate.value].setdefault(quad.subject, {})[quad.object] = None
    return Index({name: {s: list(terms) for s, terms in found.items()} for name, found in seen.items()})


def frozen_digest(units: Iterable[tuple[int, str, str]]) -> str:
    """The SHA-256 of a frozen text, from position, locator and text of its units.

    A unit is a line: locator, tab, text; a line break inside a text is U+2028.
    """
    return _digest(_lines(units))


def _lines(units: Iterable[tuple[int, str, str]]) -> list[str]:
    return [f"{locator}\t{content.replace(chr(10), chr(0x2028))}\n" for _, locator, content in sorted(units)]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _changed_texts(index: Index) -> Iterator[Mapping[str, Term]]:
    """Frozen texts whose stated digest is not that of the units in the graph."""
    units = _units_by_document(index)
    for source in index.subjects(RDF.type, KG.SourceText):
        stated = [_text(term) for term in index.of(source, KG.sha256)]
        for document in index.of(source, DCTERMS.isVersionOf):
            for language in index.of(source, DCTERMS.language):
                lines = _lines(_units(index, units.get(_text(document), ()), _text(language).rpartition("/")[2]))
                found = [_digest(lines), _digest(sorted(lines))]  # of the reference text; of another version
                if stated and (len(stated) > 1 or stated[0] not in found):
                    yield {"focus": source, "value": text(stated[0]), "found": text(found[0])}


def _units(index: Index, units: Iterable[Term], language: str) -> Iterator[tuple[int, str, str]]:
    """Position, locator and text of those of the units that have a text in the language."""
    for unit in units:
        positions, locators = index.of(unit, KG.position), index.of(unit, KG.locator)
        for content in index.of(unit, KG.text):
            if isinstance(content, Literal) and content.language == language and positions and locators:
                position = _text(positions[0])
                yield int(position) if position.isdigit() else 0, _text(locators[0]), content.value


def _unmentioned(index: Index) -> Iterator[Mapping[str, Term]]:
    """Names of things of a class that a document claims to be complete for, in a unit where nobody mentions them."""
    mentions = _mentions(index)
    units = _units_by_document(index)
    known = _Names(index)
    for document in index.subjects(KG.completeFor):
        classes = tuple(sorted(_text(term) for term in index.of(document, KG.completeFor)))
        for unit in units.get(_text(document), ()):
            things, words = mentions.get(unit, (set(), set()))
            for thing, name in known.standing(unit, classes):
                if thing not in things and not any(name.value in word for word in words):
                    yield {"focus": unit, "value": thing, "name": name}


def _units_by_document(index: Index) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for unit in index.subjects(KG.text):
        found.setdefault(UNIT_PATH.sub("", _text(unit)), []).append(unit)
    return found


@dataclass
class _Names:
    """Names by language, as plain words: they are looked for in every unit."""

    index: Index
    of_classes: dict[tuple[tuple[str, ...], str], list[tuple[str, Term, Literal]]] = field(default_factory=dict)
    all_labels: dict[str, set[str]] = field(default_factory=dict)
    longer: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def standing(self, unit: Term, classes: tuple[str, ...]) -> Iterator[tuple[Term, Literal]]:
        """Names of members of the classes that stand in the unit, and not only inside a longer name."""
        for content in self.index.of(unit, KG.text):
            if not isinstance(content, Literal):
                continue
            words, language = content.value, content.language or ""
            for name, thing, label in self._of(classes, language):
                if name in words and name in self._rest(words, name, language):
                    yield thing, label

    def _of(self, classes: tuple[str, ...], language: str) -> list[tuple[str, Term, Literal]]:
        key = (classes, language)
        if key not in self.of_classes:
            found = _names(self.index, classes)
            self.of_classes[key] = [(label.value, thing, label) for thing, label in found if label.language == language]
        return self.of_classes[key]

    def _rest(self, words: str, name: str, language: str) -> str:
        """The words without the longer names that contain the name."""
        if language not in self.all_labels:
            self.all_labels[language] = _labels(self.index, language)
        key = (name, language)
        if key not in self.longer:
            longer = {label for label in self.all_labels[language] if name in label and label != name}
            self.longer[key] = sorted(longer, key=lambda label: (-len(label), label))
        for label in self.longer[key]:
            words = words.replace(label, "")
        return words


def _labels(index: Index, language: str) -> set[str]:
    terms = (term for label in (SKOS.prefLabel, SKOS.altLabel) for found in index.all_of(label) for term in found)
    return {term.value for term in terms if isinstance(term, Literal) and term.language == language}


def _unnamed(index: Index) -> Iterator[Mapping[str, Term]]:
    """Things that take part in a record, but that neither its units mention nor what stands shortly before them."""
    records = set(index.subjects(RDF.type, KG.Record))
    named_at = _named_at(index)
    for role in ROLES:
        for record in index.subjects(role):
            places = [place for unit in index.of(record, KG.inUnit) for place in _places(index, unit)]
            near = {(text, n - k) for text, n in places for k in range(NEAR + 1)}
            for thing in index.of(record, role):
                if record in records and near and not near & named_at.get(thing, set()):
                    yield {"focus": record, "path": named(role), "value": thing}


def _named_at(index: Index) -> dict[Term, set[tuple[str, int]]]:
    """Where each thing is mentioned: document and position."""
    found: dict[Term, set[tuple[str, int]]] = {}
    for mention in index.subjects(KG.mentions):
        places = [place for unit in index.of(mention, KG.inUnit) for place in _places(index, unit)]
        for thing in index.of(mention, KG.mentions):
            found.setdefault(thing, set()).update(places)
    return found


def _places(index: Index, unit: Term) -> Iterator[tuple[str, int]]:
    """The document of a unit and its position there."""
    document = UNIT_PATH.sub("", _text(unit))
    yield from ((document, int(_text(term))) for term in index.of(unit, KG.position) if _text(term).isdigit())


def _names(index: Index, classes: Iterable[str]) -> Iterator[tuple[Term, Literal]]:
    for kind in classes:
        for thing in index.subjects(RDF.type, kind):
            yield from ((thing, name) for name in index.of(thing, SKOS.prefLabel) if isinstance(name, Literal))


def _mentions(index: Index) -> dict[Term, tuple[set[Term], set[str]]]:
    """What each unit mentions, and with which words."""
    found: dict[Term, tuple[set[Term], set[str]]] = {}
    for mention in index.subjects(KG.mentions):
        for unit in index.of(mention, KG.inUnit):
            things, words = found.setdefault(unit, (set(), set()))
            things.update(index.of(mention, KG.mentions))
            words.update(_text(term) for term in index.of(mention, OA.exact))
    return found


def _text(term: Term) -> str:
    return str(term.value) if isinstance(term, NamedNode | Literal) else ""


CHECKS = (
    CodeCheck(
        Check(
            "SourceTextShape-file",
            "Violation",
            {
                "en": "The units in the graph are not the frozen text: their digest is {?found}. "
                "Convert the document again; never edit the text of a unit.",
                "zh": "图中各单位的文字与冻结文本不符，其摘要为{?found}。请重新转换该文件，切勿改动单位的文字。",
            },
        ),
        _changed_texts,
    ),
    CodeCheck(
        Check(
            "MentionShape-coverage",
            "Warning",
            {
                "en": "“{?name}” stands in this unit but no mention names it, although the document is said to be "
                "complete for its class. Add the mention.",
                "zh": "本单位中出现“{?name}”，但没有相应的提及，而该文件声称对此类提及完整。请补充提及。",
            },
        ),
        _unmentioned,
    ),
    CodeCheck(
        Check(
            "RecordShape-named",
            "Warning",
            {
                "en": "{?value} takes part but is not named near the evidence. Was a reference back resolved wrongly? "
                "Repair the link, or add the mention.",
                "zh": "{?value}参与其中，但依据附近没有提到。是否为回指解读有误？请更正链接，或补充提及。",
            },
        ),
        _unnamed,
    ),
)
