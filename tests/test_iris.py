"""IRIs: minted from codes and positions, the same for the same input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unodc_kg import iris


@pytest.mark.parametrize(
    ("kind", "body", "number", "expected"),
    [
        ("resolution", "cnd", "63/4", "resolution/cnd/63/4"),
        ("decision", "ga", "74/550 B", "decision/ga/74/550-b"),
        ("resolution", "sc", "2370 (2017)", "resolution/sc/2370"),
        ("resolution", "sc", "2370（2017）", "resolution/sc/2370"),
        ("resolution", "ga", "S-32/1", "resolution/ga/s-32/1"),
        ("resolution", "ga", "ES-10/24", "resolution/ga/es-10/24"),
        ("resolution", "ga", "1514 (XV)", "resolution/ga/15/1514"),
        ("resolution", "ga", "3201 (S-VI)", "resolution/ga/s-6/3201"),
        ("resolution", "ecosoc", "1999/22", "resolution/ecosoc/1999/22"),
        ("resolution", "ecosoc", "663 C (XXIV)", "resolution/ecosoc/24/663-c"),
    ],
)
def test_number_of_a_resolution_gives_its_iri(kind: str, body: str, number: str, expected: str) -> None:
    assert iris.key(iris.instrument(kind, body, number)) == expected


def test_a_resolution_and_a_decision_of_one_number_are_two_things() -> None:
    assert iris.instrument("resolution", "cnd", "63/4") != iris.instrument("decision", "cnd", "63/4")


@pytest.mark.parametrize("number", ["", "63", "sixty", "63/", "/4", "63/4/5"])
def test_what_is_no_number_is_refused_or_read_as_a_serial(number: str) -> None:
    if number == "63":
        assert iris.number_parts(number) == ("", "63", "")
        return
    with pytest.raises(ValueError, match="is not a number"):
        iris.number_parts(number)


def test_symbols_become_keys_without_slashes_brackets_and_blanks() -> None:
    assert iris.symbol_key("E/CN.7/2020/CRP.12") == "e-cn.7-2020-crp.12"
    assert iris.symbol_key("S/RES/2370 (2017)") == "s-res-23702017"


@given(st.integers(1, 3999), st.integers(1, 9999))
def test_leading_and_serial_part_are_read_back(leading: int, serial: int) -> None:
    assert iris.number_parts(f"{leading}/{serial}") == (str(leading), str(serial), "")


def test_evidence_differs_by_fact_place_and_reader() -> None:
    doc = iris.document("x")
    base = iris.evidence(doc, "f", "1", 0, 5, "a")
    others = {
        iris.evidence(doc, "g", "1", 0, 5, "a"),
        iris.evidence(doc, "f", "2", 0, 5, "a"),
        iris.evidence(doc, "f", "1", 1, 5, "a"),
        iris.evidence(doc, "f", "1", 0, 5, "b"),
    }
    assert base not in others and len(others) == 4
