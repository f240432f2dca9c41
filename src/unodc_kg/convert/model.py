"""What the steps of a conversion hand to each other: plain values, offsets in code points of a unit's text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from unodc_kg import iris
from unodc_kg.convert.adoption import Adoption

ITEM = re.compile(r"\((\w+)\)")
Kind = Literal["front", "summary", "paragraph", "footnote"]


@dataclass(frozen=True)
class Manifest:
    """What is known of a source besides its text: from the .toml beside it, or from the document's own mark-up.

    `instrument` is (kind, body key, printed number) where the document is a numbered resolution or decision; its IRI
    then follows from these, else from the key. `reference_language` is the language of the text that keys are made
    from: None where it is this one, "" where nobody said. What belongs to another version alone carries its language
    (docs/decisions/0018). `adoption` is what mark-up says of how it came about.
    """

    key: str
    symbols: tuple[str, ...]
    titles: Mapping[str, str]
    language: str
    authors: tuple[str, ...]
    document_type: str = "report"
    reporting_year: int | None = None
    submitted_to: tuple[str, ...] = ()
    rights: str = ""
    source: str = ""
    instrument: tuple[str, str, str] | None = None
    reference_language: str | None = None
    adoption: Adoption | None = None

    @property
    def iri(self) -> str:
        """The IRI of the document."""
        return iris.instrument(*self.instrument) if self.instrument else iris.document(self.key)

    @property
    def reference(self) -> bool:
        """Is it the text that keys are made from?"""
        return self.reference_language in (None, self.language)

    @property
    def suffix(self) -> str:
        """What names of this version's own things end with: nothing for the reference text, else its language."""
        return "" if self.reference else f".{self.language}"

    @property
    def name(self) -> str:
        """The name of its converted file, without .nq."""
        return self.key + self.suffix

    def place(self, locator: str) -> str:
        """A unit of this text in an IRI."""
        return locator.replace("*", "star") + self.suffix


def slug(locator: str) -> str:
    """A unit's locator in the key of a new thing: "3(a)" is 3.a, "B.2" is b.2."""
    return ITEM.sub(r".\1", locator.replace("*", "star")).lower()


@dataclass(frozen=True)
class Section:
    """A heading and its place in the tree; `locator` is what people cite ("III.A.7", "V.s2")."""

    locator: str
    heading: str
    level: int
    parent: str
    position: int


@dataclass(frozen=True)
class Unit:
    """The smallest citable piece of text. `marks` are footnote marks and the offsets at which they stood.

    `opening` are the words with which the clause of a resolution begins, where the source sets them apart.
    """

    locator: str
    kind: Kind
    text: str
    section: str
    position: int
    marks: tuple[tuple[str, int], ...] = ()
    parent: str = ""
    opening: str = ""

    @property
    def path(self) -> tuple[str, str]:
        """Folder and locator in the unit's IRI."""
        if self.kind in ("front", "summary"):
            return self.kind, ""
        if self.kind == "footnote":
            mark = self.locator.removeprefix("fn")
            return "footnote", f"star-{len(mark)}" if set(mark) == {"*"} else mark
        return "paragraph", self.locator


@dataclass(frozen=True)
class Document:
    """A document as read: its manifest, sections and units in reading order."""

    manifest: Manifest
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]

    def section_path(self, locator: str) -> list[Section]:
        """The section and those above it, innermost first."""
        by_locator = {section.locator: section for section in self.sections}
        path = []
        while locator:
            path.append(by_locator[locator])
            locator = path[-1].parent
        return path


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a unit's text."""

    start: int
    end: int

    def covers(self, other: "Span") -> bool:
        """Does it contain the other?"""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Thing:
    """Something that a mention names: known (in the vocabulary) or first met here (`new`).

    `classes` are local names of ontology classes, `code` the type code, `label` the printed name of a new thing.
    """

    iri: str
    category: str
    classes: tuple[str, ...] = ()
    code: str = ""
    label: str = ""
    new: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mention:
    """A stretch of text that names one or more things, and in which form (codes of the scheme mention-form)."""

    span: Span
    things: tuple[Thing, ...]
    form: str
    rule: str
    confidence: float = 0.95

    @property
    def category(self) -> str:
        """The category of what it names."""
        return self.things[0].category

    def at(self, span: Span) -> "Mention":
        """The same mention over another stretch."""
        return replace(self, span=span)


@dataclass(frozen=True)
class Instrument:
    """A numbered resolution or decision that is cited."""

    kind: str
    body: str
    number: str
    iri: str


@dataclass(frozen=True)
class Citation:
    """A stretch of text that cites instruments; a range cites all its members."""

    span: Span
    instruments: tuple[Instrument, ...]
    form: str


@dataclass(frozen=True)
class Quantity:
    """A printed number: exact decimal digits in the printed unit, and what the number counts.

    `core` is the number itself, `span` the number with its qualifier and counted noun.
    """

    span: Span
    core: Span
    value: str
    unit: str
    qualifier: str
    noun: str
    normalized: str = ""
    normalized_unit: str = ""


@dataclass(frozen=True)
class When:
    """A printed date or interval of dates as first and last day (ISO), how much was printed, and what was inferred."""

    span: Span
    start: str
    end: str
    precision: str
    inferred: bool = False
    open_end: bool = False
    inside_name: bool = False

    @property
    def value(self) -> str:
        """The date as an annotator writes it: 2020-10, 2020, 2021-04-12/2021-04-16, 2021/2025."""
        cut = {"year": 4, "month": 7, "quarter": 7, "day": 10}[self.precision]
        first, last = self.start[:cut], (self.end or self.start)[:cut]
        if self.precision == "quarter":
            return f"{self.start[:4]}-Q{(int(self.start[5:7]) + 2) // 3}"
        return first if first == last else f"{first}/{last}"


@dataclass(frozen=True)
class Quote:
    """Where a fact was read: unit, stretch, rule and confidence."""

    unit: str
    span: Span
    rule: str
    confidence: float


@dataclass(frozen=True)
class Record:
    """One record of a document: kind (folder of its IRI), offset of its trigger, classes, and its own triples.

    `links` are (property, IRI), `values` (property, literal text, datatype or language).
    """

    iri: str
    classes: tuple[str, ...]
    quote: Quote
    labels: Mapping[str, str]
    links: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Assertion:
    """One plain triple about a shared thing, with its evidence."""

    subject: str
    predicate: str
    value: str
    datatype: str
    quote: Quote


@dataclass(frozen=True)
class Reading:
    """Everything read from one unit."""

    unit: Unit
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]
    symbols: tuple[tuple[Span, str], ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[When, ...]
    records: tuple[Record, ...] = ()
    assertions: tuple[Assertion, ...] = ()
