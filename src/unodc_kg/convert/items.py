"""Lettered items of a numbered paragraph: (a), (b), and (i), (ii) below them, as units of their own.

Resolutions are cited by item ("paragraph 3 (a)"); reports are not, so only resolutions are divided.
"""

import re

Lines = list[tuple[int, str]]
ITEM = re.compile(r"^\s*[(（](?P<mark>[a-z]{1,4})[)）]\s*(?P<rest>\S.*)$")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def divide(number: str, lines: Lines) -> list[tuple[str, Lines]]:
    """The paragraph and its items, each with its locator ("3", "3(a)", "3(a)(ii)"); letters count up without a gap."""
    parts: list[tuple[str, Lines]] = [(number, [])]
    letter, roman = "", 0
    for page, line in lines:
        match = ITEM.match(line)
        mark = match["mark"] if match else ""
        if match and mark == _after(letter):
            letter, roman = mark, 0
            parts.append((f"{number}({mark})", [(page, match["rest"])]))
        elif match and letter and roman < len(ROMAN) and mark == ROMAN[roman]:
            roman += 1
            parts.append((f"{number}({letter})({mark})", [(page, match["rest"])]))
        else:
            parts[-1][1].append((page, line))
    return parts


def _after(letter: str) -> str:
    return chr(ord(letter) + 1) if letter else "a"
