"""What stands before the first numbered paragraph where there is no cover: title lines, then preambular clauses.

In hard-wrapped text a clause ends with a line that is not full; the organ that speaks stands alone on its line.
"""

import re

from unodc_kg.convert import wrapped
from unodc_kg.convert.lexicon import lexicon

Lines = list[tuple[int, str]]
STOP = re.compile(r"[，。；：,.;:][”’\"）)]*\s*(?:\d{1,2})?\s*$")
HEAD = 14  # so many lines may stand before the organ that speaks


def split(body: Lines, first: int, language: str) -> tuple[Lines, list[Lines], Lines]:
    """Head lines, preambular clauses, and the rest, which begins at line number `first`."""
    lead, rest = body[:first], body[first:]
    full = wrapped.full_width([line for _, line in body])
    start = _speaker(lead, language)
    if start is None:
        start = next((i for i, (_, line) in enumerate(lead) if STOP.search(line)), len(lead))
        while start > 1 and wrapped.width(lead[start - 1][1]) > full - wrapped.ROOM:
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
        ended = stops and wrapped.width(line) <= full - wrapped.ROOM
        full_stop = stops and not ended
    return found


def speaks(found: list[Lines], language: str) -> bool:
    """Is the first of these clauses only the organ that speaks? It is pp0: people count the clauses behind it."""
    return bool(found) and len(found[0]) == 1 and _speaker(found[0], language) == 0


def _speaker(lead: Lines, language: str) -> int | None:
    """The line on which the organ stands alone: 大会，"""
    pattern = lexicon(language).get("preamble", {}).get("speaker", "(?!)")
    return next((i for i, (_, line) in enumerate(lead[:HEAD]) if re.fullmatch(pattern, line.strip())), None)
