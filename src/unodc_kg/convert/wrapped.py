"""Lines of hard-wrapped text: the room that a line leaves tells where a paragraph ends and what is a heading."""

import re
import unicodedata
from statistics import quantiles

END = re.compile(r"[。．.；;：:！？!?؛؟][”’\"）)》」]*\s*(\d{1,2})?\s*$")
ROOM = 1.0  # a line with less room than one Han character is full
LEAST = 20.0  # text is not wrapped so narrow
OVER = 0.02  # in wrapped text no more than this share of lines is wider than a full line
HEADING = 0.8  # a heading is shorter than this share of a full line


def full_width(lines: list[str]) -> float:
    """The width that most long lines have: the ninth decile."""
    widths = [width(line) for line in lines]
    return quantiles(widths, n=10, method="inclusive")[-1] if len(widths) > 1 else sum(widths)


def wrapped_width(lines: list[str]) -> float:
    """The width of a full line, or 0 where the text is not hard-wrapped: there lines do not tell."""
    full = full_width(lines)
    wider = sum(1 for line in lines if width(line) > full + 2 * ROOM)
    return full if full >= LEAST and wider <= OVER * len(lines) else 0.0


def ends(line: str, full: float) -> bool:
    """Does a paragraph end with this line: a stop, and room behind it?"""
    return bool(END.search(line)) and width(line) <= full - ROOM


def is_heading(line: str, full: float) -> bool:
    """A short line without a stop; it is for the caller to know that a paragraph ended before it."""
    return not END.search(line) and width(line) < HEADING * full


def width(line: str) -> float:
    """Width in Han characters; others take half the room."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in line.strip())
