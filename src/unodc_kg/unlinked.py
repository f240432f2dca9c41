"""The queue of names that no authority file has: what a converter met by form, for a curator to look at.

It is read from converted graphs: a new thing is named after the place of its first mention (docs/decisions/0011). What
comes near in the authority files is shown beside it; nothing is linked here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from unodc_kg import iris
from unodc_kg.convert.model import slug
from unodc_kg.namespaces import CONCEPT, DCTERMS, ID, KG, OA, PREFIXES, RDF, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad, Term, text
from unodc_kg.vocabulary import TYPE_PROPERTIES, Vocabulary, compact

FOLDERS = ("agent", "document", "event", "programme", "publication", "treaty")
GENERAL = ("Activity", "Agent", "Document")  # classes that say less than those beside them
NOT_NEAR = ("", "Country", "Region", "Substance", "Topic")  # categories that are complete, or no names
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CAPITALS = re.compile(r"[A-Z]{2}|[A-Z]\w+(?: \w+)* [A-Z]\w+")
VOLUME = re.compile(r"补编第\s*\d+\s*[A-Z]?\s*号|[Ss]upplement No\. ?\d+")
LAST = ("volume", "words")
CONTEXT = 20  # signs shown before and behind a name
NEAREST, NEAR_ENOUGH, LOOKED_AT = 3, 0.5, 30
READ = frozenset({KG.form, KG.inUnit, KG.locator, KG.mentions, KG.symbol, KG.text, OA.end, OA.start, RDF.type}) | {
    SKOS.prefLabel,
    *TYPE_PROPERTIES,
}
COLUMNS = ("name", "language", "shown", "type", "times", "documents", "document", "unit", "before", "after", "near")


@dataclass(frozen=True)
class Near:
    """A thing of the authority files whose name is like the printed one; 1 is the same, 0 nothing in common."""

    iri: str
    name: str
    score: float


@dataclass(frozen=True)
class Unlinked:
    """A printed name that no authority file has: guess of its type, first place, how often, and what comes near."""

    name: str
    language: str
    classes: tuple[str, ...]
    code: str
    folder: str
    document: str
    unit: str
    before: str
    after: str
    shown: str = "words"
    times: int = 1
    documents: int = 1
    near: tuple[Near, ...] = ()

    @property
    def type(self) -> str:
        """The guess in one word or two: "Publication/manual"."""
        special = [name for name in self.classes if name not in GENERAL] or list(self.classes)
        return "/".join([*special[:1], *([iris.code(self.code)] if self.code else [])])

    @property
    def row(self) -> tuple[str, ...]:
        """The values of COLUMNS."""
        near = "; ".join(f"{near.score:.2f} {iris.key(near.iri)} {near.name}" for near in self.near)
        numbers = (str(self.times), str(self.documents))
        return (
            *(self.name, self.language, self.shown, self.type, *numbers),
            *(self.document, self.unit, self.before, self.after, near),
        )


def queue(graphs: Iterable[Iterable[Quad]], vocabulary: Vocabulary) -> list[Unlinked]:
    """The names of these converted documents that nobody has listed, the most frequent first."""
    found: dict[tuple[str, str], Unlinked] = {}
    for quads in graphs:
        inside: dict[tuple[str, str], Unlinked] = {}
        for item in _met(quads, vocabulary):
            _count(inside, item, documents=0)
        for item in inside.values():
            _count(found, item, documents=1)
    nearest = Nearest(vocabulary)
    items = [replace(item, near=nearest.to(item.name)) for item in found.values()]
    return sorted(items, key=lambda i: (i.shown in LAST, -i.times, i.document, i.type, i.name))


def _count(found: dict[tuple[str, str], Unlinked], item: Unlinked, *, documents: int) -> None:
    key = (item.folder, compact(item.name).casefold())
    old = found.get(key)
    more = old and replace(old, times=old.times + item.times, documents=old.documents + documents)
    found[key] = more or item


# ---------------------------------------------------------------- reading a graph
Values = dict[str, dict[str, list[Term]]]


def _met(quads: Iterable[Quad], vocabulary: Vocabulary) -> Iterator[Unlinked]:
    """One item a mention of a new thing, in reading order of places."""
    values = _values(quads)
    locators = {f"-{slug(_one(unit, KG.locator))}" for unit in values.values() if KG.text in unit}
    locators |= {f"{locator}.{language}" for locator in locators for language in _languages(values)}
    new = {iri for iri, thing in values.items() if _is_new(iri, thing, locators, vocabulary)}
    if not new:
        return
    order = {iri: number for number, iri in enumerate(iri for iri, unit in values.items() if KG.text in unit)}
    mentions = [m for m in values.values() if KG.mentions in m and KG.inUnit in m]
    mentions.sort(key=lambda m: (order.get(_one(m, KG.inUnit), 0), int(_one(m, OA.start)), int(_one(m, OA.end))))
    for mention in mentions:
        targets = (str(target.value) for target in mention[KG.mentions] if isinstance(target, NamedNode))
        yield from (_item(target, mention, values) for target in targets if target in new)


def _values(quads: Iterable[Quad]) -> Values:
    values: Values = {}
    for quad in quads:
        if quad.predicate.value in READ and isinstance(quad.subject, NamedNode):
            values.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return values


def _languages(values: Values) -> set[str]:
    """Those of the texts: new things of a version that is not the reference carry its language."""
    texts = (term for unit in values.values() for term in unit.get(KG["text"], ()))
    return {term.language for term in texts if isinstance(term, Literal) and term.language}


def _is_new(iri: str, thing: dict[str, list[Term]], locators: set[str], vocabulary: Vocabulary) -> bool:
    """Is it named after the place where it was first printed, and is its name still in no authority file?"""
    head, _, offset = iri.rpartition(".")
    placed = offset.isdigit() and any(head.endswith(locator) for locator in locators)
    named = iris.kind(iri) in FOLDERS and SKOS.prefLabel in thing and KG.symbol not in thing
    return placed and named and iri not in vocabulary.entries and not vocabulary.find(_one(thing, SKOS.prefLabel))


def _item(iri: str, mention: dict[str, list[Term]], values: Values) -> Unlinked:
    thing, unit = values[iri], _one(mention, KG.inUnit)
    words, start, end = _one(values[unit], KG.text), int(_one(mention, OA.start)), int(_one(mention, OA.end))
    label = thing[SKOS.prefLabel][0]
    document = next((d for d in _above(unit) if d in values and RDF.type in values[d] and KG.text not in values[d]), "")
    return Unlinked(
        name=str(label.value) if isinstance(label, Literal) else "",
        language=(label.language or "") if isinstance(label, Literal) else "",
        classes=tuple(sorted(iris.code(str(term.value)) for term in thing[RDF.type] if isinstance(term, NamedNode))),
        code=next((_one(thing, name) for name in TYPE_PROPERTIES if name in thing), ""),
        folder=iris.kind(iri),
        document=_symbol(document, values),
        unit=_one(values[unit], KG.locator),
        before=words[max(0, start - CONTEXT) : start],
        after=words[end : end + CONTEXT],
        shown=_shown(words[start:end], str(label.value) if isinstance(label, Literal) else ""),
    )


def _shown(printed: str, name: str) -> str:
    """What shows that it is a name: title marks, quotation marks, a year, capitals or an abbreviation; else words only.

    Words only are often a description (the new project) and seldom something to list: they come last, as do volumes of
    official records.
    """
    if VOLUME.search(name):
        return "volume"
    if printed.startswith("《"):
        return "title"
    if printed.startswith(("“", '"', "«")):
        return "quoted"
    if YEAR.search(name):
        return "dated"
    return "capitals" if CAPITALS.search(name) else "words"


def _above(iri: str) -> Iterator[str]:
    """The IRIs above an IRI, innermost first."""
    while iri.startswith(ID) and "/" in iri.removeprefix(ID):
        iri = iri.rpartition("/")[0]
        yield iri


def _symbol(document: str, values: Values) -> str:
    symbols = values.get(document, {}).get(KG.symbol, [])
    return "-".join(sorted(str(s.value) for s in symbols if isinstance(s, Literal))) or iris.key(document)


def _one(values: dict[str, list[Term]], name: str) -> str:
    return str(values[name][0].value)  # type: ignore[union-attr]


# ---------------------------------------------------------------- what comes near
class Nearest:
    """Finds names that look alike: by pairs of signs first, then exactly."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        entries = [entry for entry in vocabulary.entries.values() if entry.category not in NOT_NEAR]
        self.names = [(compact(name.text).casefold(), name.text, e.iri) for e in entries for name in e.names]
        self.having: dict[str, list[int]] = {}
        for number, (plain, _, _) in enumerate(self.names):
            for pair in _pairs(plain):
                self.having.setdefault(pair, []).append(number)

    def to(self, name: str) -> tuple[Near, ...]:
        """At most three things whose names come near, the nearest first."""
        plain = compact(name).casefold()
        shared = Counter(number for pair in _pairs(plain) for number in self.having.get(pair, ()))
        likely = sorted(shared, key=lambda n: (-shared[n] / (len(plain) + len(self.names[n][0])), n))[:LOOKED_AT]
        best: dict[str, Near] = {}
        for number in likely:
            other, printed, iri = self.names[number]
            score = round(SequenceMatcher(None, plain, other, autojunk=False).ratio(), 2)
            if score >= NEAR_ENOUGH and (iri not in best or score > best[iri].score):
                best[iri] = Near(iri, printed, score)
        return tuple(sorted(best.values(), key=lambda near: (-near.score, near.iri))[:NEAREST])


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


# ---------------------------------------------------------------- forms
def to_tsv(items: Iterable[Unlinked]) -> str:
    """One line a name, under a line of column names."""
    rows = [COLUMNS, *(item.row for item in items)]
    return "".join("\t".join(" ".join(value.split()) for value in row) + "\n" for row in rows)


def to_turtle(items: Iterable[Unlinked]) -> str:
    """One record a name, ready to be completed and moved into an authority file."""
    schemes = {iris.code(name): _scheme(name) for name in TYPE_PROPERTIES}
    spaces = {"": PREFIXES[""], "dcterms": DCTERMS, "skos": SKOS}
    spaces |= {folder: f"{ID}{folder}/" for folder in FOLDERS} | {s: f"{CONCEPT}{s}/" for s in schemes.values()}
    head = "".join(f"@prefix {prefix}: <{spaces[prefix]}> .\n" for prefix in sorted(spaces))
    return head + "".join(_record(item, number) for number, item in enumerate(items, 1))


def _record(item: Unlinked, number: int) -> str:
    context = f"{item.before}[{item.name}]{item.after}"
    notes = [f"times: {item.times}, documents: {item.documents}; first in {item.document}, {item.unit}: {context}"]
    notes += [f"near: {near.score:.2f} {iris.key(near.iri)} {near.name}" for near in item.near]
    notes += ["Give it a key, names in other languages and, where it is missing, a type."]
    lines = [f"{item.folder}:new-{number} a {' , '.join(f':{name}' for name in item.classes)} ;"]
    if item.code:
        scheme, code = item.code.removeprefix(CONCEPT).split("/", 1)
        lines.append(f"    :{_property(scheme)} {scheme}:{code} ;")
    lines.append(f"    dcterms:source {text(f'printed in {item.document}')} ;")
    lines.append(f"    skos:prefLabel {text(item.name, item.language)}")
    comments = "".join(f"# {' '.join(note.split())}\n" for note in notes)
    return "\n" + comments + "\n".join(lines) + "\n.\n"


def _scheme(name: str) -> str:
    """KG.agentType -> agent-type."""
    return iris.code(name).replace("Type", "-type")


def _property(scheme: str) -> str:
    return scheme.replace("-type", "Type")
