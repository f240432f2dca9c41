"""Lettered items of a numbered paragraph: (a), (b), and (i), (ii) below them, as units of their own.

Resolutions are cited by item ("paragraph 3 (a)"); reports are not, so only resolutions are divided. Chinese texts print
(一) or ㈠ for (i).
"""

import re
from dataclasses import dataclass

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
    """How far the items of a paragraph have been counted: the letter, and the Roman number below it."""

    letter: str = ""
    roman: int = 0

    def take(self, line: str) -> tuple[str, str] | None:
        """The locator of the item that begins with this line ("(a)", "(a)(ii)") and its text; letters have no gap."""
        match = ITEM.match(line)
        if not match:
            return None
        mark = _plain(match["mark"] or match["ring"])
        if mark == _after(self.letter):
            self.letter, self.roman = mark, 0
            return f"({mark})", match["rest"]
        if self.roman < len(ROMAN) and mark == ROMAN[self.roman] and (self.letter or mark != match["mark"]):
            self.roman += 1
            return (f"({self.letter})" if self.letter else "") + f"({mark})", match["rest"]
        return None


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


def _plain(mark: str) -> str:
    """The mark in Latin letters: 三 and ㈢ are iii."""
    if mark in RINGS:
        return ROMAN[RINGS.index(mark)]
    if mark[0] not in HAN:
        return mark
    tens, _, ones = mark.rpartition("十")
    value = (10 * (HAN.index(tens) + 1 if tens else 1) if "十" in mark else 0) + (HAN.index(ones) + 1 if ones else 0)
    return ROMAN[value - 1] if 0 < value <= len(ROMAN) else mark


def _after(letter: str) -> str:
    """The letter behind this one: z is followed by aa, and that by bb."""
    if not letter:
        return "a"
    return "a" * (len(letter) + 1) if letter[-1] == "z" else chr(ord(letter[-1]) + 1) * len(letter)
