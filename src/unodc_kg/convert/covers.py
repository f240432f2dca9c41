"""A cover names the document in its last lines and the items of the agenda in the lines under the agenda's own."""

import re

from unodc_kg import iris
from unodc_kg.convert.model import Mention, Span, Thing, Unit
from unodc_kg.convert.titles import Minter
from unodc_kg.vocabulary import Vocabulary

AGENDA = re.compile(r"^(?:临时)?议程.*项目|^(?:Provisional )?[Aa]genda.*item|^Items? \d")
REPORT_LINE = re.compile(r"(?:报告|说明|照会|的说明)$|^(?:Report|Note) (?:of|by) ")
ADOPTED = re.compile(  # a line that says who adopted what, or on whose report
    r"^[\[(（]|^(?:Resolution|Decision) adopted|^Résolution adoptée|^Resolución aprobada|^Резолюция, принятая"
    r"|^قرار اتخذته|(?:决议|决定)$"
)


def cover(unit: Unit, document: Thing, vocabulary: Vocabulary, mint: Minter) -> list[Mention]:
    """The title lines name the document; the lines under an agenda line name its items."""
    found, offset, under_agenda = [], 0, False
    lines = unit.text.split("\n")
    last = len(lines) - 1
    own = {last, last - 1} if REPORT_LINE.search(lines[last]) else {last}
    for index, line in enumerate(lines):
        span = Span(offset, offset + len(line))
        offset += len(line) + 1
        if index in own:
            found.append(Mention(span, (document,), "name", "cover-title"))
        elif AGENDA.match(line):
            under_agenda = True
        elif under_agenda and (ADOPTED.search(line) or _is_body(line, vocabulary)):
            under_agenda = False
        elif under_agenda:
            found.append(Mention(span, (_topic(line, span, vocabulary, mint),), "name", "agenda-item"))
    return found


def _is_body(line: str, vocabulary: Vocabulary) -> bool:
    return any("Agent" in vocabulary.entries[iri].classes for iri in vocabulary.find(line))


def _topic(line: str, span: Span, vocabulary: Vocabulary, mint: Minter) -> Thing:
    for iri in vocabulary.find(line):
        if iri.startswith(iris.concept("topic", "")):
            return Thing(iri, "Topic", ("Concept",))
    key = ("Topic", line)
    if key not in mint.made:
        iri = iris.concept("topic", f"{mint.document_key}-front.{span.start}")
        mint.made[key] = Thing(iri, "Topic", ("Concept",), "", line, True)
    return mint.made[key]
