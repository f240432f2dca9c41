"""Plain text and links of the United Nations' mark-up (Akoma Ntoso): what is read, and what should be found."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

UNDOCS = re.compile(r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org)/(?:(?:ar|ch|zh|en|es|fr|ru)/)?(?P<symbol>.+)")
NOTE = "authorialNote"
SKIPPED = {"meta", "coverPage", "preface", "conclusions"}  # what is printed around paragraphs


@dataclass(frozen=True)
class Link:
    """A link on printed words and the symbol that it leads to."""

    start: int
    end: int
    symbol: str


@dataclass(frozen=True)
class Part:
    """A paragraph or footnote: its text without mark-up, and the links that stood in it."""

    kind: str
    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class File:
    """A file of the corpus: where it is, its language, its own symbol."""

    name: str
    collection: str
    language: str
    symbol: str
    parts: tuple[Part, ...]


def files(corpus: Path) -> Iterator[File]:
    """The files that the corpus lists, read."""
    with (corpus / "INDEX.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            path = corpus.parent / row["file"]
            yield File(row["file"], row["coll"], row["lang"], row["symbol"], tuple(parts(path)))


def parts(path: Path) -> list[Part]:
    """The paragraphs and footnotes of a file, a note behind the paragraph that has its mark."""
    found: list[Part] = []
    root = ElementTree.parse(path).getroot()
    _walk(root, found, "paragraph")
    return [part for part in found if part.text]


def _walk(element: ElementTree.Element, found: list[Part], kind: str) -> None:
    name = _name(element)
    if name in SKIPPED:
        return
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        found.extend(_part(element, kind))
        return
    for child in element:
        _walk(child, found, "footnote" if name == NOTE else kind)


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _part(element: ElementTree.Element, kind: str) -> Iterator[Part]:
    gatherer = _Gatherer()
    gatherer.take(element)
    yield Part(kind, gatherer.text.rstrip(), tuple(gatherer.links))
    for note in gatherer.notes:
        inner: list[Part] = []
        for child in note:
            _walk(child, inner, "footnote")
        yield from inner


class _Gatherer:
    """Joins the text of an element, white space to one space, and notes where links stand."""

    def __init__(self) -> None:
        self.text = ""
        self.links: list[Link] = []
        self.notes: list[ElementTree.Element] = []

    def take(self, element: ElementTree.Element) -> None:
        if _name(element) == NOTE:
            self.notes.append(element)
            return
        start = len(self.text)
        self._add(element.text)
        for child in element:
            self.take(child)
            self._add(child.tail)
        match = UNDOCS.fullmatch(element.get("href", "").strip()) if _name(element) in ("a", "ref") else None
        if match and self.text[start:].strip():
            self._link(start, match["symbol"])

    def _link(self, start: int, symbol: str) -> None:
        """Note a link; one that the mark-up broke into pieces is one."""
        last = self.links[-1] if self.links else None
        if last and last.symbol == symbol and not self.text[last.end : start].strip():
            self.links[-1] = Link(last.start, len(self.text), symbol)
        else:
            self.links.append(Link(start, len(self.text), symbol))

    def _add(self, text: str | None) -> None:
        tidy = re.sub(r"\s+", " ", text or "")
        self.text += tidy.lstrip() if not self.text or self.text.endswith(" ") else tidy
