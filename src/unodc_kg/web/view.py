"""What templates ask while they draw a page: labels, kinds, addresses and texts in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from unodc_kg import iris
from unodc_kg.describe.cards import CODES, Card, cards
from unodc_kg.describe.graph import Graph, Label
from unodc_kg.describe.lists import scheme_labels
from unodc_kg.describe.terms import TermEntry, Terms
from unodc_kg.describe.thing import Group, Thing
from unodc_kg.describe.units import anchor, split
from unodc_kg.formats import GRAPHS
from unodc_kg.namespaces import BASE, CONCEPT, DCTERMS, GRAPH, ID, KG, ONTOLOGY, OWL, PREFIXES, RDFS, SKOS
from unodc_kg.web.language import NAMES, Messages, direction

SAFE = "/:@!$&'()*+,;=~-._"  # what a path may hold as it is
WEB = ("http://", "https://")
MARKS = {
    "Body": "机 actor", "Partner": "伴 actor", "Treaty": "约 norm", "Instrument": "文 norm", "Programme": "案 work",
    "Publication": "刊 work", "Event": "会 work", "Country": "国 place", "Region": "域 place",
}  # fmt: skip
CLASS_MARKS = {
    "Resolution": "决 norm", "Decision": "决 norm", "Document": "文 norm", "Agent": "机 actor",
    "Organization": "机 actor", "State": "国 place", "Place": "域 place", "Session": "会 work",
    "Activity": "事 work", "Partnership": "伴 actor", "Membership": "员 actor", "Outcome": "果 work",
    "TreatyAction": "约 norm", "Figure": "数 matter", "Recommendation": "议 matter", "Offer": "愿 matter",
    "Statement": "述 matter", "Mention": "名 matter", "Evidence": "据 matter", "Paragraph": "段 matter",
    "Footnote": "注 matter", "Summary": "摘 matter", "FrontMatter": "封 matter", "TextUnit": "段 matter",
    "Section": "章 matter", "SourceText": "本 matter", "Changeset": "改 matter", "Record": "录 matter",
    "Concept": "词 matter", "ConceptScheme": "表 matter",
}  # fmt: skip
SCHEME_MARKS = {"substance": "药 matter", "topic": "题 matter"}
UNITS = ("front", "summary", "section", "paragraph", "footnote")  # parts of a document that the reader shows


@dataclass(frozen=True)
class Mark:
    """The sign of a type: a Han character, the family whose colour it has, and the word beside it."""

    sign: str
    family: str
    word: Label


@dataclass(frozen=True)
class View:
    """One reader's view of the graph; `asked` is the language in the address, "" if there is none."""

    graph: Graph
    terms: Terms
    messages: Messages
    asked: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    known: dict[str, Mark] = field(default_factory=dict, compare=False)  # marks found: a text names one thing often

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.messages.language

    @property
    def direction(self) -> str:
        """The direction of the page."""
        return direction(self.language)

    def say(self, key: str, **values: object) -> str:
        """What the interface says."""
        return self.messages.say(key, **values)

    def number(self, count: int) -> str:
        """A number with its thousands set apart as in the language of the page."""
        mark = {"fr": "\u202f", "ru": "\u00a0", "es": "\u00a0"}.get(self.language, ",")
        return f"{count:,}".replace(",", mark)

    def dir(self, language: str) -> str:
        """The direction of a text."""
        return direction(language)

    def url(self, path: str, **parameters: object) -> str:
        """An address of this site, in the language that the reader asked for."""
        known = {name: str(value) for name, value in parameters.items() if value not in ("", None)}
        if self.asked:
            known.setdefault("lang", self.asked)
        return quote(path, safe=SAFE) + (f"?{urlencode(known)}" if known else "")

    def languages(self) -> list[tuple[str, str, str]]:
        """The languages of the site: tag, own name, and the address of this page in it."""
        kept = [(name, value) for name, value in self.query if name != "lang"]
        return [(tag, name, f"{quote(self.path, safe=SAFE)}?{urlencode([*kept, ('lang', tag)])}")
                for tag, name in NAMES.items()]  # fmt: skip

    def href(self, iri: str) -> str:
        """Where a link to a thing leads: a page of this site, or another site; "" if it cannot be a link."""
        if iri.startswith(ID):
            return self.url("/id/" + iri.removeprefix(ID))
        if iri == ONTOLOGY or iri.startswith(KG):
            return self.url("/ontology") + (f"#{quote(iris.code(iri))}" if iri.startswith(KG) else "")
        if iri.startswith(GRAPH):
            return self.sparql(f"SELECT * WHERE {{ GRAPH <{self.graph.local(iri)}> {{ ?s ?p ?o }} }} LIMIT 100")
        return iri if iri.startswith(WEB) and not iri.startswith(BASE) else ""

    def outside(self, iri: str) -> bool:
        """Does a link to this thing leave the site?"""
        return not iri.startswith(BASE)

    def sparql(self, query: str) -> str:
        """The address that runs a query."""
        return self.url("/sparql", query=query)

    def page(self, iri: str, kind: str = "page", suffix: str = "") -> str:
        """The address of a thing's page, data file (with suffix), list of links or text."""
        return self.url(f"/{kind}/{iri.removeprefix(ID)}{suffix}")

    def read(self, unit: str) -> str:
        """The address of a unit of text in its document; "" if it is in none."""
        document, part = split(unit)
        return f"{self.page(document, 'read')}#{quote(anchor(unit))}" if part else ""

    def place(self, found: Thing) -> str:
        """The address of the unit of text that a thing is, or that it was read from; "" if there is none."""
        units = [
            fact.card for group in found.groups if group.property == KG.inUnit for fact in group.facts if fact.card
        ]
        place = units[0].iri if units else found.card.iri
        return self.read(place) if split(place)[1].partition("/")[0] in UNITS else ""

    def unit(self, iri: str) -> str:
        """What a unit of text is called: "Paragraph 35"."""
        kind, _, locator = split(iri)[1].partition("/")
        key = f"unit_{kind}"
        return self.say(key, locator=locator) if key in self.messages.texts else short(iri)

    def anchor(self, iri: str) -> str:
        """The name of a unit within the page of its document."""
        return anchor(iri)

    def term(self, iri: str) -> Label:
        """What a class or property is called."""
        found = self.graph.best(self.terms.labels(iri))
        if found:
            return found
        known = self.messages.terms.get(short(iri), "")
        return Label(known, self.language) if known else Label(short(iri))

    def name(self, card: Card) -> Label:
        """What a thing is called; a thing without a name goes by its kind and place, or by the end of its address."""
        if card.label:
            return card.label
        term = self.term(card.iri)
        if term.text != short(card.iri):
            return term
        place = self.unit(card.iri)
        if place == short(card.iri) and card.unit:
            place = f"{self.kind(card).text}, {self.unit(card.unit)}"
        return Label(place, self.language) if place != short(card.iri) else Label(place)

    def kind(self, card: Card) -> Label:
        """What a thing is: the label of its narrowest class, or of the scheme of a concept."""
        known = self.graph.best(scheme_labels(self.graph).get(scheme(card.iri), ()))
        if known:
            return known
        narrowest = self.terms.narrowest(card.classes)
        return self.term(narrowest[0]) if narrowest else Label("")

    def mark(self, card: Card) -> Mark:
        """The sign of a thing's type."""
        if card.iri not in self.known:
            self.known[card.iri] = self._mark(card)
        return self.known[card.iri]

    def _mark(self, card: Card) -> Mark:
        classes = self.terms.narrowest(card.classes)
        sign = MARKS.get(card.category, "") or SCHEME_MARKS.get(iris.code(scheme(card.iri)), "")
        sign = sign or next((CLASS_MARKS[code] for code in map(iris.code, classes) if code in CLASS_MARKS), "物 matter")
        return _mark(sign, self.kind(card))

    def class_mark(self, iri: str) -> Mark:
        """The sign of a class."""
        sign = CLASS_MARKS.get(iris.code(iri)) or MARKS.get(iris.code(iri), "物 matter")
        return _mark(sign, self.term(iri))

    def best(self, labels: Iterable[Label]) -> Label:
        """The label for this reader."""
        return self.graph.best(labels)

    def title(self, iri: str) -> Label:
        """The heading of a list: the label of a class or scheme."""
        found = self.graph.best(self.terms.labels(iri))
        return found or cards(self.graph, [iri])[iri].label or self.term(iri)

    def printed_title(self, thing: Thing) -> Label | None:
        """The title that stands on a document, where its name is how it is cited."""
        return self.graph.best(thing.names.get(DCTERMS["title"], ())) or None

    def path_to(self, card: Card) -> list[tuple[str, str]]:
        """The list in which a thing stands: address and label."""
        narrowest = [name for name in self.terms.narrowest(card.classes) if name.startswith(KG)]
        found = [(self.url("/browse"), self.say("browse"))]
        if narrowest:
            found.append((self.url(f"/browse/{iris.code(narrowest[0])}"), self.term(narrowest[0]).text))
        return found

    def types(self, thing: Thing) -> list[Card]:
        """The kinds of a thing that are concepts, e.g. its agent type."""
        found = [fact.card for group in thing.groups if group.property in CODES for fact in group.facts if fact.card]
        return [card for card in found if self.name(card) != self.kind(thing.card)]  # State, State says nothing twice

    def plain(self, thing: Thing) -> list[Group]:
        """The facts without a passage that proves them, but for the types, which stand above the name."""
        return [group for group in thing.groups if not group.passages and group.property not in CODES]

    def name_table(self, thing: Thing) -> list[tuple[str, str, list[Label]]]:
        """The names of a thing by language, preferred first: tag, language, names; gaps of shared things only."""
        order = [label for labels in thing.names.values() for label in labels]
        found = [(tag, name, [*dict.fromkeys(label for label in order if label.language == tag)])
                 for tag, name in NAMES.items()]  # fmt: skip
        found = [row for row in found if row[2] or not thing.card.unit]
        others = sorted({label.language for label in order} - set(NAMES))
        return found + [(tag, tag, [label for label in order if label.language == tag]) for tag in others]

    def names(self, things: Iterable[Card]) -> str:
        """Several names in a row."""
        return " · ".join(self.name(card).text for card in things)

    def definitions(self, entry: TermEntry) -> list[Label]:
        """What a term means, and how to use it, in the reader's language."""
        found = [self.graph.best(entry.labels(name)) for name in (SKOS.definition, SKOS.scopeNote)]
        return [label for label in found if label]

    def relations(self) -> list[tuple[str, str]]:
        """The relations of a term that its entry shows, and what the interface calls each."""
        return [(RDFS.subClassOf, "subclass"), (RDFS.subPropertyOf, "subclass"), (RDFS.domain, "domain"),
                (RDFS.range, "range"), (SKOS.exactMatch, "same_as"), (SKOS.closeMatch, "same_as"),
                (OWL.equivalentClass, "same_as"), (OWL.equivalentProperty, "same_as")]  # fmt: skip

    def short(self, iri: str) -> str:
        """An IRI in short."""
        return short(iri)

    def code(self, iri: str) -> str:
        """The last part of an IRI."""
        return iris.code(iri)

    def second(self, labels: Iterable[Label], first: Label) -> Label:
        """The name to show below the first: the Chinese one, or the English one on a Chinese page."""
        wanted = "zh" if first.language != "zh" else "en"
        return next((found for found in labels if found.language == wanted), Label(""))

    def formats(self, iri: str) -> list[tuple[str, str, str]]:
        """The data files of a thing: label, media type, address."""
        return [(form.label, form.media_type, self.page(iri, "data", f".{form.name}")) for form in GRAPHS]

    def public(self, iri: str) -> str:
        """The address that people cite."""
        return self.graph.local(iri)

    def language_name(self, tag: str) -> str:
        """A language by its own name."""
        return NAMES.get(tag, tag)

    def is_concept(self, card: Card) -> bool:
        """Is it a controlled value?"""
        return SKOS.Concept in card.classes


def _mark(sign: str, word: Label) -> Mark:
    character, family = sign.split()
    return Mark(character, family, word)


def scheme(iri: str) -> str:
    """The scheme of a concept, by its IRI; "" for other things."""
    head, _, code = iri.rpartition("/")
    return head if head.startswith(CONCEPT) and code else ""


def short(iri: str) -> str:
    """An IRI with one of our prefixes, what follows id/ in one of ours, or the whole without its scheme."""
    if iri.startswith(ID):
        return iris.key(iri)
    fitting = [(len(space), prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space)]
    if fitting:
        _, prefix, space = max(fitting)
        return f"{prefix}:{iri.removeprefix(space)}" if prefix else iri.removeprefix(space)
    return re.sub(r"^https?://", "", iri)
