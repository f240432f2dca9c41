"""Activities: who did what for whom, with whom, where and when; partnerships.

One activity for each group of recipients in a sentence, or one for the sentence where the author acts.
"""

import re
from dataclasses import dataclass

from unodc_kg.convert.encode import GRAMMARS, LETTERS, Sentence
from unodc_kg.convert.facts import standing
from unodc_kg.convert.facts.activity import Draft, Roles, activity_type, only_date, stretch, write_activity
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.model import Citation, Thing
from unodc_kg.namespaces import KG


@dataclass
class Group:
    """Recipients that one stretch names, with the rule that found them."""

    begin: int
    end: int
    things: list[Thing]
    role: str
    rule: str
    confidence: float
    also: str = ""
    takes_partners: bool = False


def read(sentence: Sentence, context: Context, found: Found) -> str | None:
    """Add the sentence's activities; give the IRI of the main one."""
    if context.reading.unit.kind in ("front", "footnote"):
        return None
    groups = _groups(sentence, context)
    roles = _roles(sentence, context)
    for group in groups:
        group.takes_partners = roles.partner_place <= group.end or group is groups[-1]
    several = len(groups) > 1
    made = [_supported(sentence, context, found, group, roles, several) for group in groups]
    made += standing.read(sentence, context, found, roles)
    fields = _fields(sentence, context, found)
    made += fields
    if not groups and not fields and roles.partners:
        made.append(_joint(sentence, context, found, roles))
    serving = [*found.of_class("Membership"), *found.of_class("Offer")]
    serves = any(sentence.span.covers(record.quote.span) for record in serving)
    skipped = re.search(context.rules["own"]["skip"], sentence.code)
    if not (made or serves or skipped) and _author_acts(sentence):
        made.append(_own(sentence, context, found, roles))
    context.last_activity = made[0] if made else context.last_activity
    return made[0] if made else None


def _groups(sentence: Sentence, context: Context) -> list[Group]:
    """Places in the roles of recipient or research subject; each place once, by the first rule that takes it."""
    partner_places = {
        i for _, m in context.matches("partner", sentence) for i, _ in sentence.items(*m.span("with"), "CR")
    }
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
            groups.append(Group(begin, end, things, role, rule["name"], rule["confidence"], rule.get("also", "")))
    return sorted(groups, key=lambda group: group.begin)


def _organizers(sentence: Sentence) -> set[int]:
    """Places of States that organize or host, as in 意大利组织的活动."""
    relative = sentence.pattern("(?P<by>{agents})(?:联合|共同)?(?:组织|举办|举行|主办)的")
    return {i for match in relative.finditer(sentence.code) for i, _ in sentence.items(*match.span("by"), "C")}


def _reports_support(sentence: Sentence, laws: bool) -> bool:
    """Is the author at work in it? Without an author the sentence has no subject of its own."""
    others = [t for t in sentence.things(0, len(sentence.code), "O")]
    words = GRAMMARS[sentence.language].support
    return LETTERS["U"] in sentence.code or laws or not others or bool(sentence.pattern(words).search(sentence.code))


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
        thing
        for match in sentence.pattern(context.rules["programme"]["under"]).finditer(sentence.code)
        for thing in sentence.things(*match.span("programme"), "P")
        if "Programme" in thing.classes
    ]
    opening = sentence.things(0, 1, "P")
    roles.programmes += [thing for thing in opening if "Programme" in thing.classes]
    roles.when = only_date(sentence)
    roles.links = _mandates(sentence, context)
    return roles


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


def _supported(sentence: Sentence, context: Context, found: Found, group: Group, roles: Roles, several: bool) -> str:
    span = stretch(sentence, group.begin)
    words = context.text(span)
    kind = "research" if group.role == "researchSubject" and not group.also else activity_type(words, context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    links += [(KG[role], thing.iri) for role in (group.role, group.also) if role for thing in group.things]
    if roles.partners and group.takes_partners:
        links += [(KG.partner, thing.iri) for thing in roles.partners]
    names = [thing.iri for thing in group.things]
    offset = sentence.places[group.begin]
    about = context.text(sentence.unit_span(*sentence.clause(group.begin))) if several else ""
    draft = Draft(offset, kind, links, names, span, group.rule, group.confidence, about)
    return write_activity(sentence, context, found, draft, roles)


def _joint(sentence: Sentence, context: Context, found: Found, roles: Roles) -> str:
    """A doing with partners; a relation stated as such is a partnership."""
    standing = bool(re.search("伙伴关系|密切合作", sentence.code))
    span = stretch(sentence, roles.partner_place)
    kind = "partnership-building" if standing else activity_type(context.text(span), context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    links += [(KG.partner, thing.iri) for thing in roles.partners]
    classes = ("Activity", "Partnership", "Record") if standing else ("Activity", "Record")
    names = [thing.iri for thing in roles.partners]
    draft = Draft(
        sentence.places[roles.partner_place],
        kind,
        links,
        names,
        span,
        roles.partner_rule,
        roles.confidence,
        classes=classes,
        folder="partnership" if standing else "activity",
    )
    return write_activity(sentence, context, found, draft, roles)


def _fields(sentence: Sentence, context: Context, found: Found) -> list[str]:
    """One partnership for each field of a list: 在腐败（A）、执法（B、C）等领域."""
    made, kind = [], "partnership-building"
    for rule, match in context.matches("partner", sentence):
        if rule["name"] != "in-fields":
            continue
        begin = match.start("with")
        for field in sentence.pattern("(?P<field>[^（）、。]+)（(?P<with>{agents})）").finditer(match["with"]):
            things = sentence.things(begin + field.start("with"), begin + field.end("with"), "O")
            links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
            links += [(KG.partner, thing.iri) for thing in things]
            draft = Draft(
                sentence.places[begin + field.start("with")],
                kind,
                links,
                [thing.iri for thing in things],
                sentence.unit_span(begin + field.start(), begin + field.end()),
                rule["name"],
                rule["confidence"],
                field["field"],
                ("Activity", "Partnership", "Record"),
                "partnership",
            )
            made.append(write_activity(sentence, context, found, draft, Roles()))
    return made


def _author_acts(sentence: Sentence) -> bool:
    tells = re.match(f"(?:[{LETTERS['P']}{LETTERS['B']}])(?!的)", sentence.code)  # what a strategy or report says
    return not tells and bool(re.match(f"[^。]{{0,60}}{LETTERS['U']}", sentence.code))


def _own(sentence: Sentence, context: Context, found: Found, roles: Roles) -> str:
    place = sentence.code.index(LETTERS["U"])
    span = stretch(sentence, place)
    kind = activity_type(context.text(span), context)
    links = [(KG.carriedOutBy, context.author), (KG.activityType, concept("activity-type", kind))]
    draft = Draft(sentence.places[place], kind, links, [], span, "author-acts", 0.6)
    return write_activity(sentence, context, found, draft, roles)
