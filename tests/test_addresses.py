"""Public addresses: by symbol, by the symbol that a number stands for, or by the report of the session."""

import pytest

from converting import converted
from unodc_kg import iris
from unodc_kg.convert.addresses import address, report_of, symbol_of
from unodc_kg.namespaces import KG, SCHEMA


@pytest.mark.parametrize(
    ("symbol", "language", "expected"),
    [
        ("A/RES/90/900", "", "https://docs.un.org/A/RES/90/900"),
        ("E/CN.7/2090/2", "ar", "https://docs.un.org/ar/E/CN.7/2090/2"),
        ("S/RES/9000 (2090)", "", "https://docs.un.org/S/RES/9000(2090)"),
        ("X/PORTS/1", "", ""),
        ("GC(49)/INF/6", "en", ""),
    ],
)
def test_the_address_of_a_symbol(symbol, language, expected):
    assert address(symbol, language) == expected


@pytest.mark.parametrize(
    ("kind", "body", "number", "expected"),
    [
        ("resolution", "ga", "90/900", "A/RES/90/900"),
        ("resolution", "ga", "S-90/1", "A/RES/S-90/1"),
        ("resolution", "ga", "1514(XV)", "A/RES/1514 (XV)"),
        ("resolution", "sc", "9000 (2090)", "S/RES/9000 (2090)"),
        ("decision", "ga", "90/550", "A/DEC/90/550"),
        ("decision", "ga", "90/550 B", ""),
        ("resolution", "cnd", "90/4", ""),
        ("decision", "ecosoc", "2090/1", ""),
    ],
)
def test_the_symbol_of_a_number(kind, body, number, expected):
    assert symbol_of(kind, body, number) == expected


@pytest.mark.parametrize(
    ("body", "number", "expected"),
    [
        ("cnd", "63/4", "E/2020/28"),
        ("cnd", "3/4", ""),
        ("ccpcj", "28/4", "E/2019/30"),
        ("cosp-uncac", "8/2", "CAC/COSP/2019/17"),
        ("cosp-uncac", "80/2", ""),
        ("ga", "90/900", ""),
        ("sc", "9000 (2090)", ""),
    ],
)
def test_the_report_of_a_session(body, number, expected):
    assert report_of(body, number) == expected


def test_cited_instruments_lead_to_where_they_can_be_read():
    quads = converted("大会第90/900号决议和麻醉药品委员会第63/4号决议欢迎该手册。").quads
    links = {(q.subject.value, q.predicate.value, q.object.value) for q in quads}
    report = iris.document("e-2020-28")

    assert (iris.instrument("resolution", "ga", "90/900"), SCHEMA.url, "https://docs.un.org/A/RES/90/900") in links
    assert (iris.instrument("resolution", "cnd", "63/4"), KG.publishedIn, report) in links
    assert (report, KG.symbol, "E/2020/28") in links
    assert (report, SCHEMA.url, "https://docs.un.org/E/2020/28") in links
