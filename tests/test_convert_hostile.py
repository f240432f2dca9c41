"""No text makes the converter raise, hang or grow out of proportion: it returns, or says what is wrong."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from converting import COVER, REPORT, known, names, organs
from unodc_kg import annotations, iris, rdf
from unodc_kg.convert import (
    Conversion,
    citations,
    convert_text,
    dates,
    described,
    quantities,
    read_text,
    structure,
    titles,
)
from unodc_kg.convert.model import Unit

ORDINARY = (
    "毒品和犯罪问题办公室与世卫组织合作，在肯尼亚、秘鲁和越南为 350 名官员举办了关于海上安全的讲习班。"
    "2020年3月，麻醉药品委员会根据第63/2号决议审议了《港口安全手册》（见 E/CN.7/2020/15）。\n"
)
BRICKS = (
    "第",
    "（",
    "）",
    "、",
    "“",
    "”",
    "“港",
    "《",
    "》",
    "1",
    "1,",
    "一",
    "万",
    "A/",
    "A-",
    "是",
    "年",
    "20",
    "的",
)
SMALL = 5_000


def reading(text: str) -> Conversion:
    return convert_text(f"{COVER}   一、 业务\n1. {text}\n", REPORT, known())


def seconds(function: Callable[[], object]) -> float:
    """The processor time of the best of three runs: other programs may run beside the tests."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        function()
        best = min(best, time.process_time() - start)
    return best


def ratio(function: Callable[[str], object], brick: str) -> float:
    """How many times longer four times the text takes; what takes no time at all counts as linear."""
    small = seconds(partial(function, brick * (SMALL // len(brick))))
    large = seconds(partial(function, brick * (4 * SMALL // len(brick))))
    return large / small if large > 0.05 else 1.0


# ---------------------------------------------------------------- growth
STEPS: dict[str, Callable[[str], object]] = {
    "structure": lambda text: structure.read(read_text.pages(text), REPORT),
    "names": lambda text: names().mentions(text),
    "titles": lambda text: titles.titles(text, "1", known(), titles.Minter("x"), "zh"),
    "sessions": lambda text: titles.sessions(text, [], "", known()),
    "citations": lambda text: citations.citations(text, "zh", [], {}),
    "symbols": citations.symbols,
    "quantities": lambda text: quantities.quantities(text, "zh", []),
    "dates": lambda text: dates.dates(text, "zh", 2020, []),
    "described": lambda text: described.described(Unit("1", "paragraph", text, "", 1), [], titles.Minter("x"), "zh"),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_pattern_explodes(step: str) -> None:
    slow = {brick: found for brick in BRICKS if (found := ratio(STEPS[step], brick)) > 24}
    assert slow == {}  # 4: linear, 16: quadratic


@pytest.mark.parametrize("brick", ["第", "（", "、", "“", "毒品和犯罪问题办公室", "举办了", "推出了"])
def test_a_paragraph_of_20_000_signs_is_read(brick: str) -> None:
    assert reading(brick * (20_000 // len(brick)) + "港口。").document.units[-1].text.endswith("港口。")


def test_time_grows_with_the_number_of_paragraphs() -> None:
    def document(count: int) -> str:
        return f"{COVER}   一、 业务\n" + "".join(f"{n}. {ORDINARY}" for n in range(1, count + 1))

    small, large = (seconds(partial(convert_text, document(n), REPORT, known())) for n in (200, 800))
    print(f"200 paragraphs {small:.2f} s, 800 paragraphs {large:.2f} s")
    assert large / small < 8  # 4: linear, 16: quadratic


def test_a_text_of_5_megabytes_is_split_into_lines_and_units() -> None:
    lines = "".join(f"{n}. {'港口开放，渔业恢复。' * 175}\n" for n in range(1, 1000))
    text = f"{COVER}   一、 业务\n{lines}"
    assert len(text.encode()) > 5_000_000
    found = structure.read(read_text.pages(text), REPORT).units
    assert found[-1].locator == "999"


# ---------------------------------------------------------------- strange signs
@pytest.mark.parametrize(
    "text",
    [
        "港口\x00开放，世卫组织\x00支持，培训 12\x00 名官员。",
        "港口\x01\x02\x7f\x1b开放。\x0b世卫组织\x85支持。",
        "港口\u202e开放\u200f，毒罪\u200b办\u2028支持\u2029。",
        "港口𠮷😀开放，毒罪办为肯尼亚培训了 12 名官员。",
        "第（（（《“”》））号决议。《》和“”方案。",
        "第0/0号决议、第000/000号决定，缔约方会议第0/1号决议。",
        "大会第74/550 A B号决定，大会第７４/１号至第７４/３号决议。",
        "20２０年３月５日、0000年和2099年13月45日。",
        "麻醉药品委员会第十十届会议、第百届会议和第零届会议。",
        "麻醉药品委员会第" + "1" * 5000 + "届会议。",
        "可持续发展目标 99、0 和 17。",
        "毒罪办于2022年至2020年在秘鲁开展培训。",
        "\\N{DASH} %s {0} ${x} <script>&amp;\"'>' 港口。",
    ],
)
def test_strange_signs_do_no_harm(text: str) -> None:
    found = reading(text)
    data = rdf.serialize_quads(found.quads, rdf.RdfFormat.N_QUADS)
    assert set(rdf.parse_bytes(data, rdf.RdfFormat.N_QUADS, "here")) == set(found.quads)
    for item in found.readings:
        assert all(0 <= m.span.start < m.span.end <= len(item.unit.text) for m in item.mentions)


@pytest.mark.parametrize("number", range(16))
def test_signs_of_private_use_are_signs_like_others(number: int) -> None:
    sign = chr(0xE000 + number)
    text = f"{sign}通过了渔业法令，{sign}加入了{sign}，由{sign}举办的{sign}，缉获了{sign}，{sign}似宜审议。"
    assert reading(text).document.units[-1].text == text


@pytest.mark.parametrize(
    "digits",
    [
        "1" * 5000,
        "0." + "0" * 5000 + "1",
        "1" + ",111" * 2000,
    ],
)
def test_a_number_of_thousands_of_digits_is_survived(digits: str) -> None:
    found = reading(f"培训了 {digits} 名官员。")
    assert list(annotations.annotations(found.quads, known(), iris.document("x-ports")))


def test_brackets_and_quotes_are_never_closed_by_accident() -> None:
    text = "“《（" * 300 + "麻醉药品委员会" + "）》”" * 300
    assert len(organs(text)) == 1 and reading(text + "。").document.units[-1].text == text + "。"
