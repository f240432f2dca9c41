"""What the author does besides support: serving organs, giving grants, taking part, standing roles."""

from typing import Any

from unodc_kg.convert.encode import LETTERS, Sentence
from unodc_kg.convert.facts.activity import Draft, Roles, only_date, stretch, write_activity
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Mention, Record, Thing
from unodc_kg.namespaces import KG, ORG
from unodc_kg.vocabulary import category


def read(sentence: Sentence, context: Context, found: Found, roles: Roles) -> list[str]:
    """Add these activities and memberships; give the IRIs of the activities."""
    _memberships(sentence, context, found)
    made = _grants(sentence, context, found, roles)
    made += _services(sentence, context, found)
    made += _participations(sentence, context, found)
    return made + _submissions(sentence, context, found)


Doing = tuple[str, list[tuple[str, str]], list[Thing], int]  # type of activity, links, named things, place


def _simple(sentence: Sentence, context: Context, found: Found, doing: Doing, rule: dict[str, Any]) -> str:
    """An activity of the author alone, read by a rule."""
    kind, links, things, place = doing
    own = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    names = [thing.iri for thing in things]
    span = stretch(sentence, place)
    draft = Draft(sentence.places[place], kind, [*own, *links], names, span, rule["name"], rule["confidence"])
    return write_activity(sentence, context, found, draft, Roles(when=only_date(sentence)))


def _services(sentence: Sentence, context: Context, found: Found) -> list[str]:
    """Support for organs and their meetings."""
    made, taken = [], set()
    for rule, match in context.matches("serve", sentence):
        items = [(i, t) for i, t in sentence.items(*match.span("to"), "OE") if i not in taken]
        cites = {i for i, _ in items if sentence.code[i + 1 : i + 2] == LETTERS["D"]}
        things = [t for i, token in items if i not in cites and isinstance(token, Mention) for t in token.things]
        things = [t for t in things if category(t.classes, t.code) in ("Body", "Event")]
        if not things:
            continue
        taken |= {i for i, _ in items}
        links = [(KG.recipient if "Agent" in t.classes else KG.about, t.iri) for t in things]
        links += [(KG.recipient, body) for t in things for body in context.session_bodies(t)]
        made.append(_simple(sentence, context, found, ("secretariat-support", links, things, match.start("to")), rule))
    return made


def _submissions(sentence: Sentence, context: Context, found: Found) -> list[str]:
    """What was laid before an organ, or before one of its sessions."""
    made = []
    for rule, match in context.matches("submit", sentence):
        things = [t for t in sentence.things(*match.span("to"), "OE") if t.category in ("Body", "Event")]
        if not things:
            continue
        links = [(KG.submittedTo, thing.iri) for thing in things]
        links += [(KG.about, thing.iri) for thing in sentence.things(0, match.start(), "BP")[-1:]]
        made.append(_simple(sentence, context, found, ("submission", links, things, match.start()), rule))
    return made


def _grants(sentence: Sentence, context: Context, found: Found, roles: Roles) -> list[str]:
    """Grants that a fund gives, or that a new grants programme is there to give."""
    made, rules = [], context.rules["fund"]
    given = list(sentence.pattern(rules["pattern"]).finditer(sentence.code))
    for match in given or sentence.pattern(rules.get("set_up", "(?!)")).finditer(sentence.code):
        funds = [t for t in sentence.things(*match.span("fund"), "P") if "Programme" in t.classes]
        funds = [t for t in funds if given or t.code == "grants-programme"]
        links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", "grant-making"))]
        links += [(KG.programme, thing.iri) for thing in funds]
        if funds:
            draft = Draft(
                sentence.places[match.start()],
                "grant-making",
                links,
                [t.iri for t in funds],
                sentence.unit_span(match.start(), match.end()),
                "grants",
                0.85,
            )
            made.append(write_activity(sentence, context, found, draft, roles))
    return made


def _participations(sentence: Sentence, context: Context, found: Found) -> list[str]:
    """Taking part in events, bodies and networks of others."""
    made = []
    for rule, match in context.matches("participate", sentence):
        begin = match.end() if rule.get("anywhere") else match.start()
        if LETTERS["U"] not in sentence.code[:begin] and LETTERS["U"] in sentence.code:
            continue
        things = [
            t
            for name in ("in", "more")
            if match.groupdict().get(name) is not None
            for t in sentence.things(*match.span(name))
        ]
        things = [t for t in things if t.iri not in context.authors]
        if not things or LETTERS["U"] not in sentence.code:
            continue
        links = [(KG.about, thing.iri) for thing in things]
        made.append(_simple(sentence, context, found, ("participation", links, things, match.start()), rule))
    return made


def _memberships(sentence: Sentence, context: Context, found: Found) -> None:
    """Standing roles of the author in bodies and mechanisms."""
    done: set[int] = set()
    for rule, match in context.matches("member", sentence):
        for place, token in sentence.items(*match.span("org"), "O"):
            if place in done or not isinstance(token, Mention):
                continue
            done.add(place)
            _membership(sentence, context, found, rule, token.things[0], place)


def _membership(
    sentence: Sentence, context: Context, found: Found, rule: dict[str, Any], org: Thing, place: int
) -> None:
    links = ((ORG.member, context.author), (ORG.organization, org.iri), (ORG.role, concept("role", rule["role"])))
    role = context.vocabulary.label(concept("role", rule["role"]), "en")
    span = stretch(sentence, place)
    found.records.append(
        Record(
            context.record_iri("membership", sentence.places[place]),
            ("Membership", "Record"),
            context.quote(sentence.span, rule["name"], rule["confidence"]),
            context.labels(role[:1].upper() + role[1:], [org.iri], span),
            (*links, *context.topic_links(context.text(sentence.span))),
        )
    )
