"""Events: who held them, when and where, as statements; what was planned and then moved keeps both dates."""

import re

from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found
from unodc_kg.convert.facts.imprint import dated
from unodc_kg.convert.facts.works import body_of, state
from unodc_kg.convert.model import Assertion, Mention, Quote, Reading, Thing, When
from unodc_kg.namespaces import KG, XSD


def read(sentence: Sentence, context: Context, found: Found) -> None:
    """Add what the sentence says of events."""
    if context.reading.unit.kind == "front":
        return
    for rule, match in context.matches("hold", sentence):
        quote = context.quote(sentence.unit_span(match.start(), match.end()), rule["name"], rule["confidence"])
        holders = [] if rule["name"] == "event-held" else _holders(sentence, context, match)
        if rule.get("session"):
            _session_held(sentence, match, context, quote, found)
            continue
        for event in _events(sentence, match):
            if event.code != rule.get("event_type", event.code):
                continue
            if not holders:  # 6月举行的…第三届会议: its body held it
                state(found, event.iri, KG.sessionOf, context.session_bodies(event), quote)
            state(found, event.iri, KG.carriedOutBy, holders[:1], quote)
            state(found, event.iri, KG.coOrganizer, holders[1:], quote)
    _schedule(sentence, context, found)
    for rule, match in context.matches("stage", sentence):
        places = sentence.things(*match.span("place"), "CR")
        quote = context.quote(sentence.unit_span(match.start(), match.end()), rule["name"], rule["confidence"])
        for event in _events(sentence, match):
            state(
                found,
                event.iri,
                KG.place,
                [thing.iri for thing in (places[:1] if sentence.language == "en" else places[-1:])],
                quote,
            )


def _session_held(sentence: Sentence, match: re.Match[str], context: Context, quote: Quote, found: Found) -> None:
    """A session is that of its body, wherever and by whomever it is hosted."""
    for event in _events(sentence, match):
        if "Session" in event.classes:
            _state_body(event, body_of(event), context, quote, found)


def _state_body(session: Thing, body: str, context: Context, quote: Quote, found: Found) -> None:
    """A session has one body: a committee of it, or the Organization printed above, is not another one."""
    if context.session_bodies(session) in ((), (body,)):
        state(found, session.iri, KG.sessionOf, [body], quote)


def _events(sentence: Sentence, match: re.Match[str]) -> list[Thing]:
    return sentence.things(*match.span("event"), "E")


def _holders(sentence: Sentence, context: Context, match: re.Match[str]) -> list[str]:
    """The stated organizers, author first; else the subject before the verb; else who acted last, else the author."""
    if match.groupdict().get("by"):
        named = [t.iri for t in sentence.things(*match.span("by"), "UOC")]
        return sorted(named, key=lambda iri: iri not in context.authors)
    before = sentence.code[: match.start()]
    if match.group().find("的") == 2:  # 组织的: who did it stands right before, or is not said
        relative = re.search(sentence.pattern("(?P<by>{agents})(?:联合|共同)?$"), before)
        return [t.iri for t in sentence.things(*relative.span("by"), "UOC")] if relative else []
    shared = re.search(sentence.pattern("与(?P<by>{agents})(?:一道|合作|联合|共同)[^。；]{0,12}$"), before)
    if shared:
        return [context.author, *(t.iri for t in sentence.things(*shared.span("by"), "OC"))]
    subjects = list(
        re.finditer(
            sentence.pattern("(?:^|[，；]|{Y}|在[^，]{0,10}中?，)(?P<by>{organs})(?!（|的|[^，。]{0,8}(?:建议|发言))"),
            before,
        )
    )
    if subjects:
        return [t.iri for t in sentence.things(*subjects[-1].span("by"), "UO")]
    if context.subject is not None and context.subject.category == "Body":
        return [context.subject.iri]
    return [context.author]


def _schedule(sentence: Sentence, context: Context, found: Found) -> None:
    seen: set[str] = set()
    for rule, match in context.matches("schedule", sentence):
        dates = [t for _, t in sentence.items(*match.span("date"), "Y") if isinstance(t, When) and not t.open_end]
        quote = context.quote(sentence.unit_span(match.start(), match.end()), rule["name"], rule["confidence"])
        for event in _events(sentence, match):
            if dates and (event.iri not in seen or rule.get("planned")):
                seen |= set() if rule.get("planned") else {event.iri}
                found.assertions += date_assertions(event.iri, dates[0], quote, planned=bool(rule.get("planned")))


def date_assertions(subject: str, when: When, quote: Quote, *, planned: bool = False) -> list[Assertion]:
    """The statements that date an event: first and last day, precision; or its original dates where it was moved."""
    if not planned:
        return dated(subject, when, quote)
    return [
        Assertion(subject, KG.plannedStartDate, when.start, XSD.date, quote),
        Assertion(subject, KG.plannedEndDate, when.end, XSD.date, quote),
    ]


def cover(reading: Reading, context: Context, found: Found) -> None:
    """On a cover the line under a session gives its date and place; the body stands above it."""
    text = reading.unit.text
    for mention in reading.mentions:
        if "Session" not in mention.things[0].classes:
            continue
        line = text.find("\n", mention.span.end) + 1
        stop = text.find("\n", line) if line else -1
        stop = stop if stop >= 0 else len(text)
        session = mention.things[0]
        body = _body_above(reading, mention)
        quote = context.quote(mention.span, "cover-session", 0.95)
        if body:
            _state_body(session, body, context, quote, found)
            state(found, context.iri, KG.submittedTo, [session.iri], quote)
        for when in reading.dates:
            if line <= when.span.start < stop:
                found.assertions += date_assertions(session.iri, when, context.quote(when.span, "cover-date", 0.95))
        places = [m for m in reading.mentions if m.category == "Region" and line <= m.span.start < stop]
        if places:
            state(
                found,
                session.iri,
                KG.place,
                [places[0].things[0].iri],
                context.quote(places[0].span, "cover-place", 0.95),
            )


def _body_above(reading: Reading, session: Mention) -> str:
    bodies = [m for m in reading.mentions if m.category == "Body" and m.span.end <= session.span.start]
    return bodies[-1].things[0].iri if bodies else ""
