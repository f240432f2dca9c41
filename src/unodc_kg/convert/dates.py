"""Printed dates and intervals, read by the grammar of the text's language; a language without one has no dates."""

from collections.abc import Callable

from unodc_kg.convert import dates_en, dates_zh
from unodc_kg.convert.model import Span, When

GRAMMARS: dict[str, Callable[[str, int | None, list[Span]], list[When]]] = {
    "en": dates_en.dates,
    "zh": dates_zh.dates,
}


def dates(text: str, language: str, year: int | None, named: list[Span]) -> list[When]:
    """The dates of a unit's text, in order.

    Args:
        text: the unit's text.
        language: of the text.
        year: the year that a month without one belongs to, if no year stands before it in the unit.
        named: names; a year inside a name is marked `inside_name`.
    """
    read = GRAMMARS.get(language)
    return read(text, year, named) if read else []
