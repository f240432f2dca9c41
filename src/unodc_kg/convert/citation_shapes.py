"""Which organ can have given a number: the Assembly numbers by session since the thirty-first, the Economic and Social
Council by year, the Security Council with the year in brackets; so a number rules out organs however near they stand.
"""

import re

PRINCIPAL = ("ga", "sc", "ecosoc", "hrc")
REGIONAL = frozenset({"eca", "ece", "eclac", "escap", "escwa"})  # commissions with a secretariat of the same name
SUPPLEMENTS = {  # since 1997 a report bears the same number among its organ's supplements: whose report it is
    ("ecosoc", "3"): "chr",
    ("ecosoc", "4"): "statistical-commission",
    ("ecosoc", "8"): "cnd",
    ("ecosoc", "10"): "ccpcj",
    ("ga", "53"): "hrc",
}
EARLY = r"\d{1,4}\s?(?:[A-Z].*?)?\((?:(?:S|ES)-)?X{0,3}(?:IX|IV|V?I{0,3})\)"  # 217 A (III): up to the 39th session
FITS = {
    ("ga", "resolution"): rf"(?:3[1-9]|[4-9]\d|1\d\d)/\d+.*|(?:S|ES)-\d+/\d+.*|{EARLY}",
    ("ga", "decision"): rf"(?:3[1-9]|[4-9]\d|1\d\d)/[3-9]\d\d.*|(?:S|ES)-\d+/\d+.*|{EARLY}",
    ("sc", ""): r"\d{1,4}(?:\s?\((?:19|20)\d\d\))?",
    ("ecosoc", ""): r"(?:19|20)\d\d/\d+.*|\d+\s?(?:[A-Z].*?)?\((?:S-)?[IVXLC]+\)",
    ("hrc", "resolution"): r"[1-9]\d?/\d{1,2}|S-\d+/\d+",
    ("hrc", "decision"): r"[1-9]\d?/[1-9]\d{0,2}|S-\d+/\d+",
    ("chr", ""): r"(?:19[4-9]\d|200\d)/\d{1,3}.*|\d+\s?(?:[A-Z].*?)?\([IVXLC]+\)",
    ("statistical-commission", ""): r"\d{1,2}/1\d\d",
    ("icj", ""): "(?!)",  # courts and secretariats adopt none
    ("un-secretariat", ""): "(?!)",
}
OTHERS = r"\d{1,3}/\d{1,2}(?:\s?[A-Z])?|\d{1,4}\s?(?:[A-Z].*?)?\((?:S-)?[IVXLC]+\)"  # commissions and conferences


def fits(key: str, number: str, kind: str = "resolution") -> bool:
    """Can that organ have given that number to a resolution or decision?"""
    pattern = FITS.get((key, kind)) or FITS.get((key, "")) or OTHERS
    return bool(re.fullmatch(pattern, _tidy(number)))


def meets(key: str) -> bool:
    """Is that organ a conference of the parties to a treaty?"""
    return bool(re.match(r"(?:cop|cosp|asp)-|.*-cop$", key))


def shaped_body(number: str) -> str:
    """The organ that the shape of a number shows: a year in front or behind; "" where it shows none."""
    fitting = [key for key in PRINCIPAL if fits(key, number)]
    if "ga" in fitting and re.match(r"(S|ES)-|\d+[^/]*\(", _tidy(number)):
        return "ga"
    return fitting[0] if len(fitting) == 1 and fitting[0] != "hrc" else ""


def roman(number: int) -> str:
    """A session in Roman numerals, as older numbers print it."""
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]


def _tidy(number: str) -> str:
    return number.replace("（", "(").replace("）", ")").strip()
