"""Activities: who did what for whom, with whom, where and when; partnerships and memberships.

One activity for each group of recipients in a sentence, or one for the sentence where the author acts.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from unodc_kg.convert.encode import LETTERS, Sentence, pattern
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Citation, Mention, Record, Span, Thing, When
from unodc_kg.namespaces import KG, ORG
from unodc_kg.vocabulary import category



@dataclass
class Group:
    """Recipients that one stretch names, with the rule that found them."""

    begin: int
    end: int
    things: list[Thing]
    role: str
    rule: str
    confidence: float
    takes_partners: bool = False


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


def read(sentence: Sentence, context: Context, found: Found) -> str | None:
    """Add the sentence's activities; give the IRI of the main one."""
    if context.reading.unit.kind in ("front", "footnote"):
        return None
    groups = _groups(sentence, context)
    roles = _roles(sentence, context)
    memberships(sentence, context, found)
    for group in groups:
        group.takes_partners = roles.partner_place <= group.end or group is groups[-1]
    made = [_supported(sentence, context, found, group, roles) for group in groups]
    made += _grants(sentence, context, found, roles)
    made += _services(sentence, context, found)
    made += _participations(sentence, context, found)
    if not groups and roles.partners:
        made.append(_joint(sentence, context, found, roles))
    if not made and _author_acts(sentence):
        made.append(_own(sentence, context, found, roles))
    return made[0] if made else None


def _groups(sentence: Sentence, context: Context) -> list[Group]:
    """Places in the roles of recipient or research subject; each place once, by the first rule that takes it."""
    partner_places = {i for _, m in context.matches("partner", sentence) for i, _ in sentence.items(*m.span("with"), "CR")}
    stages = {i for _, m in context.matches("stage", sentence) for i, _ in sentence.items(*m.span("place"), "CR")}
    laws = context.matches("law", sentence) + context.matches("treaty", sentence)
    taken = partner_places | stages | _organizers(sentence)
    groups: list[Group] = []
    if not _reports_support(sentence, bool(laws)):
        return []
    for role, name in (("researchSubject", "study"), ("recipient", "recipient")):
        for rule, match in context.matches(name, sentence):
            begin, end = match.span("to")
            places = [i for i, _ in sentence.items(begin, end, "CR")]
            things = [t for t in sentence.things(begin, end, "CR") if set(t.classes) & {"State", "Region"}]
            if not things or any(i in taken for i in places):
                continue
            taken |= set(places)
            groups.append(Group(begin, end, things, role, rule["name"], rule["confidence"]))
    return sorted(groups, key=lambda group: group.begin)


def _organizers(sentence: Sentence) -> set[int]:
    """Places of States that organize or host, as in 意大利组织的活动."""
    relative = pattern("(?P<by>{agents})(?:联合|共同)?(?:组织|举办|举行|主办)的")
    return {i for match in relative.finditer(sentence.code) for i, _ in sentence.items(*match.span("by"), "C")}


def _reports_support(sentence: Sentence, laws: bool) -> bool:
    """Is the author at work in it? Without an author the sentence has no subject of its own."""
    others = [t for t in sentence.things(0, len(sentence.code), "O")]
    return LETTERS["U"] in sentence.code or laws or not others or bool(re.search("支持|援助|培训|对策", sentence.code))


def _roles(sentence: Sentence, context: Context) -> Roles:
    roles = Roles()
    for rule, match in context.matches("partner", sentence):
        things = [t for t in sentence.things(*match.span("with"), "OC") if t.iri not in context.authors]
        fresh = {t.iri: t for t in things if t.iri not in {p.iri for p in roles.partners}}
        if fresh:
            roles.partners += fresh.values()
            roles.partner_rule = roles.partner_rule or rule["name"]
            roles.partner_place = match.start("with")
            roles.confidence = max(rule["confidence"], roles.confidence if roles.partner_rule else 0)
    roles.programmes = [
        thing for match in pattern(context.rules["programme"]["under"]).finditer(sentence.code)
        for thing in sentence.things(*match.span("programme"), "P") if "Programme" in thing.classes
    ]
    roles.when = _when(sentence)
    roles.links = _mandates(sentence, context)
    return roles


def _when(sentence: Sentence) -> When | None:
    dates = [t for _, t in sentence.items(0, len(sentence.code), "Y") if isinstance(t, When)]
    return dates[0] if len(dates) == 1 or (dates and dates[0].precision == "year") else None


def _mandates(sentence: Sentence, context: Context) -> list[tuple[str, str]]:
    """Instruments that the doing rests on (mandatedBy) or carries out (implements)."""
    rules, links = context.rules["mandate"], []
    for place, token in sentence.items(0, len(sentence.code), "D"):
        before, after = sentence.code[:place], sentence.code[place + 1 :]
        if not isinstance(token, Citation):
            continue
        clause = re.split("[。；]", before)[-1]
        if re.search(rules["implements"], clause):
            links += [(KG.implements, i.iri) for i in token.instruments]
        elif re.search(rules["mandated"], clause) or re.search(rules["mandated_after"], after):
            links += [(KG.mandatedBy, i.iri) for i in token.instruments]
    return links


def activity_type(text: str, context: Context) -> str:
    """The kind of doing that the words of a clause show."""
    types: dict[str, str] = context.rules["activity_types"]
    text = re.sub("（[^（）]*）", "", text)
    return next((code for code, words in types.items() if re.search(words, text)), "operational-support")


def status(text: str, context: Context) -> list[tuple[str, str]]:
    """Planned or explored, where the clause says so."""
    rules: dict[str, str] = context.rules["status"]
    return [(KG.status, concept("status", code)) for code, words in rules.items() if re.search(words, text)][:1]


def _stretch(sentence: Sentence, begin: int) -> Span:
    """The clause around a place and the one behind it: what was done stands there."""
    start, end = sentence.clause(begin)
    for _ in range(1):
        if end < len(sentence.code) - 1 and sentence.code[end] == "，":
            end = sentence.clause(end + 1)[1]
    return sentence.unit_span(start, max(end, start + 1))


def _supported(sentence: Sentence, context: Context, found: Found, group: Group, roles: Roles) -> str:
    span = _stretch(sentence, group.begin)
    words = context.text(span)
    kind = "research" if group.role == "researchSubject" else activity_type(words, context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    links += [(KG[group.role], thing.iri) for thing in group.things]
    if roles.partners and group.takes_partners:
        links += [(KG.partner, thing.iri) for thing in roles.partners]
    names = [thing.iri for thing in group.things]
    offset = sentence.places[group.begin]
    return _activity(sentence, context, found, Draft(offset, kind, links, names, span, group.rule, group.confidence), roles)


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
    classes: tuple[str, ...] = ("Activity", "Record")
    folder: str = "activity"


def _activity(sentence: Sentence, context: Context, found: Found, draft: Draft, roles: Roles) -> str:
    words = context.text(draft.span)
    values, precision = context.date_values(roles.when)
    links = [*draft.links, *roles.links, *precision, *status(words, context), *context.target_links(words)]
    links += [(KG.programme, thing.iri) for thing in roles.programmes]
    links += context.topic_links(context.text(sentence.span))
    label = context.vocabulary.label(concept("activity-type", draft.kind), "en")
    label = label[:1].upper() + label[1:]
    iri = context.record_iri(draft.folder, draft.offset)
    quote = context.quote(sentence.span, draft.rule, draft.confidence)
    labels = context.labels(label, draft.names, draft.span)
    found.records.append(Record(iri, draft.classes, quote, labels, tuple(dict.fromkeys(links)), tuple(values)))
    return iri


def _joint(sentence: Sentence, context: Context, found: Found, roles: Roles) -> str:
    """A doing with partners; a relation stated as such is a partnership."""
    standing = bool(re.search("伙伴关系|密切合作", sentence.code))
    span = _stretch(sentence, roles.partner_place)
    kind = "partnership-building" if standing else activity_type(context.text(span), context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    links += [(KG.partner, thing.iri) for thing in roles.partners]
    classes = ("Activity", "Partnership", "Record") if standing else ("Activity", "Record")
    names = [thing.iri for thing in roles.partners]
    draft = Draft(sentence.places[roles.partner_place], kind, links, names, span, roles.partner_rule, roles.confidence,
                  classes, "partnership" if standing else "activity")
    return _activity(sentence, context, found, draft, roles)


def _author_acts(sentence: Sentence) -> bool:
    return bool(re.match(f"[^。]{{0,60}}{LETTERS['U']}", sentence.code))


def _own(sentence: Sentence, context: Context, found: Found, roles: Roles) -> str:
    place = sentence.code.index(LETTERS["U"])
    span = _stretch(sentence, place)
    kind = activity_type(context.text(span), context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    draft = Draft(sentence.places[place], kind, links, [], span, "author-acts", 0.6)
    return _activity(sentence, context, found, draft, roles)


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
        links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", "secretariat-support"))]
        links += [(KG.recipient if "Agent" in t.classes else KG.about, t.iri) for t in things]
        draft = Draft(sentence.places[match.start("to")], "secretariat-support", links, [t.iri for t in things],
                      _stretch(sentence, match.start()), rule["name"], rule["confidence"])
        made.append(_activity(sentence, context, found, draft, Roles(when=_when(sentence))))
    return made


def _grants(sentence: Sentence, context: Context, found: Found, roles: Roles) -> list[str]:
    """Grants that a fund gives."""
    made = []
    for match in pattern(context.rules["fund"]["pattern"]).finditer(sentence.code):
        funds = [t for t in sentence.things(*match.span("fund"), "P") if "Programme" in t.classes]
        links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", "grant-making"))]
        links += [(KG.programme, thing.iri) for thing in funds]
        if funds:
            draft = Draft(sentence.places[match.start()], "grant-making", links, [t.iri for t in funds],
                          sentence.unit_span(match.start(), match.end()), "grants", 0.85)
            made.append(_activity(sentence, context, found, draft, roles))
    return made


def _participations(sentence: Sentence, context: Context, found: Found) -> list[str]:
    """Taking part in events, bodies and networks of others."""
    made = []
    for rule, match in context.matches("participate", sentence):
        if LETTERS["U"] not in sentence.code[: match.start()] and LETTERS["U"] in sentence.code:
            continue
        things = [t for name in ("in", "more") if match.groupdict().get(name) is not None
                  for t in sentence.things(*match.span(name))]
        things = [t for t in things if t.iri not in context.authors]
        if not things or LETTERS["U"] not in sentence.code:
            continue
        links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", "participation"))]
        links += [(KG.about, thing.iri) for thing in things]
        draft = Draft(sentence.places[match.start()], "participation", links, [t.iri for t in things],
                      _stretch(sentence, match.start()), rule["name"], rule["confidence"])
        made.append(_activity(sentence, context, found, draft, Roles(when=_when(sentence))))
    return made


def memberships(sentence: Sentence, context: Context, found: Found) -> None:
    """Standing roles of the author in bodies and mechanisms."""
    done: set[int] = set()
    for rule, match in context.matches("member", sentence):
        for place, token in sentence.items(*match.span("org"), "O"):
            if place in done or not isinstance(token, Mention):
                continue
            done.add(place)
            _membership(sentence, context, found, rule, token.things[0], place)


def _membership(sentence: Sentence, context: Context, found: Found, rule: dict[str, Any], org: Thing, place: int) -> None:
    links = ((ORG.member, context.author), (ORG.organization, org.iri), (ORG.role, concept("role", rule["role"])))
    role = context.vocabulary.label(concept("role", rule["role"]), "en")
    span = _stretch(sentence, place)
    found.records.append(
        Record(context.record_iri("membership", sentence.places[place]), ("Membership", "Record"),
               context.quote(sentence.span, rule["name"], rule["confidence"]),
               context.labels(role[:1].upper() + role[1:], [org.iri], span),
               (*links, *context.topic_links(context.text(sentence.span))))
    )


