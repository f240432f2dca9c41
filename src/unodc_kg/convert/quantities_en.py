"""Printed numbers in English: value in full, qualifier, what is counted; never ordinals, ages, dates or references.

Words from "two" to "nine hundred", thousands separators, "per cent", currencies before and behind, tons, ranges.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from unodc_kg.convert.amounts import MASS, normalized, plain, taken
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Quantity, Span
from unodc_kg.convert.spans import Index

DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,15})?|\d{1,3}(?:[ \u00a0\u2009]\d{3}){1,5}(?!\d)|\d{1,15}(?:\.\d{1,15})?"
FREE = r"(?:(?<![\d.,/A-Za-z(+-])|(?<=\()(?<!\d{4}\()(?<!\d{4} \()|(?<=\d-)(?=\d+ per cent))"  # where one may begin
RANGE = re.compile(r"\s*(?:[-–—]|to|and)\s*(?:[A-Z]{0,3}[$€£]\s?)?")
WORD = re.compile(r"[\w’'/-]*\w[\w’'/-]*")
GOODS = re.compile(r"\s+of(?P<noun>(?:(?!\s+(?:and|in|from|was|were|had|have|with|by|at|on|to)\b)[^,.;:()\d]){1,40})")
FAR = 1_000  # signs before a number in which its clause begins
GAP = re.compile(r"[ \u00a0\n]+")
PLURAL = re.compile(r"[a-z]{2}(?<!ou)(?<!s)s\b")
REACH = 300  # so far before a number may stand what it counts
LONGEST = 7  # words between a number and the noun that it counts
Lexicon = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """What a number counts: unit code, printed noun, and where the noun ends."""

    unit: str
    noun: str
    end: int


def quantities(text: str, blocked: list[Span]) -> list[Quantity]:
    """The figures of an English text; numbers in `blocked` stretches are none."""
    marks = taken(text, blocked)
    words = lexicon("en")
    found: list[Quantity] = []
    lower: re.Match[str] | None = None
    near = Index(blocked, lambda span: span)
    for match in _pattern().finditer(text):
        if any(marks[match.start("number") : match.end("number")]):
            continue
        quantity = _quantity(text, match, words, near)
        if quantity and not quantity.noun and quantity.unit == "item":
            quantity = _counting(quantity, _unit_before(text, match, words, found), "")
        if quantity and lower is not None and RANGE.fullmatch(text[lower.end() : match.start("number")]):
            found.append(_lower(lower, quantity, match, words))
        elif quantity and found and _begins_range(text, found[-1], quantity):
            found[-1] = _counting(found[-1], quantity.unit, quantity.noun)
        if quantity:
            found.append(quantity)
        lower = match if quantity is None and not _referred(text, match, words) else None
    return found


@cache
def _pattern() -> re.Pattern[str]:
    numbers = lexicon("en")["numbers"]
    before = either(word for group in numbers["before"].values() for word in group)
    spelt = either([*numbers["ones"], *numbers["tens"]])
    word = rf"(?i:\b(?:{spelt})(?:[- ](?:{either(numbers['ones'])}))?"
    word += rf"(?:\s+hundred(?:\s+and\s+(?:{spelt})(?:-(?:{either(numbers['ones'])}))?)?)?(?:\s+and\s+a\s+half)?"
    word += rf"|\bhalf\s+a(?=\s+(?:{either(numbers['multipliers'])})))\b"
    currency = either(lexicon("en")["currencies"]["before"])
    multipliers = either(numbers["multipliers"])
    return re.compile(
        rf"(?:(?<!\w)(?P<before>(?i:{before}))\s{{1,3}})?(?P<currency>(?:(?<!\w)(?:{currency})\s{{0,3}})?)"
        rf"(?P<number>{FREE}(?:{DIGITS})(?![\d/A-Za-z+]|-\d{{1,3}}\b[/.])|{word}(?!-))"
        rf"(?:[ -](?P<multiplier>{multipliers})\b)?"
    )


def _quantity(text: str, match: re.Match[str], words: Lexicon, blocked: Index[Span]) -> Quantity | None:
    if _referred(text, match, words):
        return None
    value = _value(match, words["numbers"])
    counted = _counted(text, match, words, blocked)
    if value is None or counted is None:
        return None
    start = match.start("before") if match["before"] else match.start("currency" if match["currency"] else "number")
    return Quantity(
        Span(start, counted.end),
        Span(*match.span("number")),
        plain(value),
        counted.unit,
        _qualifier(text, match, counted.end, words["numbers"]),
        counted.noun,
        *normalized(value, counted.unit),
    )


def _referred(text: str, match: re.Match[str], words: Lexicon) -> bool:
    """Does the number name a paragraph, an article, a date, an age, a duration instead of counting?"""
    head, tail = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    skip: dict[str, str] = words["skip"]
    if not match["currency"] and re.search(rf"\b(?:{skip['before']})\s+$", head):
        return True
    if re.match(rf"[\s-]*(?:{skip['after']})\b", tail) and not match["currency"]:
        return True
    if _no_count(match, head, tail):
        return True
    year = re.fullmatch(r"(?:19|20)\d\d", match["number"])
    if year and not match["currency"] and not match["multiplier"] and not match["before"]:
        return True
    return bool(
        re.search(
            rf"\b(?:{skip['before']})\s+(?:[\d/.()]+(?:,\s+|\s+(?:and|to|or)\s+|[-–]))+$",
            text[max(0, match.start() - 60) : match.start()],
        )
    )


def _no_count(match: re.Match[str], head: str, tail: str) -> bool:
    """Part of a name (the Human Rights 75 Youth Declaration, the One Health approach), or "one or more States"?"""
    named = re.search(r"[A-Z][a-z]+ $", head) and re.match(r" [A-Z](?!ember |tates)", tail)
    capital = match["number"] == "One" and re.search(r"[a-z,] $", head)
    vague = match["number"].lower() in ("one", "two") and re.match(r"\s+or\s+more\b", tail)
    return bool(named or capital or vague)


def _value(match: re.Match[str], numbers: Lexicon) -> Decimal | None:
    factor = Decimal(numbers["multipliers"].get(match["multiplier"] or "", 1))
    printed = match["number"]
    if printed[0].isdigit():
        return Decimal(re.sub(r"[,\s]", "", printed)) * factor
    total = 0
    if "half" in printed.lower():
        return (Decimal(numbers["ones"].get(printed.split()[0].lower(), 0)) + Decimal("0.5")) * factor
    for word in re.split(r"[\s-]+", printed.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += numbers["ones"].get(word, 0) + numbers["tens"].get(word, 0)
    return Decimal(total) * factor if total else None


def _counted(text: str, match: re.Match[str], words: Lexicon, blocked: Index[Span]) -> Counted | None:
    """What the number counts; None where nothing shows that it counts."""
    if match["currency"]:
        return Counted(words["currencies"]["before"][match["currency"].strip()], "", match.end())
    if unit := _units().match(text, match.end()):
        return _measured(text, unit, str(words["units"][unit["unit"]]))
    begin = match.end()
    if after := _after_words().match(text, begin):  # 3,000 or more people
        begin = after.end()
    phrase = _phrase(text, begin, words, blocked)
    end, code = next(((end, code) for end, code in reversed(phrase) if code), (begin, ""))
    if code:
        return Counted(code, text[begin:end].strip(), end)
    end = phrase[-1][0] if phrase else begin
    spelt = not match["number"][0].isdigit()
    share = re.search(r"\bof (?:which|whom|these|those),?\s+$", text[max(0, match.start() - 20) : match.start()])
    if spelt and (plural := list(PLURAL.finditer(text, begin, end))):
        end = plural[-1].end()  # "three cooperatives brought": the verb is not counted
    shown = _is_plural(text[begin:end]) if spelt else phrase or match["multiplier"]
    shown = shown or match["multiplier"] or match["before"] or share or _stands_alone(text, match)
    return Counted("item", text[begin:end].strip(), end) if shown else None


def _measured(text: str, unit: re.Match[str], code: str) -> Counted:
    """A share, an amount of money, or a mass of goods."""
    goods = GOODS.match(text, unit.end())
    if goods and code in (*MASS, "litre"):
        return Counted(code, goods["noun"].strip(), goods.end())
    return Counted(code, "", unit.end())


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Does a number without a noun count all the same: "rose from 85 to 97", "came to 120", "of those, 31 were"?"""
    rules: dict[str, str] = lexicon("en")["alone"]
    before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() :][:60]
    if re.search(rules["amount"], before) or re.match(rules["share"], after) or re.match(r"\s+\(\d", after):
        return True
    if re.search(rules["change"], before) and re.search(rules["step"], before):
        spelt = not match["number"][0].isdigit()
        return bool(re.match(r"\s*(?:[,.;)]|$)|\s+(?:in|by|over|during|and)\b" if spelt else r"[\s,.;)]|$", after))
    return bool(re.search(rules["opening"], before) and re.match(rules["verb"], after))


def _unit_before(text: str, match: re.Match[str], words: Lexicon, found: list[Quantity]) -> str:
    """What a number without a noun counts: the noun of "number of …", else what the last number counted."""
    sentence = re.split(r"[.;]\s", text[max(0, match.start() - REACH) : match.start()])[-1]
    named = list(re.finditer(r"\b(?:[Nn]umbers? of|total of)\s+((?:[\w-]+\s+){1,5})", sentence))
    for count in range(len(named[-1][1].split()) if named else 0, 0, -1):
        if unit := _unit_of(" ".join(named[-1][1].split()[:count]), words["nouns"]):
            return unit
    here = found[-1] if found and found[-1].span.start >= match.start() - len(sentence) else None
    return here.unit if here and here.unit not in ("percent", *MASS) else "item"


def _begins_range(text: str, lower: Quantity, upper: Quantity) -> bool:
    """Is the number before, which counts nothing named, the lower end: "some 10 to 15 per cent"?"""
    between = text[lower.span.end : upper.core.start]
    return not lower.noun and lower.unit == "item" and bool(re.fullmatch(r"\s*(?:[-–]|to)\s*", between))


@cache
def _units() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}(?P<unit>{either(lexicon('en')['units'])})(?!\w)")


@cache
def _after_words() -> re.Pattern[str]:
    groups: dict[str, list[str]] = lexicon("en")["numbers"]["after"]
    return re.compile(rf"\s+(?:{either(word for group in groups.values() for word in group)})\b")


def _is_plural(phrase: str) -> bool:
    return bool(re.search(r"[a-z]s\s*$", phrase))


def _phrase(text: str, begin: int, words: Lexicon, blocked: Index[Span]) -> list[tuple[int, str]]:
    """The words of the noun phrase behind a number: where each ends, and the unit that it names, if it does."""
    found: list[tuple[int, str]] = []
    place = begin
    while len(found) < LONGEST:
        gap = GAP.match(text, place)
        word = WORD.match(text, gap.end()) if gap else None
        if word and found and word.group() == "and":
            word = _joined(text, found[-1][0], word, blocked)
        name = next((s for s in blocked.over(Span(*word.span())) if s.start == word.start()), None) if word else None
        if name is not None:  # "40 UNODC staff": a name may stand inside the phrase
            found.append((name.end, ""))
            place = name.end
            continue
        if word is None or re.fullmatch(words["stops"]["after_noun"], word.group()) or word.group()[0].isdigit():
            break
        place = word.end()
        found.append((place, _unit_of(text[begin:place], words["nouns"])))
    while found and any(
        s.end == found[-1][0] and not text[s.start].islower()
        for s in blocked.over(Span(found[-1][0] - 1, found[-1][0]))
    ):
        found.pop()
    return found


def _counting(quantity: Quantity, unit: str, noun: str) -> Quantity:
    """The same number as a count of something else."""
    value, base = normalized(Decimal(quantity.value), unit)
    return replace(quantity, unit=unit, noun=noun, normalized=value, normalized_unit=base)


def _joined(text: str, end: int, word: re.Match[str], blocked: Index[Span]) -> re.Match[str] | None:
    """The name behind "and", where names stand on both sides: "20 Chadian and Malian judges"."""
    gap = GAP.match(text, word.end())
    behind = WORD.match(text, gap.end()) if gap else None
    before = any(s.end == end for s in blocked.over(Span(end - 1, end)))
    after = behind and any(s.start == behind.start() for s in blocked.over(Span(*behind.span())))
    return behind if before and after else word


def _unit_of(phrase: str, nouns: dict[str, str]) -> str:
    """The unit that the last words of a phrase name: the longest entry wins."""
    lowered = re.sub(r"\s+", " ", phrase).lower()
    fitting = [noun for noun in nouns if re.search(rf"(?<![\w-]){re.escape(noun)}$", lowered)]
    return str(nouns[max(fitting, key=len)]) if fitting else ""


def _qualifier(text: str, match: re.Match[str], end: int, numbers: Lexicon) -> str:
    for name, group in numbers["before"].items():
        if match["before"] and re.sub(r"\s+", " ", match["before"]).lower() in group:
            return str(name)
    for place in (match.end(), end):
        for name, group in numbers["after"].items():
            if re.match(rf"\s+(?:{either(group)})\b", text[place : place + 24]):
                return str(name)
    clause = re.split(r"[,;.]\s", text[max(0, match.start() - FAR) : match.start()])[-1]
    return "expected" if re.search(numbers["expected"], clause) else "exactly"


def _lower(match: re.Match[str], upper: Quantity, later: re.Match[str], words: Lexicon) -> Quantity:
    """The lower end of a printed range, which shares unit, noun and multiplier with the upper one."""
    value = _value(match, words["numbers"]) or Decimal(0)
    if later["multiplier"] and not match["multiplier"]:
        value *= Decimal(words["numbers"]["multipliers"][later["multiplier"]])
    core = Span(*match.span("number"))
    base, _ = normalized(value, upper.unit)
    return replace(upper, span=Span(core.start, upper.span.end), core=core, value=plain(value), normalized=base)
