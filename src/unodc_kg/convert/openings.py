"""The words with which a clause of a resolution begins: what the organ does there ("Decides", "Recalling also", 决定).

The mark-up of an official file sets them apart; in text, PDF and Word they are known by the rules of the language.
"""

import re

from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Manifest, Unit


def of(unit: Unit, manifest: Manifest) -> str:
    """The opening words of a clause; "" for other units, and for documents that no organ adopted."""
    is_clause = unit.kind == "paragraph" and not re.search(r"annex|closing|\(", unit.locator)
    if not (manifest.instrument and is_clause):
        return ""
    return (unit.opening or by_rule(unit.text, manifest.language)).rstrip("，, :：")


def by_rule(text: str, language: str) -> str:
    """The opening words that the rules of the language find."""
    pattern = lexicon(language).get("clause", {}).get("opening", "(?!)(?P<words>)")
    match = re.match(pattern, text)
    return match["words"] if match else ""
