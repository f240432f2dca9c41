"""The body of an Akoma Ntoso document -> sections and units, in order, with locators as other readers give them.

Numbers come from what is printed (`num`), never from identifiers, which differ between language files. What stands in
no paragraph known here becomes a paragraph without a number, so that no text is lost.
"""

from dataclasses import replace
from itertools import groupby

from unodc_kg.convert import akn_inline, akn_marks, annexes, headings, xml_tree
from unodc_kg.convert.akn_units import COMMAS, Scope, Units
from unodc_kg.convert.outline import plain_number
from unodc_kg.convert.wrapped import END
from unodc_kg.convert.xml_tree import Element

EMBEDDED = frozenset({"embeddedStructure"})
ANNEX = {"ar": "مرفق", "en": "Annex", "es": "Anexo", "fr": "Annexe", "ru": "Приложение", "zh": "附件"}
DRAFT = "draft."  # the text of another instrument that stands inside this one
PARTS = frozenset({"part", "section", "chapter", "title", "article"})
HEADS = frozenset({"heading", "subheading"})
SHORT = 80  # signs; what has no stop and stands before a number is a heading, if it is short
APART = frozenset({"meta", "coverPage", "preface"})


def preamble(element: Element, units: Units, scope: Scope) -> None:
    """The organ that speaks (pp0), then the clauses: pp1, pp2 ..."""
    for child in xml_tree.children(element):
        if xml_tree.name(child) == "formula" or child.get("name") == "formula":
            units.add(f"{scope.prefix}pp0", units.read(child))
        else:
            _clause(child, units, scope)


def body(element: Element, units: Units, scope: Scope) -> None:
    """A main body; where the parts of it count anew, their letter stands before the number."""
    parts = [child for child in xml_tree.children(element) if xml_tree.name(child) in PARTS]
    numbers = [_number(found) for part in parts for found in xml_tree.inside(part, "paragraph")]
    _blocks(element, units, scope, restarts=len(numbers) != len(set(numbers)))


def attachments(element: Element, units: Units, scope: Scope) -> None:
    """The annexes: each is a section of its own and counts anew."""
    documents = xml_tree.below(element, "attachment", "doc")
    before = units.outline.current
    for position, document in enumerate(documents, 1):
        _annex(document, units, scope.prefix, 0 if len(documents) == 1 else position)
    units.outline.current = before


def draft(element: Element, units: Units) -> None:
    """The text of an instrument that this one recommends: its clauses and numbers are its own."""
    scope = Scope(DRAFT)
    for child in xml_tree.children(element):
        kind = xml_tree.name(child)
        if kind == "preamble":
            preamble(child, units, scope)
        elif kind == "mainBody":
            body(child, units, scope)
        elif kind == "attachments":
            attachments(child, units, scope)
        elif kind == "conclusions":
            units.add("closing", units.read(child), section="")
        elif child.get("name") == "formula":
            units.add(f"{scope.prefix}pp0", units.read(child))
        elif kind == "container":
            _clause(child, units, scope)
        elif kind not in APART:
            _block(child, units, scope, restarts=False)


def _annex(document: Element, units: Units, prefix: str, position: int) -> None:
    bodies = xml_tree.below(document, "mainBody")
    lead = _lead([child for found in bodies for child in xml_tree.children(found)])
    lines = [units.read(block) for block in lead]
    texts = [line.text for line in lines]
    match = annexes.ANNEX.match(texts[0]) if texts else None
    number = plain_number(match["number"]) if match and match["number"] else str(position or "")
    title = akn_inline.plain(" ".join(texts[1:] if match else texts), units.language)
    units.outline.current = ""
    units.heading(title or "".join(texts[:1]) or ANNEX[units.language], f"{prefix}annex{number}", 0)
    units.waiting += [note for line in lines for note, _ in line.notes]
    scope = Scope(f"{units.outline.current}.", leading=True)
    for part in xml_tree.children(document):
        if xml_tree.name(part) == "mainBody":
            _blocks(part, units, scope, restarts=False, apart=lead)
        elif xml_tree.name(part) == "conclusions":
            units.add("closing", units.read(part), section="")
        elif xml_tree.name(part) not in APART:
            preamble(part, units, scope)


def _lead(blocks: list[Element]) -> list[Element]:
    """The name of an annex and its title: what stands before its first sentence, number or numbered heading."""
    lead: list[Element] = []
    for block in blocks:
        text = xml_tree.text(block)
        named = bool(annexes.ANNEX.match(text))
        short = xml_tree.name(block) == "paragraph" and not xml_tree.children(block, "num") and not END.search(text)
        titled = _is_heading(block) or (short and len(lead) == 1 and bool(annexes.ANNEX.match(xml_tree.text(lead[0]))))
        if not (named and not lead) and not (titled and not headings.heading_number(text)[0]):
            break
        if not named and len(lead) > 1 and block.get("class") != lead[-1].get("class"):
            break
        lead.append(block)
    return lead


def _blocks(
    element: Element, units: Units, scope: Scope, *, restarts: bool, apart: list[Element] | None = None
) -> None:
    """All that stands in a body or part; headings that stand together are read together."""
    stray = akn_inline.plain("".join([element.text or "", *(child.tail or "" for child in element)]), units.language)
    line = akn_inline.Line(units.language)
    line.add(stray)
    units.unnumbered(line, scope)
    rest = [child for child in xml_tree.children(element) if child not in (apart or [])]
    for heads, group in groupby(rest, key=_is_heading):
        found = list(group)
        if heads:
            _headings(found, units, scope)
            if restarts and xml_tree.name(element) in PARTS:
                scope.prefix = f"{units.outline.current}."
        for child in [] if heads else found:
            _block(child, units, scope, restarts=restarts)


def _block(element: Element, units: Units, scope: Scope, *, restarts: bool) -> None:
    kind = xml_tree.name(element)
    if kind == "paragraph":
        _paragraph(element, units, scope)
    elif kind in PARTS:
        before = units.outline.current
        _blocks(element, units, replace(scope, number="", clauses=0) if restarts else scope, restarts=restarts)
        units.outline.current = before
    elif kind == "crossHeading":
        _clause(element, units, scope)
    elif rows := list(xml_tree.inside(element, "tr")):
        for row in rows:
            units.unnumbered(units.read(row), scope)
    else:
        units.unnumbered(units.read(element), scope)


def _headings(elements: list[Element], units: Units, scope: Scope) -> None:
    """A letter or numeral alone is the number of the heading behind it."""
    number = ""
    for element in elements:
        printed = [xml_tree.text(found) for found in xml_tree.children(element, "num")]
        line = units.read(element, without=frozenset({"num"}))
        alone = akn_marks.heading(line.text)
        if alone and not printed and not number and element is not elements[-1]:
            number = alone
            continue
        number = number or akn_marks.heading("".join(printed)) or akn_marks.leading_numeral(xml_tree.text(element))
        line.signs = (
            line.signs[len(number) :] if number and line.text.startswith(number) and not printed else line.signs
        )
        match, level = headings.heading_number(f"{number}. {line.text}" if number else line.text)
        found = plain_number(match["number"]) if match and level < 3 else ""
        level = 2 if akn_marks.follows(found, units.outline.current) else level
        scope.leading = scope.leading and not found
        units.heading(match["rest"] if match and found else line.text, found, level if found else 9)
        units.waiting += [note for note, _ in line.notes]
        number = ""


def _is_heading(element: Element) -> bool:
    """A heading by its mark-up, or by its style where it does not end like a sentence."""
    kind = xml_tree.name(element)
    if kind in HEADS:
        return True
    if kind != "paragraph" or xml_tree.children(element, "list"):
        return False
    text = xml_tree.text(element)
    if _number(element) or (END.search(text) and not akn_marks.heading(text)):
        return bool(xml_tree.children(element, *HEADS)) and not _content(element)
    apart = akn_inline.read([element], "en", without=frozenset({"num"})).set_apart or akn_marks.heading(text) != ""
    styled = apart or element.get("class", "").startswith("H") or not _content(element)
    return styled or (bool(text) and len(text) <= SHORT and not text.endswith(COMMAS) and _before_number(element))


def _before_number(element: Element) -> bool:
    """Does a numbered paragraph stand right behind it, or another heading?"""
    following = next((one for one in element.itersiblings() if xml_tree.name(one)), None)
    return following is not None and (bool(_number(following)) or _is_heading(following))


def _content(element: Element) -> list[Element]:
    return xml_tree.children(element, "content", "list")


def _number(element: Element) -> str:
    return akn_marks.paragraph("".join(xml_tree.text(found) for found in xml_tree.children(element, "num")))


def _paragraph(element: Element, units: Units, scope: Scope) -> None:
    """A paragraph, its items, and the draft that it may hold."""
    number = _number(element)
    lists = xml_tree.children(element, "list", "blockList")
    parts = [child for child in xml_tree.children(element) if child not in lists and xml_tree.name(child) != "num"]
    intro = [child for found in lists[:1] for child in xml_tree.children(found, "intro", "listIntroduction")]
    line = units.read(*parts, *intro, without=EMBEDDED)
    if not number and (match := akn_marks.due(line.text, scope.number)):
        number = str(int(match["number"]))
        line.cut(match.end())
    if number:
        scope.number, scope.leading = number, False
        units.add(scope.prefix + number, line)
    else:
        units.unnumbered(line, scope)
    stem = units.last if line.text else scope.prefix + (number or scope.number or "0")
    for found in lists:
        _items(found, units, scope, stem)
    for found in parts:
        for embedded in xml_tree.inside(found, "embeddedStructure"):
            draft(embedded, units)


def _items(element: Element, units: Units, scope: Scope, stem: str) -> None:
    """The items of a list; a list below stands behind the item that it belongs to."""
    last, position = stem, 0
    for child in xml_tree.children(element):
        kind = xml_tree.name(child)
        if kind in ("point", "item"):
            position += 1
            mark = "".join(xml_tree.text(found) for found in xml_tree.children(child, "num"))
            last = f"{stem}({akn_marks.item(mark, position)})"
            _item(child, units, scope, last)
        elif kind in ("sublist", "list", "blockList"):
            _items(child, units, scope, last)
        elif kind not in ("intro", "listIntroduction"):
            units.unnumbered(units.read(child), scope)


def _item(element: Element, units: Units, scope: Scope, locator: str) -> None:
    lists = frozenset({"list", "sublist", "blockList"})
    parts = [child for child in xml_tree.children(element) if xml_tree.name(child) not in lists | {"num"}]
    units.add(locator, units.read(*parts))
    for child in xml_tree.children(element, *lists):
        _items(child, units, scope, locator)


def _clause(element: Element, units: Units, scope: Scope) -> None:
    """A preambular clause and its items."""
    lists = list(xml_tree.inside(element, "blockList"))
    intro = [child for found in lists[:1] for child in xml_tree.children(found, "listIntroduction")]
    locator = scope.clause()
    units.add(locator, units.read(element, *intro, without=frozenset({"blockList"})))
    for found in lists:
        _items(found, units, scope, locator)
