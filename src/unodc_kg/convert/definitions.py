"""Short forms that a document defines for itself: 长名（短名）. They are learnt before it is read."""

import re

from unodc_kg.convert.model import Document
from unodc_kg.convert.names import Names

SHORT = re.compile(r"（(?P<short>[\u4e00-\u9fffA-Za-z]{2,14})）")
LONGEST = 300  # signs of a name in front of its bracket


def learnt(document: Document, known: Names) -> list[tuple[str, str]]:
    """Short forms of names that are known, the short one made of signs of the long one, in order."""
    found = []
    for unit in document.units:
        for match in SHORT.finditer(unit.text):
            short = match["short"]
            before = unit.text[max(0, match.start() - LONGEST) : match.start()]
            long = [m for m in known.mentions(before) if m.span.end == len(before)]
            if long and not known.vocabulary.find(short) and _made_of(short, before[long[0].span.start :]):
                found.append((short, long[0].things[0].iri))
    return found


def _made_of(short: str, long: str) -> bool:
    signs = iter(long)
    return all(sign in signs for sign in short)
