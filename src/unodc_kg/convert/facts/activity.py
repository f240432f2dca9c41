"""One activity of a sentence: what its record needs, and how it is written."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Record, Span, Thing, When
from unodc_kg.namespaces import KG


@dataclass
class Roles:
    """What holds for all activities of a sentence."""

    partners: list[Thing] = field(default_factory=list)
    partner_rule: str = ""
    partner_place: int = 0
    confidence: float = 0.7
    programmes: list[Thing] = field(default_factory=list)
    when: When | None = None
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Draft:
    """What one activity needs besides the roles of its sentence."""

    offset: int
    kind: str
    links: list[tuple[str, str]]
    names: list[str]
    span: Span
    rule: str
    confidence: float
    about: str = ""  # the words whose topics it has, where they are not those of the sentence
    classes: tuple[str, ...] = ("Activity", "Record")
    folder: str = "activity"


def distinctions(text: str, context: Context) -> list[tuple[str, str]]:
    """What the words claim for the doing: the first of its kind, a best practice."""
    rules: dict[str, str] = context.rules["distinction"]
    return [(KG.distinction, concept("distinction", code)) for code, words in rules.items() if re.search(words, text)]


def clause_at(context: Context, offset: int) -> str:
    """The words between the commas around an offset of the unit."""
    text = context.reading.unit.text
    marks = [mark for mark in context.stops if mark != "、"]
    begin = max(text.rfind(mark, 0, offset) for mark in marks) + 1
    ends = [end for mark in marks if mark != "：" and (end := text.find(mark, offset)) >= 0]
    end = min(ends, default=len(text))
    if text[end:].startswith("，这是"):  # the clause that judges it belongs to it
        stops = [stop for mark in "，。；" if (stop := text.find(mark, end + 1)) >= 0]
        end = min(stops, default=len(text))
    return text[begin:end]


def activity_type(text: str, context: Context) -> str:
    """The kind of doing that the words of a clause show."""
    return _shown(text, tuple(context.rules["activity_types"].items()))


@lru_cache(maxsize=256)
def _shown(text: str, types: tuple[tuple[str, str], ...]) -> str:
    """Many doings of one clause ask the same."""
    text = re.sub("（[^（）]*）", "", text)
    return next((code for code, words in types if re.search(words, text)), "operational-support")


def status(text: str, context: Context) -> list[tuple[str, str]]:
    """Planned or explored, where the clause says so."""
    rules: dict[str, str] = context.rules["status"]
    return [(KG.status, concept("status", code)) for code, words in rules.items() if re.search(words, text)][:1]


def stretch(sentence: Sentence, begin: int) -> Span:
    """The clause around a place and the one behind it: what was done stands there."""
    start, end = sentence.clause(begin)
    for _ in range(1):
        if end < len(sentence.code) - 1 and sentence.code[end] == "，":
            end = sentence.clause(end + 1)[1]
    return sentence.unit_span(start, max(end, start + 1))


def only_date(sentence: Sentence) -> When | None:
    """The date of a sentence that has one, or whose first is a year."""
    dates = [t for _, t in sentence.items(0, len(sentence.code), "Y") if isinstance(t, When)]
    return dates[0] if len(dates) == 1 or (dates and dates[0].precision == "year") else None


def write_activity(sentence: Sentence, context: Context, found: Found, draft: Draft, roles: Roles) -> str:
    """Add the activity's record; give its IRI."""
    words = context.text(draft.span)
    values, precision = context.date_values(roles.when)
    links = [
        *draft.links,
        *roles.links,
        *precision,
        *status(clause_at(context, draft.offset), context),
        *context.target_links(words),
    ]
    links += [(KG.programme, thing.iri) for thing in roles.programmes]
    links += distinctions(clause_at(context, draft.offset), context)
    links += context.topic_links(draft.about or context.text(sentence.span))
    label = context.vocabulary.label(concept("activity-type", draft.kind), "en")
    label = label[:1].upper() + label[1:]
    iri = context.record_iri(draft.folder, draft.offset)
    quote = context.quote(sentence.span, draft.rule, draft.confidence)
    labels = context.labels(label, draft.names, draft.span)
    found.records.append(Record(iri, draft.classes, quote, labels, tuple(dict.fromkeys(links)), tuple(values)))
    return iri
