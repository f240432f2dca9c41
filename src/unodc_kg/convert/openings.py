"""The words with which a clause of a resolution begins: what the organ does there ("Decides", "Recalling also", 决定).

The mark-up of an official file sets them apart; in text, PDF and Word they are known by the rules of the language.
"""

import re

from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Manifest, Unit


def of(unit: Unit, manifest: Manifest) -> str:
    """The opening words of a clause; "" for other units, and for documents that no organ adopted."""
    if not manifest.instrument or unit.kind != "paragraph" or unit.locator.startswith("closing"):
        return ""
    return unit.opening or _by_rule(unit.text, manifest.language)


def _by_rule(text: str, language: str) -> str:
    pattern = lexicon(language).get("preamble", {}).get("opening", "(?!)")
    match = re.match(pattern, text)
    return match["words"] if match else ""
