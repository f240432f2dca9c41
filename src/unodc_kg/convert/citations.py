"""Citations of resolutions and decisions, and document symbols: lists and ranges expanded, kind and body kept apart.

第56/9号、第59/3号和第63/4号决议 cites three resolutions: one head noun governs the list. 第63/1号至第63/13号决定 cites
thirteen decisions. The body is the one named before, the author of "its", or what the shape of the number shows.
"""

import re
from collections.abc import Mapping

from unodc_kg import iris
from unodc_kg.convert.citation_bodies import NO_ORGAN, Bodies, markers, recorded
from unodc_kg.convert.citation_numbers import Numbered, numbered
from unodc_kg.convert.citation_shapes import REGIONAL, shaped_body
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Citation, Instrument, Mention, Span

__all__ = [
    "LANGUAGES",
    "SYMBOL",
    "citations",
    "cited_organ",
    "numbers",
    "shaped_body",
    "speaker",
    "symbol_instrument",
    "symbols",
]

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
PRESS = re.compile(r"(?:SC|GA|ECOSOC|HR|DSG|SG|IHA|AFR|PAL|OBV|L)/(?:\d{4,}|SM/.*|T/.*|A/.*)")  # releases to the press
PART = r"\s?\((?:\d{4}|[IVXLC]+|Parts? [IVXLC]+(?: ?(?:and|和|及|-) ?[IVXLC]+)?|Vol\. ?[IVXLC]+|SUPP)\)"
SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.:\-])[A-Z]{{1,6}}(?:/[A-Za-z0-9.\-]*[A-Za-z0-9])+"
    rf"(?:{PART}|\((?:\d{{1,3}})\)(?=/)|(?<=\d)\s[A-Z](?![A-Za-z])|/[A-Za-z0-9.\-]*[A-Za-z0-9])*"
)
BODIES = {"A": "ga", "E": "ecosoc", "S": "sc", "A/HRC": "hrc"}
RESOLUTION_SYMBOL = re.compile(
    r"^(?P<body>A/HRC|A|E|S)/(?P<kind>RES|DEC)/(?P<number>(?:(?:S|ES)-)?\d+/[\w-]+(?:\s[A-Z])?|\d+\s?(?:[A-Z]\s?)?(?:\((?:\d{4}|(?:S|ES)?-?[IVXLC]+)\))?)$"
)


def symbols(text: str) -> list[tuple[Span, str]]:
    """Document symbols; a joint symbol A-B gives both."""
    found = []
    for match in SYMBOL.finditer(text):
        start = match.start()
        for part in re.split(r"(-)(?=[A-Z]{1,6}[(/])", match.group()):
            if (
                part != "-"
                and not re.fullmatch(r"[IVXLC]+/\d+", part)
                and re.search(r"\d", part)
                and len(part.split("/")) > 1
                and not part.startswith("COVID")
                and not PRESS.fullmatch(part)
            ):
                found.append((Span(start, start + len(part)), part))
            start += len(part)
    return found


def symbol_instrument(symbol: str) -> Instrument | None:
    """The resolution or decision of a symbol such as A/RES/74/247 or S/RES/2370 (2017)."""
    match = RESOLUTION_SYMBOL.match(symbol)
    if match is None:
        return None
    body, kind = BODIES[match["body"]], "resolution" if match["kind"] == "RES" else "decision"
    number = re.sub(r"(\d)-?([A-Z])$", r"\1 \2", match["number"])
    try:
        return Instrument(kind, body, number, iris.instrument(kind, body, number))
    except ValueError:
        return None


def numbers(agent: str) -> bool:
    """Does that agent number its resolutions, though it is no intergovernmental body by kind?"""
    return iris.key(agent).partition("/")[2] in REGIONAL


def cited_organ(text: str, language: str, found: list[Citation]) -> str:
    """The organ that a note speaks of: of its last citation, else of the report that it cites; "" where of none."""
    if found:
        return found[-1].instruments[-1].body
    reports = recorded(text, language)
    return reports[-1].keys[0] if reports else ""


def speaker(text: str, bodies: list[Mention], language: str) -> str:
    """The organ that speaks in what follows a line with nothing but its name: 大会，"""
    found = markers(text.strip(), bodies, language) if len(text) < 200 and language in LANGUAGES else []
    bare = text.strip().rstrip("，,، ")
    if language in LANGUAGES:
        bare = re.sub(rf"^(?:{lexicon(language)['instruments']['article']})", "", bare).strip()
    spoken = [m for m in found if m.span.end - m.span.start >= len(bare) and m.keys[0] not in NO_ORGAN]
    return spoken[0].keys[0] if len(spoken) == 1 and len(spoken[0].keys) == 1 else ""


def citations(text: str, language: str, bodies: list[Mention], context: Mapping[str, str]) -> list[Citation]:
    """The citations of a unit.

    Args:
        text: the unit's text.
        language: of the text.
        bodies: mentions of organs that adopt, in order.
        context: "body": key of the organ named before this unit; "author": key of the organ that speaks.
    """
    items = numbered(text, language) if language in LANGUAGES else []
    if not items:
        return []
    organs = Bodies(text, language, markers(text, bodies, language), context)
    return _expanded(text, language, items, organs)


def _expanded(text: str, language: str, items: list[Numbered], organs: Bodies) -> list[Citation]:
    found: list[Citation] = []
    between = lexicon(language)["instruments"]["range"]
    before: tuple[Numbered, str] | None = None
    index = 0
    while index < len(items):
        item = items[index]
        following = items[index + 1] if index + 1 < len(items) else None
        body = organs.of(item, before, following)
        before = (item, body) if body else before
        span, numbers = item.span, _parts(item, between)
        if following and re.fullmatch(rf"\s*(?:{between})\s*", text[item.span.end : following.span.start]):
            span = Span(item.span.start, following.span.end)
            numbers = _range(item.number, following.number)
            index += 1
        index += 1
        if body:
            cited = tuple(filter(None, (_instrument(item.kind, body, number) for number in numbers)))
            form = "range" if len(cited) > 1 or span != item.span else "name"
            found += [Citation(span, cited, form)] if cited else []
    return found


def _parts(item: Numbered, between: str) -> list[str]:
    """74/262 A 至 C -> 74/262 A, B, C; 181 A and B (II) -> 181 A (II), 181 B (II); else the number as it is."""
    early = re.fullmatch(r"(\d+)\s?([A-Z](?![A-Za-z]).*[A-Z])\s?(\(.*)", item.number.strip())
    if early:
        return [f"{early[1]} {letter} {early[3]}" for letter in _letters(early[2], between)]
    number = item.number.strip()
    if not re.search("[A-Z]", item.letters) or not re.search(r"\d\s?[A-Z]$", number):
        return [number]
    return [number[:-1] + letter for letter in _letters(number[-1] + item.letters, between)]


def _letters(printed: str, between: str) -> list[str]:
    letters = re.findall("[A-Z]", printed)
    if not re.search(between, re.sub("[A-Z]", "", printed)):
        return letters
    return [chr(code) for code in range(ord(letters[0]), ord(letters[-1]) + 1)]


def _range(first: str, last: str) -> list[str]:
    """63/1 to 63/13 -> thirteen numbers; what is no range of one session stays as its two ends."""
    a, b = iris.number_parts(first), iris.number_parts(last)
    if a[0] != b[0] or int(b[1]) < int(a[1]) or int(b[1]) - int(a[1]) > 300:
        return [first, last]
    leading = first.partition("/")[0]
    return [f"{leading}/{serial}" for serial in range(int(a[1]), int(b[1]) + 1)]


def _instrument(kind: str, body: str, number: str) -> Instrument | None:
    """The instrument of a printed number; None where it only looks like one."""
    tidy = re.sub(r"\s+", " ", number.replace("（", "(").replace("）", ")")).strip()
    tidy = re.sub(r"\(\s?(\S+?)\s?\)", r"(\1)", tidy)
    tidy = re.sub(r"(\d)\s?([A-Z])$", r"\1 \2", re.sub(r"(\d)\s*\(", r"\1 (", tidy))
    try:
        return Instrument(kind, body, tidy, iris.instrument(kind, body, tidy))
    except ValueError:
        return None
