"""From what is named to what is said: records and statements, sentence by sentence, each with its evidence.

Each module reads one kind of fact; all see the same encoded sentences and the same context.
"""

from dataclasses import replace

from unodc_kg.convert.encode import Sentence, sentences
from unodc_kg.convert.facts import doing, events, figures, imprint, outcomes, requests, works
from unodc_kg.convert.facts.context import Context, Found
from unodc_kg.convert.facts.dating import finest
from unodc_kg.convert.lexicon import has_facts
from unodc_kg.convert.model import Document, Reading
from unodc_kg.vocabulary import Vocabulary

__all__ = ["facts"]


def facts(document: Document, readings: list[Reading], vocabulary: Vocabulary) -> list[Reading]:
    """The readings with the records and statements that they support."""
    if not has_facts(document.manifest.language):
        return readings
    context = Context(document, vocabulary)
    return finest([_unit(reading, context) for reading in readings], vocabulary)


def _unit(reading: Reading, context: Context) -> Reading:
    found = Found()
    context.enter(reading)
    for sentence in sentences(reading, context.authors, context.language):
        context.sentence(sentence)
        _sentence(sentence, context, found)
    if reading.unit.kind == "front":
        events.cover(reading, context, found)
    return replace(reading, records=tuple(found.records), assertions=tuple(found.unique_assertions()))


def _sentence(sentence: Sentence, context: Context, found: Found) -> None:
    requests.read(sentence, context, found)
    imprint.read(sentence, context, found)
    works.read(sentence, context, found)
    events.read(sentence, context, found)
    main = None
    if not context.asks(sentence):
        main = doing.read(sentence, context, found)
    outcomes.read(sentence, context, found, main)
    figures.read(sentence, context, found, main)
