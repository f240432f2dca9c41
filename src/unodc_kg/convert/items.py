"""Lettered items of a numbered paragraph: (a), (b), and (i), (ii) below them, as units of their own.

Resolutions are cited by item ("paragraph 3 (a)"); reports are not, so only resolutions are divided. Chinese texts print
(一) or ㈠ for (i).
"""

import re
from dataclasses import dataclass, field

Lines = list[tuple[int, str]]
HAN = "一二三四五六七八九十"
RINGS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
ITEM = re.compile(rf"^\s*(?:[(（](?P<mark>[a-z]{{1,5}}|[{HAN}]{{1,3}})[)）]|(?P<ring>[{RINGS}]))\s*(?P<rest>\S.*)$")
ROMAN = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx",
)  # fmt: skip


@dataclass
class Count:
    """How far the items of a paragraph have been counted, level by level: (letters or Roman numbers, how many)."""

    levels: list[tuple[str, int]] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def take(self, line: str) -> tuple[str, str] | None:
        """The locator of the item that begins with this line ("(a)", "(a)(ii)") and its text; None where it is none.

        A mark goes on with the level that is due for it, the innermost first; else it opens a level, with the first
        mark of its kind or where an earlier level of that kind ended. What does not follow is text.
        """
        match = ITEM.match(line)
        readings = _readings(match["mark"] or match["ring"]) if match else []
        for depth in range(len(self.levels), 0, -1):
            kind, count = self.levels[depth - 1]
            if (kind, count + 1) in readings:
                return self._at(depth - 1, kind, count + 1), match["rest"] if match else ""
        new = [(kind, count) for kind, count in readings if count in (1, self.last.get(kind, 0) + 1)]
        if not match or not new:
            return None
        kind, count = min(new, key=lambda reading: reading[1] != 1)
        kept = [level[0] for level in self.levels]
        return self._at(kept.index(kind) if kind in kept else len(kept), kind, count), match["rest"]

    def _at(self, depth: int, kind: str, count: int) -> str:
        """Count on at that level; those below it end."""
        self.levels[depth:] = [(kind, count)]
        self.last[kind] = count
        return self._locator()

    def _locator(self) -> str:
        return "".join(f"({_printed(kind, count)})" for kind, count in self.levels)


def divide(number: str, lines: Lines) -> list[tuple[str, Lines]]:
    """The paragraph and its items, each with its locator ("3", "3(a)", "3(a)(ii)")."""
    parts: list[tuple[str, Lines]] = [(number, [])]
    count = Count()
    for page, line in lines:
        if item := count.take(line):
            parts.append((number + item[0], [(page, item[1])]))
        else:
            parts[-1][1].append((page, line))
    return parts


def _readings(mark: str) -> list[tuple[str, int]]:
    """What a mark may count: (i) is the ninth letter or the first Roman number, (aa) the letter behind z."""
    if mark in RINGS:
        return [("roman", RINGS.index(mark) + 1)]
    if mark[0] in HAN:
        tens, _, ones = mark.rpartition("十")
        value = 10 * (HAN.index(tens) + 1 if tens else 1) if "十" in mark else 0
        return [("roman", value + (HAN.index(ones) + 1 if ones else 0))]
    readings = []
    if len(set(mark)) == 1:
        readings.append(("letter", 26 * (len(mark) - 1) + ord(mark[0]) - ord("a") + 1))
    if mark in ROMAN:
        readings.append(("roman", ROMAN.index(mark) + 1))
    return readings


def _printed(kind: str, count: int) -> str:
    if kind == "letter":
        times, place = divmod(count - 1, 26)
        return chr(ord("a") + place) * (times + 1)
    return ROMAN[count - 1] if count <= len(ROMAN) else str(count)
