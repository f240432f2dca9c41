"""A short form that a document defines names the same thing in that document, and in no other."""

from dataclasses import replace

import pytest

from converting import REPORT, converted, known
from unodc_kg.convert import Conversion, convert_text
from unodc_kg.unlinked import queue

ENGLISH = replace(REPORT, language="en", titles={"en": "Work of the ports"})


def english(*paragraphs: str) -> Conversion:
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(paragraphs, 1))
    head = "Work of the ports\nSummary\nOn ports.\n__________\n * Note.\nhttp://example.org/a1\n"
    return convert_text(f"{head}   I. Work\n{numbered}\n", ENGLISH, known())


def named(conversion: Conversion, word: str) -> set[str]:
    """The things that these printed words name, wherever they stand."""
    return {
        mention.things[0].iri
        for reading in conversion.readings
        for mention in reading.mentions
        if reading.unit.text[mention.span.start : mention.span.end].strip("“”《》") == word
    }


def test_a_short_form_of_a_new_title_names_the_same_thing_later():
    found = converted("秘鲁出版了《灯塔守护者手册》（灯手册）。", "肯尼亚使用了灯手册。")

    assert named(found, "灯手册") == named(found, "灯塔守护者手册") != set()
    assert [item.times for item in queue([found.quads], known()) if item.name == "灯塔守护者手册"] == [3]


def test_a_short_form_of_a_known_name_names_the_known_thing():
    found = converted("世界卫生组织（世组）在秘鲁举办了讲习班。", "世组与肯尼亚合作。")

    assert named(found, "世组") == {known().find("世界卫生组织")[0]}


def test_an_abbreviation_in_an_english_bracket_is_learnt():
    found = english("The World Health Organization (WDHO) helped Peru.", "WDHO trained 12 officers; WDHOX did not.")

    assert named(found, "WDHO") == {known().find("World Health Organization")[0]}
    assert named(found, "WDHOX") == set()


@pytest.mark.parametrize("bracket", ["（见上文）", "（秘鲁）", "（乙丙）"])
def test_a_bracket_that_is_no_short_form_teaches_nothing(bracket):
    word = bracket.strip("（）")
    found = converted(f"秘鲁出版了《灯塔守护者手册》{bracket}。", f"肯尼亚提到{word}。")

    assert named(found, "灯塔守护者手册").isdisjoint(named(found, word))


def test_another_document_does_not_know_it():
    converted("秘鲁出版了《灯塔守护者手册》（灯手册）。")

    assert named(converted("肯尼亚使用了灯手册。"), "灯手册") == set()
