"""Footnotes put back where their mark stands: marks are found, taken out of the text, and remembered by offset."""

import re
from dataclasses import dataclass

from unodc_kg.convert.model import Kind

DECIMAL = "|".join(rf"(?<=(?<![\d/]){digits}[.,])" for digits in (r"\d", r"\d\d", r"\d\d\d"))
AFTER_STOP = rf"(?<=[。，；：、）)”’》」a-z,.;:])(?!(?:{DECIMAL})\d+\s+[a-z])"  # "$4.3 million" carries no mark 3
NO_SYMBOL = r"(?<!Add\.)(?<!Rev\.)(?<!Corr\.)(?<!/L\.)(?<!No\.)"  # where a number belongs to a symbol
AFTER_HAN = r"(?<=[\u4e00-\u9fff])(?<![第段章条款图表])(?<!附件)(?<!项目)(?<!目标)"
NOT_COUNTED = r"(?!\s*[\d.,/%％年月日时个名份项次种多起届位国万亿至段章条款节页卷-])(?=\s|[\u4e00-\u9fff“《（，。；]|$)"


AFTER_LETTER = r"(?<=[^\W\d_\u4e00-\u9fff])"  # in alphabetic texts the mark stands before the stop
AFTER_YEAR = r"(?<=(?<!\d)(?:19|20)\d\d)"
BEFORE_STOP = r"(?=[.,;:،؛)»”]*(?:\s|$))"
BEFORE_NUMBER = r"(?=\s+\d|(?:19|20)\d\d\s?年)"


@dataclass(frozen=True)
class Draft:
    """A unit with its marks still in the text; `pages` are those on which it stands."""

    locator: str
    kind: Kind
    text: str
    section: str
    pages: set[int]


@dataclass(frozen=True)
class Note:
    """A footnote: its mark, its text, the page at whose foot it stands."""

    mark: str
    text: str
    page: int


@dataclass(frozen=True)
class Placed:
    """A unit in reading order: footnotes follow the unit that carries their mark."""

    locator: str
    kind: Kind
    text: str
    section: str
    marks: tuple[tuple[str, int], ...] = ()
    parent: str = ""


def place(drafts: list[Draft], footnotes: list[Note]) -> list[Placed]:
    """The units without their marks, each followed by its footnotes; a note without a mark hangs at its page's end."""
    found: dict[str, list[tuple[int, int, int]]] = {draft.locator: [] for draft in drafts}
    homeless: dict[int, str] = {}
    where = _places(drafts, footnotes)
    for number, note in enumerate(footnotes):
        place = where.get(number)
        if place is None:
            homeless[number] = _nearest(drafts, note)
        else:
            found[drafts[place.unit].locator].append((number, place.start, place.end))
    return _assemble(drafts, footnotes, found, homeless)


def _assemble(
    drafts: list[Draft], footnotes: list[Note], found: dict[str, list[tuple[int, int, int]]], homeless: dict[int, str]
) -> list[Placed]:
    placed = []
    names = _names(footnotes)
    for draft in drafts:
        text, marks = _without(draft.text, found[draft.locator])
        named = tuple((footnotes[number].mark, offset) for number, offset in marks)
        placed.append(Placed(draft.locator, draft.kind, text, draft.section, named))
        numbers = [number for number, _ in marks] + [n for n, home in homeless.items() if home == draft.locator]
        for number in numbers:
            note = footnotes[number]
            placed.append(Placed(names[number], "footnote", note.text, draft.section, (), draft.locator))
    return placed


def _names(footnotes: list[Note]) -> list[str]:
    """The locator of each footnote; one that is printed again gets a number behind its mark."""
    names: list[str] = []
    for note in footnotes:
        times = sum(other.mark == note.mark for other in footnotes[: len(names)])
        names.append(f"fn{note.mark}-{times + 1}" if times else f"fn{note.mark}")
    return names


@dataclass(frozen=True)
class Place:
    """Where a mark may stand: which unit, from where to where, and how much speaks for it."""

    unit: int
    start: int
    end: int
    weight: float


def _places(drafts: list[Draft], footnotes: list[Note]) -> dict[int, Place]:
    """The place of each note's mark: the numbers in the order of the text, as many and as likely ones as can be."""
    chosen = {
        n: places[0] for n, note in enumerate(footnotes) if not note.mark.isdigit() and (places := _stars(drafts, note))
    }
    best: list[tuple[float, Place, int, int]] = []  # weight, place, note, the link before (-1: none)
    for number, note in enumerate(footnotes):
        if not note.mark.isdigit():
            continue
        links = []
        for place in _candidates(drafts, note):
            before = [(weight, link) for link, (weight, other, _, _) in enumerate(best) if _precedes(other, place)]
            weight, link = max(before, key=lambda item: (item[0], -item[1]), default=(0.0, -1))
            links.append((weight + place.weight, place, number, link))
        best += links
    link = max(range(len(best)), key=lambda index: (best[index][0], -index), default=-1)
    while link >= 0:
        _, place, number, link = best[link]
        chosen[number] = place
    return chosen


def _precedes(one: Place, other: Place) -> bool:
    return (one.unit, one.end) <= (other.unit, other.start)


def _stars(drafts: list[Draft], note: Note) -> list[Place]:
    pattern = re.compile(r"(?<!\*)" + re.escape(note.mark) + r"(?!\*)")
    return [
        Place(index, match.start(), match.end(), 1.0)
        for index, draft in enumerate(drafts)
        if note.page in draft.pages and (match := pattern.search(draft.text))
    ]


def _candidates(drafts: list[Draft], note: Note) -> list[Place]:
    """Where the mark may stand: behind a stop, behind a word, or right before another number."""
    found: dict[tuple[int, int], Place] = {}
    forms = [
        (4.0, AFTER_STOP, NOT_COUNTED), (3.0, AFTER_HAN, NOT_COUNTED), (3.0, AFTER_LETTER, BEFORE_STOP),
        (2.0, AFTER_STOP, BEFORE_NUMBER), (1.0, AFTER_YEAR, BEFORE_STOP),
    ]  # fmt: skip
    for weight, before, behind in forms:
        pattern = re.compile(before + NO_SYMBOL + re.escape(note.mark) + behind)
        for index, draft in enumerate(drafts):
            if note.page not in draft.pages:
                continue
            for match in pattern.finditer(draft.text):
                found.setdefault((index, match.start()), Place(index, match.start(), match.end(), weight))
    return [found[key] for key in sorted(found)]


def _nearest(drafts: list[Draft], note: Note) -> str:
    on_page = [draft for draft in drafts if note.page in draft.pages] or drafts
    return on_page[-1].locator


def _without(text: str, marks: list[tuple[int, int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with the marks cut out, and where they stood."""
    kept, cursor, places = "", 0, []
    for mark, start, end in sorted(marks, key=lambda item: item[1]):
        kept += text[cursor:start]
        places.append((mark, len(kept.rstrip())))
        cursor = end
        if kept.endswith(tuple("。，；：、”）》")) and text[cursor : cursor + 1] == " ":
            cursor += 1
    whole = kept + text[cursor:]
    lead = len(whole) - len(whole.lstrip())
    return whole.strip(), tuple((mark, max(0, place - lead)) for mark, place in places)
