"""Figures: each printed number as a record about an activity, event, programme or agent, with what it measures."""

import re
from bisect import bisect_left
from functools import lru_cache

from unodc_kg import iris
from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Mention, Quantity, Record, Span, Thing, When
from unodc_kg.namespaces import KG, XSD

RISE = 40  # so many signs may stand between "from A" and "to B"


def read(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    """Add the figures that stand in the sentence."""
    inside = [q for q in context.quantities.over(sentence.span) if q.core.start >= sentence.span.start]
    made: list[tuple[Quantity, str]] = []
    for quantity in inside:
        if _is_optional(quantity):
            continue
        iri = context.record_iri("figure", quantity.core.start)
        links = _links(sentence, context, found, main, quantity, made)
        made.append((quantity, iri))
        when = _when(sentence, quantity)
        values, precision = context.date_values(when)
        values = [
            (KG.value, quantity.value, XSD.decimal),
            (KG.normalizedValue, quantity.normalized, XSD.decimal),
            (KG.printed, context.text(quantity.span), XSD.string),
            *values,
        ]
        label = context.vocabulary.label(links[0][1], "en")
        found.records.append(
            Record(
                iri,
                ("Figure", "Record"),
                context.quote(_quote_span(sentence, quantity), "figure", 0.9),
                context.labels(label[:1].upper() + label[1:], [], quantity.span),
                (*links, *precision),
                tuple(values),
            )
        )


def _quote_span(sentence: Sentence, quantity: Quantity) -> Span:
    return Span(min(sentence.span.start, quantity.span.start), max(sentence.span.end, quantity.span.end))


def _is_optional(quantity: Quantity) -> bool:
    """ "Three pillars", "four challenges": a number of abstract things is part of their name."""
    return not quantity.unit


def _links(
    sentence: Sentence,
    context: Context,
    found: Found,
    main: str | None,
    quantity: Quantity,
    made: list[tuple[Quantity, str]],
) -> list[tuple[str, str]]:
    indicator = _indicator(context, sentence, quantity)
    links = [
        (KG.indicator, concept("indicator", indicator)),
        (KG.unit, concept("unit", quantity.unit)),
        (KG.qualifier, concept("qualifier", quantity.qualifier)),
        (KG.normalizedUnit, concept("unit", quantity.normalized_unit)),
        (KG.about, _about(sentence, context, found, main, quantity)),
    ]
    if quantity.unit == "percent":
        links.append((KG.percentOf, _base(context, sentence, quantity, made)))
    before = context.text(Span(max(0, quantity.span.start - 8), quantity.span.start))
    if made and _changed(context, sentence, made[-1][0], quantity):
        links.append((KG.changedFrom, made[-1][1]))
    if "创纪录" in before:
        links.append((KG.distinction, concept("distinction", "record")))
    return links


def _changed(context: Context, sentence: Sentence, earlier: Quantity, later: Quantity) -> bool:
    """从 A 增加到 B: the later figure is a change from the earlier one of the same unit."""
    before = context.text(Span(max(sentence.span.start, earlier.span.start - 10), earlier.span.start))
    between = context.text(Span(earlier.span.end, later.span.start))
    return (
        earlier.unit == later.unit
        and bool(re.search(r"从(?:\s*\d{4}\s*年的?)?\s*$", before))
        and len(between) < RISE
        and bool(re.search("(?:增加|增|上升|扩展|扩大|减少|降)(?:到|至)", between))
    )


def _indicator(context: Context, sentence: Sentence, quantity: Quantity) -> str:
    clause = _clause(context, quantity)
    near = context.text(
        Span(max(0, quantity.span.start - 12), min(len(context.reading.unit.text), quantity.span.end + 4))
    )
    whole = context.text(sentence.span)
    for rule in context.rules["indicator"]:
        if quantity.unit not in rule["units"]:
            continue
        if "near" in rule:
            if re.search(rule["near"], near):
                return str(rule["code"])
        elif _says(rule["words"], clause):
            return str(rule["code"])
    for rule in context.rules["indicator"]:
        if quantity.unit in rule["units"] and rule.get("words") and _says(rule["words"], whole):
            return str(rule["code"])
    return "reported-count"


@lru_cache(maxsize=256)
def _says(words: str, text: str) -> bool:
    """Many figures of one sentence ask the same."""
    return bool(re.search(words, text))


def _clause(context: Context, quantity: Quantity) -> str:
    text = context.reading.unit.text
    marks = [mark for mark in context.stops if mark != "："]
    begin = max(text.rfind(mark, 0, quantity.span.start) for mark in marks) + 1
    ends = [end for mark in marks if mark != "、" and (end := text.find(mark, quantity.span.end)) >= 0]
    return text[begin : min(ends, default=len(text))]


def _about(sentence: Sentence, context: Context, found: Found, main: str | None, quantity: Quantity) -> str:
    """What it is about: the seizure or arrest that it counts, the event or programme that is the subject, the doing."""
    outcome = _outcome(context, found, sentence, quantity)
    if outcome:
        return outcome
    subject = _subject(sentence, quantity)
    if subject is not None:
        return subject.iri
    resumed = _resumed(sentence, context)
    if resumed:
        return resumed
    told = reversed(found.told("Activity", sentence.span))
    nearest = next((record for record in told if _offset(record.iri) <= quantity.core.start), None)
    return nearest.iri if nearest else main or context.author


def _resumed(sentence: Sentence, context: Context) -> str:
    """这些会议 and 这些活动 take up the event or the activity told before."""
    if re.search("(?:这些|这次|上述)(?:专题)?会议", sentence.code) and context.last_event is not None:
        return context.last_event.iri
    if re.search("(?:这些|上述|此类|这种)[^，。；]{0,10}?(?:活动|援助|培训|方案|专业人员)", sentence.code):
        return context.last_activity
    return ""


@lru_cache(maxsize=4096)
def _offset(record: str) -> int:
    tail = record.rpartition(".")[2]
    return int(re.sub(r"\D.*", "", tail) or 0)


def _outcome(context: Context, found: Found, sentence: Sentence, quantity: Quantity) -> str:
    for record in found.told("Outcome", sentence.span):
        goods = [iris.code(value) for name, value in record.links if name == KG.substance]
        label = re.sub(r"\s+", "", record.labels.get(context.language, ""))
        if goods and re.sub(r"\s+", "", context.text(quantity.span)) in label:
            return record.iri
        kinds = {iris.code(value) for name, value in record.links if name == KG.outcomeType}
        if kinds & {"arrest", "cash-seizure"} and abs(_offset(record.iri) - quantity.core.start) < 6:
            return record.iri
    return ""


def _subject(sentence: Sentence, quantity: Quantity) -> Thing | None:
    """An event, programme or publication that opens the sentence is what its numbers are about."""
    managed = sentence.pattern("^由{agents}[^，。]{0,6}的(?P<what>[{P}{B}{E}])").match(sentence.code)
    if managed:
        return sentence.things(*managed.span("what"))[0]
    place = bisect_left(sentence.places, quantity.core.start) % len(sentence.places)  # 0 where it stands behind all
    begin = sentence.clause(place)[0]
    opening = sentence.things(begin, begin + 1, "PBE")
    if opening and sentence.code[begin + 1 : begin + 2] not in "，、和":
        return opening[0]
    items = [(i, t) for i, t in sentence.items(0, len(sentence.code), "UOPBE") if isinstance(t, Mention)]
    if not items or sentence.places[items[0][0]] > quantity.core.start:
        return None
    place, first = items[0]
    if isinstance(first, Mention) and first.category in ("Event", "Programme", "Publication") and place < 14:
        return first.things[0] if len(items) == 1 or sentence.places[items[1][0]] >= quantity.core.start else None
    return None


def _base(context: Context, sentence: Sentence, quantity: Quantity, made: list[tuple[Quantity, str]]) -> str:
    """The base of a percentage: the amount in front of its bracket, else the indicator that the clause names."""
    before = context.text(Span(max(0, quantity.span.start - 2), quantity.span.start))
    if made and before.endswith("（") and made[-1][0].unit in ("usd", "eur"):
        amounts = [iri for other, iri in made if other.unit == made[-1][0].unit]
        return amounts[0]
    words: dict[str, str] = context.rules["percent_of"]
    nearby = context.text(
        Span(max(sentence.span.start, quantity.span.start - 20), min(sentence.span.end, quantity.span.end + 12))
    )
    found = next((code for word, code in words.items() if word in nearby), "reported-count")
    return concept("indicator", found)


def _when(sentence: Sentence, quantity: Quantity) -> When | None:
    """The date of the clause, else the only date before the number in the sentence; never one compared with."""
    items = [(i, t) for i, t in sentence.items(0, len(sentence.code), "Y") if isinstance(t, When)]
    dates = [t for i, t in items if not re.search("[比较]$", sentence.code[:i])]
    before = [w for w in dates if w.span.start < quantity.core.start]
    if not before:
        return None
    begin, end = (bisect_left(sentence.places, place) for place in (before[-1].span.end, quantity.core.start))
    words = sentence.code[begin:end]
    return None if re.search("成立以来|从$", words) else before[-1]
