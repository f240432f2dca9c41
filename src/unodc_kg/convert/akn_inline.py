"""The running text of an Akoma Ntoso element: blanks as other readers leave them, notes taken out at their marks.

A word that the print sets in italics or bold at the beginning of a clause is what the organ does: "Decides", 决定.
"""

from dataclasses import dataclass, field

from unodc_kg.convert import xml_tree
from unodc_kg.convert.read_text import HAN, QUOTES
from unodc_kg.convert.xml_tree import Element

UNSEEN = frozenset("\u200b\u200e\u200f\ufeff")  # signs without width that editors leave behind
BREAKS = frozenset({"eol", "br", "p", "td", "th", "tr"})
STYLED = ("italic", "bold")
BEFORE = 12  # signs that may stand before the verb in Chinese: 最强烈谴责
LONGEST = 60  # signs of opening words; a longer stretch in italics is a title


@dataclass
class Line:
    """A text as it grows; `notes` are the elements of its notes with the offset of each mark."""

    language: str
    signs: list[str] = field(default_factory=list)
    notes: list[tuple[Element, int]] = field(default_factory=list)
    styled: list[tuple[int, int]] = field(default_factory=list)
    gap: bool = False

    @property
    def text(self) -> str:
        """What has been read."""
        return "".join(self.signs)

    @property
    def set_apart(self) -> bool:
        """Is all of it in italics or bold?"""
        return self.styled == [(0, len(self.signs))]

    @property
    def opening(self) -> str:
        """The words in italics or bold with which it begins."""
        if not self.styled:
            return ""
        start, end = self.styled[0]
        words = self.text[start:end].strip()
        return words if start <= (BEFORE if self.language == "zh" else 0) and len(words) <= LONGEST else ""

    def cut(self, length: int) -> None:
        """Take so many signs from the beginning: a number that the mark-up does not set apart."""
        self.signs = self.signs[length:]
        self.notes = [(note, max(0, at - length)) for note, at in self.notes]
        self.styled = [(max(0, start - length), end - length) for start, end in self.styled if end > length]

    def add(self, text: str | None) -> None:
        """More text: blanks become one blank, none at the ends or beside Han characters."""
        for sign in text or "":
            if sign in UNSEEN:
                continue
            if sign.isspace():
                self.gap = True
                continue
            if self.gap and self.signs and self._parted(sign):
                self.signs.append(" ")
            self.gap = False
            self.signs.append(sign)

    def _parted(self, sign: str) -> bool:
        sides = self.signs[-1] + sign
        return not (HAN.search(sides) or (self.language == "zh" and any(c in QUOTES for c in sides)))

    def style(self, start: int) -> None:
        """What stands behind `start` is in italics or bold; neighbours are one stretch."""
        if not "".join(self.signs[start:]).strip():
            return
        if self.styled and not "".join(self.signs[self.styled[-1][1] : start]).strip():
            start = self.styled.pop()[0]
        self.styled.append((start, len(self.signs)))


def read(elements: list[Element], language: str, *, without: frozenset[str] = frozenset()) -> Line:
    """The text of these elements, one after the other; `without` are names of elements left to the caller."""
    line = Line(language)
    for element in elements:
        line.gap = True
        _walk(element, line, without)
    return line


def plain(text: str, language: str) -> str:
    """A text with its blanks as a line has them."""
    line = Line(language)
    line.add(text)
    return line.text


def _walk(element: Element, line: Line, without: frozenset[str]) -> None:
    start = len(line.signs)
    line.add(element.text)
    for child in element:
        kind = xml_tree.name(child)
        if kind == "authorialNote":
            line.notes.append((child, len(line.signs)))
        elif kind and kind not in without:
            line.gap = line.gap or kind in BREAKS
            _walk(child, line, without)
            line.gap = line.gap or kind in BREAKS
        line.add(child.tail)
    if xml_tree.name(element) in ("i", "b") or any(word in element.get("class", "").split() for word in STYLED):
        line.style(start)
