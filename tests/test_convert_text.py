"""Hard-wrapped text becomes pages, lines, units and notes; nothing that was printed is lost."""

import pytest

from converting import COVER, REPORT, report
from unodc_kg.convert import read_text, structure
from unodc_kg.convert.model import Document, Unit
from unodc_kg.convert.notes import Draft, Note, Placed, place

END_OF_PAGE = "______________\n"


def document(text: str) -> Document:
    return structure.read(read_text.pages(text), REPORT)


def paragraphs(text: str) -> dict[str, str]:
    return {unit.locator: unit.text for unit in document(text).units if unit.locator.isdigit()}


def sections(text: str) -> list[tuple[str, str, str]]:
    return [(s.locator, s.heading, s.parent) for s in document(text).sections]


def units(text: str) -> dict[str, Unit]:
    return {unit.locator: unit for unit in document(text).units}


def noted(text: str, *marks: str) -> list[Placed]:
    return place([Draft("1", "paragraph", text, "", {0})], [Note(mark, f"注{mark}", 0) for mark in marks])


# ---------------------------------------------------------------- pages
def test_a_page_keeps_its_lines_apart_from_its_notes() -> None:
    pages = read_text.pages(f"港口开放。1\n{END_OF_PAGE} 1 见附件，\n第二部分。\nhttp://example.org/p1\n渔业恢复。\n")
    assert [page.lines for page in pages] == [["港口开放。1"], ["渔业恢复。"]]
    assert pages[0].notes == [("1", ["见附件，", "第二部分。"])]


@pytest.mark.parametrize("furniture", ["3/24", " 12 / 40 ", "V.20-01234", "20-01234 (C)", "http://example.org/x9"])
def test_page_numbers_and_addresses_are_no_text(furniture: str) -> None:
    assert [page.lines for page in read_text.pages(f"港口开放。\n{furniture}\n渔业恢复。")] == [
        ["港口开放。", "渔业恢复。"]
    ]


def test_an_address_within_a_sentence_is_text() -> None:
    assert read_text.pages("见 http://example.org/x9 。")[0].lines == ["见 http://example.org/x9 。"]


def test_every_line_ending_and_page_feed_is_understood() -> None:
    plain = report("港口开放。", "渔业恢复。")
    assert paragraphs(plain.replace("\n", "\r\n")) == paragraphs(plain) == paragraphs(plain.replace("\n1.", "\x0c1."))


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["港口工作", "继续进行"], "港口工作继续进行"),
        (["港口 工作 ", "  继续"], "港口 工作继续"),
        (["港口", "Safe Ports"], "港口Safe Ports"),
        (["Safe", "Ports"], "Safe Ports"),
        (["E/CN.15/", "2021/10"], "E/CN.15/2021/10"),
        (["UN-", "Habitat"], "UN-Habitat"),
        (["“港口", "”开放"], "“港口”开放"),
        (["2020", "年"], "2020年"),
        (["共", "", "12"], "共12"),
        ([], ""),
    ],
)
def test_wrapped_lines_become_one_text(lines: list[str], joined: str) -> None:
    assert read_text.join(lines, "zh") == joined


def test_a_word_cut_in_two_is_joined_where_it_stands_whole_elsewhere() -> None:
    assert read_text.join(["inter", "national"], "zh", "the international port") == "international"
    assert read_text.join(["inter", "national"], "zh", "no such word") == "inter national"


def test_wrapped_words_of_another_script_stay_two_words() -> None:
    assert (
        paragraphs(report("见 Port Safety and\nSecurity Plan 一文。"))["1"] == "见 Port Safety and Security Plan 一文。"
    )


# ---------------------------------------------------------------- structure
def test_headings_of_every_kind_form_a_tree() -> None:
    text = (
        f"{COVER}   一、 导言\n1. 开头。\n二、 业务\nA. 海上\n2. 巡逻。\n(a) 沿海\n3. 稳定。\nB. 陆上\n"
        "4. 开放。\n三、 结论\n5. 结尾。\n"
    )
    assert sections(text) == [
        ("I", "导言", ""),
        ("II", "业务", ""),
        ("II.A", "海上", "II"),
        ("II.A.a", "沿海", "II.A"),
        ("II.B", "陆上", "II"),
        ("III", "结论", ""),
    ]
    assert [u.section for u in document(text).units if u.locator.isdigit()] == ["I", "II.A", "II.A.a", "II.B", "III"]


def test_roman_and_large_chinese_numbers_of_headings() -> None:
    roman = f"{COVER}   I. 导言\n1. 开头。\nII. 业务\n2. 巡逻。\n"
    chinese = f"{COVER}   十、 导言\n1. 开头。\n十二、 业务\n2. 巡逻。\n二十一、 结论\n3. 结尾。\n"
    assert [s[0] for s in sections(roman)] == ["I", "II"]
    assert [s[0] for s in sections(chinese)] == ["X", "XII", "21"]


def test_headings_without_number_are_counted_within_their_parent() -> None:
    text = f"{COVER}   一、 导言\n1. 开头。\n二、 业务\n2. 巡逻。\n沿海培训\n3. 培训。\n口岸设备\n4. 设备。\n"
    assert sections(text)[2:] == [("II.s1", "沿海培训", "II"), ("II.s2", "口岸设备", "II")]


def test_an_introduction_that_lost_its_number_is_section_one() -> None:
    text = f"{COVER}   导言\n1. 开头。\n二、 业务\n2. 巡逻。\n"
    assert [s[:2] for s in sections(text)] == [("I", "导言"), ("II", "业务")]
    assert units(text)["1"].section == "I"


def test_a_heading_may_carry_the_number_of_the_paragraph_behind_it() -> None:
    text = f"{COVER}   一、 导言\n1. 开头。\n2. 巡逻。\n3. 渔业\n3. 渔民。\n4. 设备。\n"
    assert sections(text) == [("I", "导言", ""), ("I.3", "渔业", "I")]
    assert paragraphs(text) == {"1": "开头。", "2": "巡逻。", "3": "渔民。", "4": "设备。"}


def test_a_heading_of_two_lines_is_one() -> None:
    long = "通过海上巡逻和陆上口岸合作加强各个港口的安全以及"
    text = f"{COVER}   一、 导言\n1. 开头。\n二、 {long}\n保护沿海社区\n2. 巡逻。\n"
    assert sections(text)[1] == ("II", f"{long}保护沿海社区", "")


def test_a_paragraph_goes_on_behind_the_notes_of_its_page() -> None:
    text = report("港口在各地1\n" + END_OF_PAGE + " 1 见附件。\nhttp://example.org/b1\n得到支持。", "渔业恢复。")
    assert paragraphs(text) == {"1": "港口在各地得到支持。", "2": "渔业恢复。"}
    assert (units(text)["fn1"].text, units(text)["fn1"].parent) == ("见附件。", "1")


def test_letters_within_a_paragraph_are_its_text() -> None:
    assert paragraphs(report("包括：\n(a) 巡逻；\n(b) 培训。", "结尾。"))["1"] == "包括：(a) 巡逻；(b) 培训。"


def test_cover_and_summary_are_units_of_their_own() -> None:
    found = document(report("开头。")).units
    assert [(u.locator, u.kind, u.text) for u in found[:1]] == [("front", "front", "港口的工作")]
    assert ("summary", "本文件介绍港口。") in [(u.kind, u.text) for u in found]
    assert [u.position for u in found] == list(range(1, len(found) + 1))


def test_a_text_of_paragraphs_alone_is_read() -> None:
    assert paragraphs("1. 开头。\n2. 结尾。\n") == {"1": "开头。", "2": "结尾。"}


def test_a_lost_number_costs_one_paragraph() -> None:
    text = f"{COVER}   一、 导言\n1. 开头。\n2. 巡逻。\n4. 培训。\n5. 结尾。\n"
    assert {k: v for k, v in paragraphs(text).items() if k in ("4", "5")} == {"4": "培训。", "5": "结尾。"}


def test_a_paragraph_without_a_full_stop_keeps_its_text() -> None:
    assert paragraphs(report("港口开放", "渔业恢复。"))["1"] == "港口开放"


def test_paragraphs_behind_notes_without_an_address_are_kept() -> None:
    text = f"{COVER}   一、 导言\n1. 开头。1\n{END_OF_PAGE} 1 见附件。\n2. 巡逻。\n3. 结尾。\n"
    assert paragraphs(text) == {"1": "开头。", "2": "巡逻。", "3": "结尾。"}


def test_a_numbered_list_within_a_paragraph_is_its_text() -> None:
    text = report("包括：\n1. 巡逻；\n2. 培训；\n3. 设备。", "结尾。")
    assert paragraphs(text) == {"1": "包括：1. 巡逻；2. 培训；3. 设备。", "2": "结尾。"}


def test_no_two_sections_share_a_locator() -> None:
    text = f"{COVER}   一、 导言\n1. 开头。\nA. 海上\n2. 巡逻。\nA. 陆上\n3. 开放。\n"
    found = [s[0] for s in sections(text)]
    assert len(found) == 3 and len(set(found)) == 3


# ---------------------------------------------------------------- notes
@pytest.mark.parametrize(
    ("text", "marks", "left", "offsets"),
    [
        ("港口开放。1 渔民受益。", ["1"], "港口开放。渔民受益。", [5]),
        ("港口开放，1渔民受益，2但有困难。", ["1", "2"], "港口开放，渔民受益，但有困难。", [5, 10]),
        ("港口开放1。", ["1"], "港口开放。", [4]),
        ("港口开放。1", ["1"], "港口开放。", [5]),
        ("“港口”1 开放。", ["1"], "“港口”开放。", [4]),
        ("港口（码头）1 开放。", ["1"], "港口（码头）开放。", [6]),
        ("共有 1 名渔民。港口开放。1", ["1"], "共有 1 名渔民。港口开放。", [14]),
        ("港口1个，码头。1", ["1"], "港口1个，码头。", [8]),
        ("培训了13名渔民和14 名教师。13", ["13"], "培训了13名渔民和14 名教师。", [16]),
        ("港口。10 渔民。11", ["10", "11"], "港口。渔民。", [3, 6]),
        ("议程*项目 4\n议程**项目 6", ["*", "**"], "议程项目 4\n议程项目 6", [2, 9]),
    ],
)
def test_marks_leave_the_text_and_are_remembered(text: str, marks: list[str], left: str, offsets: list[int]) -> None:
    unit, *footnotes = noted(text, *marks)
    assert (unit.text, [offset for _, offset in unit.marks]) == (left, offsets)
    assert [(f.locator, f.parent) for f in footnotes] == [(f"fn{mark}", "1") for mark in marks]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It cost $4.3 million in the ports.3", "It cost $4.3 million in the ports."),
        ("Resolutions of 1 May 2018,3 and others", "Resolutions of 1 May 2018, and others"),
        ("Resolution 65/197,3 which", "Resolution 65/197, which"),
        ("las Naciones Unidas3, en 2018", "las Naciones Unidas, en 2018"),
        ("la resolución de 20183, que", "la resolución de 2018, que"),
        ("决定1/Add.3 号和《条约》3 规定", "决定1/Add.3 号和《条约》规定"),
        ("成果、3 2000年和第63号、32019年", "成果、2000年和第63号、32019年"),
    ],
)
def test_a_mark_is_told_from_a_figure_and_a_symbol(text: str, left: str) -> None:
    assert noted(text, "3")[0].text == left


@pytest.mark.parametrize("text", ["港口1、码头开放", "1 港口开放", "增加到1 2个", "港口开放"])
def test_a_note_without_a_mark_hangs_at_its_page(text: str) -> None:
    unit, footnote = noted(text, "1")
    assert (unit.text, unit.marks, footnote.parent) == (text, (), "1")


def test_a_reference_to_a_paragraph_is_no_mark() -> None:
    unit, _ = noted("在第1 段中，港口1 开放。", "1")
    assert unit.text.replace(" ", "") == "在第1段中，港口开放。"


def test_a_mark_at_the_beginning_of_a_line_is_found() -> None:
    text = report(f"港口开放。\n1 渔民受益。\n{END_OF_PAGE} 1 见附件。\nhttp://example.org/b1")
    assert (units(text)["1"].text, units(text)["1"].marks) == ("港口开放。渔民受益。", (("1", 5),))


def test_text_goes_on_behind_a_short_note_without_an_address() -> None:
    text = report(
        f"港口在各地1\n{END_OF_PAGE} 1 见附件。\n得到各国政府和私营部门的支持，并在夜间提供服务。", "渔业恢复。"
    )
    assert paragraphs(text)["1"] == "港口在各地得到各国政府和私营部门的支持，并在夜间提供服务。"
    assert units(text)["fn1"].text == "见附件。"
