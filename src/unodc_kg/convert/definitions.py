"""Short forms that a document defines for itself: 长名（短名）, Long Name (LN). Later uses name the same thing.

Those of names that the authorities have are learnt before the document is read; those of things that the document is
the first to name are learnt as they come.
"""

import re

from unodc_kg.convert.lexicon import either
from unodc_kg.convert.model import Document, Mention, Span, Thing
from unodc_kg.convert.names import Names
from unodc_kg.convert.spans import Taken

SHORT = re.compile(
    r"（[“《]?(?P<zh>[\u4e00-\u9fffA-Za-z]{2,14})[”》]?）"
    r"|\s\([“\"]?(?P<en>[A-Z][A-Za-z-]{0,6}[A-Z][A-Za-z-]{0,6})[”\"]?\)"  # two capitals: (Peru) is a place
)
HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
LONGEST = 300  # signs of a name in front of its bracket


def learnt(document: Document, known: Names) -> list[tuple[str, str]]:
    """Short forms of names that are known, the short one made of signs of the long one, in order."""
    found = []
    for unit in document.units:
        for match in SHORT.finditer(unit.text):
            short = match["zh"] or match["en"]
            before = unit.text[max(0, match.start() - LONGEST) : match.start()]
            long = [m for m in known.mentions(before) if m.span.end == len(before)]
            if long and not known.vocabulary.find(short) and _made_of(short, before[long[0].span.start :]):
                found.append((short, long[0].things[0].iri))
    return found


class Own:
    """Short forms of things that no authority has, as the document goes on."""

    def __init__(self, known: Names) -> None:
        self.known = known
        self.things: dict[str, Thing] = {}
        self.pattern = re.compile("(?!)")

    def mentions(self, text: str, found: list[Mention]) -> list[Mention]:
        """Learn what this unit defines; give the uses of what was defined so far."""
        for mention in found:
            if mention.things[0].new and mention.form != "inside-name":
                self._learn(text, mention)
        taken = Taken(mention.span for mention in found)
        uses = [(Span(*match.span()), self.things[match.group()]) for match in self.pattern.finditer(text)]
        return [
            Mention(span, (thing,), "short-name", "defined-here", 0.8)
            for span, thing in uses
            if not taken.has(span) and _whole(text, span)
        ]

    def _learn(self, text: str, mention: Mention) -> None:
        match = SHORT.match(text, mention.span.end)
        short = match and (match["zh"] or match["en"])
        if short and not self.known.vocabulary.find(short) and _made_of(short, mention.things[0].label):
            self.things.setdefault(short, mention.things[0])
            self.pattern = re.compile(either(self.things))


def _made_of(short: str, long: str) -> bool:
    if not HAN.search(long):
        short, long = short.casefold(), long.casefold()
    signs = iter(long)
    return all(sign in signs for sign in short)


def _whole(text: str, span: Span) -> bool:
    """A short form in Latin letters is a word of its own."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return not (LETTER.match(text[span.start]) and LETTER.match(before)) and not (
        LETTER.match(text[span.end - 1]) and LETTER.match(after)
    )
