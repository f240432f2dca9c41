"""Word (.docx) -> pages as read_text gives them: automatic numbers written out, footnotes at the foot, tables as lines.

A Word file has no printed lines. Each paragraph is wrapped as print is, with a last line that is not full: later steps
tell the end of a paragraph by that. Each is a page of its own, so that a note's mark is looked for only there.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.section import Section, _Footer, _Header
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from unodc_kg.convert import detect, docx_parts, wrapped
from unodc_kg.convert.headings import HEADINGS, NUMBERED
from unodc_kg.convert.printed import Printed
from unodc_kg.convert.read_text import Page, join
from unodc_kg.convert.structure import SUMMARY
from unodc_kg.errors import SourceError

LARGEST = 300_000_000  # bytes of all parts unpacked; more is a trap
MOST_PARTS = 10_000
FULL = 40.0  # width of a line in Han characters; others take half the room
LAST = 0.6  # of a full line: so wide the last line of a paragraph is at most
LONGEST_TITLE = 3 * FULL  # wider, without a stop at its end, it is no title
TOP = 15  # paragraphs that a masthead may have
STOPS = "。，；：、”）》"
STOP = re.compile(r"[，。；：、！？,.;:!?][”’\"）)]*\s*(?:\d{1,3}|\*{1,3})?$")  # and a note's mark
NEXT = re.compile(r"\s*(?:\d|[(（]?\w{1,3}[)）.．、])")  # a line may not begin like a numbered paragraph
# What a damaged file makes the library raise; the parser's own error is a SyntaxError.
BROKEN = (OpcError, BadZipFile, KeyError, ValueError, AttributeError, SyntaxError, NotImplementedError, OSError)


Found = tuple[str, list[tuple[str, str]], bool]  # text, notes as (mark, text), is a heading


def read(data: bytes, source: Path) -> Printed:
    """The paragraphs of a Word file. Macros are not looked at.

    Raises:
        SourceError: it is no .docx, encrypted, damaged, or grows too large when unpacked.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(
            f"{source}: an old Word file (.doc) or an encrypted one.", "Save it as .docx without a password."
        )
    _check_size(data, source)
    try:
        document = docx.Document(BytesIO(data))
        paragraphs = _Paragraphs(document)
        paragraphs.read()
        issue = _around(document)
    except BROKEN as error:
        raise SourceError(
            f"{source}: it is no Word file (.docx), or a damaged one ({type(error).__name__}: {error}).",
            "Save it again as .docx, or give a PDF or a text.",
        ) from error
    return _printed(paragraphs.found, issue, source)


def _check_size(data: bytes, source: Path) -> None:
    """Refuse what unpacks to more than a document can hold; reading never goes beyond the sizes that are declared."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SourceError(
            f"{source}: it is no Word file (.docx): {error}.", "Save it again as .docx, or give a PDF or a text."
        ) from error
    if sum(sizes) > LARGEST or len(sizes) > MOST_PARTS:
        raise SourceError(
            f"{source}: {len(sizes)} parts, {sum(sizes)} bytes when unpacked.",
            f"Expected at most {MOST_PARTS} parts and {LARGEST} bytes; take its pictures out.",
        )


class _Paragraphs:
    """The paragraphs of a document in reading order; remembers how far lists and footnotes have counted."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbering = docx_parts.Numbering(document)
        self.footnotes = docx_parts.footnotes(document)
        self.count = 0
        self.found: list[Found] = []

    def read(self) -> None:
        """Fill `found` with (text, notes, is a heading)."""
        for block in self.document.iter_inner_content():
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)

    def _paragraph(self, paragraph: Paragraph) -> None:
        number = self.numbering.number(paragraph)
        text, notes = self._text(paragraph)
        if not text:
            return
        style = (paragraph.style.name or "") if paragraph.style else ""
        heading = style.startswith(("Heading", "Title")) or bool(re.match(r"_?\s*H\b|_ ?H_", style))
        self.found.append((f"{number} {text}".strip(), notes, heading))

    def _text(self, paragraph: Paragraph) -> tuple[str, list[tuple[str, str]]]:
        text = ""
        notes: list[tuple[str, str]] = []
        own = ""
        for kind, value in docx_parts.pieces(paragraph._p):
            if kind == "text" and own and value.strip():
                notes.append((value.strip(), self.footnotes.get(own, "")))
                own = ""
            if kind == "own":
                own = value
            elif kind == "mark":
                self.count += 1
                notes.append((str(self.count), self.footnotes.get(value, "")))
                text += f"{self.count} " if text.endswith(tuple(STOPS)) else str(self.count)
            else:
                text += value
        return re.sub(r"\s+", " ", text).strip(), notes

    def _table(self, table: Table) -> None:
        """Before the text begins, a table lays out the cover: column after column. Else a row is a line."""
        columns = len(table.columns)
        if not any(NUMBERED.match(text) for text, _, _ in self.found) and columns <= 3:
            rows = [_cells(row.cells) for row in table.rows]
            for column in range(columns):
                for row in rows:
                    for paragraph in row[column].paragraphs if column < len(row) else []:
                        self._paragraph(paragraph)
            return
        for row in table.rows:
            texts, notes = [], []
            for cell in _cells(row.cells):
                for paragraph in cell.paragraphs:
                    text, found = self._text(paragraph)
                    texts += [text] if text else []
                    notes += found
            if texts:
                self.found.append(("   ".join(texts), notes, False))


def _cells(cells: tuple[_Cell, ...]) -> list[_Cell]:
    """Each cell once: a merged one stands for several."""
    return [cell for index, cell in enumerate(cells) if not index or cell._tc is not cells[index - 1]._tc]


def _around(document: Document) -> list[str]:
    """What is printed around the text: headers and footers."""
    lines: list[str] = []
    for section in document.sections:
        for part in _edges(section):
            lines += [paragraph.text for paragraph in part.paragraphs]
            lines += [
                p.text for table in part.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
            ]
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _edges(section: Section) -> list[_Header | _Footer]:
    return [section.first_page_header, section.header, section.first_page_footer, section.footer]


def _printed(found: list[Found], around: list[str], source: Path) -> Printed:
    if not found:
        raise SourceError(f"{source}: the Word file has no text.", "Give the document itself, not its pictures.")
    marks = [n for n, (text, _, _) in enumerate(found[:TOP]) if detect.MASTHEAD.match(text) or detect.ISSUE.match(text)]
    masthead = max(marks, default=-1) + 1
    issue = [*around, *(text for text, _, _ in found[:masthead])]
    found = found[masthead:]
    whole = "\n".join(text for text, _, _ in found)
    wrap = _Wrap(detect.language(whole), whole)
    pages, first = [Page()], _first_apart(found)
    for number, (text, notes, heading) in enumerate(found):
        if number >= first:
            pages.append(Page(whole=first == 0))
        pages[-1].lines += [f" {text}"] if heading or first == 0 else wrap.lines(text)
        pages[-1].notes += [(mark, [note]) for mark, note in notes]
    return Printed([page for page in pages if page.lines], "\n\n".join(text for text, _, _ in found), "\n".join(issue))


def _first_apart(found: list[Found]) -> int:
    """Cover and summary are one page; the paragraph or heading behind them begins the next. Without them: 0."""
    summary = next((n for n, (text, _, _) in enumerate(found) if SUMMARY.match(text)), None)
    if summary is None:
        return 0
    for number, (text, _, heading) in enumerate(found[summary + 1 :], summary + 1):
        if heading or NUMBERED.match(text) or any(form.match(text) for level, form in HEADINGS if level == 1):
            return number
    return len(found)


@dataclass(frozen=True)
class _Wrap:
    """Wraps paragraphs so that joining their lines gives them back."""

    language: str
    whole: str

    def lines(self, text: str) -> list[str]:
        """Full lines and a last one with room behind it; the first begins with a blank. A title stays whole."""
        if not STOP.search(text) and wrapped.width(text) <= LONGEST_TITLE:
            return [f" {text}"]
        lines, start = [], 0
        while wrapped.width(text[start:]) > FULL * LAST:
            rest = wrapped.width(text[start:])
            end = self._cut(text, start, FULL if rest > FULL else rest * LAST)
            if end is None:
                break
            lines.append(text[start:end].strip())
            start = end
        lines.append(text[start:].strip())
        return [f" {lines[0]}", *lines[1:]] if len(lines) > 1 else [f" {text}"]

    def _cut(self, text: str, start: int, room: float) -> int | None:
        """The last place within the room where the line may end."""
        width, end = 0.0, start
        while end < len(text) and width + wrapped.width(text[end]) <= room:
            width += wrapped.width(text[end]) or 0.5
            end += 1
        for place in range(end, start + 1, -1):
            head, tail = text[start:place], text[place:]
            if STOP.search(head.rstrip()) or NEXT.match(tail) or not tail.strip():
                continue
            if all(join([head, tail], self.language, seen) == text[start:].strip() for seen in ("", self.whole)):
                return place
        return None
