"""PDF with a text layer -> pages as read_text gives them: running lines, notes apart, page furniture removed.

Page furniture is known by its place (the outermost lines of a page) and by its form or by coming again on other pages;
notes stand below a short stroke or a row of underscores.
"""

import re
import struct
import zlib
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from unodc_kg.convert import pdf_lines
from unodc_kg.convert.detect import ISSUE, MASTHEAD
from unodc_kg.convert.pdf_lines import BREAK, Line
from unodc_kg.convert.printed import Printed
from unodc_kg.convert.read_text import PAGE_NUMBER, Page
from unodc_kg.errors import SourceError

MOST_PAGES = 2_000
LARGEST = 200_000_000  # bytes of all streams unpacked, pictures apart; more is a trap
CHUNK = 1_000_000
EDGE = 4  # lines at the head and at the foot of a page that may be furniture
TOP = 15  # lines of a first page that the masthead may have
RULE = re.compile(r"^\s*_{5,}\s*$")
NOTE = re.compile(r"^(\d{1,3}|\*{1,3})\s*(\S.*)$")
JOB = re.compile(r"^\s*(?:[A-Z]\.)?\d{2}-\d{5}\b.*$|^\*\d{5,}\*$|^\d{1,3}(?:\s*/\s*\d{1,3})?$")
# What a damaged file makes the library raise besides its own errors.
BROKEN = (
    PDFException, PSException, KeyError, IndexError, TypeError, ValueError, AttributeError, AssertionError,
    OverflowError, RecursionError, struct.error, zlib.error,
)  # fmt: skip


def read(data: bytes, source: Path) -> Printed:
    """The pages of a PDF file.

    Raises:
        SourceError: it is encrypted, broken, too long, or has no text layer.
    """
    if _unpacked(data) > LARGEST:
        raise SourceError(
            f"{source}: its streams unpack to more than {LARGEST} bytes.", "Fetch the document as Word or text."
        )
    layout = _layout(data, source)
    found = [list(pdf_lines.letters(page)) for page in layout]
    if not any(letter.text.strip() for page in found for letter in page):
        raise SourceError(
            f"{source}: {len(layout)} pages and no text layer; they are pictures.",
            "Recognise the characters first (OCR), or fetch the document as Word or text.",
        )
    nameless = sum(letter.text.startswith("(cid:") for page in found for letter in page)
    if nameless * 20 > sum(len(page) for page in found):
        raise SourceError(
            f"{source}: {nameless} letters of its fonts have no Unicode value.", "Fetch the document as Word or text."
        )
    lines = [pdf_lines.lines(page, columns=number == 0) for number, page in enumerate(found)]
    return _printed(layout, lines)


def _unpacked(data: bytes) -> int:
    """How many bytes the packed streams hold, counted up to a little over the limit; pictures are never unpacked."""
    total = 0
    for start in re.finditer(rb"stream\r?\n", data):
        end = data.find(b"endstream", start.end())
        if end < 0 or b"/Image" in data[max(0, start.start() - 400) : start.start()].rpartition(b" obj")[2]:
            continue
        unpacker, rest = zlib.decompressobj(), data[start.end() : end]
        try:
            while rest and total <= LARGEST:
                total += len(unpacker.decompress(rest, CHUNK))
                rest = unpacker.unconsumed_tail
        except zlib.error:
            continue  # packed in another way, encrypted, or damaged: the library will tell
    return total


def _layout(data: bytes, source: Path) -> list[LTPage]:
    try:
        pages = []
        for page in extract_pages(BytesIO(data), laparams=None):
            pages.append(page)
            if len(pages) > MOST_PAGES:
                raise SourceError(f"{source}: more than {MOST_PAGES} pages.", "Divide the file into its documents.")
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise SourceError(
            f"{source}: the PDF is encrypted and asks for a password.", "Save it without a password."
        ) from error
    except BROKEN as error:
        raise SourceError(
            f"{source}: broken behind page {len(pages)} ({type(error).__name__}: {error}).",
            "The PDF is cut or damaged: fetch it again.",
        ) from error
    if not pages:
        raise SourceError(f"{source}: the PDF has no page.", "The PDF is cut or damaged: fetch it again.")
    return pages


def _printed(layout: list[LTPage], lines: list[list[Line]]) -> Printed:
    again = _running(lines)
    issue: list[str] = []
    text: list[str] = []
    pages: list[Page] = []
    for number, (page, found) in enumerate(zip(layout, lines, strict=True)):
        kept, around = _without_furniture(found, again, first=number == 0)
        issue += [line.text for line in around]
        running, notes = _notes(kept, pdf_lines.rules(page, page.width), pages)
        text += _with_gaps(running)
        margin = min((line.x0 for line in running), default=0.0)
        pages.append(Page([_indented(line, margin) for line in running], notes))
    return Printed(pages, "\n".join(text), "\n".join(dict.fromkeys(issue)))


def _form(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text.strip())


def _edges(found: list[Line]) -> list[Line]:
    """The lines at the head and at the foot of a page, the outermost first."""
    order = sorted(found, key=lambda line: -line.y1)
    return order[:EDGE] + order[-EDGE:][::-1]


def _running(lines: list[list[Line]]) -> set[str]:
    """What stands at the same edge of several pages, numbers apart."""
    heights: Counter[tuple[str, int]] = Counter()
    for found in lines:
        heights.update({(_form(line), round(line.y0 / 3)) for line in _edges(found)})
    return {form for (form, _), times in heights.items() if times > 1}


def _without_furniture(found: list[Line], again: set[str], *, first: bool) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and what is printed around them; of a first page also its masthead."""
    edges = [line for line in _edges(found) if _is_furniture(line) or _form(line) in again]
    around = [line for line in found if any(line is edge for edge in edges)]
    if first:
        top = sorted(found, key=lambda line: -line.y1)[:TOP]
        marks = [line for line in top if MASTHEAD.match(line.text.strip()) or ISSUE.match(line.text.strip())]
        lowest = min((line.y0 for line in marks), default=float("inf"))
        around = [line for line in found if line.y0 >= lowest or any(line is edge for edge in edges)]
    return [line for line in found if not any(line is other for other in around)], around


def _is_furniture(line: Line) -> bool:
    parts = re.split(r"\s{3,}", line.text.strip())
    return all(PAGE_NUMBER.match(part) or JOB.match(part) or MASTHEAD.match(part) for part in parts)


Notes = list[tuple[str, list[str]]]


def _notes(found: list[Line], strokes: list[float], before: list[Page]) -> tuple[list[Line], Notes]:
    """Running lines, and the notes below the rule of a page: a note begins with its mark, the next one in number."""
    last = max((int(mark) for page in before for mark, _ in page.notes if mark.isdigit()), default=0)
    levels = sorted([*strokes, *(line.y0 for line in found if RULE.match(line.text))])
    for level in levels:
        below = [line for line in found if line.y0 < level and not RULE.match(line.text)]
        if not below or not (head := NOTE.match(below[0].text.strip())) or not _due(head[1], last, below[0]):
            continue
        notes: Notes = []
        for line in below:
            match = NOTE.match(line.text.strip())
            if match and _due(match[1], last, line):
                notes.append((match[1], [match[2]]))
                last = int(match[1]) if match[1].isdigit() else last
            else:
                notes[-1][1].append(line.text.strip())
        return [line for line in found if line.y0 >= level and not RULE.match(line.text)], notes
    return [line for line in found if not RULE.match(line.text)], []


def _due(mark: str, last: int, line: Line) -> bool:
    return not mark.isdigit() or int(mark) == last + 1 or (line.marked and int(mark) > last)


def _with_gaps(running: list[Line]) -> list[str]:
    """The lines, with an empty one where the print leaves more room than between lines."""
    steps = [round(a.y0 - b.y0, 1) for a, b in pairwise(running) if a.y0 > b.y0]
    usual = sorted(steps)[len(steps) // 4] if steps else 0.0
    text: list[str] = []
    for index, line in enumerate(running):
        if index and not 0 < running[index - 1].y0 - line.y0 <= BREAK * usual:
            text.append("")
        text.append(line.text.strip())
    return text


def _indented(line: Line, margin: float) -> str:
    return (" " if line.x0 - margin > line.size else "") + line.text.strip()
