"""Akoma Ntoso files: the mark-up says what is what, the text is that of the print, and nothing is lost."""

import hashlib
import re
from itertools import pairwise

import pytest

import akoma
from akoma import BODY, akn, document, texts
from unodc_kg import iris

CHINESE = """
<preamble><formula><p>	大会，</p></formula>
<container><p>	<span class="bold">回顾</span> 其2031年5月3日第
<a href="x">90/11</a> 号决议，<authorialNote marker="1"><p>见 A/90/12。</p></authorialNote> 并回顾港口安全，</p>
</container></preamble>
<mainBody><paragraph><num>1.</num><list><intro><p><span class="bold">请</span>秘书长：</p></intro>
<point><num>(a)</num><content><p>统计港口；</p></content></point>
<sublist><point><num>㈠</num><content><p>海运；</p></content></point></sublist>
<point><num>(b)</num><content><p>提出报告；</p></content></point></list></paragraph></mainBody>
"""
PARTS = """<mainBody>
<part><subheading>A</subheading><subheading>Sea</subheading>
<crossHeading refersTo="#preamble">Recalling A,</crossHeading>
<paragraph><num>1.</num><content><p>One of A.</p></content></paragraph></part>
<part><subheading>B</subheading><subheading>Land</subheading>
<crossHeading refersTo="#preamble">Recalling B,</crossHeading>
<paragraph><num>1.</num><content><p>One of B.</p></content></paragraph></part></mainBody>"""
DRAFT = """<mainBody><paragraph><content><p>Recommends this draft:
<embeddedStructure><container name="formula"><p>The General Assembly,</p></container>
<container><p>Recalling ports,</p></container>
<paragraph><num>1.</num><content><p>Decides on ports.</p></content></paragraph></embeddedStructure></p></content>
</paragraph>
<paragraph><num>1.</num><content><p>Decides on boats.</p></content></paragraph></mainBody>"""


def sections(data: bytes) -> dict[str, str]:
    """Locator -> heading."""
    return {section.locator: section.heading for section in document(data).sections}


def test_the_organ_and_its_clauses_stand_in_the_preamble() -> None:
    found = texts(akn())
    assert found["pp0"] == "The General Assembly,"
    assert found["pp1"] == "Recalling its resolution 90/11 of 3 May 2031, and the safety of ports,"
    assert found["pp2"] == "Mindful also of boats,"


def test_a_note_stands_behind_its_unit_and_its_mark_is_remembered() -> None:
    units = document(akn()).units
    clause, note = next((a, b) for a, b in pairwise(units) if b.kind == "footnote")
    (mark, offset), *none = clause.marks
    assert (mark, none) == ("1", [])
    assert clause.text[:offset].endswith("3 May 2031,")
    assert (note.locator, note.parent, note.text) == ("fn1", "pp1", "See A/90/12.")


def test_paragraphs_and_items_carry_their_printed_numbers() -> None:
    found = texts(akn())
    assert found["1"] == "Requests the Secretary-General:"
    assert found["1(a)"] == "To count ports;"
    assert found["1(a)(i)"] == "By sea;"
    assert found["1(b)"] == "To report;"
    assert found["2"] == "Decides to return to the matter."


def test_what_has_no_number_is_counted_behind_the_last_one() -> None:
    found = texts(akn())
    assert found["1-1"] == "in time for its next session;"
    assert found["1-2"] == "A paragraph without a number follows here."


def test_a_letter_alone_is_the_number_of_the_heading_behind_it() -> None:
    assert sections(akn())["I"] == "Safety"


def test_an_annex_counts_anew_and_a_row_of_a_table_is_a_unit() -> None:
    found = texts(akn())
    assert sections(akn())["annex"] == "Code of the ports"
    assert found["annex.pp1"] == "Ports are open to all."
    assert found["annex.1"] == "Boats are counted."
    assert found["annex.1-1"] == "Boats 12"


def test_the_cover_is_one_unit_with_the_title_as_its_last_line() -> None:
    assert texts(akn())["front"].split("\n")[-1] == "90/300. Safety of ports"


def test_the_meeting_and_its_date_close_the_text() -> None:
    assert texts(akn())["closing"] == "61st plenary meeting 18 December 2031"


def test_chinese_has_no_blanks_beside_han_and_the_locators_of_the_english_file() -> None:
    data = akn(CHINESE, language="zh", title="港口安全")
    found = texts(data)
    assert found["pp1"] == "回顾其2031年5月3日第90/11号决议，并回顾港口安全，"
    assert found["fn1"] == "见A/90/12。"
    assert found["1(a)(i)"] == "海运；"
    clause = next(unit for unit in document(data).units if unit.locator == "pp1")
    assert clause.text[: clause.marks[0][1]].endswith("决议，")


def test_the_words_set_apart_at_the_beginning_are_the_opening() -> None:
    openings = {unit.locator: unit.opening for unit in document(akn()).units if unit.opening}
    assert openings == {"pp1": "Recalling", "pp2": "Mindful also", "1": "Requests", "2": "Decides"}


def test_parts_that_count_anew_carry_their_letter() -> None:
    found = texts(akn(PARTS))
    assert (found["A.pp1"], found["B.pp1"]) == ("Recalling A,", "Recalling B,")
    assert (found["A.1"], found["B.1"]) == ("One of A.", "One of B.")


def test_parts_that_go_on_counting_do_not() -> None:
    found = texts(akn(PARTS.replace("<num>1.</num><content><p>One of B.", "<num>2.</num><content><p>Two, in B.")))
    assert (found["1"], found["2"]) == ("One of A.", "Two, in B.")


def test_a_draft_inside_a_resolution_has_numbers_of_its_own() -> None:
    found = texts(akn(DRAFT))
    assert found["draft.pp0"] == "The General Assembly,"
    assert found["draft.pp1"] == "Recalling ports,"
    assert found["draft.1"] == "Decides on ports."
    assert found["1"] == "Decides on boats."


def test_a_number_that_is_printed_twice_gives_two_units() -> None:
    twice = "<paragraph><num>1.</num><content><p>{}</p></content></paragraph>"
    found = texts(akn(f"<mainBody>{twice.format('First.')}{twice.format('Second.')}</mainBody>"))
    assert (found["1"], found["1-2"]) == ("First.", "Second.")


def test_a_number_that_only_the_text_carries_is_a_number_if_it_is_due() -> None:
    said = "<paragraph><content><p>{}</p></content></paragraph>"
    paragraphs = ("1 - <b>Decides</b> on ports.", "12. June is no number.", "2. To be told.")
    data = akn(f"<mainBody>{''.join(map(said.format, paragraphs))}</mainBody>")
    assert texts(data)["1"] == "Decides on ports."
    assert texts(data)["1-1"] == "12. June is no number."
    assert texts(data)["2"] == "To be told."
    assert next(unit for unit in document(data).units if unit.locator == "1").opening == "Decides"


def test_text_in_unknown_elements_is_kept() -> None:
    found = texts(akn("<mainBody>Loose words here.<odd>Odd <odder>words</odder> there.</odd></mainBody>"))
    assert "Loose words here." in found.values()
    assert "Odd words there." in found.values()


def test_new_things_of_an_item_have_a_plain_key(tmp_path) -> None:
    body = BODY.replace("To report;", "To launch the Harbour Masters Handbook on Port Safety;")
    found = {quad.subject.value for quad in akoma.converted(akn(body), tmp_path).quads}
    made = {iri for iri in found if "/publication/" in iri or "/programme/" in iri}
    assert made
    assert all(re.fullmatch(r".*-1\.b\.en\.\d+", iri) for iri in made), made


def test_links_of_the_mark_up_are_not_what_is_cited(tmp_path) -> None:
    quads = akoma.converted(akn(), tmp_path).quads
    assert not any("example.org" in str(quad) for quad in quads)
    assert any(iris.instrument("resolution", "ga", "90/11") in str(quad.object) for quad in quads)


@pytest.mark.parametrize(
    ("symbol", "letter", "kind", "instrument"),
    [
        ("A/RES/90/300", "", "resolution", ("resolution", "ga", "90/300")),
        ("A/HRC/RES/81/4", "", "resolution", ("resolution", "hrc", "81/4")),
        ("E/RES/2031/9", "", "resolution", ("resolution", "ecosoc", "2031/9")),
        ("S/RES/3900(2031)", "", "resolution", ("resolution", "sc", "3900 (2031)")),
        ("A/RES/ES-19/2", "", "resolution", ("resolution", "ga", "ES-19/2")),
        ("A/DEC/90/402", "B", "decision", ("decision", "ga", "90/402 B")),
    ],
)
def test_the_symbol_says_which_instrument_it_is(symbol, letter, kind, instrument) -> None:
    manifest = document(akn(symbol=symbol, letter=letter, kind=kind)).manifest
    assert manifest.instrument == instrument
    assert manifest.document_type == kind
    assert manifest.titles == {"en": "Safety of ports"}


def test_a_document_that_no_organ_adopted_is_of_the_type_that_the_mark_up_names() -> None:
    manifest = document(akn(symbol="A/90/444", kind="report")).manifest
    assert (manifest.instrument, manifest.document_type, manifest.key) == (None, "report", "a-90-444")


def test_a_manifest_beside_it_has_the_last_word(tmp_path) -> None:
    data = akn()
    digest = hashlib.sha256(data).hexdigest()
    (tmp_path / "file.toml").write_text(f'key = "ports"\nlanguage = "en"\nsha256 = "{digest}"\ntitle = "Ports"\n')
    found = akoma.converted(data, tmp_path).document.manifest
    assert (found.key, found.titles) == ("ports", {"en": "Ports"})
    assert found.instrument == ("resolution", "ga", "90/300")
    assert found.adoption is not None
