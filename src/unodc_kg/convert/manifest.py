"""The manifest beside a source text: what is known of it besides its words, and the digest that guards it."""

import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from unodc_kg.convert import detect
from unodc_kg.convert.model import Manifest
from unodc_kg.errors import SourceError

REQUIRED = ("key", "language", "sha256", "title")
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


def load(path: Path) -> tuple[Manifest, str]:
    """The manifest and the sha256 that it demands.

    Raises:
        SourceError: the file is missing, no TOML, or lacks what is required.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: there is no such manifest.", f"Write one with {', '.join(REQUIRED)} (see graph/README.md)."
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: the manifest cannot be read ({error}).", "Expected TOML in UTF-8.") from error
    missing = [name for name in REQUIRED if not values.get(name)]
    if missing:
        raise SourceError(f"{path}: the manifest has no {', '.join(missing)}.", "Add it (see graph/README.md).")
    if values["language"] not in LANGUAGES:
        raise SourceError(f"{path}: language is {values['language']!r}.", f"Expected one of {', '.join(LANGUAGES)}.")
    if values.get("reference_language", "zh") not in LANGUAGES:
        found = values["reference_language"]
        raise SourceError(f"{path}: reference_language is {found!r}.", f"Expected one of {', '.join(LANGUAGES)}.")
    instrument = values.get("instrument", [])
    if not isinstance(instrument, list) or len(instrument) not in (0, 3) or not all(map(_is_text, instrument)):
        raise SourceError(f"{path}: instrument is {instrument!r}.", 'Expected ["resolution", "ga", "75/196"].')
    return _manifest(values), str(values["sha256"])


def _manifest(values: dict[str, Any]) -> Manifest:
    titles = values["title"] if isinstance(values["title"], dict) else {values["language"]: values["title"]}
    return Manifest(
        key=values["key"],
        symbols=tuple(values.get("symbols", ())),
        titles=titles,
        language=values["language"],
        authors=tuple(values.get("authors", ("unodc",))),
        document_type=values.get("document_type", "report"),
        reporting_year=values.get("reporting_year"),
        submitted_to=tuple(values.get("submitted_to", ())),
        rights=values.get("rights", ""),
        source=values.get("source", ""),
        instrument=tuple(values["instrument"]) if values.get("instrument") else None,
        reference_language=values.get("reference_language"),
    )


def completed(known: Manifest, marked: Manifest) -> Manifest:
    """A manifest with what it leaves out taken from the document's own mark-up."""
    return replace(
        known,
        symbols=known.symbols or marked.symbols,
        instrument=known.instrument or marked.instrument,
        adoption=known.adoption or marked.adoption,
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def guess(text: str, source: Path) -> Manifest:
    """A manifest for a text that has none, from its head."""
    return detect.detect(text, source)


def check_digest(data: bytes, expected: str, path: Path) -> None:
    """Refuse a text that is not the one the manifest speaks of.

    Raises:
        SourceError: the digests differ.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise SourceError(
            f"{path}: its sha256 is {found}, its manifest says {expected}.",
            "The text was changed: restore it, or, if the change is meant, write the new digest into the manifest.",
        )


def beside(source: Path) -> Path:
    """Where the manifest of a source stands."""
    return source.with_suffix(".toml")
