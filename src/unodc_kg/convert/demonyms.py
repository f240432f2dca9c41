"""Adjectives of States: "Iraqi and Jordanian investigators" name two States as attributes.

The adjective is one only right before the word that it qualifies; a word that also names a language must stand before
words for people or offices ("French authorities", not "the French version").
"""

import re
from functools import cache

from unodc_kg import iris
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span
from unodc_kg.convert.names import thing_of
from unodc_kg.vocabulary import Vocabulary

SIDE = r"(?:(?:North|South|West|East)(?:-(?:East|West|Eastern))?(?:ern)?|Central|Latin|Middle)"
JOINED = re.compile(rf"(?<![\w-])(?P<first>{SIDE}) and (?P<second>{SIDE}) (?P<noun>Africa|Asia|America|Europe)\b")


def demonyms(text: str, vocabulary: Vocabulary, language: str) -> list[Mention]:
    """The States that a text names by their adjective."""
    if language != "en":
        return []
    found = []
    for match in _pattern().finditer(text):
        entry = vocabulary.entries.get(iris.thing("state", _codes()[match["word"]]))
        if entry is not None and _qualifies(text, match):
            found.append(Mention(Span(*match.span("word")), (thing_of(entry, language),), "adjective", "demonym", 0.8))
    return found


def joined_regions(text: str, vocabulary: Vocabulary, language: str) -> list[Mention]:
    """Two regions that share their last word: "West and Central Africa" names West Africa and Central Africa."""
    found = []
    for match in JOINED.finditer(text) if language == "en" else ():
        names = (f"{match['first']} {match['noun']}", f"{match['second']} {match['noun']}")
        entries = [vocabulary.entries[iri] for name in names for iri in vocabulary.find(name)[:1]]
        if len(entries) == len(names) and all(entry.category == "Region" for entry in entries):
            things = tuple(thing_of(entry, language) for entry in entries)
            found.append(Mention(Span(*match.span()), things, "name", "joined-regions", 0.85))
    return found


@cache
def _codes() -> dict[str, str]:
    words: dict[str, list[str]] = lexicon("en-demonyms")["words"]
    return {word: code for code, forms in words.items() for word in forms}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<word>{either(_codes())})(?![\w-])")


def _qualifies(text: str, match: re.Match[str]) -> bool:
    """A noun, or a list of such adjectives and then the noun, stands behind it."""
    rules = lexicon("en-demonyms")["with"]
    joined = rf"(?:(?:,\s+(?:and\s+)?|\s+and\s+)(?:{either(_codes())})(?![\w-]))*\s+"
    behind = re.compile(joined + r"(?P<noun>[\w’'-]+(?:\s+[\w’'-]+){0,2})").match(text, match.end())
    if behind is None or re.match(rf"\s*(?:{rules['not_before']})\b", text[match.end() : match.end() + 40]):
        return False
    if match["word"] in rules["languages"]:
        return bool(re.search(rf"\b(?:{rules['people']})\b", behind["noun"]))
    return bool(re.match(r"[a-z]|(?:Government|Ministry|Coast|Navy|Police|Parliament)", behind["noun"]))
