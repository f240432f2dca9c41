"""Prints a gold as the re-wrapped files are: lines of 38 Han characters, an empty line between them, notes at the end.

Lines are cut wherever they are full, also within a word; closing punctuation hangs behind a full line. English
and other alphabetic texts are wrapped between words.
"""

import re
import textwrap
from typing import Any

FULL = 76  # columns; a Han character takes two
HANGS = "，。；：、！？）》」』】〉"
WIDE = "\u2e80"  # from here on a character takes two columns
RULE = "_" * 18


def printed(gold: dict[str, Any], language: str) -> str:
    """The text of a resolution, hard-wrapped."""
    lines = [f"{gold['symbol']} ", *wrap(gold["title"], language, full=10_000)]
    for paragraph in gold["paragraphs"]:
        text = re.sub(r"\[\^(\w+|\*+)\]", r"\1", paragraph["text"])
        lines += wrap(f"{paragraph['num']} {text}".strip(), language)
    if gold["notes"]:
        lines.append(RULE)
        lines += [line for note in gold["notes"] for line in wrap(f" {note['marker']} {note['text']}", language)]
    return "".join(f"{line} \n\n" for line in lines)


def wrap(text: str, language: str, full: int = FULL) -> list[str]:
    """The lines of a paragraph."""
    if language != "zh":
        return textwrap.wrap(text, full + 14, break_on_hyphens=False) or [""]
    lines, width = [""], 0
    for character in text:
        step = 2 if character >= WIDE else 1
        if width + step > full and character not in HANGS:
            lines.append("")
            width = 0
        lines[-1] += character
        width += step
    return lines
