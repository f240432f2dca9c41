"""Relations of a unit as an annotator writes them, from the unit's records and statements."""

from collections.abc import Iterator
from typing import Any

from unodc_kg import iris
from unodc_kg.annotation_graph import Index
from unodc_kg.namespaces import DCTERMS, KG, OA, ORG, RDF, SKOS

Relation = dict[str, Any]


def relations(unit: str, index: Index) -> list[Relation]:
    """All relations read from the unit, in a fixed order, each once."""
    found: dict[str, Relation] = {}
    for record in sorted(index.by_unit.get(unit, ())):
        quote = _quote(record, unit, index)
        for relation in _of_record(record, index):
            relation["quote"] = quote
            found.setdefault(repr(sorted(relation.items(), key=str)), relation)
    return list(found.values())


def _quote(record: str, unit: str, index: Index) -> str:
    for evidence in index.all(record, KG.evidence):
        if index.one(evidence, KG.inUnit) == unit:
            return index.one(evidence, OA.exact)
    return ""


def _of_record(record: str, index: Index) -> Iterator[Relation]:
    if index.is_a(record, "Statement"):
        yield from _statement(record, index)
    elif index.is_a(record, "Activity"):
        yield from _activity(record, index)
    elif index.is_a(record, "Figure"):
        about = index.one(record, KG.about)
        thing = about if index.category(about) else _actor(about, index)
        yield _relation(thing, "programmeFigure", float(index.one(record, KG.value)))
    elif index.is_a(record, "Membership"):
        yield _relation(index.one(record, ORG.member), "participatesIn", index.one(record, ORG.organization))
    elif index.is_a(record, "Recommendation"):
        for addressee in index.all(record, KG.addressee) or ["not-stated"]:
            yield _relation(addressee, "recommends", iris.code(index.one(record, KG.action)))
    elif index.is_a(record, "Outcome"):
        yield from _outcome(record, index)


def _relation(subject: str, name: str, value: str | float, **more: str) -> Relation:
    return {"s": subject, "p": name, "o": value, **more}


def _actor(record: str, index: Index) -> str:
    programmes = index.all(record, KG.programme)
    return (programmes or index.all(record, KG.carriedOutBy) or index.all(record, KG.creditedTo) or [record])[0]


def _activity(record: str, index: Index) -> Iterator[Relation]:
    actor, kind = _actor(record, index), iris.code(index.one(record, KG.activityType))
    for partner in index.all(record, KG.partner) + index.all(record, KG.coOrganizer):
        yield _relation(actor, "partnersWith", partner)
    for recipient in index.all(record, KG.recipient):
        name = {"Country": "supportsCountry", "Region": "supportsRegion"}.get(index.category(recipient), "serviceTo")
        yield _relation(actor, "funds" if kind == "grant-making" and name == "serviceTo" else name, recipient)
    for instrument in index.all(record, KG.mandatedBy) + index.all(record, KG.implements):
        yield _relation(actor, "mandatedBy", instrument)
    yield from _by_kind(record, kind, actor, index)


def _by_kind(record: str, kind: str, actor: str, index: Index) -> Iterator[Relation]:
    """What follows from the type of the activity."""
    names = {"participation": "participatesIn", "secretariat-support": "serviceTo"}
    for thing in index.all(record, KG.about) if kind in names else []:
        yield _relation(actor, names[kind], thing)
    if kind == "participation":
        for host in _hosts(record, index):
            yield _relation(actor, "partnersWith", host)
    if kind == "grant-making":
        for fund in index.all(record, KG.programme):
            yield _relation(fund, "funds", index.one(record, SKOS.prefLabel))
    if kind == "launch":
        for thing in index.all(record, KG.programme) + index.all(record, KG.output):
            yield _relation(index.one(record, KG.carriedOutBy), "launched", thing)


def _hosts(record: str, index: Index) -> Iterator[str]:
    """Who else held the events that were attended."""
    for event in index.all(record, KG.about):
        if index.category(event) == "Event":
            for host in index.all(event, KG.carriedOutBy) + index.all(event, KG.coOrganizer):
                if host not in index.all(record, KG.carriedOutBy):
                    yield host


def _statement(record: str, index: Index) -> Iterator[Relation]:
    subject, predicate = index.one(record, RDF.subject), index.one(record, RDF.predicate)
    value = index.one(record, RDF.object)
    if predicate == DCTERMS.publisher:
        yield _relation(value, "published", subject)
        if len(index.all(subject, DCTERMS.publisher)) > 1 and value not in _authors(record, index):
            yield _relation(subject, "coPublishedWith", value)
            yield _relation(subject, "partnersWith", value)
    elif predicate in (KG.carriedOutBy, KG.sessionOf, KG.coOrganizer) and index.category(subject) == "Event":
        yield _relation(value, "heldEvent", subject)
        if predicate == KG.coOrganizer:
            yield _relation(subject, "partnersWith", value)
    elif predicate in (KG.startDate, KG.plannedStartDate) and index.category(subject) == "Event":
        yield _relation(subject, "eventDate", _date(subject, predicate, value, index))
    else:
        yield from _plain(subject, predicate, value)


def _authors(record: str, index: Index) -> list[str]:
    """Who speaks in the record's document: others are its partners, not it itself."""
    above = index.one(record, KG.inUnit)
    while "/" in above:
        above = above.rpartition("/")[0]
        if found := index.all(above, DCTERMS.creator):
            return found
    return []


def _plain(subject: str, predicate: str, value: str) -> Iterator[Relation]:
    if predicate == KG.place:
        yield _relation(subject, "eventPlace", value)
    elif predicate in (KG.mandatedBy, KG.implements):
        yield _relation(subject, "mandatedBy", value)
    elif predicate == KG.adoptedBy:
        yield _relation(value, "adopted", subject)
    elif predicate == KG.partner:
        yield _relation(subject, "partnersWith", value)


def _date(subject: str, predicate: str, start: str, index: Index) -> str:
    """The date as printed: cut to its precision, an interval where the last day is another."""
    planned = predicate == KG.plannedStartDate
    ends = index.all(subject, KG.plannedEndDate if planned else KG.endDate)
    end = next((e for e in ends if e >= start), start)
    precision = iris.code(index.one(subject, KG.datePrecision)) if not planned else _guess(start, end)
    cut = {"year": 4, "month": 7, "quarter": 7}.get(precision, 10)
    return start[:cut] if start[:cut] == end[:cut] else f"{start[:cut]}/{end[:cut]}"


def _guess(start: str, end: str) -> str:
    """Of an original date only the days are kept: a whole month or year was printed as such."""
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return "year"
    return "month" if start.endswith("-01") and start != end and start[:7] == end[:7] else "day"


def _outcome(record: str, index: Index) -> Iterator[Relation]:
    kind, when = iris.code(index.one(record, KG.outcomeType)), index.one(record, KG.startDate)
    for state in index.all(record, KG.state):
        if kind == "law-adopted":
            yield _relation(state, "lawAction", index.one(record, KG.outcomeType), action="adopted", date=when)
        for treaty in index.all(record, KG.treaty):
            yield _relation(state, "treatyAction", treaty, action=kind, date=when)
