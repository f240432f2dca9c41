"""Lines -> paragraphs, where the way a text was wrapped tells it for certain.

Three ways are known: lines cut wherever they are full, also within a word ("cut"); lines broken between words as late
as possible ("words"); each line a paragraph ("whole"). In the first two a line with room left ends its paragraph,
whatever its last character; behind a full line the next one decides. The lines of a set page leave room as the type
falls: there nothing is certain, and the text is not divided here.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from unodc_kg.convert import annexes
from unodc_kg.convert.items import ITEM
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.read_text import HAN
from unodc_kg.convert.wrapped import END, LEAST, OVER, width

Lines = list[tuple[int, str]]
HANGS = 2.0  # closing punctuation that may stand behind a full line, in Han characters
SURE = 0.95  # share of the lines with a blank at their end
MOST = {"cut": 0.8, "words": 0.9}  # share of the lines without a stop that must be full; of set pages 0.7 are
SAMPLE = {"cut": 0.8, "words": 0.6}  # only lines wider than this share of a full one tell: not those of tables
TITLE = 2  # lines at the head, symbol and title, end without a stop
SURELY_CUT = 20  # in so many lines of words not all end at the same column, unless words were cut
NEARLY = 0.9  # in print a line without a stop goes on that is nearly full
SHORT = 12  # in a text of so few lines, all of them with a stop, each is a paragraph
OFTEN = 5  # so many paragraphs begin alike where that tells
WIDEST = 60.0  # text is not wrapped so wide
STOP = re.compile(r"[，。；：、,.;:!?！？،؛؟][”’\"）)》〉」』]*\s*(?:\d{1,2}|\*{1,3})?\s*$")
NUMBERED = re.compile(
    r"^\s*(?:\d{1,3}(?:\s?[.．、]\s*\S|\s-\s)|[A-Z]\s?[.．]\s|[IVX]{1,5}\s?[.．]\s|第[一二三四五六七八九十百]{1,5}[条章节部]"
    r"|[一二三四五六七八九十]{1,3}、|[–—•]\s)"
)


@dataclass(frozen=True)
class Wrapping:
    """How a text was wrapped, and how wide a full line is."""

    way: Literal["cut", "words", "whole"]
    full: float
    blank: bool = False  # does every line end with a blank? Then one that ends with two was cut at a blank

    def is_full(self, line: str, following: str) -> bool:
        """Would the beginning of the next line not have fitted on this one?"""
        if self.way == "whole" or width(line) > self.full + HANGS:
            return False
        if self.way == "cut":
            blanks = len(line) - len(line.strip()) - self.blank
            return width(line) + 0.5 * blanks >= self.full - 0.5
        return width(line) + 0.5 + width(following.split(maxsplit=1)[0]) > self.full

    def goes_on(self, line: str, following: str) -> bool:
        """Is it full, or nearly and without a stop? In print a raised mark takes less room."""
        nearly = self.way == "cut" and not self.blank and not STOP.search(line)
        least, most = NEARLY * self.full, self.full + HANGS
        return self.is_full(line, following) or (nearly and least <= width(line) <= most)


WHOLE = Wrapping("whole", WIDEST)


def wrapping(lines: list[str]) -> Wrapping | None:
    """How these lines were wrapped; None where it does not show."""
    wide = sorted((width(line) for line in lines if width(line) >= LEAST), reverse=True)
    if not wide:
        return None
    blank = sum(line.endswith(" ") for line in lines) > SURE * len(lines)
    usual = Counter(wide).most_common(1)[0][0]
    cut = [Wrapping("cut", full, blank) for full in dict.fromkeys([usual, *_widest(wide)])]
    han = sum(bool(HAN.search(line)) for line in lines) > len(lines) / 2  # Han characters are no words
    if not han and len(lines) < SURELY_CUT:  # words may happen to end at the same column
        cut = []
    for form in [*cut, *([] if han else [Wrapping("words", full) for full in _widest(wide)])]:
        if form.full <= WIDEST and _holds(form, lines):
            return form
    over = sum(w for w in wide if w > WIDEST)
    stopped = len(lines) <= SHORT and all(STOP.search(line) for line in lines[TITLE:-1] if width(line) >= LEAST)
    return WHOLE if stopped or over > sum(map(width, lines)) / 2 else None


def _widest(wide: list[float]) -> list[float]:
    """How wide the widest lines are, with and without a few that are no text: a title."""
    return sorted({wide[min(place, len(wide) - 1)] for place in (0, 1, 2, int(OVER * len(wide)))}, reverse=True)


def _holds(form: Wrapping, lines: list[str]) -> bool:
    """Are nearly all lines that do not end a paragraph full?"""
    if sum(width(line) > form.full + HANGS for line in lines) > max(2, OVER * len(lines)):
        return False
    least = SAMPLE[form.way] * form.full
    going = [
        form.is_full(line, following)
        for line, following in pairwise(lines[TITLE:])
        if not STOP.search(line) and least <= width(line) <= form.full + HANGS
    ]
    return bool(going) and sum(going) >= MOST[form.way] * len(going)


def group(lines: Lines, form: Wrapping, language: str) -> list[Lines]:
    """The paragraphs; the lines of one that stand on the same page are one where the wrapping cut them."""
    begins = _Begins(lines, form, language)
    found: list[Lines] = []
    for index, (page, line) in enumerate(lines):
        before = lines[index - 1][1] if index else ""
        if not index or not form.goes_on(before, line) or begins.tell(found[-1][0][1], before, line):
            found.append([])
            begins.open(line)
        found[-1].append((page, line))
        begins.stopped = begins.stopped or bool(STOP.search(line))
    return [_rejoined(paragraph, blank=form.blank) if form.way == "cut" else paragraph for paragraph in found]


class _Begins:
    """Tells whether a paragraph begins behind a full line: by a number, by a first word, or as others begin."""

    def __init__(self, lines: Lines, form: Wrapping, language: str) -> None:
        words = lexicon(language).get("preamble", {})
        self.alone = re.compile(f"(?:{words.get('speaker', '(?!)')}|{words.get('closing', '(?!)')})")
        self.verbs = re.compile(words.get("verbs", "(?!)"))
        self.opening = re.compile(words.get("opening", "(?!)"))
        self.usual = _usual(lines, form)
        self.full = form.full
        self.cut = form.way == "cut"
        self.blank = form.blank
        self.stopped = False  # has a line ended with a stop yet?
        self.preamble = True  # is no paragraph numbered yet, and no annex begun?

    def open(self, line: str) -> None:
        """A paragraph begins with this line."""
        self.preamble = (
            self.preamble and not annexes.ANNEX.match(line) and not re.match(r"\s*\d+\s?(?:[.．、]|-\s)", line)
        )

    def tell(self, first: str, before: str, line: str) -> bool:
        """Does one begin with this line, behind a full one of the paragraph that begins with `first`?"""
        text = line.strip()
        title = not self.stopped and self.opening.match(text)  # does the text open behind its title?
        if title or self.alone.fullmatch(text) or annexes.ANNEX.match(line):
            return True
        if not STOP.search(before) or (self.cut and self._goes_on(before, line)):
            return False
        counted = NUMBERED.match(first) or ITEM.match(first)
        if NUMBERED.match(text) or ITEM.match(text):
            return True if END.search(before) else not counted
        if END.search(before):
            if (
                not STOP.search(line) and width(line) < self.full - HANGS
            ):  # so short a line ends its paragraph: a heading
                return True
            return not counted and text[:2] in self.usual and first.strip()[:2] in self.usual
        return not counted and self.preamble and bool(self.verbs.match(text))

    def _goes_on(self, before: str, line: str) -> bool:
        return line != line.lstrip() or (self.blank and before.endswith("  "))


def _usual(lines: Lines, form: Wrapping) -> set[str]:
    """What many paragraphs begin with: two characters."""
    starts = Counter(line.strip()[:2] for (_, before), (_, line) in pairwise(lines) if not form.is_full(before, line))
    return {start for start, times in starts.items() if times >= OFTEN and not start[0].isdigit()}


def _rejoined(paragraph: Lines, *, blank: bool) -> Lines:
    """The lines of each page as one, with the blanks that stood where they were cut."""
    joined: Lines = []
    for page, line in paragraph:
        text = line.rstrip("\t\r").removesuffix(" ") if blank else line.rstrip("\t\r")
        if joined and joined[-1][0] == page:
            joined[-1] = (page, joined[-1][1] + text)
        else:
            joined.append((page, text))
    return joined
