"""What the page of one thing shows: names, facts with the words that prove them, mentions, and what links to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph, Label, label, value
from unodc_kg.describe.links import Links, Mentions, links, mentions
from unodc_kg.describe.passages import Evidence, Passage, Texts, evidence, passages, unit_texts
from unodc_kg.describe.units import reading_order
from unodc_kg.namespaces import DCTERMS, KG, OA, RDF, RDFS, SKOS
from unodc_kg.rdf import Literal, NamedNode, Term

NAME_PROPERTIES = (SKOS.prefLabel, DCTERMS["title"], SKOS.altLabel, KG.abbreviation, RDFS.label)
NOTE_PROPERTIES = (SKOS.definition, RDFS.comment, SKOS.scopeNote, SKOS.example)
SHOWN_APART = {*NAME_PROPERTIES, *NOTE_PROPERTIES, RDF.type, DCTERMS.source, KG.evidence, KG["text"], OA.exact}
SHOWN = 10  # of mentions, and of links with one property
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Values = Mapping[str, list[Term]]
Proofs = Mapping[tuple[str, Term], list[Evidence]]


@dataclass(frozen=True)
class Fact:
    """One value of a property: a thing in short or a text; `letter` ties it to the words that prove it."""

    card: Card | None
    text: Label
    letter: str = ""

    @property
    def order(self) -> tuple[tuple[int, str], ...]:
        """A sort key: by what is shown, numbers by value."""
        return reading_order(self.card.label.text or self.card.iri if self.card else self.text.text)


@dataclass(frozen=True)
class Group:
    """The facts with one property, and the passages that prove them."""

    property: str
    facts: list[Fact]
    passages: list[Passage]


@dataclass(frozen=True)
class Thing:
    """All that a page shows of one thing; `names` and `notes` are by property."""

    card: Card
    names: dict[str, list[Label]]
    notes: dict[str, list[Label]]
    groups: list[Group]
    own: list[Passage]
    texts: list[Label]
    sources: list[Label]
    graphs: list[str]
    mentions: Mentions
    links: list[Links]

    @property
    def labels(self) -> list[Label]:
        """Its preferred names in all languages."""
        return self.names.get(SKOS.prefLabel) or self.names.get(RDFS.label) or []


def thing(graph: Graph, iri: NamedNode) -> Thing | None:
    """What the graph knows of a thing; None if nothing."""
    if not graph.holds("exists", thing=iri):
        return None
    values = _values(graph, iri)
    own = evidence(graph, (str(term.value) for term in values.get(KG.evidence, ()) if isinstance(term, NamedNode)))
    proofs = _proofs(graph, iri)
    known = [*own.values(), *(item for found in proofs.values() for item in found)]
    texts = unit_texts(graph, (item.unit for item in known))
    return Thing(
        card=cards(graph, [iri.value])[iri.value],
        names=_labels(values, NAME_PROPERTIES),
        notes=_labels(values, NOTE_PROPERTIES),
        groups=_groups(graph, values, proofs, texts),
        own=passages(texts, (("", item) for item in own.values())),
        texts=[label(term) for term in values.get(KG["text"], values.get(OA.exact, ()))],
        sources=[label(term) for term in values.get(DCTERMS.source, ()) if isinstance(term, Literal)],
        graphs=sorted(value(row, "graph") for row in graph.rows("graphs-of", thing=iri)),
        mentions=mentions(graph, iri, 0, SHOWN),
        links=links(graph, iri, SHOWN),
    )


def _values(graph: Graph, iri: NamedNode) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for row in graph.rows("thing", thing=iri):
        found.setdefault(value(row, "property"), []).append(row["value"])
    return found


def _proofs(graph: Graph, iri: NamedNode) -> dict[tuple[str, Term], list[Evidence]]:
    """The evidence of the plain triples of a shared thing, by property and value."""
    rows = graph.rows("proofs", thing=iri)
    known = evidence(graph, (value(row, "evidence") for row in rows))
    found: dict[tuple[str, Term], list[Evidence]] = {}
    for row in sorted(rows, key=lambda row: value(row, "evidence")):
        if value(row, "evidence") in known:
            found.setdefault((value(row, "property"), row["value"]), []).append(known[value(row, "evidence")])
    return found


def _labels(values: Values, properties: Iterable[str]) -> dict[str, list[Label]]:
    return {name: sorted(label(term) for term in values[name]) for name in properties if name in values}


def _groups(graph: Graph, values: Values, proofs: Proofs, texts: Texts) -> list[Group]:
    shown = {name: found for name, found in sorted(values.items()) if name not in SHOWN_APART}
    short = cards(graph, (term.value for found in shown.values() for term in found if isinstance(term, NamedNode)))
    return [_group(name, found, short, proofs, texts) for name, found in shown.items()]


def _group(name: str, values: Iterable[Term], short: Mapping[str, Card], proofs: Proofs, texts: Texts) -> Group:
    found = [(_fact(term, short), str(term), proofs.get((name, term), [])) for term in values]
    found.sort(key=lambda item: (item[0].order, item[1]))
    proved = [key for _, key, items in found if items]
    letters = {key: LETTERS[place % len(LETTERS)] for place, key in enumerate(proved)} if len(proved) > 1 else {}
    facts = [Fact(fact.card, fact.text, letters.get(key, "")) for fact, key, _ in found]
    items = ((letters.get(key, ""), item) for _, key, proof in found for item in proof)
    return Group(name, facts, passages(texts, items))


def _fact(term: Term, short: Mapping[str, Card]) -> Fact:
    if isinstance(term, NamedNode):
        return Fact(short[term.value], Label(""))
    return Fact(None, label(term) if isinstance(term, Literal) else Label(str(term)))
