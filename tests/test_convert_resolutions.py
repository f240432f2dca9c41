"""Resolutions in hard-wrapped text: preamble, items, annexes, headings and paragraphs without a number."""

import pytest

from converting import REPORT
from unodc_kg.convert import annexes, items, read_text, structure, wrapped

ORGAN = "大会，"
FULL = "提供技术援助以便各国在这方面采取更加有效的措施并且分享彼此经验的信"  # a line without room
RESOLUTION = f"""第 99/1 号决议

{ORGAN}
回顾其关于预防犯罪的各项决议，又回顾会员国在各届会议上所作出的承诺
和所提出的建议，
欢迎秘书长的报告，
1. 请秘书长酌情采取下列行动：
(a) {FULL}
息；
(b) 收集资料；
2. 决定继续处理此案。
第 5 次全体会议
附件
各国减少犯罪的示范战略
各国代表聚会一堂，{FULL}
息并通过本战略。
A. 导言
1. 犯罪减少，社会安宁，{FULL}
息和做法。
核心原则
各国应促进非拘禁措施。
2. {FULL}
息应当公开。
"""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Locator -> text of the resolution."""
    document = structure.read(read_text.pages(RESOLUTION), REPORT)
    return {unit.locator: unit.text for unit in document.units}


@pytest.fixture(scope="module")
def headings() -> dict[str, str]:
    """Locator -> heading of the resolution."""
    document = structure.read(read_text.pages(RESOLUTION), REPORT)
    return {section.locator: section.heading for section in document.sections}


def test_preambular_clauses_are_units(texts: dict[str, str]) -> None:
    assert texts["pp0"] == ORGAN
    assert texts["pp1"].endswith("所提出的建议，")
    assert texts["pp2"] == "欢迎秘书长的报告，"


def test_items_are_units_below_their_paragraph(texts: dict[str, str]) -> None:
    assert texts["1"] == "请秘书长酌情采取下列行动："
    assert texts["1(a)"] == FULL + "息；"
    assert texts["1(b)"] == "收集资料；"


def test_the_closing_line_is_no_text_of_the_last_paragraph(texts: dict[str, str]) -> None:
    assert texts["2"] == "决定继续处理此案。"
    assert texts["closing"].startswith("第")


def test_an_annex_counts_anew(texts: dict[str, str], headings: dict[str, str]) -> None:
    assert headings["annex"] == "各国减少犯罪的示范战略"
    assert headings["annex.A"] == "导言"
    assert texts["annex.pp1"].startswith("各国代表聚会一堂")
    assert texts["annex.1"].endswith("息和做法。")
    assert texts["annex.2"].endswith("息应当公开。")


def test_a_paragraph_without_a_number_follows_the_numbered_one(texts: dict[str, str]) -> None:
    assert texts["annex.1-1"] == "各国应促进非拘禁措施。"


def test_a_short_line_between_paragraphs_is_a_heading(headings: dict[str, str]) -> None:
    assert "核心原则" in headings.values()


@pytest.mark.parametrize(
    ("line", "number"), [("附件", ""), ("附件二", "二"), ("Annex II", "II"), ("  Приложение 3 ", "3"), ("مرفق", "")]
)
def test_annexes_are_known_in_every_language(line: str, number: str) -> None:
    before, (annex,) = annexes.split([(0, "1. Text."), (0, line), (1, "Title")])
    assert before == [(0, "1. Text.")]
    assert (annex.number, annex.lines) == (number, [(1, "Title")])


@pytest.mark.parametrize("line", ["附件一和附件二", "见附件", "Annex to the report", "附件 A/75/1"])
def test_a_line_that_names_an_annex_begins_none(line: str) -> None:
    assert annexes.split([(0, line)]) == ([(0, line)], [])


def test_lines_of_unwrapped_text_do_not_tell() -> None:
    wide = ["长" * n for n in range(10, 400, 5)]
    assert wrapped.wrapped_width(wide) == 0.0
    assert wrapped.wrapped_width(["长" * 38] * 50 + ["短。"] * 10) == 38.0
    assert wrapped.wrapped_width([]) == 0.0


@pytest.mark.parametrize(("line", "told"), [("审议完毕。", True), ("审议", False), ("长" * 37 + "。", False)])
def test_a_paragraph_ends_with_a_stop_and_room_behind_it(line: str, told: bool) -> None:
    assert wrapped.ends(line, 38.0) is told


LETTERS = [*(f"({letter})" for letter in "abcdefghijklmnopqrstuvwxyz"), "(aa)", "(bb)"]


@pytest.mark.parametrize(
    ("marks", "locators"),
    [
        (["(a)", "(b)", "(i)", "(ii)", "(c)"], ["(a)", "(b)", "(b)(i)", "(b)(ii)", "(c)"]),
        (["㈠", "(a)", "(b)", "㈡", "(c)", "㈢", "(a)"],
         ["(i)", "(i)(a)", "(i)(b)", "(ii)", "(ii)(c)", "(iii)", "(iii)(a)"]),
        (["(一)", "(二)"], ["(i)", "(ii)"]),
        (["(h)", "(see)", "(b)"], ["", "", ""]),
        (LETTERS, LETTERS),
    ],
)  # fmt: skip
def test_items_count_on_every_level(marks: list[str], locators: list[str]) -> None:
    count = items.Count()
    found = [count.take(f"{mark} text") for mark in marks]
    assert [item[0] if item else "" for item in found] == locators
