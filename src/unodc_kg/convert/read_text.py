"""Hard-wrapped text -> lines in reading order, pages apart, footnotes apart, page furniture removed.

The extraction of a page puts running text first, then a rule, the notes of that page and the addresses of its links.
"""

import re
from dataclasses import dataclass, field

RULE = re.compile(r"^\s*_{5,}\s*$")
NOTE = re.compile(r"^\s+(\d{1,3}|\*{1,3})\s+(\S.*)$")
NUMBERED = re.compile(r"^\s*(\d{1,3})\s?[.．、]\s*\S")
ADDRESS = re.compile(r"^\s*https?://\S*[^\s。．.，,；;）]\s*$")
PAGE_NUMBER = re.compile(r"^\s*(\d{1,3}\s*/\s*\d{1,3}|[A-Z]\.\d{2}-\d{5}.*|\d{2}-\d{5}.*)\s*$")

SHORT = 0.5  # of the widest running line: a line of a note that is shorter ends it
GAP = 3  # so many numbers of notes may be missing below one rule


@dataclass
class Page:
    """The running lines of a page and the notes at its foot; `whole` where each line is a paragraph."""

    lines: list[str] = field(default_factory=list)
    notes: list[tuple[str, list[str]]] = field(default_factory=list)
    whole: bool = False


def pages(text: str) -> list[Page]:
    """The pages of a hard-wrapped text: a page ends with the notes at its foot, or with the text."""
    reader = _Reader()
    for line in text.replace("\r\n", "\n").replace("\x0c", "\n").split("\n"):
        reader.take(line)
    return [page for page in reader.pages if page.lines or page.notes]


class _Reader:
    """Keeps where we are: in running text, in the notes, or behind them."""

    def __init__(self) -> None:
        self.pages = [Page()]
        self.in_notes = False
        self.seen_address = False
        self.last_number = 0
        self.widest = 0  # characters of a running line

    def take(self, line: str) -> None:
        if not line.strip() or PAGE_NUMBER.match(line):
            return
        if RULE.match(line):
            self.in_notes, self.seen_address = True, False
        elif self.in_notes:
            self._take_note(line)
        elif not ADDRESS.match(line):
            self._run(line)

    def _run(self, line: str) -> None:
        """A running line; numbered ones count up."""
        number = NUMBERED.match(line)
        if number and int(number.group(1)) == self.last_number + 1:
            self.last_number += 1
        self.widest = max(self.widest, len(line.strip()))
        self.pages[-1].lines.append(line)

    def _take_note(self, line: str) -> None:
        page = self.pages[-1]
        note = NOTE.match(line)
        if ADDRESS.match(line):
            self.seen_address = True
        elif note and not self.seen_address and self._expected(note.group(1), note.group(2)):
            page.notes.append((note.group(1), [note.group(2)]))
        elif self.seen_address or not page.notes or (line[0].isspace() and self._complete()) or self._goes_on(line):
            self.in_notes = False
            self.pages.append(Page())
            self._run(line)
        else:
            page.notes[-1][1].append(line)

    def _complete(self) -> bool:
        """Does the last note end with a full stop?"""
        return bool(re.search(r"[。.]\s*$", self.pages[-1].notes[-1][1][-1]))

    def _goes_on(self, line: str) -> bool:
        """Running text comes without a page's indent, behind a note that is complete and leaves room on its line."""
        number = NUMBERED.match(line)
        due = bool(number and int(number.group(1)) == self.last_number + 1)
        return self._complete() and (due or len(self.pages[-1].notes[-1][1][-1].strip()) < SHORT * self.widest)

    def _expected(self, mark: str, text: str) -> bool:
        """Notes count up over the document, behind a rule from any number; one printed again is the same text."""
        if not mark.isdigit():
            return True
        earlier = [(int(m), lines[0]) for page in self.pages for m, lines in page.notes if m.isdigit()]
        last = earlier[-1][0] if earlier else 0
        if self.pages[-1].notes and not (int(mark) == last + 1 or self._complete()):
            return False
        most = last + GAP if self.pages[-1].notes else 999
        return last < int(mark) <= most or (int(mark), text) in earlier


HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
QUOTES = "“”‘’—…"


def join(lines: list[str], language: str, whole: str = "") -> str:
    """One text from wrapped lines: nothing between Han characters, a blank between words of other scripts.

    Args:
        lines: the wrapped lines.
        language: of the text; in Chinese, quotation marks and dashes take no blank.
        whole: the text of the whole document without line breaks; a word that was cut stands there whole elsewhere.
    """
    text = ""
    for line in (re.sub(r"\s+", " ", line).strip() for line in lines):
        text = text + _between(text, line, language, whole) + line if text else line
    return text


def _between(before: str, after: str, language: str, whole: str) -> str:
    if not after:
        return ""
    sides = before[-1] + after[0]
    if before[-1] in "/-" or HAN.search(sides) or (language == "zh" and any(c in QUOTES for c in sides)):
        return ""
    if language == "zh" and sides.isdigit():  # a number that was cut
        return ""
    head, tail = re.search(r"[\w./-]*$", before), re.match(r"[\w./-]*", after)
    if not (head and head.group() and tail and tail.group()):  # no word goes on
        return " "
    word = head.group() + tail.group()
    if language == "zh" and re.search(r"[A-Z]+/[\w./-]*$", before):  # a symbol that was cut
        return ""
    return "" if len(word) > 3 and whole and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w])", whole) else " "
