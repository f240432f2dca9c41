"""The language of a page: which one the reader wants, and what the interface says in it (`messages/*.json`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Request

from unodc_kg.config import LANGUAGES

NAMES = {"ar": "العربية", "zh": "中文", "en": "English", "fr": "Français", "ru": "Русский", "es": "Español"}
RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True)
class Messages:
    """What the interface says in one language, and what it calls terms that are not ours."""

    language: str
    texts: Mapping[str, str]
    terms: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The message `key` with its values filled in."""
        return self.texts[key].format(**values)


def choose(request: Request, default: str) -> str:
    """The language that the address asks for, else the one that the reader's browser likes best."""
    liked = (tag.lower().partition("-")[0] for tag, quality in request.accept_languages if quality > 0)  # best first
    return asked(request) or next((tag for tag in liked if tag in LANGUAGES), default)


def asked(request: Request) -> str:
    """The language that the address asks for; "" if it asks for none that we have."""
    wanted = request.args.get("lang", "").lower().partition("-")[0]
    return wanted if wanted in LANGUAGES else ""


def direction(language: str) -> str:
    """The direction in which a language is written, as HTML says it."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def messages(language: str) -> Messages:
    """The messages of a language."""
    text = files("unodc_kg.web").joinpath(f"messages/{language}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return Messages(language, found["messages"], found["terms"])
