"""Whole numbers in Han or Western digits; what is no number gives None instead of an error."""

import cn2an

LONGEST = 12  # signs; a longer run of digits is no session or paragraph number


def numeral(text: str) -> int | None:
    """The number that the text prints ("六十三", "63"), or None."""
    if not text or len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return int(cn2an.cn2an(text.replace("两", "二").replace("〇", "零"), "normal"))
    except ValueError:
        return None
