"""The words of a language that the rules are built from (rules/<language>.toml), read once."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from unodc_kg.errors import UnknownNameError

RULES = Path(__file__).with_name("rules")
PLAIN = "plain"  # what holds for every language


@cache
def lexicon(language: str) -> dict[str, Any]:
    """The lexicon of a language, or its facts (`<language>-facts`); what it does not say is as in rules/plain.toml.

    Raises:
        UnknownNameError: there are no rules for that language.
    """
    if not (RULES / f"{language}.toml").is_file():
        known = ", ".join(sorted(path.stem for path in RULES.glob("??.toml")))
        raise UnknownNameError(f"No conversion rules for the language {language!r}.", f"There are rules for: {known}.")
    return _read(PLAIN) | _read(language)


def has_facts(language: str) -> bool:
    """Are there rules that read facts in that language?"""
    return (RULES / f"{language}-facts.toml").is_file()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
