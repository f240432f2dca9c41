"""Footnotes put back where their mark stands: marks are found, taken out of the text, and remembered by offset."""

import re
from dataclasses import dataclass

from unodc_kg.convert.model import Kind

AFTER_STOP = r"(?<=[。，；：、）)”’》」a-z,.;:])"
AFTER_HAN = r"(?<=[\u4e00-\u9fff])(?<![第段章条款图表])(?<!附件)(?<!项目)(?<!目标)"
NOT_COUNTED = r"(?!\s*[\d.,/%％年月日时个名份项次种多起届位国万亿至段章条款节页卷-])(?=\s|[\u4e00-\u9fff“《（，。；]|$)"


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
    found: dict[str, list[tuple[str, int, int]]] = {draft.locator: [] for draft in drafts}
    homeless: dict[str, str] = {}
    last = (0, 0)
    for note in footnotes:
        where = _find(drafts, note, last)
        if where is None:
            homeless[note.mark] = _nearest(drafts, note)
            continue
        index, start, end = where
        found[drafts[index].locator].append((note.mark, start, end))
        last = (index, end) if note.mark.isdigit() else last
    return _assemble(drafts, footnotes, found, homeless)


def _assemble(
    drafts: list[Draft], footnotes: list[Note], found: dict[str, list[tuple[str, int, int]]], homeless: dict[str, str]
) -> list[Placed]:
    placed = []
    texts = {note.mark: note.text for note in footnotes}
    for draft in drafts:
        text, marks = _without(draft.text, found[draft.locator])
        placed.append(Placed(draft.locator, draft.kind, text, draft.section, marks))
        names = [mark for mark, _ in marks] + [mark for mark, home in homeless.items() if home == draft.locator]
        for name in names:
            placed.append(Placed(f"fn{name}", "footnote", texts[name], draft.section, (), draft.locator))
    return placed


def _find(drafts: list[Draft], note: Note, last: tuple[int, int]) -> tuple[int, int, int] | None:
    """Index of the unit and the stretch of the mark, behind the last mark and on the note's page."""
    for before in (AFTER_STOP, AFTER_HAN) if note.mark.isdigit() else (r"(?<!\*)",):
        pattern = re.compile(before + re.escape(note.mark) + (NOT_COUNTED if note.mark.isdigit() else r"(?!\*)"))
        for index, draft in enumerate(drafts):
            if note.page not in draft.pages or (note.mark.isdigit() and index < last[0]):
                continue
            begin = last[1] if note.mark.isdigit() and index == last[0] else 0
            if match := pattern.search(draft.text, begin):
                return index, match.start(), match.end()
    return None


def _nearest(drafts: list[Draft], note: Note) -> str:
    on_page = [draft for draft in drafts if note.page in draft.pages] or drafts
    return on_page[-1].locator


def _without(text: str, marks: list[tuple[str, int, int]]) -> tuple[str, tuple[tuple[str, int], ...]]:
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
