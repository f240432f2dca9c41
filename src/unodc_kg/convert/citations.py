"""Citations of resolutions and decisions, and document symbols: lists and ranges expanded, kind and body kept apart.

第56/9号、第59/3号和第63/4号决议 cites three resolutions: one head noun governs the list. 第63/1号至第63/13号决定 cites
thirteen decisions. The body is the one named before, the author of "its", or what the shape of the number shows.
"""

import re
from collections.abc import Mapping

from unodc_kg import iris
from unodc_kg.convert.citation_bodies import UNKNOWN, Bodies, markers, shaped_body
from unodc_kg.convert.citation_numbers import Numbered, numbered
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Citation, Instrument, Mention, Span

__all__ = ["LANGUAGES", "SYMBOL", "citations", "shaped_body", "speaker", "symbol_instrument", "symbols"]

LANGUAGES = ("en", "zh")
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


def speaker(text: str, bodies: list[Mention], language: str) -> str:
    """The organ that speaks in what follows a line with nothing but its name: 大会，"""
    found = markers(text.strip(), bodies, language) if len(text) < 200 and language in LANGUAGES else []
    bare = text.strip().rstrip("，, ").removeprefix("The ").strip()
    spoken = [m for m in found if m.span.end - m.span.start >= len(bare) and m.keys[0] != UNKNOWN]
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
        body = organs.of(item, before)
        before = (item, body) if body else before
        following = items[index + 1] if index + 1 < len(items) else None
        span, numbers = item.span, _parts(item, between)
        if following and re.fullmatch(rf"\s*(?:{between})\s*", text[item.span.end : following.span.start]):
            span = Span(item.span.start, following.span.end)
            numbers = _range(item.number, following.number)
            index += 1
        index += 1
        if body:
            cited = tuple(_instrument(item.kind, body, number) for number in numbers)
            form = "range" if len(cited) > 1 or span != item.span else "name"
            found.append(Citation(span, cited, form))
    return found


def _parts(item: Numbered, between: str) -> list[str]:
    """74/262 A 至 C -> 74/262 A, 74/262 B, 74/262 C; a number without further letters as it is."""
    number, letters = item.number.strip(), re.findall("[A-Z]", item.letters)
    if not letters or not re.search(r"[A-Z]$", number):
        return [number]
    stem, first = number[:-1], number[-1]
    if re.search(between, item.letters):
        return [stem + chr(code) for code in range(ord(first), ord(letters[-1]) + 1)]
    return [number, *(stem + letter for letter in letters)]


def _range(first: str, last: str) -> list[str]:
    """63/1 to 63/13 -> thirteen numbers; what is no range of one session stays as its two ends."""
    a, b = iris.number_parts(first), iris.number_parts(last)
    if a[0] != b[0] or int(b[1]) < int(a[1]) or int(b[1]) - int(a[1]) > 300:
        return [first, last]
    leading = first.partition("/")[0]
    return [f"{leading}/{serial}" for serial in range(int(a[1]), int(b[1]) + 1)]


def _instrument(kind: str, body: str, number: str) -> Instrument:
    tidy = re.sub(r"\s+", " ", number.replace("（", "(").replace("）", ")")).strip()
    tidy = re.sub(r"\(\s?(\S+?)\s?\)", r"(\1)", tidy)
    tidy = re.sub(r"(\d)\s?([A-Z])$", r"\1 \2", re.sub(r"(\d)\s*\(", r"\1 (", tidy))
    return Instrument(kind, body, tidy, iris.instrument(kind, body, tidy))
