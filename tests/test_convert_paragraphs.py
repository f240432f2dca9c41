"""Hard-wrapped resolutions: the way the text was wrapped tells where paragraphs end, and each is a unit."""

import re
import textwrap
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converting import REPORT
from unodc_kg.convert import paragraphs, read_text, structure
from unodc_kg.convert.model import Document

FULL = 40  # columns of the invented texts; a Han character takes two
LONG = "考虑到各港口的安全取决于会员国的密切合作以及在COVID-19大流行期间交流的经验和良好做法"
CLAUSES = ("大会，", f"回顾其关于港口安全的各项决议，{LONG}，", f"又回顾{LONG}，", f"欢迎{LONG}的努力，")
NUMBERED = (f"1. 请秘书长{LONG}：", f"(a) 收集资料，{LONG}；", f"㈠ 分析{LONG}；", "㈡ 公布结果；", f"2. 决定{LONG}。")
CLOSING = "第5次全体会议 2020年12月1日"
ANNEX = (
    "附件",
    "港口宣言",
    f"我们{LONG}。",
    "导言",
    f"1. 港口{LONG}。",
    "A. 巡逻",
    f"2. 巡逻{LONG}。",
    f"各国{LONG}。",
)
NOTES = "__________________ \n\n 1 第70/1号决议。 \n\n 2 见附件一，\n\n第二章。 \n"


def cut(text: str) -> list[str]:
    """The lines of a paragraph, cut wherever they are full."""
    lines, width = [""], 0
    for character in text:
        step = 2 if character > "\u2e7f" else 1
        if width + step > FULL and character not in "，。；：、":
            lines.append("")
            width = 0
        lines[-1] += character
        width += step
    return lines


def wrapped(*texts: str, end: str = " \n\n") -> str:
    return "".join(line + end for text in texts for line in cut(text))


def read(text: str, language: str = "zh") -> Document:
    manifest = REPORT if language == "zh" else replace(REPORT, language=language)
    return structure.read(read_text.pages(text), manifest)


def units(text: str, language: str = "zh") -> dict[str, str]:
    return {unit.locator: unit.text for unit in read(text, language).units}


RESOLUTION = wrapped("X/RES/99/1", "港口的安全", *CLAUSES, *NUMBERED, CLOSING, *ANNEX)


def test_every_paragraph_of_a_cut_text_is_a_unit_with_its_exact_text() -> None:
    found = units(RESOLUTION)
    assert [found[f"pp{n}"] for n in range(4)] == list(CLAUSES)
    assert found["1"] == NUMBERED[0].removeprefix("1. ")
    assert [found[key] for key in ("1(a)", "1(a)(i)", "1(a)(ii)")] == [
        text.split(maxsplit=1)[1] for text in NUMBERED[1:4]
    ]
    assert (found["2"], found["closing"]) == (NUMBERED[4].removeprefix("2. "), CLOSING)


def test_an_annex_has_a_title_headings_and_its_own_numbers() -> None:
    document = read(RESOLUTION)
    found = {unit.locator: unit.text for unit in document.units}
    assert found["annex.label"] == "附件"
    assert [(s.locator, s.heading) for s in document.sections] == [
        ("annex", "港口宣言"), ("annex.s1", "导言"), ("annex.A", "巡逻"),
    ]  # fmt: skip
    assert found["annex.pp1"] == ANNEX[2]
    assert (found["annex.1"], found["annex.2"], found["annex.2-1"]) == (ANNEX[4][3:], ANNEX[6][3:], ANNEX[7])


def test_an_annex_that_is_printed_twice_is_read_twice() -> None:
    found = units(wrapped("X/RES/99/1", "港口", *CLAUSES, *NUMBERED, *ANNEX, CLOSING, *ANNEX))
    assert found["annex-2.1"] == found["annex.1"] == ANNEX[4][3:]


@pytest.mark.parametrize("end", ["\n", " \n", "\n\n", " \r\n", "\n\n\n", "\t\n"])
def test_line_ends_and_empty_lines_make_no_difference(end: str) -> None:
    text = wrapped("X/RES/99/1", "港口的安全", *CLAUSES, *NUMBERED, CLOSING, *ANNEX, end=end)
    assert units(text) == units(RESOLUTION)


@pytest.mark.parametrize("room", range(0, 40, 2))
def test_a_clause_that_fills_its_last_line_still_ends_there(room: int) -> None:
    clause = "回顾" + ("港口安全" * 20)[:room] + "，"
    found = units(wrapped("X/RES/99/1", "港口", "大会，", clause, *CLAUSES[2:], *NUMBERED))
    assert (found["pp1"], found["pp2"]) == (clause, CLAUSES[2])


def test_a_blank_at_which_a_line_was_cut_stays_in_the_text() -> None:
    text = "1. " + "港" * 18 + "口 ABC " + "港" * 16 + " 开放。"
    assert units(wrapped("X/RES/99/1", "港口", *CLAUSES, text))["1"] == text.removeprefix("1. ")


def test_notes_that_begin_above_one_wrap_and_come_again_are_read() -> None:
    notes = "__________________ \n\n 3 第70/1号决议。 \n\n 4 见附件一， \n\n第二章。 \n\n 3 第70/1号决议。 \n"
    document = read(
        wrapped("X/RES/99/1", "港口", "大会，", f"回顾{LONG}，3 {LONG}，", f"1. 请{LONG}4 。", "2. 又请秘书长办理。3")
        + notes
    )
    found = {unit.locator: unit for unit in document.units}
    assert [found[key].text for key in ("fn3", "fn4", "fn3-2")] == [
        "第70/1号决议。",
        "见附件一，第二章。",
        "第70/1号决议。",
    ]
    assert [found[key].parent for key in ("fn3", "fn4", "fn3-2")] == ["pp1", "1", "2"]
    assert found["2"].text == "又请秘书长办理。"


ENGLISH = (
    "X/RES/99/1",
    "Safety of ports",
    "The General Assembly,",
    "Recalling its resolutions on the safety of ports and the contribution that they make to trade, fisheries and the "
    "livelihood of coastal communities in all regions,",
    "Noting with concern the growing number of accidents,",
    "1. Requests the Secretary-General to collect information from Member States on the measures that they have taken "
    "to that end, and:",
    "(a) To publish the results of this work in all official languages of the United Nations as soon as possible;",
    "(b) To report to the General Assembly;",
    "2. Decides to consider the matter again at its next session under the item entitled “Ports”, in the light of the "
    "report that it has requested above.",
    "10th plenary meeting 1 December 2020",
)


@pytest.mark.parametrize("width", [60, 76, 90])
def test_english_wrapped_between_words_is_read_paragraph_by_paragraph(width: int) -> None:
    lines = [line for text in ENGLISH for line in textwrap.wrap(text, width, break_on_hyphens=False)]
    found = units("\n\n".join(lines) + "\n", "en")
    assert [found[key] for key in ("pp0", "pp1", "pp2")] == list(ENGLISH[2:5])
    assert [found[key] for key in ("1", "1(a)", "1(b)", "2")] == [text.split(" ", 1)[1] for text in ENGLISH[5:9]]
    assert found["closing"] == ENGLISH[9]


def test_text_whose_lines_are_paragraphs_is_not_joined() -> None:
    found = units("\n".join((*CLAUSES, *NUMBERED, CLOSING, *ANNEX)).replace(LONG, LONG * 3))
    assert found["pp2"] == CLAUSES[2].replace(LONG, LONG * 3)
    assert found["annex.1"] == ANNEX[4][3:].replace(LONG, LONG * 3)


def test_lines_of_a_set_page_do_not_tell() -> None:
    lines = ["港" * (36 + n % 4) for n in range(30)]
    assert paragraphs.wrapping(lines) is None
    assert paragraphs.wrapping([]) is None


BREAKS = ["\n", " \n\n", "\r\n", "\x0c\n", "\t\n", "   \n\n\n", ""]
HAN = re.compile(r"[\u4e00-\u9fff]")


def letters(text: str) -> Counter[str]:
    return Counter(HAN.findall(text))


def kept(document: Document) -> Counter[str]:
    return letters("".join(unit.text for unit in document.units) + "".join(s.heading for s in document.sections))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_letter_is_lost_whatever_happened_to_the_text(data: st.DataObject) -> None:
    texts = ("X/RES/99/1", "港口的安全", *CLAUSES, *NUMBERED, CLOSING, *ANNEX)
    lines = [line for text in texts for line in cut(text)]
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=6))
    lines = [re.sub(r"^(\d\.|\([a-z]\)|㈠)", "", line) if n in gone else line for n, line in enumerate(lines)]
    order = data.draw(st.permutations(range(len(lines)))) if data.draw(st.booleans()) else range(len(lines))
    wide = str.maketrans("0123456789", "０１２３４５６７８９") if data.draw(st.booleans()) else {}
    end = data.draw(st.sampled_from(BREAKS))
    text = "".join(lines[n].translate(wide) + end for n in order)
    assert kept(read(text)) >= letters(text), text


def test_a_text_without_line_breaks_is_kept_whole() -> None:
    text = "".join((*CLAUSES, *NUMBERED))
    assert kept(read(text)) == letters(text)


def test_full_width_digits_number_paragraphs() -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    found = units(wrapped("X/RES/99/1", "港口", *CLAUSES, *(text.translate(wide) for text in NUMBERED)))
    assert found["1"].startswith("请秘书长") and found["2"].startswith("决定")
