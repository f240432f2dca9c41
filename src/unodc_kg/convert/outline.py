"""The section tree and the paragraphs as they grow while a document is read."""

import re
from dataclasses import dataclass, field, replace

from unodc_kg.convert.model import Section

CHINESE = "一二三四五六七八九十"
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass
class Block:
    """A paragraph as it is read: its number, its lines, and on which page each line stands."""

    number: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    section: str = ""


@dataclass
class Outline:
    """The section tree as it grows."""

    sections: list[Section] = field(default_factory=list)
    current: str = ""
    position: int = 0

    def open(self, heading: str, number: str, level: int) -> None:
        """Begin the section of that heading."""
        parent = self._parent(level)
        base = parent + "." if parent else ""
        if number:
            locator = base + number
        else:
            count = sum(1 for s in self.sections if s.parent == parent and re.search(r"(^|\.)s\d+$", s.locator)) + 1
            locator = f"{base}s{count}"
        taken = {section.locator for section in self.sections}
        count = 2
        while locator in taken:
            locator = f"{base}{number or 's'}-{count}"
            count += 1
        self.position += 1
        self.sections.append(Section(locator, heading, level, parent, self.position))
        self.current = locator

    def name(self, heading: str) -> None:
        """Give the section that was opened last another heading: an annex has its title on the next line."""
        self.sections[-1] = replace(self.sections[-1], heading=heading)

    def _parent(self, level: int) -> str:
        by_locator = {section.locator: section for section in self.sections}
        locator = self.current
        while locator and (by_locator[locator].level >= level):
            locator = by_locator[locator].parent
        return locator


def plain_number(number: str) -> str:
    """Chinese numerals of headings as Roman ones: "三" -> "III"."""
    if not number or number[0] not in CHINESE:
        return number
    tens, _, ones = number.partition("十")
    value = (
        CHINESE.index(number) + 1
        if "十" not in number
        else ((CHINESE.index(tens) + 1 if tens else 1) * 10 + (CHINESE.index(ones) + 1 if ones else 0))
    )
    return ROMAN[value] if value < len(ROMAN) else str(value)
