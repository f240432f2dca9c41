"""Akoma Ntoso XML (AKN4UN) -> a document whose structure and metadata come from the mark-up, its text from the print.

Links in the mark-up are not followed: what is cited is read from the words, as in any other file.
"""

from pathlib import Path

from unodc_kg.convert import akn_body, akn_inline, akn_meta, xml_tree
from unodc_kg.convert.akn_units import Scope, Units
from unodc_kg.convert.model import Document
from unodc_kg.convert.printed import Printed
from unodc_kg.convert.xml_tree import Element
from unodc_kg.errors import SourceError

NAMESPACE = "akn/3.0"  # how the namespace of the standard ends


def read(data: bytes, source: Path) -> Printed:
    """The document in these bytes.

    Raises:
        SourceError: no well-formed XML, unsafe XML, or XML that is not Akoma Ntoso.
    """
    root = xml_tree.parse(data, source)
    if xml_tree.name(root) != "akomaNtoso" or not xml_tree.namespace(root).rstrip("/").endswith(NAMESPACE):
        raise SourceError(
            f"{source}, line {root.sourceline}: the root element is <{xml_tree.name(root)}> in the namespace "
            f"{xml_tree.namespace(root) or '(none)'}: this is XML, but not Akoma Ntoso.",
            "Expected <akomaNtoso> of http://docs.oasis-open.org/legaldocml/ns/akn/3.0; else give text, PDF or Word.",
        )
    works = xml_tree.children(root)
    if not works:
        raise SourceError(
            f"{source}, line {root.sourceline}: <akomaNtoso> holds no document.", "Expected <statement> or <doc> in it."
        )
    known = akn_meta.manifest(root, source)
    units = _units(works[0], Units(known.language))
    if not units.units:
        raise SourceError(
            f"{source}, line {works[0].sourceline}: <{xml_tree.name(works[0])}> has no text.",
            "Expected a cover, a preamble or a main body with paragraphs.",
        )
    document = Document(known, tuple(units.outline.sections), tuple(units.units))
    return Printed([], "\n\n".join(unit.text for unit in document.units), document=document)


def _units(work: Element, units: Units) -> Units:
    """The parts of the document in order of print."""
    scope = Scope()
    _front(work, units)
    for part in xml_tree.children(work):
        kind = xml_tree.name(part)
        if kind == "preamble":
            akn_body.preamble(part, units, scope)
        elif kind in ("mainBody", "body"):
            akn_body.body(part, units, scope)
        elif kind == "conclusions":
            units.add("closing", units.read(part), section="")
        elif kind == "attachments":
            akn_body.attachments(part, units, scope)
        elif kind == "components":
            for component in xml_tree.children(part, "component"):
                for statement in xml_tree.children(component):
                    akn_body.draft(statement, units)
    return units


def _front(work: Element, units: Units) -> None:
    """The cover and the title, a line for each paragraph; then notes that no mark leads to."""
    paragraphs = [
        one
        for name in ("coverPage", "preface")
        for part in xml_tree.children(work, name)
        for one in xml_tree.children(part)
    ]
    whole = akn_inline.Line(units.language)
    for line in (units.read(one) for one in paragraphs):
        if line.text:
            start = len(whole.signs) + (1 if whole.signs else 0)
            whole.signs += [*("\n" if whole.signs else ""), *line.text]
            whole.notes += [(note, at + start) for note, at in line.notes]
        else:
            units.waiting += [note for note, _ in line.notes]
    units.add("front", whole, kind="front")
    for number, note in enumerate(xml_tree.inside(work, "note"), 1):
        text = units.read(note).text
        star = len(text) - len(text.lstrip("*"))
        if units.units:
            mark = "*" * star or f"n{number}"
            units.note(units.free(f"fn{mark}"), text[star:].strip(), units.units[0].locator)
