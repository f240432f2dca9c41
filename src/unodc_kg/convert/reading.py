"""What each unit says: names, titles, sessions, references back, citations, symbols, dates and numbers, in that order.

Later steps see what earlier ones found: a number inside a title is no figure, a session needs its body, a reference
back needs the names before it.
"""

import re
from dataclasses import replace

from unodc_kg import iris
from unodc_kg.convert import (
    anaphora,
    by_form,
    citations,
    covers,
    dates,
    definitions,
    demonyms,
    described,
    framed,
    names,
    outcome_documents,
    quantities,
    titles,
)
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Citation, Document, Mention, Reading, Span, Thing, Unit, When
from unodc_kg.convert.spans import Index
from unodc_kg.vocabulary import Vocabulary

ADOPTING = frozenset({"un-principal-organ", "intergovernmental-body"})
BOTH_SESSIONS = re.compile(r"两委员会(?:届会)?续会|两委员会届会续会")
WORKING_GROUP = re.compile("工作组|专家组|小组|[Ww]orking [Gg]roup|[Ee]xpert [Gg]roup")
THIS_REPORT = re.compile(r"本报告|(?<=。)报告(?=还)|\b[Tt]h(?:e present|is) report\b")


def read(document: Document, vocabulary: Vocabulary) -> list[Reading]:
    """The readings of all units, in order."""
    reader = _Reader(document, vocabulary)
    reader.read_titles_of_notes()
    return [reader.unit(unit) for unit in document.units]


class _Reader:
    """Goes through the document once and remembers what has been named."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.language = document.manifest.language
        self.mint = titles.Minter(document.manifest.key, document.manifest.suffix)
        known = names.names_of(vocabulary, self.language)
        learnt = definitions.learnt(document, known)
        self.names = names.Names(vocabulary, self.language, learnt) if learnt else known
        self.own = definitions.Own(self.names)
        organs = self._agents(document.manifest.submitted_to or ("cnd", "ccpcj"))
        author = next(iter(self._agents(document.manifest.authors[:1])), None)
        usual: dict[str, str] = lexicon(self.language)["anaphora"].get("usual", {})
        named = {noun: thing for noun, key in usual.items() for thing in self._agents((key,))}
        self.context = anaphora.Context(both=tuple(organs), commissions=organs, author=author, usual=named)
        self.body = ""
        self.author = document.manifest.instrument[1] if document.manifest.instrument else ""
        self.noted: dict[str, Thing] = {}
        self.noted_organ = ""  # whose resolution the note before cites: what "ibid." means
        self.sessions: dict[str, Thing] = {}

    def read_titles_of_notes(self) -> None:
        """What the notes cite in full is what the text describes before their marks."""
        for unit in self.document.units:
            if unit.kind == "footnote":
                found = titles.titles(unit.text, unit.locator, self.vocabulary, self.mint, self.language)
                works = [m.things[0] for m in found if m.category in ("Publication", "Instrument")]
                if works:
                    self.noted[unit.locator.removeprefix("fn")] = works[0]

    def unit(self, unit: Unit) -> Reading:
        """Read one unit."""
        self._enter(unit)
        mentions = self._mentions(unit)
        found = self._citations(unit, mentions)
        symbols = [] if unit.kind == "front" else citations.symbols(unit.text)
        when = self._dates(unit, mentions)
        blocked = [w.span for w in when] + [s for s, _ in symbols] + [c.span for c in found]
        blocked += [m.span for m in mentions if not m.rule.startswith("described")]
        counted = quantities.quantities(unit.text, self.language, blocked) if unit.kind != "front" else []
        self.context.before += [m for m in mentions if m.form != "inside-name"]
        return Reading(unit, tuple(mentions), tuple(found), tuple(symbols), tuple(counted), tuple(when))

    def _enter(self, unit: Unit) -> None:
        """A new chapter forgets what the last one named."""
        path = self.document.section_path(unit.section)
        top = path[-2 if len(path) > 1 else -1].locator if path else unit.kind
        if top != self.context.chapter:
            self.context.chapter, self.context.before = top, []
        self.context.chapter_words = " ".join(section.heading for section in path)

    def _mentions(self, unit: Unit) -> list[Mention]:
        text = unit.text
        found = self.names.mentions(text)
        found = _merge(found, demonyms.demonyms(text, self.vocabulary, self.language))
        found = _merge(demonyms.joined_regions(text, self.vocabulary, self.language), found)
        found = _merge(titles.titles(text, unit.locator, self.vocabulary, self.mint, self.language), found)
        found = _merge(titles.goals(text, self.vocabulary), found)
        bodies = [m for m in found if m.things[0].code in ADOPTING or m.things[0].code == "expert-group"]
        early = anaphora.bodies(text, _outer(found), self.context, self.language) if unit.kind != "front" else []
        found = sorted([*found, *early], key=lambda m: (m.span.start, -m.span.end))
        bodies = sorted([*bodies, *(m for m in early if _meets(m))], key=lambda m: m.span)
        found = _merge(titles.sessions(text, bodies, self.body, self.vocabulary), found, keep_inner="Body")
        found = _merge(self._resumed_sessions(text), found)
        self.sessions |= {m.things[0].iri: m.things[0] for m in found if m.category == "Event"}
        found = _merge(self._own(unit), found, keep_inner="any")
        found = names.prefixes_kept(text, found)
        if unit.kind != "front":
            found = self._congress(text, found)
            found = _merge(self._supplements(unit, found), found, keep_inner="any")
            found = _merge(by_form.by_form(unit, found, self.mint, self.language), found)
            found = _merge(framed.framed(text, found, self.vocabulary, self.language), found, keep_inner="any")
            taken = [m.span for m in found if m.form != "inside-name"]
            new = described.described(unit, taken, self.mint, self.language)
            found = _merge([self._as_noted(unit, m) for m in new], found, keep_inner="any")
            found += anaphora.back_references(text, _outer(found), self.context, self.language)
            found = outcome_documents.outcome_documents(unit, found, self.vocabulary, self.mint, self.language)
        found += self.own.mentions(text, found)
        found = names.without_accidents(found)
        found = sorted(self._attributes(text, found), key=lambda m: (m.span.start, -m.span.end))
        acting = [m for m in found if _adopts(m) and m.form != "inside-name"]
        self.body = iris.key(acting[-1].things[0].iri) and acting[-1].things[0].iri if acting else self.body
        return found

    def _congress(self, text: str, found: list[Mention]) -> list[Mention]:
        """The Assembly's name is also that of a congress named before it in the unit."""
        assembly = [m for m in found if text[m.span.start : m.span.end] == "大会" and m.form != "inside-name"]
        rest = [m for m in found if m not in assembly]
        instead = anaphora.congresses(text, _outer(rest))
        kept = [m for m in assembly if not any(other.span.covers(m.span) for other in instead)]
        return sorted([*rest, *kept, *instead], key=lambda m: m.span)

    def _resumed_sessions(self, text: str) -> list[Mention]:
        """两委员会届会续会: the reconvened parts of the sessions named on the cover."""
        found = []
        for match in BOTH_SESSIONS.finditer(text):
            things = []
            for body in self.context.both:
                slug = iris.key(body.iri).partition("/")[2]
                number = max(
                    (int(n) for iri in self.sessions if (n := iri.rpartition(f"/{slug}-")[2]).isdigit()), default=0
                )
                if number:
                    things.append(titles.session_of(body.iri, number, "reconvened", self.vocabulary))
            if things:
                found.append(Mention(Span(*match.span()), tuple(things), "anaphor", "both-sessions", 0.8))
        return found

    def _supplements(self, unit: Unit, found: list[Mention]) -> list[Mention]:
        """其议定书, 其修正案: what supplements the treaty named last. 增编（S/…）: the document of that symbol."""
        result = []
        for match in anaphora.PROTOCOLS.finditer(unit.text):
            word = next(name for name in ("noun", "amendment", "addendum") if match[name])
            thing = (
                self._of_symbol(unit.text[match.end() :])
                if word == "addendum"
                else self._supplement(found, match.start(), "amendment" if word == "amendment" else "protocols")
            )
            if thing:
                result.append(Mention(Span(*match.span(word)), (thing,), "anaphor", "supplement", 0.85))
        return result

    def _supplement(self, found: list[Mention], start: int, ending: str) -> Thing | None:
        earlier = [*self.context.before, *(m for m in found if m.span.end <= start)]
        treaties = [m for m in earlier if m.category == "Treaty"]
        if not treaties:
            return None
        entry = self.vocabulary.entries.get(f"{treaties[-1].things[0].iri}-{ending}")
        return names.thing_of(entry) if entry else None

    def _of_symbol(self, following: str) -> Thing | None:
        match = re.match(r"\s*[（(]\s*" + citations.SYMBOL.pattern, following)
        if match is None:
            return None
        symbol = match.group().lstrip("（( ")
        entry = self.vocabulary.entries.get(iris.document(iris.symbol_key(symbol)))
        return names.thing_of(entry) if entry else None

    def _own(self, unit: Unit) -> list[Mention]:
        """This document itself, the topics of the agenda on its cover."""
        thing = Thing(
            self.document.manifest.iri,
            "Publication",
            ("Document",),
            self.document.manifest.document_type,
        )
        if unit.kind != "front":
            return [
                Mention(Span(*m.span()), (thing,), "anaphor", "this-report", 0.95)
                for m in THIS_REPORT.finditer(unit.text)
            ]
        return covers.cover(unit, thing, self.vocabulary, self.mint)

    def _as_noted(self, unit: Unit, mention: Mention) -> Mention:
        """A publication described before a note's mark, in the same sentence, is the one that the note cites."""
        if mention.category != "Publication":
            return mention
        end = unit.text.find("。", mention.span.end)
        end = len(unit.text) if end < 0 else end + 1
        for mark, offset in unit.marks:
            if mention.span.end <= offset <= end and mark in self.noted:
                return replace(mention, things=(self.noted[mark],), rule="described-and-noted")
        return mention

    def _attributes(self, text: str, found: list[Mention]) -> list[Mention]:
        """A State or organization that only qualifies the word behind it is named as an adjective."""
        words = lexicon(self.language).get("adjective", {"people": "(?!)", "things": "(?!)"})
        result = []
        for mention in found:
            kind = {"Country": "people", "Partner": "things", "Body": "things"}.get(mention.category, "")
            qualifies = kind and re.match(rf"\s*(?:{words[kind]})", text[mention.span.end :])
            result.append(replace(mention, form="adjective") if qualifies and mention.form == "name" else mention)
        return result

    def _citations(self, unit: Unit, mentions: list[Mention]) -> list[Citation]:
        named = _outer(mentions) + _inner_bodies(mentions)
        bodies = [m for m in named if _adopts(m) or citations.numbers(m.things[0].iri)]
        bodies.sort(key=lambda m: m.span)
        self.author = citations.speaker(unit.text, bodies, self.language) or self.author
        context = {"body": iris.key(self.body).partition("/")[2] if self.body else "", "author": self.author}
        if unit.kind != "footnote":
            return citations.citations(unit.text, self.language, bodies, context)
        found = citations.citations(unit.text, self.language, bodies, context | {"ibid": self.noted_organ})
        self.noted_organ = citations.cited_organ(unit.text, self.language, found)
        return found

    def _dates(self, unit: Unit, mentions: list[Mention]) -> list[When]:
        fixed = [m.span for m in mentions if not m.rule.startswith("described") and m.form != "inside-name"]
        return dates.dates(unit.text, self.language, self.document.manifest.reporting_year, fixed)

    def _agents(self, keys: tuple[str, ...]) -> list[Thing]:
        """The agents of these keys: the organs that a document is submitted to are what a bare 委员会 means."""
        entries = [self.vocabulary.entries.get(iris.thing("agent", key)) for key in keys]
        return [names.thing_of(entry, self.language) for entry in entries if entry is not None]


def _adopts(mention: Mention) -> bool:
    """Organs adopt resolutions; their working groups do not."""
    return mention.things[0].code in ADOPTING and not WORKING_GROUP.search(mention.things[0].label)


def _meets(mention: Mention) -> bool:
    """Only a body meets in sessions: an office holder does not, nor do several bodies as one."""
    return len(mention.things) == 1 and mention.things[0].code != "office-holder"


def _outer(found: list[Mention]) -> list[Mention]:
    return [m for m in found if m.form != "inside-name"]


def _inner_bodies(found: list[Mention]) -> list[Mention]:
    return [m for m in found if m.form == "inside-name" and m.category == "Body"]


def _merge(new: list[Mention], old: list[Mention], keep_inner: str = "") -> list[Mention]:
    """Put new mentions over old ones: old ones inside a new one become inside-name, or stay where `keep_inner` says."""
    result: list[Mention] = []
    out: set[int] = set()  # places in `new` of those that give way
    place = {id(mention): number for number, mention in enumerate(new)}
    near = Index(new, lambda mention: mention.span)
    for mention in old:
        over = [n for n in near.over(mention.span) if place[id(n)] not in out]
        if not over:
            result.append(mention)
        elif any(n.span == mention.span or (n.things == mention.things and n.span.covers(mention.span)) for n in over):
            continue
        elif any(mention.span.covers(n.span) and mention.span != n.span for n in over):
            out |= {place[id(n)] for n in over if mention.span.covers(n.span)}
            result.append(mention)
        elif all(n.span.covers(mention.span) for n in over):
            stays = keep_inner in ("any", mention.category)
            result.append(mention if stays else replace(mention, form="inside-name"))
        else:
            out |= {place[id(n)] for n in over}
            result.append(mention)
    stay = [mention for number, mention in enumerate(new) if number not in out]
    return sorted(stay + result, key=lambda m: (m.span.start, -m.span.end))
