"""What the readers of facts share: the unit at hand, its topics and dates, and how records and labels are made."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from unodc_kg import iris
from unodc_kg.convert.encode import LETTERS, Sentence
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Assertion, Document, Mention, Quantity, Quote, Reading, Record, Span, Thing, When
from unodc_kg.convert.spans import Index
from unodc_kg.namespaces import KG, XSD
from unodc_kg.vocabulary import Vocabulary, compact

LABEL_LENGTH = 80


@dataclass
class Found:
    """The records and statements of one unit, as they are found."""

    records: list[Record] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)
    _by_class: dict[tuple[str, Span | None], list[Record]] = field(default_factory=dict)
    _sorted: int = 0  # so many records are in `_by_class`

    def told(self, class_name: str, span: Span) -> list[Record]:
        """The records of a class that were read from that stretch."""
        self._sort()
        return self._by_class.get((class_name, span), [])

    def of_class(self, class_name: str) -> list[Record]:
        """The records of a class."""
        self._sort()
        return self._by_class.get((class_name, None), [])

    def _sort(self) -> None:
        """Look at what was added since the last time."""
        for record in self.records[self._sorted :]:
            for name in record.classes:
                for key in ((name, record.quote.span), (name, None)):
                    self._by_class.setdefault(key, []).append(record)
        self._sorted = len(self.records)

    def unique_assertions(self) -> list[Assertion]:
        """Each triple once, with the quotation that was found first."""
        seen: dict[tuple[str, str, str], Assertion] = {}
        for item in self.assertions:
            seen.setdefault((item.subject, item.predicate, item.value), item)
        return list(seen.values())


class Context:
    """Where we are in the document, and how its records are named."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.manifest = document.manifest
        self.iri = document.manifest.iri
        self.authors = frozenset(iris.thing("agent", key) for key in document.manifest.authors)
        self.language = document.manifest.language
        self.rules: dict[str, Any] = lexicon(f"{self.language}-facts")
        self.stops: list[str] = self.rules.get("stops", list("，。；：、"))
        self.used: set[str] = set()
        self.topics = _topic_words(vocabulary, self.language)
        self.headings = {self._heading_topic(section.heading) for section in document.sections}
        self.targets = _words(vocabulary, "target-group", self.language)
        self.languages = {
            word: iri for word, iri in _words(vocabulary, "language", self.language) if word.endswith("文")
        }
        self.last_event: Thing | None = None
        self.event_here: Thing | None = None
        self.last_activity = ""
        self.reading: Reading
        self.mentions: Index[Mention]
        self.quantities: Index[Quantity]
        self.unit_topics: tuple[str, ...] = ()
        self.subject: Thing | None = None
        self.last_session: Thing | None = None
        self.last_work: Thing | None = None
        self.chapter_asks = False
        self.addressees: list[Thing] = []  # of the request before, also in another paragraph of the chapter
        self._chapter: object = None

    @property
    def author(self) -> str:
        """The agent who speaks, and who acts where a sentence has no subject."""
        return min(self.authors)

    def enter(self, reading: Reading) -> None:
        """Begin a unit."""
        self.reading = reading
        self.mentions = Index(reading.mentions, lambda mention: mention.span)
        self.quantities = Index(reading.quantities, lambda quantity: quantity.core)
        path = self.document.section_path(reading.unit.section)
        named = [t for section in path if (t := self._heading_topic(section.heading))]
        self.unit_topics = tuple(named[:1])
        self.chapter_asks = any(re.search("建议|[Rr]ecommendation", section.heading) for section in path)
        self.subject = self.last_session = self.last_work = self.last_event = self.event_here = None
        self.last_activity = ""
        if reading.unit.section != self._chapter:
            self._chapter, self.addressees = reading.unit.section, []

    def _heading_topic(self, heading: str) -> str:
        return next((iri for iri in self.vocabulary.find(heading) if iri.startswith(iris.concept("topic", ""))), "")

    def sentence(self, sentence: Sentence) -> None:
        """Begin a sentence: remember who acts in it."""
        agents = sentence.things(0, len(sentence.code), "UO")
        self.subject = agents[0] if agents else self.subject
        self.last_event = self.event_here or self.last_event
        events = sentence.things(0, len(sentence.code), "E")
        self.event_here = events[-1] if events else None

    def asks(self, sentence: Sentence) -> bool:
        """Does the sentence recommend or offer rather than report?"""
        return self.chapter_asks and not (
            re.search(sentence.pattern(self.rules["ask"]["unless"]), sentence.code) and LETTERS["U"] in sentence.code
        )

    def session_bodies(self, thing: Thing) -> tuple[str, ...]:
        """The body whose session it is: it holds the session, and who serves the session serves the body."""
        if "sessionOf" in thing.properties:
            return (thing.properties["sessionOf"],)
        entry = self.vocabulary.entries.get(thing.iri)
        return entry.links.get(KG.sessionOf, ()) if entry else ()

    def text(self, span: Span) -> str:
        """The unit's text there."""
        return self.reading.unit.text[span.start : span.end]

    def quote(self, span: Span, rule: str, confidence: float) -> Quote:
        """Evidence from this unit."""
        return Quote(self.reading.unit.locator, span, rule, confidence)

    def record_iri(self, kind: str, offset: int, slug: str = "") -> str:
        """A new record's IRI; a number is added where trigger and slug are taken."""
        locator = self.manifest.place(self.reading.unit.locator)
        iri = iris.record(self.iri, kind, locator, offset, slug)
        count = 2
        while iri in self.used:
            iri = iris.record(self.iri, kind, locator, offset, f"{slug}-{count}".strip("-"))
            count += 1
        self.used.add(iri)
        return iri

    def labels(self, template: str, names: list[str], span: Span) -> dict[str, str]:
        """A line in English from a template and names, a line in Chinese from the clause itself."""
        english = ", ".join(self.vocabulary.label(name, "en") for name in names[:6])
        line = f"{template}: {english}" if english else template
        if self.language != "zh":
            return {"en": line}
        clause = (
            re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", self.text(span)).strip("，。；： \n").replace("\n", " ")
        )
        if len(clause) > LABEL_LENGTH:
            clause = clause[: LABEL_LENGTH - 1] + "…"
        return {"en": line, "zh": clause}

    def topic_links(self, text: str) -> list[tuple[str, str]]:
        """Topics of the section and those whose words stand in the text."""
        found = [iri for iri in self._said(self.topics, text) if iri not in self.headings]
        return [(KG.topic, iri) for iri in dict.fromkeys([*self.unit_topics, *found])]

    def target_links(self, text: str) -> list[tuple[str, str]]:
        """Groups of people whose words stand in the text."""
        return [(KG.targetGroup, iri) for iri in dict.fromkeys(self._said(self.targets, text))]

    def _said(self, words: tuple[tuple[str, str], ...], text: str) -> tuple[str, ...]:
        """The things whose words stand in the text."""
        return _standing(words, text, self.language)

    def date_values(self, when: When | None) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
        """First and last day as values, precision as link; nothing where there is no date."""
        if when is None:
            return [], []
        values = [(KG.startDate, when.start, XSD.date)]
        if not when.open_end:
            values.append((KG.endDate, when.end, XSD.date))
        if when.inferred:
            values.append((KG.yearInferred, "true", XSD.boolean))
        return values, [(KG.datePrecision, iris.concept("date-precision", when.precision))]

    def matches(self, name: str, sentence: Sentence) -> list[tuple[dict[str, Any], re.Match[str]]]:
        """All matches of the rules of that name in the sentence, rule by rule."""
        found = []
        for rule in self.rules[name]:
            if "needs" in rule and not self._needed(rule["needs"], sentence):
                continue
            if "only" in rule and self.reading.unit.kind != rule["only"]:
                continue
            found += [(rule, match) for match in sentence.pattern(rule["pattern"]).finditer(sentence.code)]
        return found

    def _needed(self, words: str, sentence: Sentence) -> bool:
        """Do the words stand in the sentence? In English also inside its names: "a training course for judges"."""
        return bool(
            re.search(words, sentence.code) or (self.language == "en" and re.search(words, self.text(sentence.span)))
        )


def concept(scheme: str, code: str) -> str:
    """The IRI of a controlled value."""
    return iris.concept(scheme, code)


@lru_cache(maxsize=8)
def _topic_words(vocabulary: Vocabulary, language: str) -> tuple[tuple[str, str], ...]:
    """Cross-cutting topics by their words; headings are not looked for in sentences."""
    return _words(vocabulary, "topic", language, longest=12 if language == "zh" else 40)


@lru_cache(maxsize=64)
def _standing(words: tuple[tuple[str, str], ...], text: str, language: str) -> tuple[str, ...]:
    """The things whose words stand in the text: anywhere in Chinese, else between the edges of words.

    Many records of one sentence ask for the same text.
    """
    if language == "zh":
        squeezed = compact(text)
        return tuple(iri for word, iri in words if word in squeezed)
    spaced = f" {_spaced(text)} "
    return tuple(iri for word, iri in words if f" {word} " in spaced)


@lru_cache(maxsize=32)
def _words(
    vocabulary: Vocabulary, scheme: str, language: str, shortest: int = 2, longest: int = 20
) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in vocabulary.scheme(scheme).values():
        for name in entry.names:
            word = compact(name.text) if language == "zh" else _spaced(name.text)
            if name.language == language and shortest <= len(word) <= longest:
                found.append((word, entry.iri))
    return tuple(sorted(found, key=lambda item: (-len(item[0]), item)))


def _spaced(text: str) -> str:
    """The words of a text in small letters, one blank between them."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
