"""Printed numbers in Chinese: value in full, qualifier, what is counted; never ordinals, dates, ages or references.

Chinese numerals, 万 and 亿, thousands separators, percentages, currencies and masses (design rules 19 to 24).
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import cn2an

from unodc_kg.convert.amounts import MASS, normalized, plain, taken
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Quantity, Span

DIGITS = r"\d{1,3}(?:[,，]\d{3}){1,5}(?:\.\d{1,15})?|\d{1,3}(?:[ \u00a0\u2009]\d{3}){1,5}(?!\d)|\d{1,15}(?:\.\d{1,15})?"
HAN = "一二两三四五六七八九十百千"
HAN_DIGITS = f"[{HAN}][{HAN}万亿零]*"
RANGE = re.compile(r"\s*(?:[-—–~－]|至|到)\s*")
Lexicon = dict[str, Any]


def quantities(text: str, blocked: list[Span]) -> list[Quantity]:
    """The figures of a Chinese text; numbers in `blocked` stretches are none."""
    marks = taken(text, blocked)
    words = lexicon("zh")
    found: list[Quantity] = []
    lower: re.Match[str] | None = None
    for match in _pattern().finditer(text):
        if any(marks[match.start("number") : match.end("number")]):
            continue
        if quantity := _quantity(text, match, words):
            if lower is not None and RANGE.fullmatch(text[lower.end("number") : match.start("number")]):
                found.append(_lower(text, lower, quantity, words["numbers"]["multipliers"]))
            found.append(quantity)
        lower = None if quantity or match["unit"] else match
    return found


def _lower(text: str, match: re.Match[str], upper: Quantity, multipliers: dict[str, int]) -> Quantity:
    """The lower end of a printed range, which shares unit and noun with the upper one."""
    value = _value(match["number"], multipliers.get(match["multiplier"], 1)) or Decimal(0)
    core = Span(*match.span("number"))
    base, _ = normalized(value, upper.unit)
    return replace(upper, span=Span(core.start, upper.span.end), core=core, value=plain(value), normalized=base)


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon("zh")
    before = either(word for group in words["numbers"]["before"].values() for word in group)
    after = either(word for group in words["numbers"]["after"].values() for word in group)
    units = either([*words["units"], *words["classifiers"]])
    multipliers = either(words["numbers"]["multipliers"])
    inner = words["numbers"]["inner"]
    return re.compile(
        rf"(?:(?P<before>{before})(?:了|为|有|达到?)?)?\s{{0,3}}(?P<share>(?:百分之\s{{0,3}})?)"
        rf"(?P<number>(?<![\d.,/A-Za-z-])(?:{DIGITS})(?![\d/])|(?<=百分之)[{HAN}点]+|(?<!第)(?<![{HAN}])(?:{HAN_DIGITS}))\s{{0,3}}"
        rf"(?P<inner>(?:{inner})?)\s{{0,3}}(?P<multiplier>(?:{multipliers})?)\s{{0,3}}(?P<inner2>(?:{inner})?)\s{{0,3}}"
        rf"(?P<unit>(?:{units})?)(?P<after>(?:{after})?)"
    )


def _quantity(text: str, match: re.Match[str], words: Lexicon) -> Quantity | None:
    head, tail = text[: match.start("number")], text[match.end("number") : match.end("number") + 40]
    if _skipped(match, head, tail, words["skip"]):
        return None
    value = _value(match["number"], words["numbers"]["multipliers"].get(match["multiplier"], 1))
    if value is None:
        return None
    noun, end = _noun(text, match, words)
    unit = _unit(match, noun, head, words)
    start = match.start("before") if match["before"] else match.start("share" if match["share"] else "number")
    return Quantity(
        Span(start, end),
        Span(match.start("number"), match.end("number")),
        plain(value),
        unit,
        _qualifier(text, match, noun, end, words["numbers"]),
        noun,
        *normalized(value, unit),
    )


def _skipped(match: re.Match[str], head: str, tail: str, skip: dict[str, str]) -> bool:
    han = not match["number"][0].isdigit()
    if match["share"]:
        return False
    head, tail = head[-12:], tail[:12]
    if re.search(rf"(?:{skip['before']})\s{{0,3}}$", head) and not match["before"]:
        return True
    if re.match(rf"\s*(?:{skip['after']})", tail) and not match["multiplier"] and match["unit"] not in ("起", "次"):
        return True
    if re.match(r"\s*[-—–~至]\s*\d", tail) or re.search(r"\d\s*[-—–~至和、/]\s*$", head):
        return _is_reference(match, head, tail)
    if han:
        return match["number"] == "一" or not match["unit"]
    return not (match["unit"] or match["multiplier"]) and not match["before"]


def _is_reference(match: re.Match[str], head: str, tail: str) -> bool:
    """Numbers joined by a dash are references unless the second carries a unit that counts."""
    return not match["unit"] or bool(re.match(r"\s*[-—–/]", tail))


def _value(number: str, factor: int) -> Decimal | None:
    if number[0].isdigit():
        return Decimal(re.sub("[,，\\s]", "", number)) * factor
    try:
        return Decimal(str(cn2an.cn2an(number.replace("两", "二"), "normal"))) * factor
    except ValueError:
        return None


def _noun(text: str, match: re.Match[str], words: Lexicon) -> tuple[str, int]:
    """The counted noun behind the number, and where it ends."""
    unit, begin = match["unit"], match.end()
    if match["share"] or unit == "人" or words["units"].get(unit) in ("percent", "usd", "eur"):
        return "", begin
    if words["units"].get(unit) in (*MASS, "litre"):
        goods = re.match(r"(?:(?!和\s*\d)[^，。；：、（）()]){0,30}", text[begin:])
        return (goods.group().strip(), begin + goods.end()) if goods else ("", begin)
    phrase = re.match(r"\s*(?:的(?=\S))?(?:COVID-19|[^，。；：、（）()“”《》\d的]){0,24}", text[begin:])
    stretch = phrase.group() if phrase else ""
    stops = re.compile(rf"(?:{words['stops']['after_noun']})|$")
    heads = [found.end() for found in re.finditer(either(words["nouns"]), stretch)]
    good = [end for end in heads if stops.match(stretch, end)]
    cut = bool(heads) and not good and bool(re.match(r"\s*(?!的)[\u4e00-\u9fff]", text[begin + heads[0] :]))
    if (cut or not heads) and unit and (described := _described(text[begin:], stops, words)):
        return described, begin + text[begin:].index(described) + len(described)
    if heads:
        end = (good or heads)[0]
    else:
        found = stops.search(stretch)
        end = min(found.start() if found else 0, 14) if unit else 0
    return stretch[:end].strip().removeprefix("的"), begin + end


def _described(rest: str, stops: re.Pattern[str], words: Lexicon) -> str:
    """三个单独的窗口, 四名儿童剥削案的受害者: the noun behind an adjective, or behind what holds another noun."""
    match = re.match(
        rf"\s*(?P<noun>[\u4e00-\u9fff]{{1,12}}的[^，。；：、（）()“”《》\d的]{{0,10}}?(?:{either(words['nouns'])}))",
        rest,
    )
    if match is None or re.search(words["stops"]["after_noun"], match["noun"].partition("的")[0]):
        return ""
    ends = stops.match(rest, match.end()) or not re.match(r"[\u4e00-\u9fff]", rest[match.end() :])
    return match["noun"] if ends else ""


def _unit(match: re.Match[str], noun: str, head: str, words: Lexicon) -> str:
    unit = match["unit"]
    if match["share"]:
        return "percent"
    if unit in words["units"]:
        return str(words["units"][unit])
    if unit in ("名", "位"):
        return "person"
    ends = [word for word in words["nouns"] if noun.endswith(word)]
    inside = [word for word in words["nouns"] if word in noun]
    for found in (ends, inside):
        if found:
            return str(words["nouns"][max(found, key=len)])
    clause = re.split("[，。；]", head)[-1]
    for word, code in words["counted_before"].items():
        if word in clause:
            return str(code)
    return str(words["classifiers"].get(unit) or "item")


def _qualifier(text: str, match: re.Match[str], noun: str, end: int, numbers: Lexicon) -> str:
    for name, group in numbers["before"].items():
        if match["before"] in group:
            return str(name)
    if match["inner"] or match["inner2"]:
        return "more-than"
    following = text[match.end() : match.end() + 3]
    for name, group in numbers["after"].items():
        if match["after"] in group or any(following.startswith(word) for word in group):
            return str(name)
    begin = max(text.rfind(mark, 0, match.start()) for mark in "，。；") + 1
    clause = text[begin : match.start()]
    if any(word in clause for word in numbers["expected"]["words"]):
        return "expected"
    return "exactly"
