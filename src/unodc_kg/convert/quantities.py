"""Printed numbers as figures, read by the grammar of the text's language; a language without one has no figures."""

from collections.abc import Callable

from unodc_kg.convert import quantities_en, quantities_zh
from unodc_kg.convert.model import Quantity, Span

GRAMMARS: dict[str, Callable[[str, list[Span]], list[Quantity]]] = {
    "en": quantities_en.quantities,
    "zh": quantities_zh.quantities,
}


def quantities(text: str, language: str, blocked: list[Span]) -> list[Quantity]:
    """The figures of a unit's text.

    Args:
        text: the unit's text.
        language: of the text.
        blocked: stretches whose numbers are not figures: dates, symbols, citations, names.
    """
    read = GRAMMARS.get(language)
    return read(text, blocked) if read else []
