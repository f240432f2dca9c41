"""Outcomes: laws adopted, acts on treaties, seizures, arrests and convictions, each credited as the text credits it."""

import re

from unodc_kg import iris
from unodc_kg.convert.encode import LETTERS, Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Record, Span, Thing, When
from unodc_kg.namespaces import CONCEPT, KG
from unodc_kg.vocabulary import compact

ITEM = rf"(?:(?!、|，|和{LETTERS['F']}|以及).)+(?:（[^）]*）)?"  # one item of a list of goods


def read(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    """Add the outcomes that the sentence reports."""
    if context.asks(sentence) or context.reading.unit.kind != "paragraph":
        return
    _laws(sentence, context, found, main)
    _treaty_actions(sentence, context, found, main)
    _seizures(sentence, context, found, main)
    _justice(sentence, context, found, main)


def _credit(
    sentence: Sentence, context: Context, found: Found, main: str | None, states: list[Thing]
) -> list[tuple[str, str]]:
    """The activity that supported that State in the sentence, else the sentence's main one."""
    wanted = {thing.iri for thing in states}
    for record in found.records:
        span = record.quote.span
        here = record.quote.unit == context.reading.unit.locator and span == sentence.span
        helped = {value for name, value in record.links if name == KG.recipient}
        if here and "Activity" in record.classes and wanted & helped:
            return [(KG.creditedTo, record.iri)]
    return [(KG.creditedTo, main)] if main else []


def _when(sentence: Sentence, begin: int, end: int) -> When | None:
    """The date within the match, else the last one before it in the sentence."""
    inside = [t for _, t in sentence.items(begin, end, "Y") if isinstance(t, When)]
    before = [t for _, t in sentence.items(0, begin, "Y") if isinstance(t, When)]
    return inside[0] if inside else before[-1] if before else None


def _laws(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    for rule, match in context.matches("law", sentence):
        states = sentence.things(*match.span("state"), "C")
        span = sentence.unit_span(*match.span("law"))
        values, precision = context.date_values(_when(sentence, match.start(), match.end()))
        links = [(KG.outcomeType, concept("outcome-type", "law-adopted")), (KG.state, states[0].iri), *precision]
        links += _credit(sentence, context, found, main, states) + context.topic_links(context.text(sentence.span))
        found.records.append(
            Record(
                context.record_iri("outcome", sentence.places[match.start("law")]),
                ("Outcome", "Record"),
                context.quote(sentence.span, rule["name"], rule["confidence"]),
                context.labels("Law adopted", [states[0].iri], Span(sentence.places[match.start("state")], span.end)),
                tuple(links),
                tuple(values),
            )
        )


def _treaty_actions(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    for rule, match in context.matches("treaty", sentence):
        when = _when(sentence, match.start(), match.end())
        for state in sentence.things(*match.span("states"), "C"):
            for treaty in sentence.things(*match.span("treaties"), "T"):
                values, precision = context.date_values(when)
                links = [
                    (KG.outcomeType, concept("outcome-type", rule["type"])),
                    (KG.state, state.iri),
                    (KG.treaty, treaty.iri),
                    *precision,
                    *_credit(sentence, context, found, main, [state]),
                ]
                links += context.topic_links(context.text(sentence.span))
                slug = f"{iris.code(state.iri).lower()}-{iris.code(treaty.iri)}"
                label = context.vocabulary.label(concept("outcome-type", rule["type"]), "en")
                found.records.append(
                    Record(
                        context.record_iri("outcome", sentence.places[match.start("treaties")], slug),
                        ("TreatyAction", "Outcome", "Record"),
                        context.quote(sentence.span, rule["name"], rule["confidence"]),
                        context.labels(
                            label[:1].upper() + label[1:],
                            [state.iri, treaty.iri],
                            sentence.unit_span(match.start(), match.end()),
                        ),
                        tuple(links),
                        tuple(values),
                    )
                )


def _seizures(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    rules = context.rules["seizure"]
    for match in sentence.pattern(rules["pattern"]).finditer(sentence.code):
        begin = match.start("what")
        for part in re.finditer(ITEM, match["what"]):
            goods = _goods(sentence, context, begin + part.start(), begin + part.end())
            if goods:
                _seizure(sentence, context, found, main, Span(begin + part.start(), begin + part.end()), goods)
    for match in sentence.pattern(rules["cash"]).finditer(sentence.code):
        _simple(sentence, context, found, main, "cash-seizure", match.start("what"), "Cash seized")


def _goods(sentence: Sentence, context: Context, begin: int, end: int) -> str:
    """The substance or goods of one item of a list: a mention, else a word of the scheme that goods are in."""
    things = [t for t in sentence.things(begin, end, "X")]
    if things:
        return things[-1].iri
    words = compact("".join(c for c in sentence.code[begin:end]))
    for iri in sorted(context.vocabulary.entries, key=len, reverse=True):
        if iri.startswith(CONCEPT + "substance/"):
            names = [n.text for n in context.vocabulary.entries[iri].names if n.language == "zh"]
            if any(len(name) > 2 and words.endswith(compact(name)) for name in names):
                return iri
    return ""


def _seizure(sentence: Sentence, context: Context, found: Found, main: str | None, part: Span, goods: str) -> None:
    resumed = [t.iri for t in sentence.things(0, part.start, "P") if "Programme" in t.classes]
    links = [(KG.outcomeType, concept("outcome-type", "seizure")), (KG.substance, goods)]
    links += [(KG.creditedTo, resumed[0])] if resumed else [(KG.creditedTo, main)] if main else []
    links += context.topic_links(context.text(sentence.span))
    found.records.append(
        Record(
            context.record_iri("outcome", sentence.places[sentence.code.index("获", 0)], iris.code(goods)),
            ("Outcome", "Record"),
            context.quote(sentence.span, "seizure", 0.9),
            context.labels("Seized", [goods], sentence.unit_span(part.start, part.end)),
            tuple(links),
        )
    )


def _justice(sentence: Sentence, context: Context, found: Found, main: str | None) -> None:
    names = {"arrest": "Arrests", "prosecution": "Prosecutions", "conviction": "Convictions"}
    for kind, rule in context.rules["outcome"].items():
        for match in sentence.pattern(rule).finditer(sentence.code):
            _simple(sentence, context, found, main, kind, match.start("what"), names[kind])


def _simple(
    sentence: Sentence, context: Context, found: Found, main: str | None, kind: str, place: int, label: str
) -> None:
    states = [t.iri for t in sentence.things(0, place, "C")][-1:]
    links = [(KG.outcomeType, concept("outcome-type", kind)), *((KG.state, iri) for iri in states)]
    links += [(KG.creditedTo, main)] if main else []
    begin, end = sentence.clause(place)
    links += context.topic_links(context.text(sentence.span))
    found.records.append(
        Record(
            context.record_iri("outcome", sentence.places[place], kind),
            ("Outcome", "Record"),
            context.quote(sentence.span, kind, 0.8),
            context.labels(label, states, sentence.unit_span(begin, end)),
            tuple(dict.fromkeys(links)),
        )
    )
