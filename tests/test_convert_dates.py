"""Printed dates become first and last days; a year that is not printed is taken from the context."""

import pytest

from unodc_kg.convert import dates
from unodc_kg.convert.model import Span, When


def found(text: str, year: int | None = 2020, *named: Span) -> list[When]:
    return dates.dates(text, "zh", year, list(named))


@pytest.mark.parametrize(
    ("text", "value", "start", "end", "precision"),
    [
        ("2020 年 3 月 5 日", "2020-03-05", "2020-03-05", "2020-03-05", "day"),
        ("2020年3月", "2020-03", "2020-03-01", "2020-03-31", "month"),
        ("2020年2月", "2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2021 年 2 月份", "2021-02", "2021-02-01", "2021-02-28", "month"),
        ("2020 年", "2020", "2020-01-01", "2020-12-31", "year"),
        ("1899年", "1899", "1899-01-01", "1899-12-31", "year"),
        ("2020 年第一季度", "2020-Q1", "2020-01-01", "2020-03-31", "quarter"),
        ("2020 年第四季度", "2020-Q4", "2020-10-01", "2020-12-31", "quarter"),
        ("2020 年 3 月 5 日至 9 日", "2020-03-05/2020-03-09", "2020-03-05", "2020-03-09", "day"),
        ("2020 年 11 月 28 日至 12 月 3 日", "2020-11-28/2020-12-03", "2020-11-28", "2020-12-03", "day"),
        ("2020年12月28日至2021年1月5日", "2020-12-28/2021-01-05", "2020-12-28", "2021-01-05", "day"),
        ("2020 年 3 月至 6 月", "2020-03/2020-06", "2020-03-01", "2020-06-30", "month"),
        ("2020年12月至2021年2月", "2020-12/2021-02", "2020-12-01", "2021-02-28", "month"),
        ("2021 至 2025 年", "2021/2025", "2021-01-01", "2025-12-31", "year"),
        ("2018年至2020年", "2018/2020", "2018-01-01", "2020-12-31", "year"),
        ("2018-2020 年", "2018/2020", "2018-01-01", "2020-12-31", "year"),
        ("2025—2030年", "2025/2030", "2025-01-01", "2030-12-31", "year"),
    ],
)
def test_a_printed_date(text: str, value: str, start: str, end: str, precision: str) -> None:
    (when,) = found(text)
    assert (when.value, when.start, when.end, when.precision) == (value, start, end, precision)
    assert (when.span, when.inferred) == (Span(0, len(text)), False)


@pytest.mark.parametrize(
    "text",
    [
        "2020 年 2 月 30 日",
        "2021 年 2 月 29 日",
        "2020 年 13 月",
        "2020年0月0日",
        "1799年",
        "E/2020/3",
        "2020 年版",
        "3 个月",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10 月份", ["2020-10"]),
        ("3 月 5 日", ["2020-03-05"]),
        ("4 月 12 日至 16 日", ["2020-04-12/2020-04-16"]),
        ("6 月、7 月和 8 月", ["2020-06", "2020-07", "2020-08"]),
    ],
)
def test_the_year_of_the_report_is_inferred(text: str, values: list[str]) -> None:
    whens = found(text)
    assert [when.value for when in whens] == values
    assert all(when.inferred for when in whens)


def test_without_any_year_a_month_is_no_date() -> None:
    assert found("10 月份举行", None) == []


def test_the_year_of_the_date_before_is_taken_where_the_report_has_none() -> None:
    assert [when.value for when in found("2018年5月通过，6月实施", None)] == ["2018-05", "2018-06"]


@pytest.mark.parametrize("text", ["自2020年3月以来", "2020年3月起"])
def test_since_is_open(text: str) -> None:
    assert [when.open_end for when in found(text)] == [True]


def test_a_year_inside_a_name_is_marked() -> None:
    text = "《2019 年港口宣言》于 2020 年通过"
    assert [(w.value, w.inside_name) for w in found(text, 2020, Span(0, 12))] == [("2019", True), ("2020", False)]


def test_several_dates_are_read_in_order() -> None:
    assert [w.value for w in found("2018年和2019年5月以及2020年3月5日")] == ["2018", "2019-05", "2020-03-05"]


@pytest.mark.parametrize("text", ["2022年至2020年", "2020年6月至3月", "12月30日至1月2日"])
def test_no_interval_runs_backwards(text: str) -> None:
    assert all(when.start <= when.end for when in found(text))


@pytest.mark.parametrize(
    ("text", "values"),
    [("2025\u20132030年", ["2025/2030"]), ("2018、2019 和 2020 年", ["2018", "2019", "2020"])],
)
def test_other_dashes_and_lists_of_years(text: str, values: list[str]) -> None:
    assert [when.value for when in found(text)] == values


def test_days_of_one_month_are_two_dates() -> None:
    assert [when.value for when in found("2020 年 3 月 5 日和 6 日")] == ["2020-03-05", "2020-03-06"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二〇年三月", "2020-03"),
        ("二零一九年十二月三十一日", "2019-12-31"),
        ("二○二一年", "2021"),
        ("一九九八年六月八日至十日", "1998-06-08/1998-06-10"),
        ("二〇二一至二〇二五年", "2021/2025"),
        ("二〇二二年第三季度", "2022-Q3"),
        ("五月四日", "2020-05-04"),
    ],
)
def test_dates_in_han_digits(text: str, value: str) -> None:
    (when,) = found(text)
    assert (when.value, when.span) == (value, Span(0, len(text)))


@pytest.mark.parametrize("text", ["第三月", "三月内", "三个月", "一千九百年", "二十年"])
def test_counts_in_han_digits_are_no_dates(text: str) -> None:
    assert found(text) == []


def test_a_year_before_a_title_dates_it_and_one_in_the_title_does_not() -> None:
    text = "2015年《港口宣言》、《2016年港口计划》和2017年举行的第三届港口大会成果文件"
    named = [Span(0, 11), Span(12, 23), Span(24, len(text))]
    assert [(w.value, w.inside_name) for w in found(text, 2020, *named)] == [
        ("2015", False),
        ("2016", True),
        ("2017", False),
    ]
