"""Things without a title that the text says were issued, launched, held or adopted: 启动了一个…新项目, 举行了专题会议.

The verb shows that it is a definite thing, the last word which kind; what is too general to be a name is left alone.
"""

import re
from functools import cache
from typing import Any

from unodc_kg.convert import described_en
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Unit
from unodc_kg.convert.spans import Index, Taken
from unodc_kg.convert.titles import Minter

PHRASE = r"(?:[^，。；：“”《》]|《[^《》]*》|“[^“”]*”|，(?=连同))"
LISTED = re.compile(r"\s*(?:、|和|及|以及)")
END = r"(?=[，。；：（“]|$|汇集|聚集|吸引|使|强调|显示|惠及|和(?!.{0,6}的)|以便|以及|并|来|用来|的第|的网站|，|中|框架)"


def described(unit: Unit, taken: list[Span], mint: Minter, language: str) -> list[Mention]:
    """New things that this unit describes; stretches in `taken` are names already."""
    found: list[Mention] = []
    if language == "en":
        return described_en.described(unit, taken, mint)
    near, overlapping = Index(taken, lambda span: span), Taken(())
    if "descriptive" not in lexicon(language):
        return found
    for pattern, kinds, rule in _patterns(language):
        for match in pattern.finditer(unit.text):
            mention = _mention(unit, match, kinds, near, mint, language, rule)
            if mention and not overlapping.has(mention.span):
                overlapping.add(mention.span)
                found.append(mention)
    return found


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], dict[str, list[str]], str], ...]:
    words = lexicon(language)
    kinds: dict[str, list[str]] = words["kinds"]
    events = {word: kind for word, kind in kinds.items() if kind[0] == "Event"}
    works = {word: kind for word, kind in kinds.items() if kind[0] != "Event"}
    rules: dict[str, Any] = words["descriptive"]
    det = f"(?P<det>(?:{rules['determiner']})?)"
    np_works = rf"\s*{det}(?P<np>{PHRASE}{{0,60}}?(?P<kind>{either(works)})){END}"
    np_events = rf"\s*{det}(?P<np>{PHRASE}{{0,60}}?(?P<kind>{either(events)})){END}"
    make, hold = rules["make"], rules["hold"]
    return (
        (re.compile(rf"(?:{hold})(?:了|的){np_events}"), events, "held"),
        (re.compile(rf"(?:召集)[^，。；]{{2,60}}?进行{np_events}"), events, "convened"),
        (re.compile(rf"(?:{hold})(?={rules['determiner']}){np_events}"), events, "held"),
        (re.compile(rf"(?:{make})了{np_works}"), works, "made"),
        (re.compile(rf"(?:开始|已开始|正在|将)(?:{make}){np_works}"), works, "begun"),
        (re.compile(rf"(?:{make})(?={rules['determiner']}){np_works}"), works, "made"),
        (re.compile(rf"(?:发起|启动|推出|设立)的{np_works}"), works, "made"),
        (
            re.compile(
                rf"(?<![\u4e00-\u9fff])(?P<det>一(?:项|份))(?P<np>关于{PHRASE}{{2,40}}?(?P<kind>研究|{either(works)}))"
                r"(?=强调|显示|表明|指出|发现|介绍)"
            ),
            works | {"研究": ["Publication", "study"]},
            "reports",
        ),
        (
            re.compile(r"(?P<det>)(?P<np>(?:大会|政治|部长级)?(?P<kind>宣言)草案)"),
            {"宣言": ["Document", "declaration"]},
            "draft",
        ),
    )


def _mention(
    unit: Unit,
    match: re.Match[str],
    kinds: dict[str, list[str]],
    taken: Index[Span],
    mint: Minter,
    language: str,
    rule: str,
) -> Mention | None:
    rules = lexicon(language)["descriptive"]
    phrase = match["np"]
    begin = match.start("det") if match["det"] else match.start("np") + len(phrase) - len(phrase.lstrip())
    span = Span(begin, match.end("np"))
    if re.match(rules["bad_start"], phrase.strip()) or any(not span.covers(other) for other in taken.over(span)):
        return None
    if "题为" in phrase or any(other.end == span.end for other in taken.over(span)) or _is_list(unit.text, span, taken):
        return None
    generic = re.fullmatch(rf"\s*(?:新的?|若干)?{match['kind']}", phrase) and match["kind"] in rules["only_described"]
    if generic and not re.match("一(?:次|个|项)", match["det"]):
        return None
    if "、" in phrase and not re.match(r".*(?:关于|处理|对|为|与)", phrase.partition("、")[0]):
        return None
    class_name, code = kinds[match["kind"]]
    thing = mint(phrase.strip(), class_name, code, unit.locator, span.start)
    return Mention(span, (thing,), "name", f"described-{rule}", 0.7)


def _is_list(text: str, span: Span, taken: Index[Span]) -> bool:
    """Does it begin with a name that another follows? Two things are not described as one."""
    first = [other for other in taken.over(span) if other.start == span.start and other.end < span.end]
    return any(LISTED.match(text, other.end) for other in first)
