"""Annexes: each begins with its name on a line of its own and counts its sections and paragraphs anew."""

import re
from dataclasses import dataclass
from itertools import pairwise

Lines = list[tuple[int, str]]
NAMES = r"附\s?件|附\s?录|Annex|Appendix|Annexe|Appendice|Anexo|Apéndice|Приложение|Добавление|مرفق|المرفق|تذييل"
NUMBERS = r"[一二三四五六七八九十]{1,3}|[IVX]{1,5}|\d{1,2}"
ANNEX = re.compile(rf"^\s*(?P<name>{NAMES})\s*(?P<number>{NUMBERS})?\s*$")


@dataclass(frozen=True)
class Annex:
    """Its heading as printed, its number ("" where it is the only one), and the lines below the heading."""

    heading: str
    number: str
    lines: Lines


def split(body: Lines) -> tuple[Lines, list[Annex]]:
    """What stands before the first annex, and the annexes."""
    starts = [index for index, (_, line) in enumerate(body) if ANNEX.match(line)]
    found = []
    for start, end in pairwise([*starts, len(body)]):
        line = body[start][1]
        match = ANNEX.match(line)
        found.append(Annex(line.strip(), (match and match["number"]) or "", body[start + 1 : end]))
    return body[: starts[0]] if starts else body, found
