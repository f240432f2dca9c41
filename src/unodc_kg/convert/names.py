"""Authority names in a text: one pass of an Aho-Corasick automaton, longest name first, names inside names marked.

Printed blanks mean nothing beside Han characters, so names are matched on the text without blanks and the offsets
are carried back. Names of other scripts must begin and end at a word's edge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import ahocorasick

from unodc_kg import iris
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Mention, Span, Thing
from unodc_kg.convert.spans import Index
from unodc_kg.namespaces import CONCEPT, SKOS
from unodc_kg.vocabulary import Entry, Vocabulary, compact

AGENT_LIST = re.compile(r"[、和及与/\s]|以及|联合")
SESSION_WORDS = re.compile(r"\s*(?:第\s*[\w]+\s*[届次]\s*)?(?:组织|筹备)?(?:会议|常会|届会|特别会议)?(?:续会)?")
LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0400-\u06ff]")
TELLING = "关于"  # a work so called has no title: 关于缅甸海洛因市场的研究 names Myanmar and heroin
GOODS = CONCEPT + "substance/goods"  # seized, but not controlled drugs or precursors
LONG = 4  # so many words make a name that cannot be met by accident in small letters
NOT_NAMED = frozenset({"m49-001"})  # "World": in Chinese and English the word hardly ever names the M49 region
TWO_STATES = {"en": frozenset({"m49-053"})}  # "Australia and New Zealand": in a sentence these are two


@dataclass(frozen=True)
class Hit:
    """A name that stands in the text, and the things of that name."""

    span: Span
    iris: tuple[str, ...]
    form: str


def thing_of(entry: Entry, language: str = "zh") -> Thing:
    """The entry as something that a mention names."""
    return Thing(entry.iri, entry_category(entry), tuple(sorted(entry.classes)), entry.code, entry.label(language))


def entry_category(entry: Entry) -> str:
    """Its category; controlled substances are the only concepts that are named things."""
    if entry.iri.startswith(CONCEPT + "substance/"):
        return "Substance"
    return "" if iris.key(entry.iri).partition("/")[2] in NOT_NAMED else entry.category


def _stops(vocabulary: Vocabulary, language: str) -> set[str]:
    """Names of languages and other words in which a name stands without being meant: 西班牙文 is not Spain."""
    spoken = {n.text for e in vocabulary.scheme("language").values() for n in e.names if n.language == language}
    listed: list[str] = lexicon(language).get("names", {}).get("stop", [])
    return {word for word in spoken if len(word) > 1} | set(listed)


def _spellings(name: str, category: str, language: str) -> set[str]:
    """A substance is a common noun: its label begins with a capital, the word in a sentence does not.

    In English a name of several words is printed with small letters as well: "annual report questionnaire".
    """
    if language == "en" and name.startswith("United Nations ") and category != "Country":
        return {form for start in ("United Nations", "UN") for form in _cases(start + name[14:], category)}
    return _cases(name, category) if language != "zh" else {name}


def _cases(name: str, category: str) -> set[str]:
    if len(name.split()) >= LONG and category not in ("Country", "Region", "Session"):
        return {
            name,
            re.sub(r"(?<![\w-])[A-Z](?=[a-z])", lambda m: m.group().lower(), name),
            name[0].lower() + name[1:],
        }
    if category != "Substance" or not re.match("[A-Z]?[a-z]", name):
        return {name}
    cases = {name[0].upper() + name[1:], name[0].lower() + name[1:]}
    return cases | {case[:-1] for case in cases if re.search("(?:oid|ine|or)s$", case)}  # "opioid dependence"


def _said_in(vocabulary: Vocabulary, iri: str, text: str, language: str) -> bool:
    """Is it a name in that language, or in none? "Mexico" is a State in English, a city in French."""
    names = vocabulary.entries[iri].names if iri in vocabulary.entries else ()
    return any(n.language in (language, "") for n in names if compact(n.text) == text)


def _below(vocabulary: Vocabulary, top: str) -> set[str]:
    """The concept and all narrower ones."""
    found, size = {top}, 0
    while size < len(found):
        size = len(found)
        found |= {iri for iri, e in vocabulary.entries.items() if found & set(e.links.get(SKOS.broader, ()))}
    return found


class Names:
    """All names of a vocabulary, and names learnt from one document, ready to be found."""

    def __init__(self, vocabulary: Vocabulary, language: str, learnt: Iterable[tuple[str, str]] = ()) -> None:
        self.vocabulary = vocabulary
        goods = _below(vocabulary, GOODS)
        self.adverb = re.compile(lexicon(language).get("names", {}).get("adverb", "(?!)"))
        self.things = {
            iri: thing_of(entry, language)
            for iri, entry in vocabulary.entries.items()
            if entry_category(entry) and iri not in goods and iri.rpartition("/")[2] not in TWO_STATES.get(language, ())
        }
        self.automaton = ahocorasick.Automaton()
        table: dict[str, dict[str, str]] = {}
        for iri in self.things:
            for name in vocabulary.entries[iri].names:
                form = "short-name" if name.kind == "short" else "name"
                for text in _spellings(name.text, self._kind(iri), language):
                    table.setdefault(compact(text), {}).setdefault(iri, form)
        for text in _stops(vocabulary, language):
            table.setdefault(compact(text), {})
        for text, iri in learnt:
            table.setdefault(compact(text), {}).setdefault(iri, "short-name")
        for text, owners in table.items():
            if len(text) > 1:
                said = {iri for iri in owners if _said_in(vocabulary, iri, text, language)}
                ranked = [*sorted(said), *sorted(set(owners) - said)]
                self.automaton.add_word(text, (text, tuple(ranked), min(owners.values(), default="")))
        if len(self.automaton):
            self.automaton.make_automaton()

    def _kind(self, iri: str) -> str:
        """The category of a thing; sessions, which are read with their body, apart."""
        thing = self.things[iri]
        return "Session" if "Session" in thing.classes else thing.category

    def find(self, text: str) -> list[Hit]:
        """Every name in the text, in order of length, longest first; overlaps are left in."""
        squeezed, places = squeeze(text)
        adverbs = [match.span() for match in self.adverb.finditer(squeezed)]
        hits = []
        if not len(self.automaton):
            return []
        for last, (name, owners, form) in self.automaton.iter(squeezed.replace("’", "'")):
            start, end = places[last - len(name) + 1], places[last] + 1
            if any(begin <= last < stop - 1 for begin, stop in adverbs):
                continue
            if _edges(text, start, end) and "\n" not in text[start:end]:
                hits.append(Hit(Span(start, end), owners, form))
        return sorted(hits, key=lambda hit: (hit.span.start - hit.span.end, hit.span.start))

    def mentions(self, text: str) -> list[Mention]:
        """Non-overlapping names, longest first; a name inside a longer one is kept with the form inside-name."""
        owner = [0] * len(text)  # which name, counted from 1, holds each place; -1 for words that only hold names
        telling: set[int] = set()  # names that only say what a work is about
        found = []
        for number, hit in enumerate(self.find(text), 1):
            holders = set(owner[hit.span.start : hit.span.end])
            if len(holders) > 1 or -1 in holders:
                continue
            told = holders <= telling and self._subject(hit)
            inside = holders != {0} and not told
            if not inside:
                mark = number if hit.iris else -1
                owner[hit.span.start : hit.span.end] = [mark] * (hit.span.end - hit.span.start)
                telling |= {number} if text.startswith(TELLING, hit.span.start) and hit.iris else set()
            if hit.iris:
                things = tuple(self.things[iri] for iri in hit.iris)[:1]
                found.append(Mention(hit.span, things, "inside-name" if inside else hit.form, "authority-name"))
        return sorted(without_accidents(found), key=lambda m: (m.span.start, -m.span.end))

    def _subject(self, hit: Hit) -> bool:
        """Does it name what a work may be about: a place or a substance?"""
        return bool(hit.iris) and self.things[hit.iris[0]].category in ("Country", "Region", "Substance")


def without_accidents(found: list[Mention]) -> list[Mention]:
    """Drop signs that only happen to stand inside a place or a substance: Mali is not named in Somalia's name."""
    ordered = sorted(found, key=lambda m: (m.span.start, -m.span.end))
    outer: list[Mention] = []
    kept = []
    for mention in ordered:
        outer = [o for o in outer if o.span.end >= mention.span.end]
        holders = [o for o in outer if o.span != mention.span]
        accident = mention.category == "Substance" or any(
            o.category in ("Country", "Region", "Substance") or o.things == mention.things for o in holders
        )
        if mention.form != "inside-name" or not accident:
            kept.append(mention)
        outer.append(mention)
    return kept


def prefixes_kept(text: str, found: list[Mention]) -> list[Mention]:
    """Agents that a work's name begins with (A、B和C关于…的声明) or joins with a stroke are named."""
    result = []
    near = Index(found, lambda mention: mention.span)
    for mention in found:
        inside = mention.form == "inside-name" and mention.category in ("Body", "Partner")
        over = near.over(mention.span) if inside else []
        covering = [m for m in over if m.span != mention.span and m.span.covers(mention.span)]
        outer = covering[0] if len(covering) == 1 else None
        if outer:
            before = text[outer.span.start : mention.span.start]
            rest = AGENT_LIST.sub("", re.sub("|".join(_inner_names(text, near.over(outer.span), outer)), "", before))
            work = outer.category in ("Programme", "Publication", "Instrument", "Event")
            rest_of_name = text[mention.span.end : outer.span.end]
            if work and not rest.strip("“《") and _stands_apart(mention, outer, rest_of_name):
                result.append(replace(mention, form="name"))
                continue
        result.append(mention)
    return result


def _inner_names(text: str, found: list[Mention], outer: Mention) -> list[str]:
    names = {text[m.span.start : m.span.end] for m in found if outer.span.covers(m.span) and m is not outer}
    return [re.escape(name) for name in sorted(names, key=lambda n: -len(n))]


def _stands_apart(mention: Mention, outer: Mention, rest: str) -> bool:
    """The United Nations at the head of a name is part of the name; a session is named after the body that acts."""
    if mention.things[0].iri.endswith("/agent/un") or re.match(r"\s+[A-Z]", rest):  # "UNODC Strategy 2021–2025"
        return False
    return outer.category != "Event" or bool(SESSION_WORDS.fullmatch(rest))


@lru_cache(maxsize=4)
def names_of(vocabulary: Vocabulary, language: str) -> Names:
    """The names of a vocabulary, made ready once."""
    return Names(vocabulary, language)


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without blanks, and the place of each of its characters in the text."""
    places = [index for index, character in enumerate(text) if not character.isspace()]
    return "".join(text[index] for index in places), places


def _edges(text: str, start: int, end: int) -> bool:
    """A name of a script with word breaks begins and ends at one."""
    before = start > 0 and LATIN.match(text[start]) and LATIN.match(text[start - 1])
    after = end < len(text) and LATIN.match(text[end - 1]) and LATIN.match(text[end])
    return not before and not after
