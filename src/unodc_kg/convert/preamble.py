"""What stands before the first numbered paragraph where there is no cover: title lines, then preambular clauses.

In hard-wrapped text a clause ends with a line that is not full; the organ that speaks stands alone on a line of its own.
"""

import re
import unicodedata

from unodc_kg.convert.lexicon import lexicon

Lines = list[tuple[int, str]]
STOP = re.compile(r"[，。；：,.;:][”’\"）)]*\s*(?:\d{1,2})?\s*$")
ROOM = 1.0  # a line with less room than one Han character is full
HEAD = 14  # so many lines may stand before the organ that speaks


def split(body: Lines, first: int, language: str) -> tuple[Lines, list[Lines], Lines]:
    """Head lines, preambular clauses, and the rest, which begins at line number `first`."""
    lead, rest = body[:first], body[first:]
    full = _full_width([line for _, line in body])
    start = _speaker(lead, language)
    if start is None:
        start = next((i for i, (_, line) in enumerate(lead) if STOP.search(line)), len(lead))
        while start > 1 and _width(lead[start - 1][1]) > full - ROOM:
            start -= 1
    return lead[:start], clauses(lead[start:], full, language), rest


def clauses(lines: Lines, full: float, language: str) -> list[Lines]:
    """The paragraphs of unnumbered lines: one ends with a stop on a line that is not full.

    Behind a full line that ends in a stop, a word that begins clauses decides.
    """
    verbs = re.compile(lexicon(language).get("preamble", {}).get("verbs", "(?!)"))
    found: list[Lines] = []
    ended, full_stop = True, False
    for page, line in lines:
        if ended or (full_stop and verbs.match(line.strip())):
            found.append([])
        found[-1].append((page, line))
        stops = bool(STOP.search(line))
        ended = stops and _width(line) <= full - ROOM
        full_stop = stops and not ended
    return found


def _speaker(lead: Lines, language: str) -> int | None:
    """The line on which the organ stands alone: 大会，"""
    pattern = lexicon(language).get("preamble", {}).get("speaker", "(?!)")
    return next((i for i, (_, line) in enumerate(lead[:HEAD]) if re.fullmatch(pattern, line.strip())), None)


def _full_width(lines: list[str]) -> float:
    """The width that most long lines have: the ninth decile."""
    widths = sorted(_width(line) for line in lines)
    return widths[len(widths) * 9 // 10] if widths else 0.0


def _width(line: str) -> float:
    """Width in Han characters; others take half the room."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in line.strip())
