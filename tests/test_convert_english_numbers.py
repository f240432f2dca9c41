"""English numbers and dates as values; numbers that are no figures, and words that are no dates."""

import pytest

from unodc_kg.convert import dates, quantities
from unodc_kg.convert.model import Quantity, Span


def found(text: str, *blocked: Span) -> list[Quantity]:
    return quantities.quantities(text, "en", list(blocked))


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier", "printed"),
    [
        ("more than 35 countries joined", "35", "country", "more-than", "more than 35 countries"),
        ("approximately 6,400 people", "6400", "person", "about", "approximately 6,400 people"),
        ("some 20,000 visitors", "20000", "person", "about", "some 20,000 visitors"),
        ("nearly 1,900 harbour officials", "1900", "person", "nearly", "nearly 1,900 harbour officials"),
        ("over 300 workshops", "300", "activity", "more-than", "over 300 workshops"),
        ("at least 25 cases", "25", "case", "at-least", "at least 25 cases"),
        ("up to 40 Member States", "40", "member-state", "at-most", "up to 40 Member States"),
        ("fewer than 12 laboratories", "12", "laboratory", "less-than", "fewer than 12 laboratories"),
        ("81 per cent of the donors", "81", "percent", "exactly", "81 per cent"),
        ("a total of $412.5 million", "412500000", "usd", "exactly", "$412.5 million"),
        ("worth US$ 125,000", "125000", "usd", "exactly", "US$ 125,000"),
        ("€2.5 million was pledged", "2500000", "eur", "exactly", "€2.5 million"),
        ("3 million euros", "3000000", "eur", "exactly", "3 million euros"),
        ("seven countries", "7", "country", "exactly", "seven countries"),
        ("twenty-one prosecutors", "21", "person", "exactly", "twenty-one prosecutors"),
        ("two hundred teachers", "200", "person", "exactly", "two hundred teachers"),
        ("1.4 million young people", "1400000", "person", "exactly", "1.4 million young people"),
        ("5,000 or more participants", "5000", "person", "more-than", "5,000 or more participants"),
        ("three regional seminars", "3", "activity", "exactly", "three regional seminars"),
        ("income is expected to fall by 9 per cent", "9", "percent", "expected", "9 per cent"),
        ("12 500 copies", "12500", "item", "exactly", "12 500 copies"),
    ],
)
def test_a_number_with_its_unit_and_qualifier(text: str, value: str, unit: str, qualifier: str, printed: str) -> None:
    (quantity,) = found(text)
    assert (quantity.value, quantity.unit, quantity.qualifier) == (value, unit, qualifier)
    assert text[quantity.span.start : quantity.span.end] == printed


def test_masses_are_given_in_kilograms_with_the_goods() -> None:
    heroin, cocaine = found("in all, 1.5 kilograms of heroin and 48 tons of cocaine were seized")
    assert (heroin.normalized, heroin.noun) == ("1.5", "heroin")
    assert (cocaine.normalized, cocaine.normalized_unit, cocaine.noun) == ("48000", "kilogram", "cocaine")


@pytest.mark.parametrize("text", ["20 to 30 laboratories", "between 20 and 30 laboratories", "20–30 laboratories"])
def test_a_range_gives_both_ends(text: str) -> None:
    assert [(q.value, q.unit) for q in found(text)] == [("20", "laboratory"), ("30", "laboratory")]


@pytest.mark.parametrize(
    "text",
    [
        "two thirds of the income",
        "see paragraph 12 of the note",
        "persons aged 15",
        "over a period of 18 months",
        "article 5 and chapter 3",
        "one of the ports",
        "COVID-19",
        "hundreds of ports",
        "resolution 56/9",
        "Goal 16",
    ],
)
def test_a_number_that_counts_nothing_is_no_figure(text: str) -> None:
    assert found(text) == []


def test_a_number_inside_a_name_or_date_is_no_figure() -> None:
    assert found("the Group of 77 States", Span(4, 15)) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in June 2019", ["2019-06"]),
        ("from 12 to 16 May 2022", ["2022-05-12/2022-05-16"]),
        ("30 June to 2 July 2022", ["2022-06-30/2022-07-02"]),
        ("on 1 October 2019", ["2019-10-01"]),
        ("October 1, 2019", ["2019-10-01"]),
        ("on 5, 6 and 8 March 2022", ["2022-03-05", "2022-03-06", "2022-03-08"]),
        ("between June and October 2019", ["2019-06/2019-10"]),
        ("from December 2018 to February 2019", ["2018-12/2019-02"]),
        ("in June and October 2018", ["2018-06", "2018-10"]),
        ("in 2018 and 2019", ["2018", "2019"]),
        ("2022–2026", ["2022/2026"]),
        ("first quarter of 2022", ["2022-Q1"]),
        ("the second half of 2019", ["2019-07/2019-12"]),
        ("in May, the ports closed", ["2019-05"]),
        ("the ports may march on", []),
        ("resolution 2370 (2017)", []),
        ("X/PORTS/2019/5", []),
        ("31 February 2019", []),
    ],
)
def test_a_date_with_its_precision(text: str, values: list[str]) -> None:
    assert [when.value for when in dates.dates(text, "en", 2019, [])] == values


def test_a_month_without_a_year_takes_that_of_its_context() -> None:
    first, second = dates.dates("In March 2018, and again in July", "en", None, [])
    assert (first.inferred, second.inferred, second.value) == (False, True, "2018-07")


def test_since_leaves_the_end_open() -> None:
    assert [when.open_end for when in dates.dates("since March 2019 and in May 2019", "en", 2019, [])] == [True, False]


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar"])
def test_a_language_without_a_grammar_has_neither(language: str) -> None:
    assert quantities.quantities("35 x", language, []) == []
    assert dates.dates("2019", language, 2019, []) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The number of donors rose from 85 to 97.", ["85", "97"]),
        ("Of the 45 participants, 20 were women.", ["45", "20"]),
        ("Downloads came to 18,000.", ["18000"]),
        ("It trained 340 (120 women and 220 men).", ["340", "120", "220"]),
        ("Some 10 to 15 per cent left.", ["10", "15"]),
        ("Half a million people fled.", ["500000"]),
        ("Two hundred and fourteen officers met.", ["214"]),
        ("Three cooperatives brought in coffee.", ["3"]),
        ("It needs 4 trillion dollars.", ["4000000000000"]),
    ],
)
def test_a_number_counts_without_a_noun_beside_it(text: str, values: list[str]) -> None:
    assert [q.value for q in found(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "within 15 consecutive days",
        "one or more States",
        "the 5+5 Committee",
        "the Human Rights 75 Youth Declaration",
        "the One Health approaches",
        "in paragraphs 12, 14 and 15 were",
    ],
)
def test_a_number_in_a_name_or_a_term_is_no_figure(text: str) -> None:
    assert found(text) == []
