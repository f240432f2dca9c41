"""Figures: each printed number as a record about an activity, event, programme or agent, with what it measures."""

import re

from unodc_kg import iris
from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Mention, Quantity, Record, Span, Thing, When
from unodc_kg.namespaces import KG, XSD


def read(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    """Add the figures that stand in the sentence."""
    inside = [q for q in context.reading.quantities if sentence.span.start <= q.core.start < sentence.span.end]
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
    rise = re.search(
        r"(?:增加到|增至|上升到|扩展到|减少到|降至|扩大到)[^，。；]{0,14}$",
        context.text(Span(max(0, quantity.span.start - 16), quantity.span.start)),
    )
    if rise and made and "从" in context.text(Span(sentence.span.start, made[-1][0].core.start)):
        links.append((KG.changedFrom, made[-1][1]))
    if "创纪录" in before:
        links.append((KG.distinction, concept("distinction", "record")))
    return links


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
        elif re.search(rule["words"], clause):
            return str(rule["code"])
    for rule in context.rules["indicator"]:
        if quantity.unit in rule["units"] and rule.get("words") and re.search(rule["words"], whole):
            return str(rule["code"])
    return "reported-count"


def _clause(context: Context, quantity: Quantity) -> str:
    text = context.reading.unit.text
    begin = max(text.rfind(mark, 0, quantity.span.start) for mark in "，。；、") + 1
    ends = [end for mark in "，。；" if (end := text.find(mark, quantity.span.end)) >= 0]
    return text[begin : min(ends, default=len(text))]


def _about(sentence: Sentence, context: Context, found: Found, main: str | None, quantity: Quantity) -> str:
    """What it is about: the seizure or arrest that it counts, the event or programme that is the subject, the doing."""
    outcome = _outcome(context, found, sentence, quantity)
    if outcome:
        return outcome
    subject = _subject(sentence, quantity)
    if subject is not None:
        return subject.iri
    nearest = [
        r
        for r in found.records
        if "Activity" in r.classes and r.quote.span == sentence.span and _offset(r) <= quantity.core.start
    ]
    return nearest[-1].iri if nearest else main or context.author


def _offset(record: Record) -> int:
    tail = record.iri.rpartition(".")[2]
    return int(re.sub(r"\D.*", "", tail) or 0)


def _outcome(context: Context, found: Found, sentence: Sentence, quantity: Quantity) -> str:
    outcomes = [r for r in found.records if "Outcome" in r.classes and r.quote.span == sentence.span]
    for record in outcomes:
        goods = [iris.code(value) for name, value in record.links if name == KG.substance]
        label = re.sub(r"\s+", "", record.labels["zh"])
        if goods and re.sub(r"\s+", "", context.text(quantity.span)) in label:
            return record.iri
        kinds = {iris.code(value) for name, value in record.links if name == KG.outcomeType}
        if kinds & {"arrest", "cash-seizure"} and abs(_offset(record) - quantity.core.start) < 6:
            return record.iri
    return ""


def _subject(sentence: Sentence, quantity: Quantity) -> Thing | None:
    """An event, programme or publication that opens the sentence is what its numbers are about."""
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
    words = {"认捐": "pledges", "捐款": "contributions", "预算": "budget", "收入": "income", "支出": "expenditure"}
    nearby = context.text(
        Span(max(sentence.span.start, quantity.span.start - 20), min(sentence.span.end, quantity.span.end + 12))
    )
    found = next((code for word, code in words.items() if word in nearby), "reported-count")
    return concept("indicator", found)


def _when(sentence: Sentence, quantity: Quantity) -> When | None:
    """The date of the clause, else the only date before the number in the sentence."""
    dates = [t for _, t in sentence.items(0, len(sentence.code), "Y") if isinstance(t, When)]
    before = [w for w in dates if w.span.start < quantity.core.start]
    return before[-1] if before else None
