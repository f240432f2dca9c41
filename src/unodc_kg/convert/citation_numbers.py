"""Where a text prints numbers of resolutions and decisions, and which of the two each one is.

Chinese puts one head noun behind a list (第56/9号、2004年12月20日第59/3号和第63/4号决议), English in front of it
(resolutions 56/9, 59/3 of 20 December 2004 and 63/4). Dates, titles and topics may stand between the numbers.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Span

SLASHED = r"(?:(?:S|ES)-\d{1,2}|\d{1,4})/\d{1,4}(?:\s?[A-Z](?![A-Za-z]))?"
BRACKETED = r"\d{1,4}\s?(?:[A-Z]\s?)?[(（]\s?(?:\d{4}|(?:(?:S|ES)-)?[IVXLC]+)\s?[)）]"
NUMBER = rf"{SLASHED}|{BRACKETED}"
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
    return list(found)


@cache
def _item(language: str) -> re.Pattern[str]:
    words = lexicon(language)["instruments"]
    letters = rf"(?:\s*(?:{words['list']}|{words['range']})\s*(?:{words['mark']})?[A-Z](?![A-Za-z/\d\-]|\.\w))*"
    return re.compile(
        rf"(?:(?P<front>{words['number']})\s*)?(?<![\w/.\-(])(?P<number>{NUMBER})(?![\d/])(?P<letters>{letters})"
        rf"(?P<behind>\s*{words['mark']})?",
        re.ASCII,
    )


@cache
def _serial(language: str) -> re.Pattern[str]:
    """A number without session or year, as the Security Council's are often printed."""
    words = lexicon(language)["instruments"]
    return re.compile(rf"{words['number']}\s*(?P<number>\d{{3,4}})\s*{words['mark']}(?=\s*(?:{_nouns(language)}))")


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
    return re.compile(rf"(?<![A-Za-z])(?<!{words['draft']}\s)(?:{_nouns(language)})(?![A-Za-z])", re.IGNORECASE)


def _in_front(text: str, language: str) -> Iterator[Numbered]:
    heads = list(_head_before(language).finditer(text))
    ends = [head.end() for head in heads]
    chains: list[tuple[re.Match[str], list[re.Match[str]]]] = []
    for match in _item(language).finditer(text):
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
            yield Numbered(span, match["number"], match["letters"], kind, head.start(), members[-1].end())


def _follows(text: str, head: re.Match[str], last: re.Match[str] | None, match: re.Match[str], language: str) -> bool:
    """Does a number continue the list that a head noun opens? A year in brackets does, wherever the noun stands."""
    gap = text[head.end() : match.start()]
    if re.fullmatch(rf"\s*(?:{lexicon(language)['instruments']['before_number']})?\s*", gap):
        return True
    if last is not None and _between(language).fullmatch(text[last.end() : match.start()]):
        return True
    return bool(re.search(r"\(\d{4}\)", match["number"]) and not re.search("[.;]", gap))


@cache
def _between(language: str) -> re.Pattern[str]:
    """What may stand between two numbers of a list: a date, a remark in brackets, a title, a topic; and a joint."""
    words = lexicon(language)["instruments"]
    remark = r"\s*[(\[][^()]*[)\]]|,? (?:entitled )?[“\"][^”\"]*[”\"]|,? (?:on|in|concerning|regarding) [^.;]{1,160}?"
    return re.compile(rf"(?:\s*(?:{words['dated']}))?(?:{remark})?\s*(?:{words['list']}|{words['range']})\s*")
