"""Citations of resolutions and decisions, and document symbols: lists and ranges expanded, kind and body kept apart.

第56/9号、第59/3号和第63/4号决议 cites three resolutions: one head noun governs the list. 第63/1号至第63/13号决定 cites
thirteen decisions. The body is the one named before, the author of "its", or what the shape of the number shows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from unodc_kg import iris
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Citation, Instrument, Mention, Span

NUMBER = (
    r"(?:(?:S|ES)-\d+/\d+|\d{1,4}/\d{1,4})(?:\s?[A-Z](?![A-Za-z]))?"
    r"|\d{1,4}\s?(?:[A-Z]\s?)?[(（](?:\d{4}|(?:S|ES)?-?[IVXLC]+)[)）]"
)
LETTERS = r"(?:\s*(?:、|和|至)\s*[A-Z](?![A-Za-z/]))*"  # further parts of one resolution: 74/262 A 至 C
SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/.:])[A-Z]{1,6}(?:/[A-Za-z0-9.\-]*[A-Za-z0-9])+(?:\s?\((?:\d{4}|[IVXLC]+)\)|(?<=\d)\s[A-Z](?![A-Za-z])|/[A-Za-z0-9.\-]*[A-Za-z0-9])*"
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
        for part in re.split(r"(-)(?=[A-Z]{1,6}/)", match.group()):
            if part != "-" and re.search(r"\d", part) and len(part.split("/")) > 1 and not part.startswith("COVID"):
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


def citations(text: str, language: str, bodies: list[Mention], context: Mapping[str, str]) -> list[Citation]:
    """The citations of a unit.

    Args:
        text: the unit's text.
        language: of the text.
        bodies: mentions of organs that adopt, in order.
        context: "body": key of the organ named before this unit; "author": key of the organ that speaks.
    """
    if language not in ("zh",):
        return []
    found: list[Citation] = []
    for group in _groups(text, language):
        kind = _kind(text, group, language)
        if kind is None:
            continue
        found += _expanded(text, group, kind, _Bodies(text, bodies, context))
    return found


@cache
def _items(language: str) -> re.Pattern[str]:
    return re.compile(rf"第?\s*(?<![\d/])(?P<number>{NUMBER})(?![\d/])(?P<letters>{LETTERS})\s*号?")


def _groups(text: str, language: str) -> list[list[re.Match[str]]]:
    """Numbers joined by nothing but commas, "and" and "to"."""
    words = lexicon(language)["instruments"]
    joint = re.compile(
        rf"\s*(?:[（(][^（）()]*[）)])?\s*(?:{words['list']}|{words['range']})\s*(?:{words['dated']})?\s*"
    )
    groups: list[list[re.Match[str]]] = []
    for match in _items(language).finditer(text):
        if not (match.group().startswith("第") or match.group().rstrip().endswith("号")):
            continue
        if groups and joint.fullmatch(text[groups[-1][-1].end() : match.start()]):
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


def _kind(text: str, group: list[re.Match[str]], language: str) -> str | None:
    """The head noun right behind the list; without one it is no citation."""
    words = lexicon(language)["instruments"]
    following = text[group[-1].end() :]
    for kind in ("resolution", "decision"):
        if re.match(rf"\s*(?:[A-Z]\s?)?(?:{either(words[kind])})", following):
            return kind
    before = text[: group[0].start()].rstrip()
    return next((kind for kind in ("resolution", "decision") if before.endswith(tuple(words[kind]))), None)


@dataclass(frozen=True)
class _Bodies:
    """The organs named around the citations of a text."""

    text: str
    mentions: list[Mention]
    context: Mapping[str, str]

    def of(self, match: re.Match[str], first: re.Match[str]) -> str:
        """The organ of one number of a list that begins with `first`."""
        return _body(self.text, first.start(), self.mentions, self.context, match["number"])


def _body(text: str, start: int, bodies: list[Mention], context: Mapping[str, str], number: str) -> str:
    sentence = max(text.rfind(stop, 0, start) for stop in "。；") + 1
    earlier = [m for m in bodies if m.span.end <= start]
    shape = shaped_body(number)
    here = [m for m in earlier if m.span.start >= sentence]
    for group in (here, earlier):
        keys = [iris.key(m.things[0].iri).partition("/")[2] for m in group]
        fitting = [key for key in keys if not shape or key == shape]
        if fitting:
            return fitting[-1]
    return shape or context.get("body") or context.get("author") or "ga"


def shaped_body(number: str) -> str:
    """The organ that the shape of a number shows: a year in front or behind; "" where it shows none."""
    if re.match(r"(19|20)\d\d/", number):
        return "ecosoc"
    if re.search(r"[(（](19|20)\d\d[)）]", number):
        return "sc"
    return "ga" if re.match(r"(S|ES)-", number) else ""


def _expanded(text: str, group: list[re.Match[str]], kind: str, bodies: _Bodies) -> list[Citation]:
    found: list[Citation] = []
    words = "[至到]"
    index = 0
    while index < len(group):
        match = group[index]
        body = bodies.of(match, group[0])
        following = group[index + 1] if index + 1 < len(group) else None
        if following and re.fullmatch(rf"\s*{words}\s*", text[match.end() : following.start()]):
            span = Span(match.start(), following.end())
            members = _range(match["number"], following["number"])
            found.append(Citation(span, tuple(_instrument(kind, body, n) for n in members), "range"))
            index += 2
            continue
        cited = tuple(_instrument(kind, body, number) for number in _parts(match))
        found.append(Citation(Span(*match.span()), cited, "name" if len(cited) == 1 else "range"))
        index += 1
    return found


def _parts(match: re.Match[str]) -> list[str]:
    """74/262 A 至 C -> 74/262 A, 74/262 B, 74/262 C; a number without further letters as it is."""
    number, letters = match["number"].strip(), re.findall("[A-Z]", match["letters"])
    if not letters or not re.search(r"[A-Z]$", number):
        return [number]
    stem, first = number[:-1], number[-1]
    if "至" in match["letters"]:
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
    tidy = re.sub(r"(\d)\s?([A-Z])$", r"\1 \2", re.sub(r"(\d)\s*\(", r"\1 (", tidy))
    return Instrument(kind, body, tidy, iris.instrument(kind, body, tidy))
