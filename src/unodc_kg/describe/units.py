"""Where a part of a document stands, by its IRI: the IRIs of parts begin with that of their document (see `iris`)."""

import re

from unodc_kg.namespaces import ID

PART = r"(?:/(?P<part>front|summary|[a-z]+/[^/]+))?"
NUMBERED = rf"(?P<key>[a-z-]+(?:/[a-z0-9-]+){{1,2}}?){PART}"
SLUG = rf"(?P<key>[^/]+){PART}"
KEYS = {"document": SLUG, "publication": SLUG, "treaty": SLUG, "resolution": NUMBERED, "decision": NUMBERED}


def split(iri: str) -> tuple[str, str]:
    """The document of an IRI and what follows it, e.g. "paragraph/35"; ("", "") if no document is in it."""
    kind, _, rest = iri.removeprefix(ID).partition("/")
    match = re.fullmatch(KEYS[kind], rest) if iri.startswith(ID) and kind in KEYS else None
    return (f"{ID}{kind}/{match['key']}", match["part"] or "") if match else ("", "")


def anchor(iri: str) -> str:
    """The name of a part within the page of its document."""
    return split(iri)[1].replace("/", "-")


def reading_order(iri: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts paragraph 9 before paragraph 10."""
    parts = re.split(r"([0-9]+)", iri)
    return tuple(_number(part) if place % 2 else (-1, part) for place, part in enumerate(parts))


def _number(digits: str) -> tuple[int, str]:
    """Digits as they sort by their value, however many there are."""
    value = digits.lstrip("0")
    return len(value), value
