"""Documents called by the event that agreed on them: 第十五届大会的成果文件 names the event and its outcome document.

Authority data says which document was adopted at which event; where it says of none, or of several, the phrase makes
a new thing.
"""

import re
from dataclasses import replace

from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Mention, Span, Thing, Unit
from unodc_kg.convert.names import thing_of
from unodc_kg.convert.titles import Minter
from unodc_kg.namespaces import KG
from unodc_kg.vocabulary import Vocabulary

RULE = "outcome-document"  # also the code of the type of document


def outcome_documents(
    unit: Unit, found: list[Mention], vocabulary: Vocabulary, mint: Minter, language: str
) -> list[Mention]:
    """The mentions with outcome documents added; the event in such a phrase is named as well."""
    nouns = lexicon(language).get("outcome", {}).get("nouns", "(?!)")
    result = list(found)
    for event in found:
        noun = re.match(nouns, unit.text[event.span.end :]) if event.category == "Event" else None
        if noun is None:
            continue
        span = Span(event.span.start, event.span.end + noun.end())
        named = [m for m in found if m.span == span]
        if event.form == "inside-name" and not named:  # both stand in a longer name
            continue
        thing = named[0].things[0] if named else _adopted_at(event.things[0], vocabulary)
        thing = thing or mint(
            unit.text[span.start : span.end], "Document", "outcome-document", unit.locator, span.start
        )
        result = [m for m in result if m != event and m.span != span]
        result += [
            replace(event, form="name") if event.form == "inside-name" else event,
            Mention(span, (thing,), "anaphor" if event.form == "anaphor" else "name", RULE, 0.85),
        ]
    return sorted(result, key=lambda m: (m.span.start, -m.span.end))


def _adopted_at(event: Thing, vocabulary: Vocabulary) -> Thing | None:
    """The one document of the authority files that was adopted at the event."""
    made = [entry for entry in vocabulary.entries.values() if event.iri in entry.links.get(KG.adoptedAt, ())]
    return thing_of(made[0]) if len(made) == 1 else None
