"""Paragraphs of a resolution or decision -> blocks with their locators, and sections for its headings.

Here every paragraph is whole (paragraphs.py). Numbers count up; what has none is cited by the number before it ("3-1"),
in a preamble by its place ("pp2"). An annex is a section that counts anew.
"""

import re
from dataclasses import dataclass, field

from unodc_kg.convert import annexes
from unodc_kg.convert.items import Count
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.outline import Block, Outline, plain_number
from unodc_kg.convert.paragraphs import STOP, Lines
from unodc_kg.convert.wrapped import END, width

HEAD = 14  # so many paragraphs may stand before the organ that speaks
LONGEST_HEADING = 45.0  # Han characters
LIST = 5  # so many short lines in a row are a list and no headings
LOST = 3  # so many numbers in a row may be missing from the print
HEADING = "§"  # what the locator of a heading's block begins with
NUMBERED = re.compile(r"^\s*(?P<number>\d{1,3})(?:\s?[.．、](?!\d)\s*|\s-\s)(?P<rest>\S.*)$")
DASH = re.compile(r"^\s*[–—•]\s+(?P<rest>\S.*)$")
TITLED = (
    (1, re.compile(r"^\s*(?P<number>[IVX]{1,5})\s?[.．]\s*(?P<rest>\S.*)$")),
    (1, re.compile(r"^\s*(?P<number>[一二三四五六七八九十]{1,3})\s?[.．、]\s*(?P<rest>\S.*)$")),
    (2, re.compile(r"^\s*(?P<number>[A-Z])\s?[.．]\s*(?P<rest>\S.*)$")),
)


def read(paragraphs: list[Lines], outline: Outline, language: str) -> tuple[list[Lines], list[Block]]:
    """The paragraphs before the text (symbol and title), and the blocks of the text, headings among them."""
    start = _start(paragraphs, language)
    reader = _Reader(outline, language, paragraphs)
    for index in range(start, len(paragraphs)):
        reader.take(index)
    return paragraphs[:start], reader.blocks


def _start(paragraphs: list[Lines], language: str) -> int:
    """Where the text begins: with the organ that speaks, else with the first paragraph that ends in a stop."""
    speaker = re.compile(lexicon(language).get("preamble", {}).get("speaker", "(?!)"))
    texts = [_text(paragraph) for paragraph in paragraphs]
    first = next((i for i, text in enumerate(texts) if NUMBERED.match(text) or annexes.ANNEX.match(text)), len(texts))
    lead = texts[: min(first, HEAD)]
    alone = next((i for i, text in enumerate(lead) if speaker.fullmatch(text)), None)
    if alone is not None:
        return alone
    titled = next((i for i, text in enumerate(lead) if any(form.match(text) for _, form in TITLED)), len(lead))
    lead = lead[:titled]
    return next((i for i, text in enumerate(lead) if END.search(text) or text.endswith(("，", ","))), len(lead))


def _text(paragraph: Lines) -> str:
    return " ".join(line.strip() for _, line in paragraph)


@dataclass
class _Reader:
    """Where we are: in which part, behind which number, item and heading."""

    outline: Outline
    language: str
    paragraphs: list[Lines]
    blocks: list[Block] = field(default_factory=list)
    prefix: str = ""
    number: int = 0  # of the last numbered paragraph
    base: str = ""  # its locator, or that of the clause whose items follow
    count: Count = field(default_factory=Count)
    titled: bool = False  # does the annex have its title?

    def __post_init__(self) -> None:
        words = lexicon(self.language).get("preamble", {})
        self.speaker = re.compile(words.get("speaker", "(?!)"))
        self.closing = re.compile(words.get("closing", "(?!)"))
        self.texts = [_text(paragraph) for paragraph in self.paragraphs]

    def take(self, index: int) -> None:
        """Read the next paragraph."""
        text, lines = self.texts[index], self.paragraphs[index]
        numbered = NUMBERED.match(text)
        if match := annexes.ANNEX.match(text):
            self._annex(text, match["number"] or "", lines)
        elif self.closing.fullmatch(text):
            self._add("closing", lines)
        elif numbered and self._is_due(int(numbered["number"])):
            self._numbered(int(numbered["number"]), lines)
        elif item := self.count.take(lines[0][1]):
            self._add(self.base + item[0], [(lines[0][0], item[1]), *lines[1:]])
        elif self._is_heading(index):
            self._heading(text, lines)
        else:
            self._unnumbered(lines)

    def _is_due(self, number: int) -> bool:
        """Is it the next number, one behind lost ones, or a count that begins anew below a heading?"""
        if self.number < number <= self.number + 1 + LOST:
            return True
        return number == 1 and bool(self.blocks) and not _text(self.blocks[-1].lines).endswith(("：", ":"))

    def _numbered(self, number: int, lines: Lines) -> None:
        if number == 1 and self.number and self.outline.current:
            self.prefix = self.outline.current + "."
        self.number, self.count = number, Count()
        match = NUMBERED.match(lines[0][1])
        first = match["rest"] if match else re.sub(r"^\s*\d+\s*[.．、]?\s*", "", lines[0][1])
        self.base = self._add(f"{self.prefix}{number}", [(lines[0][0], first), *lines[1:]])

    def _unnumbered(self, lines: Lines) -> None:
        if dash := DASH.match(lines[0][1]):
            lines = [(lines[0][0], dash["rest"]), *lines[1:]]
        taken = {block.number for block in self.blocks}
        stem = f"{self.prefix}{self.number}-" if self.number else f"{self.prefix}pp"
        first = 0 if not self.number and self.speaker.fullmatch(_text(lines)) else 1  # people count what follows it
        place = next(n for n in range(first, len(taken) + 2) if f"{stem}{n}" not in taken)
        locator = self._add(f"{stem}{place}", lines)
        if not self.number:
            self.base = locator
        if not self.number or _text(lines).endswith(("：", ":")):
            self.count = Count()

    def _annex(self, text: str, number: str, lines: Lines) -> None:
        """A section of its own; its heading is its title, which comes next."""
        self.outline.current = ""
        self.outline.open(text, f"annex{plain_number(number)}", 0)
        self.prefix, self.number, self.count, self.titled = self.outline.current + ".", 0, Count(), False
        self.base = self.outline.current
        self._add(self.prefix + "label", lines)

    def _is_heading(self, index: int) -> bool:
        """A short line without a stop that more text follows; many of them in a row are a list."""
        if not self._is_short(index) or index + 1 == len(self.texts):
            return False
        if not self.prefix and not self.number and not self._numbered_heading(self.texts[index]):
            before = self.texts[index - 1] if index else ""
            if self.speaker.fullmatch(self.texts[index]) or not STOP.search(before):
                return False
        start = end = index
        while start > 0 and self._is_short(start - 1):
            start -= 1
        while end < len(self.texts) and self._is_short(end):
            end += 1
        return end - start < LIST

    def _is_short(self, index: int) -> bool:
        text = self.texts[index]
        return width(text) <= LONGEST_HEADING and not STOP.search(text) and not self.closing.fullmatch(text)

    def _numbered_heading(self, text: str) -> tuple[int, re.Match[str]] | None:
        return next(((level, match) for level, form in TITLED if (match := form.match(text))), None)

    def _heading(self, text: str, lines: Lines) -> None:
        page = lines[0][0]
        if self.prefix and not self.titled and self.blocks[-1].number.endswith("label"):
            self.outline.name(text)
            self.titled = True
        elif found := self._numbered_heading(text):
            level, match = found
            self.outline.open(match["rest"], plain_number(match["number"]), level)
            lines = [(page, match["rest"])]
        else:
            self.outline.open(text, "", 9)
        self._add(HEADING + self.outline.current, lines)

    def _add(self, locator: str, lines: Lines) -> str:
        """A block; where its locator is taken, the next free one."""
        taken = {block.number for block in self.blocks}
        free, count = locator, 2
        while free in taken:
            free, count = f"{locator}-{count}", count + 1
        self.blocks.append(Block(free, lines, self.outline.current))
        return free
