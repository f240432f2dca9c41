"""Citations of resolutions and decisions with lists, ranges and kinds, and the symbols of documents."""

import pytest

from citing import cited, dec
from converting import organs
from unodc_kg import iris
from unodc_kg.convert import citations


def symbols(text: str) -> list[str]:
    found = citations.symbols(text)
    assert all(text[span.start : span.end] == symbol for span, symbol in found)
    return [symbol for _, symbol in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大会第 74/170 号决议", ["resolution/ga/74/170"]),
        ("大会第74/170 和 74/171 号决议", ["resolution/ga/74/170", "resolution/ga/74/171"]),
        ("大会第74/1号、第74/2号和第74/3号决议", [f"resolution/ga/74/{n}" for n in (1, 2, 3)]),
        ("麻醉药品委员会第 63/1 号至第 63/4 号决定", [f"decision/cnd/63/{n}" for n in (1, 2, 3, 4)]),
        ("麻醉药品委员会第63/1至63/3号决议", [f"resolution/cnd/63/{n}" for n in (1, 2, 3)]),
        ("麻醉药品委员会第63/4号决定和第63/4号决议", ["decision/cnd/63/4", "resolution/cnd/63/4"]),
        ("第56/9号和第60/8号决议以及第63/4号决定", ["resolution/ga/56/9", "resolution/ga/60/8", "decision/ga/63/4"]),
        ("经济及社会理事会第2019/17号决议和大会第74/177号决议", ["resolution/ecosoc/2019/17", "resolution/ga/74/177"]),
        ("人权理事会第42/22号决议", ["resolution/hrc/42/22"]),
        ("第2020/5号决议", ["resolution/ecosoc/2020/5"]),
        ("第 2482（2019）号决议", ["resolution/sc/2482"]),
        ("第2482 (2019)号决议", ["resolution/sc/2482"]),
        ("大会第 1514 (XV)号决议", ["resolution/ga/15/1514"]),
        ("大会第 3201（S-VI）号决议", ["resolution/ga/s-6/3201"]),
        ("经济及社会理事会第663 C (XXIV)号决议", ["resolution/ecosoc/24/663-c"]),
        ("大会第S-32/1号决议", ["resolution/ga/s-32/1"]),
        ("大会第ES-10/24号决议", ["resolution/ga/es-10/24"]),
        ("第75/252 A号和第75/252 B号决定", ["decision/ga/75/252-a", "decision/ga/75/252-b"]),
        ("大会第75/10号决议、安全理事会第2500（2019）号决议", ["resolution/ga/75/10", "resolution/sc/2500"]),
        ("大会决议第74/170号", ["resolution/ga/74/170"]),
        ("大会第74/170号决议第5段", ["resolution/ga/74/170"]),
    ],
)
def test_citations_are_expanded(text: str, expected: list[str]) -> None:
    assert cited(text, "zh") == expected


@pytest.mark.parametrize("text", ["第12/34号文件", "第5号决议", "增加了1/2", "第12段", "24/7 号", "决议草案一"])
def test_what_is_no_citation(text: str) -> None:
    assert cited(text, "zh") == []


def test_ranges_that_are_none_stay_as_their_ends() -> None:
    assert cited("大会第63/9号至第63/2号决议", "zh") == ["resolution/ga/63/9", "resolution/ga/63/2"]
    assert cited("大会第63/1号至第64/3号决议", "zh") == ["resolution/ga/63/1", "resolution/ga/64/3"]
    assert len(cited("大会第63/1号至第63/9000号决议", "zh")) == 2


def test_a_range_is_one_citation() -> None:
    text = "麻醉药品委员会第63/1号至第63/3号决议"
    (citation,) = citations.citations(text, "zh", organs(text), {})
    assert (citation.form, text[citation.span.start : citation.span.end]) == ("range", "第63/1号至第63/3号")


def test_the_body_is_the_one_before_or_that_of_the_context() -> None:
    assert cited("其第28/4号决议", "zh", body="ccpcj") == ["resolution/ccpcj/28/4"]
    assert cited("其第28/4号决议", "zh", author="cnd") == ["resolution/cnd/28/4"]
    assert cited("其第2019/4号决议", "zh", body="ccpcj") == ["resolution/ecosoc/2019/4"]
    assert cited("大会开会。麻醉药品委员会在其第63/2号决议中", "zh") == ["resolution/cnd/63/2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("关于港口的2004年5月3日第59/3号、关于灯塔的2005年6月4日第60/4号决议", ["ga/59/3", "ga/60/4"]),
        ("第1267(1999)、1989(2011)和2253(2015)号决议", ["sc/1267", "sc/1989", "sc/2253"]),
        ("大会S-20/1、S-20/2和S-20/4 A-C号决议", ["ga/s-20/1", "ga/s-20/2", *(f"ga/s-20/4-{x}" for x in "abc")]),
        ("人权理事会在其第47/22号决议中", ["hrc/47/22"]),
        ("回顾关于人权理事会报告的第65/281号决议", ["ga/65/281"]),
        ("又回顾理事会第2007/8号决议", ["ecosoc/2007/8"]),
        ("经第2509(2020)和2664(2022)号等其后相关决议修订", ["sc/2509", "sc/2664"]),
        ("安理会第2473号决议", ["sc/2473"]),
        ("第70/1号决议。", ["ga/70/1"]),
        ("联合国环境大会第5/14号决议", ["unea/5/14"]),
        ("人权委员会第1998/72号决议", ["chr/1998/72"]),
        ("同上，第64/1号决议。", []),
        ("第74/3号决议草案", []),
    ],
)
def test_in_a_resolution_of_the_assembly(text: str, expected: list[str]) -> None:
    assert cited(text, "zh", author="ga") == [f"resolution/{key}" for key in expected]


def test_a_span_holds_the_number_and_nothing_before_it() -> None:
    text = "大会 第74/1号决议"
    (citation,) = citations.citations(text, "zh", organs(text), {})
    assert text[citation.span.start : citation.span.end] == "第74/1号"


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("大会，", "zh", "ga"),
        ("经济及社会理事会，", "zh", "ecosoc"),
        ("大会请秘书长提出报告，", "zh", ""),
        ("灯塔，", "zh", ""),
    ],
)
def test_who_speaks(text: str, language: str, key: str) -> None:
    assert citations.speaker(text, organs(text), language) == key


def test_a_number_shows_its_own_body_within_a_list() -> None:
    assert cited("第1/1号和第2020/1号决议", "zh", body="cnd") == ["resolution/cnd/1/1", "resolution/ecosoc/2020/1"]


def test_a_range_of_letters_is_expanded() -> None:
    assert cited("大会第 74/262 A 至 C 号决议", "zh") == [f"resolution/ga/74/262-{letter}" for letter in "abc"]


def test_letters_behind_a_number_need_a_mark_between_them() -> None:
    assert cited("大会第74/550 A、B号决定", "zh") == dec("ga/74/550-a", "ga/74/550-b")
    assert cited("大会第74/550 A B号决定", "zh") == []


# ---------------------------------------------------------------- symbols
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见 E/CN.7/2021/2。", ["E/CN.7/2021/2"]),
        ("E/CN.7/2021/2-E/CN.15/2021/2", ["E/CN.7/2021/2", "E/CN.15/2021/2"]),
        ("（见A/74/L.5/Rev.1和S/2019/1234）", ["A/74/L.5/Rev.1", "S/2019/1234"]),
        ("E/CN.7/2020/CRP.12、E/CN.7/2020/7/Add.1", ["E/CN.7/2020/CRP.12", "E/CN.7/2020/7/Add.1"]),
        ("S/RES/2482 (2019)", ["S/RES/2482 (2019)"]),
        ("A/CONF.234/16", ["A/CONF.234/16"]),
        ("CTOC/COP/2020/10", ["CTOC/COP/2020/10"]),
        ("UNODC/CCPCJ/EG.4/2021/7", ["UNODC/CCPCJ/EG.4/2021/7"]),
        ("A/CONF.9/24 (Part I)和A/CONF.9/24(Part I)/Corr.1", ["A/CONF.9/24 (Part I)", "A/CONF.9/24(Part I)/Corr.1"]),
        ("GOV/INF/2005/10-GC(49)/INF/6", ["GOV/INF/2005/10", "GC(49)/INF/6"]),
        ("A/72/PV.102", ["A/72/PV.102"]),
        ("VII/9", []),
        ("HIV/AIDS 和 COVID-19", []),
        ("和/或、24/7、AC/DC", []),
        ("https://undocs.org/E/CN.7/2021/1", []),
        ("www.example.org/A/2", []),
        ("新闻谈话(SC/15392)、GA/12345 和 SG/SM/21000", []),
        ("SC/15392、S/2024/15", ["S/2024/15"]),
    ],
)
def test_symbols_are_found_as_printed(text: str, expected: list[str]) -> None:
    assert symbols(text) == expected


@pytest.mark.parametrize(
    ("symbol", "key"),
    [
        ("A/RES/74/170", "resolution/ga/74/170"),
        ("S/RES/2482 (2019)", "resolution/sc/2482"),
        ("A/RES/S-32/1", "resolution/ga/s-32/1"),
        ("A/RES/ES-10/24", "resolution/ga/es-10/24"),
        ("E/RES/2020/5", "resolution/ecosoc/2020/5"),
        ("A/HRC/RES/42/22", "resolution/hrc/42/22"),
        ("A/DEC/74/550", "decision/ga/74/550"),
    ],
)
def test_the_symbol_of_a_resolution_is_the_resolution(symbol: str, key: str) -> None:
    instrument = citations.symbol_instrument(symbol)
    assert instrument is not None and iris.key(instrument.iri) == key


@pytest.mark.parametrize("symbol", ["A/74/1", "E/CN.7/2020/L.3", "A/RES/74/262A-B", "X/RES/1/1"])
def test_drafts_and_other_documents_are_no_resolutions(symbol: str) -> None:
    assert citations.symbol_instrument(symbol) is None


@pytest.mark.parametrize(
    ("symbol", "key"),
    [("A/RES/1514(XV)", "resolution/ga/15/1514"), ("A/RES/74/262 B", "resolution/ga/74/262-b")],
)
def test_symbol_and_citation_of_one_resolution_have_one_iri(symbol: str, key: str) -> None:
    instrument = citations.symbol_instrument(symbol)
    assert instrument is not None and iris.key(instrument.iri) == key
