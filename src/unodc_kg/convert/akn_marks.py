"""What Akoma Ntoso prints before a paragraph or an item - "3.", "(a)", ㈠, a dash - as part of a locator.

Language versions print different marks for the same item; a Chinese numeral below a letter is a Roman one elsewhere.
"""

import re
import unicodedata

import cn2an

NUMBER = re.compile(r"(?P<number>\d{1,3})\s*[.、)\-–—]?")
HEADING = re.compile(r"(?P<number>[A-Z]|[IVX]{1,6}|[一二三四五六七八九十]{1,3})\s*[.．、]?")
BEFORE_TEXT = re.compile(r"(?P<number>\d{1,3})\s*[.．\-–—]\s*(?=\D)")
LEADING = re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})\s+\S")
ROMAN = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def paragraph(printed: str) -> str:
    """The number of a paragraph; "" where it is no number."""
    match = NUMBER.fullmatch(unicodedata.normalize("NFKC", printed).strip())
    return str(int(match["number"])) if match else ""


def due(text: str, last: str) -> re.Match[str] | None:
    """The number that a text begins with, if it is the one behind the last paragraph's."""
    match = BEFORE_TEXT.match(text)
    return match if match and int(match["number"]) == int(last or 0) + 1 else None


def heading(printed: str) -> str:
    """The letter or numeral of a heading; "" where it is none."""
    match = HEADING.fullmatch(printed.strip())
    return match["number"] if match else ""


def leading_numeral(printed: str) -> str:
    """The Chinese numeral that stands before a heading, parted from it only by a blank; "" if none does."""
    match = LEADING.match(printed)
    return match["number"] if match else ""


def follows(number: str, current: str) -> bool:
    """Is the heading I the letter behind H, or V the one behind U, and no numeral?"""
    last = next((part for part in reversed(current.split(".")) if re.fullmatch("[A-Z]", part)), "")
    return number in ("I", "V", "X") and bool(last) and ord(number) == ord(last) + 1


def item(printed: str, position: int) -> str:
    """The mark of an item: its letter or numeral, or its position where a dash or a dot is printed."""
    bare = re.sub(r"[\s()（）.．、]", "", unicodedata.normalize("NFKC", printed))
    if re.fullmatch("[一二三四五六七八九十]+", bare):
        return roman(int(cn2an.cn2an(bare)))
    bare = bare.lower()
    return bare if re.fullmatch("[a-z0-9]{1,8}", bare) else str(position)


def roman(number: int) -> str:
    """The number in small Roman numerals."""
    written = ""
    for value, sign in ROMAN:
        while number >= value:
            written, number = written + sign, number - value
    return written
