"""The words of a language that the rules are built from (rules/<language>.toml), read once."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from unodc_kg.errors import UnknownNameError

RULES = Path(__file__).with_name("rules")


@cache
def lexicon(language: str) -> dict[str, Any]:
    """The lexicon of a language.

    Raises:
        UnknownNameError: there are no rules for that language.
    """
    path = RULES / f"{language}.toml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RULES.glob("??.toml")))
        raise UnknownNameError(f"No conversion rules for the language {language!r}.", f"There are rules for: {known}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
