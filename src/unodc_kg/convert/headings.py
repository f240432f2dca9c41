"""What a numbered heading looks like, and the headings that a run of lines holds: number, level and text."""

import re

from unodc_kg.convert.cover_page import CONTINUES
from unodc_kg.convert.outline import CHINESE, plain_number
from unodc_kg.convert.read_text import join

NUMBERED = re.compile(r"^\s*(?P<number>\d{1,3})\s?[.．、]\s*(?P<rest>\S.*)$")
HEADINGS = (
    (1, re.compile(rf"^\s*(?P<number>[{CHINESE}]{{1,3}})\s?[.．、]\s*(?P<rest>\S.*)$")),
    (1, re.compile(r"^\s*(?P<number>[IVX]{1,5})\s?[.．]\s+(?P<rest>\S.*)$")),
    (2, re.compile(r"^\s*(?P<number>[A-Z])\s?[.．]\s*(?P<rest>\S.*)$")),
    (3, NUMBERED),
    (4, re.compile(r"^\s*[(（](?P<number>[a-z])[)）]\s*(?P<rest>\S.*)$")),
)


def headings(lines: list[str]) -> list[tuple[str, int, str]]:
    """Number, level and text of the headings that these lines hold; level 9 for those without a number."""
    found: list[tuple[str, int, list[str]]] = []
    widest = max((len(line.strip()) for line in lines), default=0)
    previous = ""
    for line in lines:
        match, level = heading_number(line)
        wrapped = len(previous.strip()) >= 30 and len(previous.strip()) >= 0.9 * widest
        if match:
            found.append((plain_number(match["number"]), level, [match["rest"]]))
        elif found and (wrapped or CONTINUES.search(previous) or line.lstrip()[:1].islower()):
            found[-1][2].append(line)
        else:
            found.append(("", 9, [line]))
        previous = line
    return [(number, level, join(parts, "zh")) for number, level, parts in found]


def heading_number(line: str) -> tuple[re.Match[str] | None, int]:
    """The number of a heading and its level; None and 9 for a line without one."""
    for level, pattern in HEADINGS:
        if match := pattern.match(line):
            return match, level
    return None, 9
