"""Cuts an update where a prologue stands between two operations: the engine takes one at the beginning only.

SPARQL allows PREFIX and BASE behind each ";" (grammar rule 29). pyoxigraph 0.5.13 answers that with a syntax error.
"""

import re
from collections.abc import Sequence

from unodc_kg.stores.tokens import Token
from unodc_kg.stores.updates import Part, parts


def segments(update: str) -> list[str]:
    """Updates that do the same one after the other.

    Each is the whole text with blanks for what is not its own, so that a line and column in it hold for the whole.
    """
    groups: list[list[Part]] = [[]]
    for part in parts(update):
        if part.prologue and groups[-1]:
            groups.append([])
        groups[-1].append(part)
    if len(groups) == 1:
        return [update]
    empty = re.sub(r"[^\n]", " ", update)
    prologues: list[tuple[int, int]] = []
    found = []
    for group in groups:
        prologues += [_span(part.prologue) for part in group if part.prologue]
        bodies = [(_span(part.body)[0], part.end) for part in group if part.body]
        found.append(_keep(update, empty, sorted(prologues + bodies)))
    return found


def _span(read: Sequence[Token]) -> tuple[int, int]:
    return read[0].start, read[-1].start + len(read[-1].text)


def _keep(update: str, empty: str, spans: Sequence[tuple[int, int]]) -> str:
    """The update inside the spans, blanks outside."""
    place = 0
    pieces = []
    for start, end in spans:
        pieces += [empty[place:start], update[start:end]]
        place = end
    return "".join([*pieces, empty[place:]])
