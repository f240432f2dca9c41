"""Proper names that no authority has, known by their form: 挪威…中心, 国际…组织, 2022-2025年…战略, 2020年…论坛.

A place or a word such as 国际 in front and a kind of body behind make a name of an organization; a period of years
makes one of a strategy or plan. What is found is new and waits for a curator; nothing near is linked silently.
"""

import re
from functools import lru_cache
from typing import Any

from unodc_kg import iris
from unodc_kg.convert import described_en
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Unit
from unodc_kg.convert.spans import Index
from unodc_kg.convert.titles import Minter

MECHANISM = re.compile("(?:《[^》]{2,40}》|公约)(?:及其(?:各项)?议定书)?(?:实施情况)?审议机制")
INSIDE = r"[\u4e00-\u9fffA-Za-z/·]"
STOPS = "的|了|在|为|向|与|由|对|等|提供|支持|加强|通过"  # no part of a name by form
UN = iris.thing("agent", "un")
UNITED_NATIONS = "united-nations-by-form"
PERIOD = r"(?:19|20)\d{2}\s*[-–—至]\s*(?:19|20)\d{2}\s*年"


def by_form(unit: Unit, known: list[Mention], mint: Minter, language: str) -> list[Mention]:
    """New names of this unit; names that are known already are left alone."""
    if language == "en":
        new = described_en.editions(unit.text, unit.locator, known, mint)
        return new + described_en.named(unit, known, mint)
    rules: dict[str, Any] = lexicon(language).get("forms", {})
    if not rules:
        return []
    found = _organizations(unit, known, mint, rules) + _periods(unit, mint, rules) + _events(unit, mint, rules)
    found += _yearly(unit, mint, rules) + _mechanisms(unit, mint) + _united_nations(unit, mint, rules)
    near = Index(known, lambda mention: mention.span)
    return [mention for mention in found if not _clashes(mention, near.over(mention.span))]


def _organizations(unit: Unit, known: list[Mention], mint: Minter, rules: dict[str, Any]) -> list[Mention]:
    """From a place, or a word that begins such names, to the last kind word before the phrase ends."""
    places = [m.span for m in known if m.category in ("Country", "Region") and m.form != "inside-name"]
    starts = {span.start: span.end for span in places}
    named = set(starts)  # 非洲联盟 is a name, 国际组织 is none
    starts |= {match.start(): match.end() for match in re.finditer(rules["organization_heads"], unit.text)}
    found: list[Mention] = []
    for start, end in sorted(starts.items()):
        if found and start < found[-1].span.end:
            continue
        match = _tail(rules["organizations"]).match(unit.text, end)
        if (
            match
            and _is_name(unit.text[start : match.end()], match, start in named, rules)
            and _begins(unit, start, rules)
        ):
            span = Span(start, match.end())
            thing = mint(unit.text[start : match.end()], "Organization", "", unit.locator, start)
            found.append(Mention(span, (thing,), "name", "organization-by-form", 0.6))
    return found


def _is_name(name: str, match: re.Match[str], after_place: bool, rules: dict[str, Any]) -> bool:
    """国际组织 and 意大利组织的 are no names, 非洲联盟 is one."""
    if not match["inside"] and (not after_place or name.endswith("组织")):
        return False
    return not re.search(rules["generic"], name)


def _begins(unit: Unit, start: int, rules: dict[str, Any]) -> bool:
    """What stands in front leaves room for a name to begin."""
    return start == 0 or bool(re.match(rules["before"], unit.text[start - 1]))


@lru_cache(maxsize=8)
def _tail(words: str) -> re.Pattern[str]:
    more = rf"(?!{INSIDE}{{0,3}}(?:{words}))"
    return re.compile(rf"(?P<inside>(?:(?!{STOPS}){INSIDE}){{0,22}}?)(?:{words}){more}")


def _periods(unit: Unit, mint: Minter, rules: dict[str, Any]) -> list[Mention]:
    """2022-2025年区域方案, 性别平等战略（2018-2021年）."""
    kinds: dict[str, list[str]] = rules["periods"]
    words = either(kinds)
    front = re.compile(rf"{PERIOD}(?:期间)?{INSIDE}{{0,14}}?(?P<kind>{words})")
    behind = re.compile(rf"(?<![\u4e00-\u9fff])(?:(?!的){INSIDE}){{2,24}}(?P<kind>{words})（{PERIOD}）")
    found = []
    for pattern in (front, behind):
        for match in pattern.finditer(unit.text):
            class_name, code = kinds[match["kind"]]
            thing = mint(match.group(), class_name, code, unit.locator, match.start())
            found.append(Mention(Span(*match.span()), (thing,), "name", "work-by-period", 0.7))
    return found


def _mechanisms(unit: Unit, mint: Minter) -> list[Mention]:
    """《…公约》实施情况审议机制."""
    found = []
    for match in MECHANISM.finditer(unit.text):
        thing = mint(match.group(), "Programme", "review-mechanism", unit.locator, match.start())
        found.append(Mention(Span(*match.span()), (thing,), "name", "mechanism-by-form", 0.7))
    return found


def _events(unit: Unit, mint: Minter, rules: dict[str, Any]) -> list[Mention]:
    """2020年青年论坛: a year and a kind of meeting, with nothing between but the name."""
    kinds: dict[str, list[str]] = rules["events"]
    name = rf"(?:(?!的|在|于){INSIDE}){{2,12}}?(?P<kind>{either(kinds)})"
    pattern = re.compile(rf"(?:19|20)\d{{2}}\s*年{name}(?![\u4e00-\u9fff]?(?:上|的|周))")
    found = []
    for match in pattern.finditer(unit.text):
        class_name, code = kinds[match["kind"]]
        thing = mint(match.group(), class_name, code, unit.locator, match.start())
        found.append(Mention(Span(*match.span()), (thing,), "name", "event-by-year", 0.6))
    return found


def _united_nations(unit: Unit, mint: Minter, rules: dict[str, Any]) -> list[Mention]:
    """联合国…信托基金, 联合国…机构间网络."""
    kinds: dict[str, list[str]] = rules["united_nations"]
    pattern = re.compile(rf"联合国(?:(?!{STOPS}){INSIDE}){{2,30}}?(?P<kind>{either(kinds)})(?!会)")
    found = []
    for match in pattern.finditer(unit.text):
        class_name, code = kinds[match["kind"]]
        thing = mint(match.group(), class_name, code, unit.locator, match.start())
        found.append(Mention(Span(*match.span()), (thing,), "name", UNITED_NATIONS, 0.7))
    return found


def _yearly(unit: Unit, mint: Minter, rules: dict[str, Any]) -> list[Mention]:
    """其2022年专题讨论: what a body holds each year; the year tells which, and stays a date beside the name."""
    kinds: dict[str, list[str]] = rules["yearly"]
    pattern = re.compile(rf"(?P<year>(?:19|20)\d{{2}})\s*年度?\s*(?P<kind>{either(kinds)})")
    found = []
    for match in pattern.finditer(unit.text):
        class_name, code = kinds[match["kind"]]
        thing = mint(f"{match['year']}年{match['kind']}", class_name, code, unit.locator, match.start("kind"))
        found.append(Mention(Span(*match.span("kind")), (thing,), "name", "yearly-event", 0.7))
    return found


def _clashes(mention: Mention, near: list[Mention]) -> bool:
    """It may hold places, but no other name, and must not cut into one."""
    for other in near:
        if other.form == "inside-name":
            continue
        if mention.rule == UNITED_NATIONS and other.things[0].iri == UN and other.span.start == mention.span.start:
            continue
        held = ("Country", "Region", "Substance", "Treaty")
        if not mention.span.covers(other.span) or other.category not in held:
            return True
    return False
