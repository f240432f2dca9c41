"""What stands before the first numbered paragraph where there is no cover: headings, then preambular clauses.

In hard-wrapped text a clause ends with a line that is short, or before a line that begins as clauses do.
"""

import re

from unodc_kg.convert.lexicon import lexicon

Lines = list[tuple[int, str]]
STOP = re.compile(r"[，。；：,.;:][”’\"）)]*\s*(?:\d{1,2})?\s*$")
FULL = 0.85  # a line this wide, as a part of the usual width, is a full one


def split(body: Lines, first: int, language: str) -> tuple[Lines, list[Lines], Lines]:
    """Head lines, preambular clauses, and the rest, which begins at line number `first`."""
    head, clauses = [], []
    usual = _usual_width([line for _, line in body])
    lead, rest = body[:first], body[first:]
    begun = False
    for index, (page, line) in enumerate(lead):
        if not begun and not STOP.search(line) and (index == 0 or len(line.strip()) < FULL * usual):
            head.append((page, line))
        elif not begun or _begins(lead[index - 1][1], line, usual, language):
            begun = True
            clauses.append([(page, line)])
        else:
            clauses[-1].append((page, line))
    return head, clauses, rest


def _usual_width(lines: list[str]) -> int:
    widths = sorted(len(line.strip()) for line in lines)
    return widths[len(widths) * 3 // 4] if widths else 0


def _begins(before: str, line: str, usual: int, language: str) -> bool:
    """Does a new clause begin with this line?"""
    if not STOP.search(before):
        return False
    verbs = lexicon(language).get("preamble", {}).get("verbs", "(?!)")
    return len(before.strip()) < FULL * usual or bool(re.match(rf"\s*{verbs}", line))
