"""Letters of a PDF page with their places -> printed lines: rows, gaps as blanks, raised note marks, two columns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTItem

from unodc_kg.convert.read_text import HAN

BLANK = 0.22  # of the letters' size: so wide a gap is a blank
FAR = 2.5  # of the letters' size: so wide a gap parts two columns
BREAK = 1.45  # of the usual distance of lines: so far apart, lines do not belong together
RAISED = 0.82  # of the line's size: smaller digits that stand higher are note marks
MARKER = re.compile(
    r"^(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,5}|[一二三四五六七八九十]{1,3})[.．、]$|^[(（]\w{1,3}[)）]$|^\*{1,3}$|^\d{1,3}$|^[•–—-]$"
)
STOPS = "。，；：、”）》"


@dataclass(frozen=True)
class Letter:
    """A letter, its box and its size, in points; y grows upwards. `spaced`: a blank stands before it."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    spaced: bool = False


@dataclass(frozen=True)
class Line:
    """A printed line, or its part in one column. `marked`: begins with a raised mark."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    marked: bool = False


def letters(item: Iterable[LTItem]) -> Iterator[Letter]:
    """All upright letters on a page, also those in figures."""
    for part in item:
        if isinstance(part, LTChar):
            if part.upright and part.size > 0:
                yield Letter(part.get_text(), part.x0, part.x1, part.y0, part.y1, part.size)
        elif isinstance(part, LTContainer):
            yield from letters(part)


def rules(item: Iterable[LTItem], width: float) -> list[float]:
    """Heights of the short level strokes on a page: one of them parts the notes from the text."""
    return [
        part.y0
        for part in item
        if isinstance(part, LTCurve) and part.height < 3 and 0.05 * width < part.width < 0.5 * width
    ]


def lines(found: list[Letter], *, columns: bool) -> list[Line]:
    """The lines of a page in reading order; with `columns`, two columns are read one after the other."""
    rows = [_segments(row) for row in _rows(found)]
    rows = [row for row in rows if row]
    if columns:
        return _by_column(rows)
    return [_whole(row) if len(row) > 1 else row[0] for row in rows]


def _rows(found: list[Letter]) -> list[list[Letter]]:
    """Letters that stand on one level, from the top down; a letter joins the row that covers its middle."""
    rows: list[list[Letter]] = []
    levels: list[tuple[float, float]] = []
    blanks = [letter for letter in found if not letter.text.strip()]
    order = sorted((letter for letter in found if letter.text.strip()), key=lambda c: (-c.size, -c.y0, c.x0)) + blanks
    for letter in order:
        middle = (letter.y0 + letter.y1) / 2
        place = next((i for i, (low, high) in enumerate(levels) if low < middle < high), None)
        if place is None and letter.text.strip():
            levels.append((letter.y0, letter.y1))
            rows.append([letter])
        elif place is not None:
            rows[place].append(letter)
    order_of_rows = sorted(range(len(rows)), key=lambda i: -levels[i][0])
    return [_spaced(sorted(rows[i], key=lambda c: c.x0)) for i in order_of_rows]


def _spaced(row: list[Letter]) -> list[Letter]:
    """The letters of a row without its blanks, which their followers remember."""
    kept: list[Letter] = []
    blank = False
    for letter in row:
        if letter.text.strip():
            kept.append(replace(letter, spaced=True) if blank else letter)
        blank = not letter.text.strip()
    return kept


def _segments(row: list[Letter]) -> list[Line]:
    """A row cut where a wide gap is; a paragraph's number stays with its text."""
    size = Counter(round(letter.size, 1) for letter in row).most_common(1)[0][0]
    parts = [[row[0]]]
    for before, letter in pairwise(row):
        if letter.x0 - before.x1 > FAR * size and not MARKER.match(_text(parts[-1], size)[0].strip()):
            parts.append([])
        parts[-1].append(letter)
    return [_line(part) for part in parts]


def _line(part: list[Letter]) -> Line:
    size = Counter(round(letter.size, 1) for letter in part).most_common(1)[0][0]
    text, marked = _text(part, size)
    main = [letter for letter in part if letter.size >= RAISED * size] or part
    low, high = min(letter.y0 for letter in main), max(letter.y1 for letter in main)
    return Line(text, part[0].x0, max(letter.x1 for letter in part), low, high, size, marked)


def _text(part: list[Letter], size: float) -> tuple[str, bool]:
    """The letters as text, and whether it begins with a raised mark."""
    text = ""
    base = min((letter.y0 for letter in part if letter.size >= RAISED * size), default=part[0].y0)
    raised = [c.size < RAISED * size and c.y0 > base + 0.1 * size and c.text in "0123456789*" for c in part]
    for index, letter in enumerate(part):
        before = part[index - 1] if index else None
        if before is not None:
            gap = letter.x0 - before.x1
            wide = 1.0 if HAN.match(letter.text) and HAN.match(before.text) else BLANK
            after_mark = raised[index - 1] and not raised[index]
            if (
                letter.spaced
                or (gap > wide * size and not raised[index])
                or (after_mark and _parted(text, index, raised))
            ):
                text += " "
        text += letter.text
    return text, raised[0]


def _parted(text: str, index: int, raised: list[bool]) -> bool:
    """Is a blank put behind a mark? At the head of a note, and behind a stop, as text of the same documents has it."""
    count = next((n for n in range(index) if not raised[index - 1 - n]), index)
    return count == index or text[: len(text) - count].endswith(tuple(STOPS))


def _whole(row: list[Line]) -> Line:
    """A row as one line: what stands far apart is parted by blanks."""
    return Line(
        "   ".join(part.text for part in row),
        row[0].x0, row[-1].x1, min(p.y0 for p in row), max(p.y1 for p in row), row[0].size, row[0].marked,
    )  # fmt: skip


def _by_column(rows: list[list[Line]]) -> list[Line]:
    """Rows in order; where rows stand in two columns, the left column before the right one."""
    ordered: list[Line] = []
    index = 0
    while index < len(rows):
        end, gutter = _run(rows, index)
        if end - index < 2:
            ordered += rows[index]
            index += 1
            continue
        block = [part for row in rows[index:end] for part in row]
        ordered += [part for part in block if part.x1 <= gutter] + [part for part in block if part.x1 > gutter]
        index = end
    return ordered


def _run(rows: list[list[Line]], start: int) -> tuple[int, float]:
    """Where the rows in two columns that begin here end, and a place between the columns."""
    low, high, end, both = 0.0, float("inf"), start, 0
    for row in rows[start:]:
        if end > start and rows[end - 1][0].y0 - row[0].y1 > 1.5 * row[0].size:
            break
        left, right = _sides(row, low, high)
        if left is None or right is None:
            break
        low, high, end = max(low, left), min(high, right), end + 1
        both += len(row) == 2
    return (end, (low + high) / 2) if both >= 2 else (start, 0.0)


def _sides(row: list[Line], low: float, high: float) -> tuple[float | None, float | None]:
    """The gutter that a row leaves free: right end of its left part, left end of its right part."""
    if len(row) == 2:
        left, right = row[0].x1, row[1].x0
    elif len(row) == 1 and high < float("inf"):
        left, right = (row[0].x1, high) if row[0].x0 < low else (low, row[0].x0)
    else:
        return None, None
    return (left, right) if max(low, left) < min(high, right) else (None, None)
