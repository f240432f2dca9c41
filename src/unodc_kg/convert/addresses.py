"""Where the public can read a document: its address by symbol, or the session report that prints it.

Which symbols, bodies and reports there are is data: rules/symbols.toml.
"""

import tomllib
from functools import cache
from typing import Any
from urllib.parse import quote

from unodc_kg import iris
from unodc_kg.convert.lexicon import RULES


def address(symbol: str, language: str = "") -> str:
    """The public address of a document, in one language if asked; "" if the symbol is none of the United Nations."""
    if symbol.partition("/")[0] not in _rules()["series"]:
        return ""
    place = f"{language}/" if language else ""
    return str(_rules()["public"]) + place + quote("".join(symbol.split()), safe="/().-")


def symbol_of(kind: str, body: str, number: str) -> str:
    """The symbol of a resolution or decision; "" if the body issues none, or its form is uncertain (lettered parts)."""
    start = str(_rules()["instruments"][kind].get(body, ""))
    return start + iris.spaced(number) if start and not iris.number_parts(number)[2] else ""


def report_of(body: str, number: str) -> str:
    """The symbol of the session report in which a body prints its resolutions and decisions; "" if it is not known."""
    rule = _rules()["reports"].get(body, {})
    session = iris.number_parts(number)[0]
    if "sessions" in rule or not session.isdigit():
        return str(rule.get("sessions", {}).get(session, ""))
    known = bool(rule) and int(session) >= rule["since"]
    return str(rule["symbol"]).format(year=rule["founded"] + int(session)) if known else ""


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((RULES / "symbols.toml").read_text(encoding="utf-8"))
