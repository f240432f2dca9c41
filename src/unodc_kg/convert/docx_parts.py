"""Parts of a Word file that python-docx does not read: automatic numbers and footnotes."""

from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

CHINESE = "一二三四五六七八九十"
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
SKIPPED = {
    qn("w:del"),
    qn("w:instrText"),
    qn("w:delText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


class Numbering:
    """Counts the paragraphs of each list as a word processor does, and gives the printed number of each."""

    def __init__(self, document: Document) -> None:
        self.levels: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        root = _part(document, RELATIONSHIP_TYPE.NUMBERING)
        if root is None:
            return
        for abstract in root.iter(qn("w:abstractNum")):
            levels = {level.get(qn("w:ilvl")): level for level in abstract.iter(qn("w:lvl"))}
            self.levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            target = number.find(qn("w:abstractNumId"))
            if target is not None:
                self.lists[number.get(qn("w:numId"))] = target.get(qn("w:val"))

    def number(self, paragraph: Paragraph) -> str:
        """The number that is printed before a paragraph; "" where there is none."""
        list_id, depth = _list_of(paragraph)
        abstract = self.lists.get(list_id, "")
        level = self.levels.get(abstract, {}).get(str(depth))
        if level is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, int(_value(level, "w:start") or 1) - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if _value(level, "w:numFmt") == "bullet":
            return "•"
        printed = _value(level, "w:lvlText")
        for index in range(depth + 1):
            form = _value(self.levels[abstract].get(str(index), level), "w:numFmt")
            printed = printed.replace(f"%{index + 1}", _spelled(counts.get(index, 1), form))
        return printed


def footnotes(document: Document) -> dict[str, str]:
    """The text of each footnote by its identifier."""
    root = _part(document, RELATIONSHIP_TYPE.FOOTNOTES)
    if root is None:
        return {}
    found = {}
    for note in root.iter(qn("w:footnote")):
        if note.get(qn("w:type")) is None:
            lines = ["".join(text for kind, text in pieces(p) if kind == "text") for p in note.iter(qn("w:p"))]
            found[note.get(qn("w:id"))] = " ".join(line.strip() for line in lines if line.strip())
    return found


def pieces(element: Any) -> Iterator[tuple[str, str]]:
    """What a paragraph holds, in order: ("text", words), ("mark" or "own", a footnote's identifier).

    Behind "own", the next words are the mark itself: a star.
    """
    for child in element:
        if child.tag in SKIPPED:
            continue
        if child.tag == qn("w:t"):
            yield "text", child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            yield "text", " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "text", "-"
        elif child.tag == qn("w:footnoteReference"):
            own = child.get(qn("w:customMarkFollows")) in ("1", "true", "on")
            yield "own" if own else "mark", child.get(qn("w:id")) or ""
        elif child.tag not in (qn("w:pPr"), qn("w:rPr")):
            yield from pieces(child)


def _part(document: Document, kind: str) -> Any:
    """The root element of a related part, entities unresolved; None where there is none."""
    try:
        return parse_xml(document.part.part_related_by(kind).blob)
    except KeyError:
        return None


def _list_of(paragraph: Paragraph) -> tuple[str, int]:
    """Identifier of the list and depth in it: given by the paragraph, else by its style or one that this builds on."""
    list_id, depth = _numbered(paragraph._p.pPr)
    style: Any = paragraph.style
    while style is not None and not list_id:
        list_id, in_style = _numbered(style.element.pPr)
        depth = in_style if depth is None else depth
        style = style.base_style
    return list_id, depth or 0


def _numbered(properties: Any) -> tuple[str, int | None]:
    numbers = None if properties is None else properties.find(qn("w:numPr"))
    if numbers is None:
        return "", None
    depth = _value(numbers, "w:ilvl")
    return _value(numbers, "w:numId"), int(depth) if depth.isdigit() else None


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else found.get(qn("w:val")) or ""


def _spelled(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form.startswith(("chinese", "taiwanese", "ideograph", "japaneseCounting")) and 0 < count < 100:
        tens, ones = divmod(count, 10)
        lead = (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "")
        return lead + (CHINESE[ones - 1] if ones else "")
    return "" if form == "none" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (count // value)
        count %= value
    return text
