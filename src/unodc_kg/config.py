"""Settings: one table, read once at the edge, handed on as a frozen value.

An option of the command line overrides the environment variable UNODC_KG_<NAME>, which overrides the default.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unodc_kg.errors import SettingError
from unodc_kg.namespaces import BASE

SOURCE_TREE = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


@dataclass(frozen=True)
class Settings:
    """What the program was told; see SETTINGS for each meaning."""

    root: Path
    data: Path
    shared: Path
    host: str
    port: int
    base_iri: str
    language: str
    max_query_length: int
    max_query_depth: int
    max_document_size: int

    @property
    def store(self) -> Path:
        """The folder of the built store."""
        return self.data / "store"


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _text(text: str) -> str:
    if not text or text != text.strip() or any(character.isspace() for character in text):
        raise ValueError
    return text


def _web_iri(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+/", text):
        raise ValueError
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError
    return text


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else low - 1
        if not low <= value <= high:
            raise ValueError
        return value

    return read


@dataclass(frozen=True)
class Setting:
    """One row of the table; `{source}` and `{root}` in a default stand for the source tree and the setting `root`."""

    name: str
    default: str
    help: str
    expected: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"UNODC_KG_{self.name.upper()}"


SETTINGS = (
    Setting("root", "{source}", "project folder with ontology, graph, shapes and questions", "a folder", _path),
    Setting("data", "{root}/data", "folder for what is built, the store above all", "a folder", _path),
    Setting("shared", "{root}/../shared", "folder with sources that are not in the repository", "a folder", _path),
    Setting("host", "127.0.0.1", "address of the web service", "an address without spaces", _text),
    Setting("port", "8000", "port of the web service", "a whole number from 1 to 65535", _whole(1, 65535)),
    Setting("base_iri", BASE, "public address of this service", "an http or https address that ends in /", _web_iri),
    Setting("language", "en", "language of labels by default", f"one of {', '.join(LANGUAGES)}", _language),
    Setting(
        "max_query_length",
        "100000",
        "longest query that is answered, in characters",
        "a whole number from 100 to 10000000",
        _whole(100, 10_000_000),
    ),
    Setting(
        "max_query_depth",
        "100",
        "deepest nesting of brackets in a query",
        "a whole number from 5 to 200",
        _whole(5, 200),
    ),
    Setting(
        "max_document_size",
        "50000000",
        "largest document that many conversions take, in bytes",
        "a whole number from 1000 to 2000000000",
        _whole(1_000, 2_000_000_000),
    ),
)


def load(overrides: Mapping[str, str | None] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run.

    Args:
        overrides: what options said, by the name of the setting; None means that the option was not given.
        environ: the environment, by default that of the process.

    Raises:
        SettingError: a value cannot be used, or there is no such setting.
    """
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    _refuse_unknown(given)
    environment = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        values[setting.name] = _value(setting, given, environment, values.get("root"))
    return Settings(**values)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in given:
        if name not in known:
            raise SettingError(f"There is no setting {name!r}.", f"The settings are {', '.join(known)}.")


def _value(setting: Setting, given: Mapping[str, str], environ: Mapping[str, str], root: Path | None) -> Any:
    """The first of option, environment variable and default, read; `root` is known once the first row is read."""
    default = setting.default.format(source=SOURCE_TREE, root=root)
    candidates = (
        (f"the option --{setting.name.replace('_', '-')}", given.get(setting.name)),
        (setting.variable, environ.get(setting.variable) or None),
        ("the default", default),
    )
    where, text = next((where, text) for where, text in candidates if text is not None)
    try:
        return setting.read(text)
    except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: "~" of a user that does not exist
        raise SettingError(
            f"Setting {setting.name!r} has the value {text!r} (from {where}). Expected {setting.expected}.",
            f"Correct {where}, or remove it to get {default!r}.",
        ) from error
