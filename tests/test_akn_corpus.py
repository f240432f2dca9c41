"""All resolutions and decisions of the shared corpus convert, and no text of theirs is lost.

Numbers are those of the mark-up; text is compared without white space, numbers and marks.
"""

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from converting import known
from unodc_kg.convert import annexes, convert_file, decode, openings, sources, xml_tree
from unodc_kg.convert.authority_names import Names
from unodc_kg.convert.model import Document

SHARED = Path(os.environ.get("UNODC_KG_SHARED", Path(__file__).parents[2] / "shared")) / "corpus" / "akn4un"
FILES = sorted(SHARED.glob("*/*/*.xml"))
PARTS = ("coverPage", "preface", "preamble", "mainBody", "conclusions", "note")
NOT_TEXT = re.compile("[\\s_\u200b\u200e\u200f\ufeff]")
LEAST = 0.995

pytestmark = pytest.mark.skipif(not FILES, reason=f"there are no files in {SHARED}: set UNODC_KG_SHARED")


@cache
def document(path: Path) -> Document:
    """The document that a file of the corpus holds."""
    found = sources.read(decode.load(path), path).document
    assert found is not None
    return found


@cache
def root(path: Path) -> xml_tree.Element:
    """The mark-up of the same file."""
    return xml_tree.parse(path.read_bytes(), path)


def printed(element: xml_tree.Element) -> str:
    """The text of an element without its numbers."""
    if xml_tree.name(element) in ("", "num"):
        return ""
    return (element.text or "") + "".join(printed(child) + (child.tail or "") for child in element)


def tops(path: Path) -> list[xml_tree.Element]:
    """The parts with text that stand in no other such part."""
    found = [element for part in PARTS for element in xml_tree.inside(root(path), part)]
    return [element for element in found if not any(xml_tree.name(above) in PARTS for above in element.iterancestors())]


def signs(text: str) -> Counter[str]:
    """How often each sign stands in a text."""
    return Counter(NOT_TEXT.sub("", text))


def is_mark(text: str) -> bool:
    """Is it the name of an annex, or a letter or numeral alone? Locators say these."""
    bare = " ".join(text.split())
    return bool(annexes.ANNEX.match(bare) or re.fullmatch("[A-Z]|[IVX]+|[一二三四五六七八九十]+", bare))


def marks(path: Path) -> str:
    """What of the text is a number although the mark-up does not say so."""
    names = ("subheading", "heading", "p")
    found = [printed(element) for name in names for element in xml_tree.inside(root(path), name)]
    numerals = [n for t in found for n in re.findall(r"^\s*([一二三四五六七八九十]+)\s+\S", t)]
    stars = ["*" for note in xml_tree.inside(root(path), "note") if printed(note).strip().startswith("*")]
    numbers = [n for t in found for n in re.findall(r"^\s*(\d{1,3}\s*[.．\-–—])\s*\D", t)]
    return "".join([*filter(is_mark, found), *numerals, *stars, *numbers])


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda f: f"{f.parent.name}-{f.name}")
def test_no_text_is_lost(folder):
    lost: dict[str, Counter[str]] = {}
    for path in sorted(folder.glob("*.xml")):
        read = document(path)
        have = signs("".join(unit.text for unit in read.units) + "".join(s.heading for s in read.sections))
        want = signs("".join(printed(element) for element in tops(path)))
        if missing := want - have - signs(marks(path)):
            lost[path.name] = missing
    assert lost == {}


def test_every_file_converts_to_a_graph():
    lengths = {path.name: len(convert_file(path, known()).quads) for path in FILES}
    print(f"{len(lengths)} files, {sum(lengths.values())} statements")
    assert min(lengths.values()) > 100


def own(element: xml_tree.Element) -> str:
    """What a paragraph, clause or item says itself: without its number, notes, lists and drafts."""
    if xml_tree.name(element) in ("", "num", "authorialNote", "embeddedStructure"):
        return ""
    lists = ("list", "sublist", "blockList")
    inner = [child for child in element if xml_tree.name(child) not in lists]
    heads = [
        one
        for part in xml_tree.children(element, *lists)
        for one in xml_tree.children(part, "intro", "listIntroduction")
    ]
    tails = [(child.tail or "") for child in element if child not in inner]
    return (element.text or "") + "".join([*(own(c) + (c.tail or "") for c in inner), *map(own, heads), *tails])


def test_paragraphs_and_notes_are_those_of_the_mark_up():
    """Each numbered paragraph, clause, item and note has a unit with its text, no more and no less."""
    kinds = {
        "paragraph": ("paragraph",),
        "clause": ("container",),
        "item": ("point", "item"),
        "note": ("authorialNote",),
    }
    wanted, found = Counter(), Counter()
    for path in FILES:
        texts = Counter(NOT_TEXT.sub("", unit.text) for unit in document(path).units)
        for kind, names in kinds.items():
            elements = [one for name in names for one in xml_tree.inside(root(path), name)]
            if kind == "paragraph":
                elements = [
                    one for one in elements if xml_tree.text(one)[:1].isdigit() and xml_tree.children(one, "num")
                ]
            if kind == "clause":
                elements = [one for one in elements if "preamble" in parents(one)]
            said = Counter(NOT_TEXT.sub("", "".join(map(own, one)) if kind == "note" else own(one)) for one in elements)
            wanted[kind] += said.total()
            found[kind] += (said & texts).total()
    agreement = {kind: found[kind] / wanted[kind] for kind in wanted}
    print(len(FILES), "files:", *(f"{kind} {found[kind]} of {wanted[kind]}" for kind in wanted))
    assert {kind: share for kind, share in agreement.items() if share < LEAST} == {}


def parents(element: xml_tree.Element) -> set[str]:
    """The names of the elements above one."""
    return {xml_tree.name(above) for above in element.iterancestors()}


def test_every_mark_of_a_note_stands_in_the_unit_that_carries_it():
    loose = []
    for path in FILES:
        units = {unit.locator: unit for unit in document(path).units}
        for unit in units.values():
            if unit.kind == "footnote":
                assert unit.parent in units
                if unit.locator.removeprefix("fn") not in {mark for mark, _ in units[unit.parent].marks}:
                    loose.append((path.name, unit.locator))
    notes = sum(1 for path in FILES for unit in document(path).units if unit.kind == "footnote")
    print(f"{len(loose)} of {notes} notes hang at a heading or nowhere")
    assert len(loose) < notes * (1 - LEAST) * 3


def test_every_file_is_an_instrument_with_its_day_and_no_locator_comes_twice():
    for path in FILES:
        read = document(path)
        assert read.manifest.instrument is not None, path.name
        assert read.manifest.adoption is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", read.manifest.adoption.date), path.name
        assert len({unit.locator for unit in read.units}) == len(read.units)


@pytest.mark.parametrize(("language", "least"), [("en", 0.95), ("zh", 0.95)])
def test_the_rules_find_the_opening_words_that_the_mark_up_sets_apart(language, least):
    agree = Counter()
    for path in FILES:
        read = document(path)
        for unit in read.units if read.manifest.language == language else ():
            if unit.opening and "annex" not in unit.locator:
                agree[openings.by_rule(unit.text, language) == unit.opening.rstrip("，, :：")] += 1
    share = agree[True] / agree.total()
    print(f"{language}: {agree[True]} of {agree.total()} openings by rule, {share:.3f}")
    assert share >= least


def test_most_language_versions_have_the_same_locators():
    by_iri: dict[str, dict[str, set[str]]] = {}
    for path in FILES:
        read = document(path)
        by_iri.setdefault(read.manifest.iri, {})[read.manifest.language] = {unit.locator for unit in read.units}
    pairs = [(v["en"], v[other]) for v in by_iri.values() if "en" in v for other in v if other != "en"]
    shared = sum(len(a & b) for a, b in pairs) / sum(len(a | b) for a, b in pairs)
    print(f"{sum(a == b for a, b in pairs)} of {len(pairs)} pairs agree in every locator; {shared:.3f} of all locators")
    assert shared > 0.88


def test_every_vote_of_the_corpus_is_linked_and_totals_agree():
    names, counted, linked, sponsors = Names(known()), 0, 0, Counter()
    for path in FILES:
        adoption = document(path).manifest.adoption
        assert adoption is not None
        for count in adoption.counts:
            assert count.total == len(count.voters), (path.name, count.choice)
            counted += len(count.voters)
            linked += sum(1 for voter in count.voters if names.state(voter))
        for text in (text for draft in adoption.drafts for text in (draft.sponsors, draft.additional)):
            found, printed = names.listed(text)
            sponsors["linked"] += len(found)
            sponsors["printed"] += len(printed)
    print(f"{linked} of {counted} votes linked; sponsors: {dict(sponsors)}")
    assert linked >= LEAST * counted > 0
    assert sponsors["linked"] > 0.98 * sponsors.total()
