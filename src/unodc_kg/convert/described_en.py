"""New things in English text: capitalized names whose head word shows the kind, and what verbs show to be a thing.

"Practical Guide for …", "Lake Regional Programme": the last capital word before the first preposition is the head.
"published a brief on …", "A workshop on … was held": the verb shows a definite thing, the head word which kind.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Unit
from unodc_kg.convert.spans import Index, Taken
from unodc_kg.convert.titles import Minter

CAPITAL = r"(?:[A-Z][\w’'.-]*[\w’']|[A-Z])"
PREPOSITION = r"(?:of|on|for|to|against|through|across|in|with|by|from|concerning|about)"
LINK = rf"(?:{PREPOSITION}(?:\s+the)?|and(?:\s+the)?|the)"
NAME = re.compile(rf"(?<![\w’'/-]){CAPITAL}(?:,?\s+(?:{LINK}\s+)?{CAPITAL})+(?![\w/])")
HEAD = re.compile(rf"^(?P<head>{CAPITAL}(?:\s+{CAPITAL})*)(?:\s+{PREPOSITION}\b|$)")
PERIOD = re.compile(r"(?:,?\s+(?:for\s+)?(?:19|20)\d{2}\s?[-–—]\s?(?:19|20)?\d{2}|\s+(?:19|20)\d{2})(?![\d/])")
DETERMINER = r"(?P<det>(?:a\s+new|the\s+(?:first|annual)|its\s+(?:first|annual)|an?|the|its|their|another|one)\s+)"
WORD = r"[A-Za-z][\w’'-]*"
PEOPLE = (
    r"(?:the\s+)?(?:\d|[A-Z]|(?:[\w-]+\s+){0,3}?(?:officials|officers|prosecutors|judges|participants|practitioners|"
    r"investigators|experts|representatives|authorities|magistrates|police|staff|personnel|analysts|lawyers)\b)"
)
ABOUT = (
    rf"(?:\s+(?:on(?!\s+(?:\d|the\s+(?:margins|occasion|sidelines)))|for(?!\s+{PEOPLE})|of|about|concerning|to\s+address|to\s+counter|to\s+combat|against)\s+[^,.;:()“”]{{2,90}}?)?"
    r"(?=[,.;:()“]|$|\s+(?:in(?!\s+(?!cooperation|partnership|collaboration|coordination|conjunction|order|response|line|accordance|"
    r"support|several|five|four|three|many|various|all|some|both|which|[a-z]+\s+\d{4})[a-z]{4,}\b)|at|with|which|that|who|held|attended|organized|hosted|was|were|is|are|has|have|had|by|"
    r"during|under|as|to|from|entitled|jointly|together|covering|between|within|and\s+(?:\w+ed|the|an?)\b|on\s+(?:\d+|the\s+(?:margins|occasion|sidelines))|"
    rf"for\s+{PEOPLE})(?!\w))"
)
BEFORE_VERB = (
    r"(?:\s+(?:on|for|of|about|concerning|against|to)\s+[^,.;:()“”]{2,90}?)?"
    r"(?=\s+(?:was|were|is|has\s+been|had\s+been)\b|,|\s+(?:held|organized|attended|which|that)\b)"
)
LONGEST = 200  # signs of a name
YEAR = re.compile(r" (?:19|20)\d{2}(?![\d/–-])")
Kinds = dict[str, list[str]]


def named(unit: Unit, known: list[Mention], mint: Minter) -> list[Mention]:
    """Capitalized names that no authority has; what is known is left alone."""
    found = []
    near = Index(known, lambda mention: mention.span)
    for match in NAME.finditer(unit.text):
        for begin, end in _parts(match):
            mention = _name(unit, begin, end, mint)
            if mention and not _clashes(mention, near.over(mention.span)):
                found.append(mention)
    return found


def editions(text: str, unit: str, found: list[Mention], mint: Minter) -> list[Mention]:
    """Editions of a known series that no authority has yet: "World Drug Report 2031"."""
    result = []
    for mention in found:
        year = YEAR.match(text, mention.span.end)
        if mention.category == "Publication" and mention.form != "inside-name" and year:
            span = Span(mention.span.start, year.end())
            if not mention.things[0].new and not re.search(r"\d{4}", text[mention.span.start : mention.span.end]):
                thing = mint(text[span.start : span.end], "Publication", mention.things[0].code, unit, span.start)
                result.append(Mention(span, (thing,), "name", "edition-by-year", 0.8))
    return result


def _parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The stretch without the word that only begins the sentence; two names joined by "and" are two stretches."""
    rules = lexicon("en")["capitalized"]
    text, base = match.group(), match.start()
    begin = 0
    while opening := re.match(rf"(?:{rules['openings']}|{CAPITAL}[’']s)\s+(?:the\s+)?", text[begin:]):
        begin += opening.end()
    for joint in re.finditer(r",?\s+and\s+(?:the\s+)?|,\s+", text):
        comma, behind = "," in joint.group(), _kind(text[joint.end() : joint.end() + LONGEST])
        if joint.start() > begin and (comma or (behind and _kind(text[begin : min(joint.start(), begin + LONGEST)]))):
            yield base + begin, base + joint.start()
            begin = joint.end()
    yield base + begin, base + len(text)


def _kind(name: str) -> list[str] | None:
    """Class and type code that the head word of a name shows; None where it shows none."""
    head = HEAD.match(name)
    kinds: Kinds = lexicon("en")["capitalized"]["names"]
    if head is None:
        return None
    fitting = [word for word in kinds if re.search(rf"(?:^|\s){word}$", head["head"])]
    if not fitting or len(name.split()) < 3:
        return None
    return kinds[max(fitting, key=len)]


def _name(unit: Unit, begin: int, end: int, mint: Minter) -> Mention | None:
    if re.match(lexicon("en")["capitalized"]["never"], unit.text[begin:end]):
        return None
    kind = _kind(unit.text[begin:end]) or _undertaking(unit.text, begin, end)
    if kind is None:
        return None
    period = PERIOD.match(unit.text, end)
    end = period.end() if period else end
    thing = mint(unit.text[begin:end], kind[0], kind[1], unit.locator, begin)
    return Mention(Span(begin, end), (thing,), "name", "name-by-form", 0.6)


def _undertaking(text: str, begin: int, end: int) -> list[str] | None:
    """ "Under Safe Harbours for All, …": what something is done under is an undertaking."""
    under = re.search(
        r"\b(?:Under|[Aa]s part of|[Ww]ithin the framework of)\s+(?:the\s+)?$", text[max(0, begin - 50) : begin]
    )
    long = len(re.findall(CAPITAL, text[begin:end])) > 2
    return ["Programme", "initiative"] if under and long and text[end : end + 1] == "," else None


def _clashes(mention: Mention, known: list[Mention]) -> bool:
    """It may hold places and substances, but no other name, and must not cut into one."""
    for other in known:
        if other.form == "inside-name":
            continue
        if not mention.span.covers(other.span) or other.category not in ("Country", "Region", "Substance"):
            return True
    return False


def described(unit: Unit, taken: list[Span], mint: Minter) -> list[Mention]:
    """What the text says was issued, launched or held, without a name of its own."""
    found: list[Mention] = []
    near, own = Index(taken, lambda span: span), Taken(())
    for pattern, rule in _patterns():
        for match in pattern.finditer(unit.text):
            span = Span(match.start("np"), match.end("np"))
            mention = _described(unit, match, near.over(span), mint, rule)
            if mention and not own.has(span):
                found.append(mention)
                own.add(span)
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rules: dict[str, Any] = lexicon("en")["described"]
    kinds: Kinds = lexicon("en")["kinds"]
    works = either(word for word, kind in kinds.items() if kind[0] != "Event")
    events = either(word for word, kind in kinds.items() if kind[0] == "Event")
    made, held = rules["make"], rules["hold"]

    def phrase(words: str, about: str = ABOUT) -> str:
        return rf"{DETERMINER}(?P<np>(?:{WORD}\s+){{0,5}}?(?P<kind>(?i:{words}))\b{about})"

    was = r"\s+(?:[^,.;]{0,40}\s)?(?:was|were|is|has\s+been|had\s+been)\s+(?:\w+ly\s+|also\s+)?"
    return (
        (re.compile(rf"\b(?:{made})(?:,[^,;.]{{2,60}},)?\s+{phrase(works)}"), "made"),
        (re.compile(rf"\b(?:{held})(?:,[^,;.]{{2,60}},)?\s+{phrase(events)}"), "held"),
        (re.compile(rf"(?i:\b){_any_case(phrase(works, BEFORE_VERB))}(?={was}(?:{made})\b)"), "made"),
        (re.compile(rf"(?i:\b){_any_case(phrase(events, BEFORE_VERB))}(?={was}(?:{held})\b)"), "held"),
    )


def _any_case(phrase: str) -> str:
    """The phrase with its determiner at the beginning of a sentence as well."""
    return phrase.replace("|an?|the|", "|[Aa]n?|[Tt]he|", 1)


def _described(unit: Unit, match: re.Match[str], taken: list[Span], mint: Minter, rule: str) -> Mention | None:
    kinds: Kinds = lexicon("en")["kinds"]
    rules: dict[str, Any] = lexicon("en")["described"]
    span = Span(match.start("np"), match.end("np"))
    if any(not span.covers(other) for other in taken):
        return None
    if any(other.start < span.start + len(match["kind"]) and span.start <= other.start for other in taken):
        return None
    if match["np"] == match["kind"] or match["np"].split()[0] in rules["bad_start"]:
        return None  # too general to be a name
    class_name, code = kinds[match["kind"].lower()]
    thing = mint(match["np"], class_name, code, unit.locator, span.start)
    return Mention(span, (thing,), "name", f"described-{rule}", 0.6)
