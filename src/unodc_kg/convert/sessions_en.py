"""Sessions in English: the sixty-fourth session of the Commission, at its reconvened sixty-third session."""

import re
from dataclasses import dataclass

from unodc_kg.convert.model import Mention, Span
from unodc_kg.convert.spans import Earlier

ONES = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
]
ONES += ["fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ROUND = {re.sub("y$", "ieth", word): number for word, number in TENS.items()}
ORDINAL = (
    rf"(?:(?:{'|'.join(TENS)})-(?:{'|'.join(ONES[:9])})|{'|'.join([*ROUND, *sorted(ONES, key=len, reverse=True)])})"
)
SESSION = re.compile(
    rf"\b(?P<before>(?:(?:reconvened|regular|special)\s+)?)(?P<ordinal>{ORDINAL})\s+(?P<part>(?:(?:reconvened|regular|special)\s+)?)"
    r"session\b(?!s)",
    re.IGNORECASE,
)
OF = re.compile(r"\s+of\s+(?=(?P<article>[Tt]he\s+)?)")


@dataclass(frozen=True)
class Named:
    """A session as it is printed: its stretch, the IRI of its body, its number and which part of it is meant."""

    span: Span
    body: str
    number: int
    part: str
    printed: str


def sessions(text: str, bodies: list[Mention], context: str) -> list[Named]:
    """The sessions that a text names; the body stands behind them, before them, or is that of the context."""
    found = []
    begins = {m.span.start: m for m in reversed(bodies)}
    earlier = Earlier([m for m in bodies if m.category == "Body"], lambda mention: mention.span)
    for match in SESSION.finditer(text):
        of = OF.match(text, match.end())
        behind = next((m for place in _places(of) if (m := begins.get(place))), None)
        named = behind or earlier.before(match.start())
        body = named.things[0].iri if named else context
        part = (match["before"] or match["part"]).strip().lower()
        if body and part != "special":
            end = behind.span.end if behind else match.end()
            number = _number(match["ordinal"].lower())
            found.append(Named(Span(match.start(), end), body, number, part, match["ordinal"]))
    return found


def _places(of: re.Match[str] | None) -> tuple[int, ...]:
    """Where a body behind "of the" begins: with its article, or behind it."""
    return (of.end(), of.end() + len(of["article"] or "")) if of else ()


def _number(ordinal: str) -> int:
    tens, _, ones = ordinal.rpartition("-")
    return ROUND.get(ordinal) or TENS.get(tens, 0) + ONES.index(ones) + 1
