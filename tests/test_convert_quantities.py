"""Printed numbers as values, qualifiers, units and nouns; and numbers that are no figures."""

import pytest

from unodc_kg.convert import quantities
from unodc_kg.convert.model import Quantity, Span


def found(text: str, *blocked: Span) -> list[Quantity]:
    return quantities.quantities(text, "zh", list(blocked))


def read(text: str) -> list[tuple[str, str, str]]:
    return [(q.value, q.unit, q.qualifier) for q in found(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("八个国家参加", "8", "country", "exactly"),
        ("培训了十二名检察官", "12", "person", "exactly"),
        ("一百二十名教师", "120", "person", "exactly"),
        ("二十多名法官出席", "20", "person", "more-than"),
        ("三十余家机构", "30", "institution", "more-than"),
        ("两千多名渔民", "2000", "person", "more-than"),
        ("两名专家", "2", "person", "exactly"),
        ("约有 3.5 万人受益", "35000", "person", "about"),
        ("捐款达 2.75 亿美元", "275000000", "usd", "exactly"),
        ("三亿美元", "300000000", "usd", "exactly"),
        ("捐款至少为 2 亿美元", "200000000", "usd", "at-least"),
        ("培训了超过了 40 名渔民", "40", "person", "more-than"),
        ("100 万欧元", "1000000", "eur", "exactly"),
        ("50 余万人", "500000", "person", "more-than"),
        ("30 多万人次", "300000", "person", "more-than"),
        ("12,500 份问卷", "12500", "document", "exactly"),
        ("1，200，000 份问卷", "1200000", "document", "exactly"),
        ("超过 40 个实验室", "40", "laboratory", "more-than"),
        ("300 名以上学生", "300", "person", "more-than"),
        ("近 90 个会员国", "90", "member-state", "nearly"),
        ("将近 90 个会员国", "90", "member-state", "nearly"),
        ("大约 90 个会员国", "90", "member-state", "about"),
        ("90 个左右", "90", "item", "about"),
        ("至少 15 起案件", "15", "case", "at-least"),
        ("不少于 7 份文件", "7", "document", "at-least"),
        ("不到 20 个州", "20", "state-or-province", "less-than"),
        ("预计将有 600 名学员", "600", "person", "expected"),
        ("占总数的 15.5%", "15.5", "percent", "exactly"),
        ("占 0.50%", "0.5", "percent", "exactly"),
        ("增加了 12 个百分点", "12", "percent", "exactly"),
        ("１２ 名渔民", "12", "person", "exactly"),
        ("12 人被捕", "12", "person", "exactly"),
    ],
)
def test_a_number_with_its_unit_and_qualifier(text: str, value: str, unit: str, qualifier: str) -> None:
    assert read(text) == [(value, unit, qualifier)]


@pytest.mark.parametrize(
    ("text", "value", "kilograms", "noun"),
    [
        ("缉获 2.3 吨可卡因", "2.3", "2300", "可卡因"),
        ("缉获 450 公斤海洛因", "450", "450", "海洛因"),
        ("缉获 500 克大麻", "500", "0.5", "大麻"),
        ("缉获 1.5 万吨古柯叶", "15000", "15000000", "古柯叶"),
    ],
)
def test_masses_are_also_given_in_kilograms(text: str, value: str, kilograms: str, noun: str) -> None:
    (mass,) = found(text)
    assert (mass.value, mass.normalized, mass.normalized_unit, mass.noun) == (value, kilograms, "kilogram", noun)


@pytest.mark.parametrize(
    "text",
    [
        "第 3 次会议和第十二届会议",
        "第一、二阶段",
        "18 岁以下儿童",
        "每两年一次",
        "见第 12 段、附件 2 和表 3",
        "项目 4 和 6",
        "2019 年",
        "1990 年代",
        "4 个月、24 小时和 30 天",
        "一个港口、一项建议、一些国家",
        "几百名渔民和上千名渔民",
        "COVID-19 大流行",
        "增加 10 倍",
        "E/CN.7/2020/15",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert read(text) == []


def test_each_of_several_numbers_is_a_figure() -> None:
    assert [q.value for q in found("25个国家的350名官员和3个机构")] == ["25", "350", "3"]


def test_a_number_within_a_name_or_date_is_no_figure() -> None:
    text = "“12 个港口”倡议惠及 3 个国家"
    assert [q.value for q in found(text, Span(0, 9))] == ["3"]


def test_the_stretch_has_qualifier_and_noun_and_the_core_only_the_number() -> None:
    text = "共培训了约 1,200 名边境官员。"
    (quantity,) = found(text)
    assert text[quantity.span.start : quantity.span.end] == "约 1,200 名边境官员"
    assert text[quantity.core.start : quantity.core.end] == "1,200"


def test_the_counted_thing_may_stand_before_the_number() -> None:
    assert [q[:2] for q in read("捐助方数目从 20 个增加到 35 个")] == [("20", "donor"), ("35", "donor")]


def test_a_language_without_a_grammar_has_no_figures() -> None:
    assert quantities.quantities("12 名", "fr", []) == []


@pytest.mark.parametrize(("text", "value"), [("1 200 名官员", "1200"), ("4 000 万美元", "40000000")])
def test_thousands_set_off_by_a_blank(text: str, value: str) -> None:
    assert [q.value for q in found(text)] == [value]


@pytest.mark.parametrize(("text", "value"), [("一万二千名渔民", "12000"), ("一亿二千万美元", "120000000")])
def test_large_han_numerals(text: str, value: str) -> None:
    assert [q.value for q in found(text)] == [value]


@pytest.mark.parametrize(("text", "value"), [("百分之三十", "30"), ("百分之 30", "30"), ("百分之十二点五", "12.5")])
def test_shares_in_words(text: str, value: str) -> None:
    assert [(q.value, q.unit) for q in found(text)] == [(value, "percent")]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("四个独立的窗口，", "独立的窗口"),
        ("两个新的项目和港口", "新的项目"),
        ("三个在港口的中心的灯塔", ""),
        ("十名走失儿童案的受害者，", "走失儿童案的受害者"),
        ("十名港口官员的培训，", "港口官员"),
    ],
)
def test_the_counted_noun_stands_behind_an_adjective(text: str, noun: str) -> None:
    (number,) = found(text)
    assert number.noun == noun


def test_a_range_gives_two_figures() -> None:
    assert sorted(read("3 至 5 个国家")) == [("3", "country", "exactly"), ("5", "country", "exactly")]
