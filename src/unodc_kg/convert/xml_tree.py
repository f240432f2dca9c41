"""Bytes -> an XML tree, safely: the one door to lxml.

A document needs no document type declaration, so one is refused before anything is parsed: without it there are no
entities to expand and no files to fetch. Depth is bounded here, size by what `decode.load` reads.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from unodc_kg.errors import SourceError

Element = Any  # lxml has no type hints of its own
DEEPEST = 60  # levels of elements; documents have fewer than twenty
START = re.compile(rb"^\s*<(?:\?xml\b|!--|!DOCTYPE\b|[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=|\s*/?>))", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
DOCTYPE = re.compile(rb"<!DOCTYPE\s*(?P<name>[\w.:-]*)", re.IGNORECASE)
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def is_xml(data: bytes) -> bool:
    """Do these bytes begin like XML, in whatever encoding?"""
    head = data[:1024]
    for mark in MARKS:
        head = head.removeprefix(mark)
    return bool(START.match(head.replace(b"\0", b"")))


def parse(data: bytes, source: Path) -> Element:
    """The root element.

    Raises:
        SourceError: no well-formed XML, a document type declaration, or elements nested too deeply.
    """
    _refuse_doctype(data, source)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(
            f"{source}, line {error.lineno or 1}: this is no well-formed XML ({error.msg}).",
            "The file is cut or damaged: fetch it again.",
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:  # an encoding in which the declaration looks different
        raise _doctype(source, 1)
    _refuse_depth(root, source)
    return root


def name(element: Element) -> str:
    """The local name of an element; "" for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; "" if it has none."""
    return etree.QName(element).namespace or ""


def children(element: Element, *names: str) -> list[Element]:
    """The child elements, of these names if any are given."""
    return [child for child in element if name(child) and (not names or name(child) in names)]


def below(element: Element, *path: str) -> list[Element]:
    """The elements at the end of a path of names."""
    found = [element]
    for step in path:
        found = [child for parent in found for child in children(parent, step)]
    return found


def inside(element: Element, wanted: str) -> Iterator[Element]:
    """All elements of that name at any depth, in order."""
    return (found for found in element.iter() if name(found) == wanted)


def text(element: Element) -> str:
    """All text inside an element on one line."""
    return " ".join("".join(element.itertext(with_tail=False)).split())


def _refuse_doctype(data: bytes, source: Path) -> None:
    plain = COMMENT.sub(lambda found: b"\n" * found.group().count(b"\n"), data.replace(b"\0", b""))
    match = DOCTYPE.search(plain)
    if match and match["name"].lower() == b"html":
        raise SourceError(f"{source}: this is a web page (HTML), not Akoma Ntoso XML.", "Save the XML file itself.")
    if match:
        raise _doctype(source, plain.count(b"\n", 0, match.start()) + 1)


def _doctype(source: Path, line: int) -> SourceError:
    return SourceError(
        f"{source}, line {line}: a document type declaration (<!DOCTYPE ...>) is not read: entities can hide anything.",
        "Remove the declaration and write out the entities; Akoma Ntoso needs none.",
    )


def _refuse_depth(root: Element, source: Path) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise SourceError(
                f"{source}, line {element.sourceline}: elements are nested more than {DEEPEST} levels deep.",
                "No document of the United Nations is: fetch the file again.",
            )
