"""Where a text prints numbers of resolutions and decisions, and which of the two each one is.

Chinese puts one head noun behind a list (第56/9号、2004年12月20日第59/3号和第63/4号决议), English in front of it
(resolutions 56/9, 59/3 of 20 December 2004 and 63/4). Dates, titles and topics may stand between the numbers.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from unodc_kg.convert.citation_shapes import roman
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Span
from unodc_kg.convert.numerals import numeral

SIGN = "[A-Za-z\u00c0-\u06ff]"  # letters of alphabets; Chinese has no blanks between words
BARE = re.compile(r"(?<![\w/.,\-(§])(?P<number>\d{3,4})(?!\w|[/%\-–]|\s?\(|[.,]\d)")  # a number without session or year
SESSION = re.compile(r"[(（]\s?-?(?P<session>\d{1,2}|[一二三四五六七八九十]{1,4})\s?[)）]")
KINDS = ("resolution", "decision")
REACH = 3000  # a list and its head noun are never further apart


@dataclass(frozen=True)
class Numbered:
    """A printed number: where it stands (`lead` begins what introduces its list), its further parts, its kind.

    `after` is where the list ends that the number belongs to.
    """

    span: Span
    number: str
    letters: str
    kind: str
    lead: int
    after: int


def numbered(text: str, language: str) -> list[Numbered]:
    """The numbers of a text that cite a resolution or decision, in order."""
    found = (
        _behind(text, language) if lexicon(language)["instruments"]["head"] == "behind" else _in_front(text, language)
    )
    return [_latin(item, language) for item in found]


def _latin(item: Numbered, language: str) -> Numbered:
    """With letters and sessions in Latin signs, as symbols have them: 155 جيم (د-7) and 155 C(七) are 155 C (VII)."""
    signs: dict[str, str] = lexicon(language)["instruments"]["latin"]
    number, letters = item.number, item.letters
    for printed in sorted(signs, key=len, reverse=True):
        number, letters = (text.replace(printed, signs[printed]) for text in (number, letters))
    return replace(item, number=SESSION.sub(_in_roman, number), letters=letters)


def _in_roman(match: re.Match[str]) -> str:
    session = numeral(match["session"])
    return f"({roman(session)})" if session and session < 40 else match.group()


def _number(language: str) -> str:
    """How a language prints a number: with a stroke, or with the session or year in brackets behind."""
    words = lexicon(language)["instruments"]
    letter, special, session = (words[name] for name in ("letter", "special", "session"))
    joint = rf"\s?(?:{words['list']}|{words['range']})\s?"
    slashed = rf"(?:(?:{special})\d{{1,2}}|\d{{1,4}})/\d{{1,4}}(?:\s?(?:{letter})(?!{SIGN}))?"
    letters = rf"(?:{letter})(?:{joint}(?:{letter}))*\s?"
    return rf"{slashed}|\d{{1,4}}\s?(?:{letters})?[(（]\s?(?:\d{{4}}|{session})\s?[)）]"


@cache
def _item(language: str) -> re.Pattern[str]:
    words = lexicon(language)["instruments"]
    more = (
        rf"\s*(?:{words['list']}|{words['range']})\s*(?:{words['mark']})?(?:{words['letter']})(?!{SIGN}|[/\d\-]|\.\w)"
    )
    return re.compile(
        rf"(?:(?P<front>{words['number']})\s*)?(?<![\w/.\-(])(?P<number>{_number(language)})(?![\d/])(?P<letters>(?:{more})*)"
        rf"(?P<behind>\s*{words['mark']})?",
        re.ASCII,
    )


@cache
def _serial(language: str) -> re.Pattern[str]:
    """A number without session or year, as the Security Council's are often printed."""
    words = lexicon(language)["instruments"]
    front = rf"(?:{words['number']}\s*|(?<![A-Za-z0-9/.(\-]))"
    return re.compile(rf"{front}(?P<number>\d{{3,4}})\s*{words['mark']}(?=\s*(?:{_nouns(language)}))")


@cache
def _nouns(language: str) -> str:
    words = lexicon(language)["instruments"]
    return "|".join(f"(?P<{kind}>{either(words[kind])})" for kind in KINDS)


# ---------------------------------------------------------------- head noun behind the list
@cache
def _head_behind(language: str) -> re.Pattern[str]:
    words = lexicon(language)["instruments"]
    return re.compile(
        rf"(?:{words['mark']}|[A-Z\d)）])\s*(?:{words['before_head']})?(?:{_nouns(language)})(?!{words['draft']})"
    )


def _behind(text: str, language: str) -> Iterator[Numbered]:
    words = lexicon(language)["instruments"]
    joint = re.compile(rf"\s*(?:[（(][^（）()]*[）)]|[“《][^”》]*[”》])?\s*(?:{words['list']}|{words['range']}|[，；])")
    matches = [m for m in _item(language).finditer(text)]
    taken = [Span(*m.span()) for m in matches]
    matches += [m for m in _serial(language).finditer(text) if not any(s.start <= m.start() < s.end for s in taken)]
    matches.sort(key=lambda m: m.start())
    for index, match in enumerate(matches):
        values = match.groupdict()
        plain = not values.get("front") and not values.get("behind") and match.re != _serial(language)
        if plain and not _between_others(text, matches, index, joint):
            continue
        kind = _kind_behind(text, match.end(), joint, language) or _kind_before(text, match.start(), language)
        if kind:
            letters = values.get("letters") or ""
            yield Numbered(Span(*match.span()), match["number"], letters, kind, match.start(), match.end())


def _between_others(text: str, matches: list[re.Match[str]], index: int, joint: re.Pattern[str]) -> bool:
    """A bare number belongs to a list, or stands right before the head noun."""
    match = matches[index]
    after = index + 1 < len(matches) and joint.fullmatch(text[match.end() : matches[index + 1].start()])
    before = index > 0 and joint.fullmatch(text[matches[index - 1].end() : match.start()])
    return bool(after or before)


def _kind_behind(text: str, end: int, joint: re.Pattern[str], language: str) -> str:
    """The next head noun of the sentence; what follows the number directly must be that noun or a further member."""
    stop = text.find("。", end, end + REACH)
    head = _head_behind(language).search(text, max(end - 1, 0), end + REACH if stop < 0 else stop)
    if head is None:
        return ""
    if head.start() > end - 1 and not (joint.match(text, end) or re.match(r"\s*[（(“《]", text[end:])):
        return ""
    return next(kind for kind in KINDS if head[kind])


def _kind_before(text: str, start: int, language: str) -> str:
    words = lexicon(language)["instruments"]
    before = text[:start].rstrip()
    return next((kind for kind in KINDS if before.endswith(tuple(words[kind]))), "")


# ---------------------------------------------------------------- head noun in front of the list
@cache
def _head_before(language: str) -> re.Pattern[str]:
    words = lexicon(language)["instruments"]
    drafts = "".join(rf"(?<!{word}\s)" for word in words["draft"])
    return re.compile(rf"(?<![A-Za-z]){drafts}(?:{_nouns(language)})(?![A-Za-z])", re.IGNORECASE)


def _in_front(text: str, language: str) -> Iterator[Numbered]:
    heads = list(_head_before(language).finditer(text))
    ends = [head.end() for head in heads]
    chains: list[tuple[re.Match[str], list[re.Match[str]]]] = []
    for match in _members(text, language):
        index = bisect_right(ends, match.start()) - 1
        head = heads[index] if index >= 0 and match.start() - ends[index] < REACH else None
        if head is None:
            continue
        last = chains[-1][1][-1] if chains and chains[-1][0] is head else None
        if _follows(text, head, last, match, language):
            if last is None:
                chains.append((head, []))
            chains[-1][1].append(match)
    for head, members in chains:
        kind = next(kind for kind in KINDS if head[kind])
        for match in members:
            span = Span(*match.span())
            letters = match.groupdict().get("letters") or ""
            yield Numbered(span, match["number"], letters, kind, head.start(), members[-1].end())


def _members(text: str, language: str) -> list[re.Match[str]]:
    """What may be a member of a list, in order: numbers, and bare ones as the Security Council's are often printed."""
    matches = list(_item(language).finditer(text))
    taken = {place for match in matches for place in range(*match.span())}
    return sorted(matches + [m for m in BARE.finditer(text) if m.start() not in taken], key=lambda m: m.start())


def _follows(text: str, head: re.Match[str], last: re.Match[str] | None, match: re.Match[str], language: str) -> bool:
    """Does a number continue the list that a head noun opens? A year in brackets does, wherever the noun stands."""
    gap = text[head.end() : match.start()]
    words = lexicon(language)["instruments"]
    if re.fullmatch(rf"\s*(?:{words['before_number']})?\s*|{words['within']}", gap):
        return True
    if last is not None and _between(language).fullmatch(text[last.end() : match.start()]):
        return match.re is not BARE or (last.re is BARE and len(match["number"]) == 4)  # else it may count something
    return bool(re.search(r"\(\d{4}\)", match["number"]) and not re.search("[.;]", gap))


@cache
def _between(language: str) -> re.Pattern[str]:
    """What may stand between two numbers of a list: a date, a remark in brackets, a title, a topic; and a joint."""
    words = lexicon(language)["instruments"]
    title = rf"[,،]? (?:(?:{words['entitled']}) )?[“\"«][^”\"»]*[”\"»]"
    remark = rf"\s*[(\[][^()]*[)\]]|{title}|[,،]? (?:{words['topic']}) [^.;؛]{{1,160}}?"
    return re.compile(rf"(?:\s*(?:{words['dated']}))?(?:{remark})?\s*(?:{words['list']}|{words['range']})\s*")
