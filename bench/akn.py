"""Gold of a marked-up resolution (AKN4UN): symbol, title, paragraphs with their numbers, notes.

Attachments come twice, as in the gold of the re-wrapped files: within the main body and again behind the closing line.
"""

import re
from pathlib import Path
from typing import Any

from lxml import etree

PARTS = ("preamble", "mainBody", "conclusions", "attachments")
BLOCKS = {
    "paragraph",
    "point",
    "container",
    "formula",
    "crossHeading",
    "subheading",
    "tr",
    "heading",
    "intro",
    "wrapUp",
}
WHOLE = {"embeddedStructure"}  # a draft within a paragraph is printed as its text
SKIPPED = {"meta", "num"}


def gold(path: Path) -> dict[str, Any]:
    """What a careful reader finds in the file."""
    root = etree.parse(str(path)).getroot()
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    paragraphs: list[dict[str, str]] = []
    for part in PARTS:
        for element in root.iter(part):
            _walk(element, part, paragraphs)
    notes = [
        {"marker": note.get("marker") or "", "text": _clean("".join(_texts(note)))}
        for part in PARTS
        for element in root.iter(part)
        for note in element.iter("authorialNote")
    ]
    title = next((t for t in root.iter("docTitle") if "Title" in (t.get("refersTo") or "")), None)
    symbol = next((n for n in root.iter("docNumber") if n.get("refersTo") == "#symbol"), None)
    return {
        "symbol": "" if symbol is None else _clean("".join(symbol.itertext())),
        "title": "" if title is None else _clean("".join(_texts(title, mark=True))),
        "paragraphs": [p for p in paragraphs if p["text"]],
        "notes": notes,
    }


def _walk(element: Any, part: str, found: list[dict[str, str]]) -> None:
    """The blocks within an element, each with its own text."""
    if element.tag in BLOCKS or (element.tag == "p" and not _inner(element)):
        holder = element.getparent().getparent() if element.tag == "intro" else element
        number = next((_clean("".join(child.itertext())) for child in holder if child.tag == "num"), "")
        found.append({"num": number, "part": part, "text": _clean("".join(_texts(element, own=True)))})
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED | {"authorialNote"}:
            if element.tag in BLOCKS and child.tag not in BLOCKS:
                if child.tag not in WHOLE:
                    _nested(child, part, found)
            else:
                _walk(child, part, found)


def _nested(element: Any, part: str, found: list[dict[str, str]]) -> None:
    """Blocks below something that is part of the text of a block."""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED | {"authorialNote"}:
            if child.tag in BLOCKS:
                _walk(child, part, found)
            elif child.tag not in WHOLE:
                _nested(child, part, found)


def _inner(element: Any) -> bool:
    return any(child.tag in BLOCKS for child in element.iter() if child is not element)


def _texts(element: Any, *, own: bool = False, mark: bool = False) -> Any:
    """Text of an element with [^n] for its notes; `own` leaves out what inner blocks say."""
    yield element.text or ""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in SKIPPED:
            pass
        elif child.tag == "authorialNote":
            yield "" if mark else f"[^{child.get('marker')}]"
        elif child.tag in ("eol", "td", "th"):
            yield " "
            yield from _texts(child, own=own, mark=mark)
        elif not (own and child.tag in BLOCKS):
            yield from _texts(child, own=own and child.tag not in WHOLE, mark=mark)
        yield child.tail or ""


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
