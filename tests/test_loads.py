"""LOAD in an update: refused, or, where it is silent, nothing; a wrong one is a syntax error."""

import pytest
from pyoxigraph import Store

from unodc_kg.errors import FederationDisabledError, QueryRefusedError, QuerySyntaxError
from unodc_kg.stores import updates
from unodc_kg.stores.loads import without_silent_loads

INSERT = "INSERT DATA { <urn:s> <urn:p> <urn:o> }"


@pytest.mark.parametrize(
    "update",
    [
        "LOAD SILENT <http://127.0.0.1:9/>",
        f"{INSERT} ; load silent <file:///etc/passwd> into graph <urn:g> ;",
        f"PREFIX x: <urn:> LOAD SILENT <urn:a>; LOAD SILENT x:b INTO GRAPH x:g; {INSERT}",
    ],
)
def test_a_silent_load_does_nothing_and_never_reaches_the_engine(update: str) -> None:
    text = without_silent_loads(update)
    store = Store()
    store.update(text)

    assert "load" not in text.lower()
    updates.check(text)
    assert len(store) == update.count(INSERT)


def test_a_load_is_refused_with_its_place() -> None:
    with pytest.raises(FederationDisabledError, match="Line 2, column 3"):
        without_silent_loads(f"{INSERT} ;\n  LOAD <urn:a> INTO GRAPH <urn:g>")


@pytest.mark.parametrize(
    ("update", "column"),
    [
        ("LOAD", 1),
        ("LOAD ;", 1),
        ("LOAD <urn:a> <urn:b>", 1),
        ("LOAD <urn:a> INTO <urn:g>", 1),
        ("LOAD SILENT 'text'", 1),
        ("CLEAR ALL LOAD <urn:a>", 11),
        ("CLEAR ALL ; ; LOAD <urn:a>", 13),
        ("LOAD SILENT <urn:a> ;;", 22),
    ],
)
def test_a_wrong_load_is_a_syntax_error_at_its_place(update: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        without_silent_loads(update)
    with pytest.raises((SyntaxError, RuntimeError, OSError)):  # the engine does not take it either
        Store().update(update)

    assert raised.value.column == column


@pytest.mark.parametrize("update", [INSERT, "INSERT DATA { <urn:LOAD> <urn:p> 'LOAD SILENT <urn:a>' } # LOAD SILENT"])
def test_the_word_elsewhere_changes_nothing(update: str) -> None:
    assert without_silent_loads(update) == update


def test_a_load_in_disguise_is_refused_later() -> None:
    with pytest.raises(QueryRefusedError):
        updates.check(without_silent_loads("LOADx:a"))
