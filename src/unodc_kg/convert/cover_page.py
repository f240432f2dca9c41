"""The logical lines of a cover: what a set page breaks for want of room is joined again."""

import re

from unodc_kg.convert.read_text import HAN, join

Lines = list[tuple[int, str]]
CONTINUES = re.compile(r"[的和及与或、，,—：]\s*$|\b(of|and|the|in|on|to|for|by|with|a)\s*$")
OPENS = re.compile(r"(?:(?:Report|Note) (?:of|by)|Commission|Items?|Agenda|[\w-]+ session\b)")  # a line of its own


def lines(cover: Lines, language: str, whole: str) -> list[str]:
    """The logical lines of a cover: a full line or one that ends in a connective goes on."""
    widest = max((_width(line) for _, line in cover), default=0)
    logical: list[list[str]] = []
    goes_on = False
    for _, line in cover:
        if goes_on and not line[0].isspace() and not OPENS.match(line):
            logical[-1].append(line)
        else:
            logical.append([line])
        goes_on = bool(CONTINUES.search(line)) or (_width(line) >= 0.8 * widest and not re.search(r"[，,]", line))
    return [join(parts, language, whole) for parts in logical]


def _width(line: str) -> float:
    """Width in Han characters: others take half the room."""
    return sum(1.0 if HAN.match(character) else 0.5 for character in line.strip())
