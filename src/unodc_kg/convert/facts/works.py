"""Statements about works: who published, launched or adopted them, with whom, and what asked for them."""

import re
from collections.abc import Iterable, Sequence

from unodc_kg import iris
from unodc_kg.convert.encode import LETTERS, Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Assertion, Citation, Mention, Quote, Record, Span, Thing
from unodc_kg.namespaces import DCTERMS, KG

JOINT_TITLE = re.compile(r"^[“《]?(?P<agents>.{2,60}?)关于")


def read(sentence: Sentence, context: Context, found: Found) -> None:
    """Add the statements about works that the sentence makes."""
    if context.chapter_asks or context.reading.unit.kind == "front":
        return
    _published(sentence, context, found)
    _launched(sentence, context, found)
    _adopted(sentence, context, found)
    _mandated(sentence, context, found)
    _run_with(sentence, context, found)
    named = [t.things[0] for _, t in sentence.items(0, len(sentence.code), "PB") if isinstance(t, Mention)]
    context.last_work = named[-1] if named else context.last_work


def state(found: Found, subject: str, predicate: str, values: Iterable[str], quote: Quote) -> None:
    """One statement for each value."""
    found.assertions += [Assertion(subject, predicate, value, "", quote) for value in values]


def _is_work(thing: Thing) -> bool:
    return thing.category == "Publication" or thing.code in ("joint-statement", "press-statement")


def _published(sentence: Sentence, context: Context, found: Found) -> None:
    partners = _joint_partners(sentence, context)
    for rule, match in context.matches("publish", sentence):
        for place, token in sentence.items(*match.span("work"), "BI"):
            if not isinstance(token, Mention) or not _is_work(token.things[0]):
                continue
            work = token.things[0]
            quote = context.quote(sentence.unit_span(match.start(), match.end()), rule["name"], rule["confidence"])
            stated = sentence.things(*match.span("by"), "UO") if match.groupdict().get("by") else []
            publishers = [t.iri for t in stated] or [context.author, *_subjects(sentence, match.start())]
            publishers += [t.iri for t in partners if _beside(sentence, context, place)]
            publishers += _title_publishers(context, token)
            if work.iri != context.iri:
                state(found, work.iri, DCTERMS.publisher, dict.fromkeys(publishers), quote)
    _joint_titles(sentence, context, found)


def _run_with(sentence: Sentence, context: Context, found: Found) -> None:
    """A programme that the author runs with others has them as partners."""
    for match in sentence.pattern(context.rules["programme"]["run_with"]).finditer(sentence.code):
        first = "" if match["with"] else "2"
        partners = [t.iri for t in sentence.things(*match.span(f"with{first}"), "OC") if t.iri not in context.authors]
        quote = context.quote(sentence.unit_span(match.start(), match.end()), "run-with", 0.85)
        for programme in sentence.things(*match.span(f"programme{first}"), "P"):
            if "Programme" in programme.classes:
                state(found, programme.iri, KG.partner, dict.fromkeys(partners), quote)


def _joint_partners(sentence: Sentence, context: Context) -> list[Thing]:
    """Partners named with 与…合作 in the sentence: joint products have several publishers."""
    return [
        thing
        for rule, match in context.matches("partner", sentence)
        if rule["name"] == "together-with"
        for thing in sentence.things(*match.span("with"), "O")
        if thing.iri not in context.authors
    ]


def _beside(sentence: Sentence, context: Context, place: int) -> bool:
    """The partners stand in the clause before the work, or in brackets behind it."""
    if sentence.language == "en":
        return True
    begin, _ = sentence.clause(place)
    before = sentence.code[max(0, begin - 40) : place]
    return bool(re.search(r"与[^。；]{1,40}合作，(?!内容)", before) or re.match(r"（与", sentence.code[place + 1 :]))


def _subjects(sentence: Sentence, place: int) -> list[str]:
    """Agents joined with the author as subject of the clause: A、B和U发表了."""
    adverbs = r"(?:\s+(?:jointly|together|also|have|had|has))*" if sentence.language == "en" else ""
    subject = re.search(sentence.pattern("(?P<by>{agents})" + adverbs + "$"), sentence.code[:place].rstrip())
    if subject is None or LETTERS["U"] not in subject["by"]:
        return []
    return [thing.iri for thing in sentence.things(*subject.span("by"), "O")]


def _title_publishers(context: Context, mention: Mention) -> list[str]:
    """Agents that a title begins with are its joint publishers: "A、B和C关于…的声明"."""
    printed = context.text(mention.span)
    head = JOINT_TITLE.match(printed)
    inner = [
        m
        for m in context.reading.mentions
        if m.form != "inside-name"
        and m.category in ("Body", "Partner")
        and m.span != mention.span
        and mention.span.covers(m.span)
    ]
    limit = mention.span.start + (head.end("agents") if head else 0)
    return [m.things[0].iri for m in inner if m.span.end <= limit]


def _joint_titles(sentence: Sentence, context: Context, found: Found) -> None:
    """U/A《…》 and names of works that begin with U/A are joint works; programmes so named have a partner."""
    for place, token in sentence.items(0, len(sentence.code), "BPI"):
        if not isinstance(token, Mention):
            continue
        names = _prefix_agents(sentence, context, place, token)
        others = [iri for iri in names if iri not in context.authors]
        if not others or len(names) == len(others):
            continue
        quote = context.quote(_with_prefix(sentence, token, place), "joint-title", 0.9)
        if _is_work(token.things[0]):
            state(found, token.things[0].iri, DCTERMS.publisher, names, quote)
        elif "Programme" in token.things[0].classes:
            state(found, token.things[0].iri, KG.partner, others, quote)


def _prefix_agents(sentence: Sentence, context: Context, place: int, token: Mention) -> list[str]:
    stroke = re.search(rf"([{LETTERS['U']}{LETTERS['O']}])/([{LETTERS['U']}{LETTERS['O']}])$", sentence.code[:place])
    if stroke:
        return [thing.iri for thing in sentence.things(stroke.start(), stroke.end(), "UO")]
    inner = [
        m
        for m in context.mentions.over(token.span)
        if m.form != "inside-name"
        and m.category in ("Body", "Partner")
        and m.span != token.span
        and token.span.covers(m.span)
    ]
    if len(inner) > 1 and "/" in context.text(Span(inner[0].span.end, inner[1].span.start)):
        return [m.things[0].iri for m in inner]
    return []


def _with_prefix(sentence: Sentence, token: Mention, place: int) -> Span:
    begin = max(place - 3, 0) if sentence.code[max(place - 2, 0)] == "/" else place
    return Span(sentence.places[begin], token.span.end)


def _launched(sentence: Sentence, context: Context, found: Found) -> None:
    for rule, match in context.matches("launch", sentence):
        for _, token in sentence.items(*match.span("work"), "PB"):
            if not isinstance(token, Mention):
                continue
            quote = context.quote(sentence.span, rule["name"], rule["confidence"])
            thing, span = token.things[0], sentence.unit_span(match.start(), match.end())
            links = [
                (KG.carriedOutBy, _actor(sentence, match.start(), context)),
                (KG.activityType, concept("activity-type", "launch")),
                (KG.programme if "Programme" in thing.classes else KG.output, thing.iri),
            ]
            links += context.topic_links(context.text(sentence.span))
            found.records.append(
                Record(
                    context.record_iri("activity", span.start),
                    ("Activity", "Record"),
                    quote,
                    context.labels("Launch", [thing.iri], span),
                    tuple(links),
                )
            )


def _actor(sentence: Sentence, place: int, context: Context) -> str:
    """The last agent before the verb that stands as a subject, else the author."""
    relative = re.search(sentence.pattern("(?P<by>{O})(?:于?{Y})?$"), sentence.code[:place])
    if relative:
        return sentence.things(*relative.span("by"), "O")[0].iri
    if LETTERS["U"] in sentence.code[:place]:
        return context.author
    subjects = [m for m in re.finditer(sentence.pattern("(?:^|[，；]|{Y})(?P<by>{O})(?!（|的)"), sentence.code[:place])]
    things = sentence.things(*subjects[-1].span("by"), "O") if subjects else []
    return things[0].iri if things else context.author


def _adoptable(token: object, bodies: Sequence[str]) -> list[str]:
    """What those bodies can have adopted: of numbered instruments only their own."""
    if isinstance(token, Citation):
        return [i.iri for i in token.instruments if not bodies or bodies[0] == iris.thing("agent", i.body)]
    return [t.iri for t in token.things if "Treaty" not in t.classes] if isinstance(token, Mention) else []


def _adopted(sentence: Sentence, context: Context, found: Found) -> None:
    for rule, match in context.matches("adopt", sentence):
        groups = match.groupdict()
        bodies = _adopters(sentence, match) if groups.get("by") else []
        quote = context.quote(
            sentence.unit_span(match.start("what"), match.end("what")), rule["name"], rule["confidence"]
        )
        for _, token in sentence.items(*match.span("what"), "DIP"):
            for iri in _adoptable(token, bodies):
                state(found, iri, KG.adoptedBy, bodies[:1], quote)
                if isinstance(token, Citation) and bodies:
                    state(found, iri, KG.effect, [concept("effect", "adopted")], quote)
                    _adopted_at(sentence, context, found, iri, match.start("what"), quote)


def _adopters(sentence: Sentence, match: re.Match[str]) -> list[str]:
    found = []
    for thing in sentence.things(*match.span("by"), "OE"):
        if "Session" in thing.classes:
            found.append(body_of(thing))
        elif thing.category == "Body":
            found.append(thing.iri)
    return [iri for iri in found if iri]


def body_of(session: Thing) -> str:
    """The body of a session, from the session's key: event/cnd-63 belongs to agent/cnd."""
    slug = re.sub(r"-(?:s-|es-|meeting-)?\d+(?:-[a-z]+)?$", "", session.iri.rpartition("/")[2])
    return session.iri.partition("/event/")[0] + f"/agent/{slug}"


def _adopted_at(sentence: Sentence, context: Context, found: Found, iri: str, place: int, quote: Quote) -> None:
    sessions = [t for t in sentence.things(0, place, "E") if "Session" in t.classes]
    if sessions:
        context.last_session = sessions[-1]
    if context.last_session is not None:
        state(found, iri, KG.adoptedAt, [context.last_session.iri], quote)


def _mandated(sentence: Sentence, context: Context, found: Found) -> None:
    """A work that the sentence prepares or spreads because an instrument asks for it."""
    rules = context.rules["mandate"]
    works = [(i, t.things[0]) for i, t in sentence.items(0, len(sentence.code), "BPE") if isinstance(t, Mention)]
    for place, token in sentence.items(0, len(sentence.code), "D"):
        resumed = context.last_work if re.match("其|这|该|(?:It|This)\\b", sentence.code) else None
        if not isinstance(token, Citation) or not (works or resumed):
            continue
        clause = re.split("[。；]", sentence.code[:place])[-1]
        implements = bool(re.search(rules["implements"], clause))
        asked = re.search(rules["mandated"], clause) or re.search(rules["mandated_after"], sentence.code[place + 1 :])
        asked = asked or re.search("所载要求", sentence.code[place:])
        if not (implements or asked):
            continue
        work = next((t for i, t in works if i > place), works[-1][1] if works else resumed)
        if works and place > works[0][0] and works[0][1].iri == context.iri:
            work = works[0][1]
        if work is None:
            continue
        quote = context.quote(sentence.unit_span(0, len(sentence.code)), "mandated-work", 0.85)
        state(
            found, work.iri, KG.implements if implements else KG.mandatedBy, [i.iri for i in token.instruments], quote
        )
