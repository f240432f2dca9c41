"""PREFIX between the operations of an update, as SPARQL allows it."""

import pytest
from pyoxigraph import Store

from unodc_kg.stores.prologues import hoisted
from unodc_kg.stores.writes import Write, carry_out

A, B = "http://a.example/", "http://b.example/"
K = "http://known.example/"
KNOWN = {"k": K, "": "http://empty.example/"}


def written(update: str) -> set[str]:
    """The subjects of a store after the update."""
    text, prefixes = hoisted(update, KNOWN)
    store = Store()
    store.update(text, prefixes=prefixes)
    assert len(text) == len(update)
    assert [sign for sign in text if sign == "\n"] == [sign for sign in update if sign == "\n"]
    return {quad.subject.value for quad in store}


def test_the_engine_still_needs_this() -> None:
    with pytest.raises(SyntaxError):
        Store().update(f"CLEAR ALL; PREFIX a: <{A}> CLEAR ALL")


@pytest.mark.parametrize(
    ("update", "subjects"),
    [
        (f"CLEAR ALL;\nPREFIX a: <{A}>\nINSERT DATA {{ a:s a:p 1 }}", {f"{A}s"}),
        (
            f"PREFIX a: <{A}> INSERT DATA {{ a:s a:p 1 }}; prefix a: <{A}> PREFIX b: <{B}> INSERT DATA {{ b:s a:p 1 }}",
            {f"{A}s", f"{B}s"},
        ),
        (
            f"INSERT DATA {{ k:s k:p 1 }}; PREFIX : <{B}> INSERT DATA {{ :s k:p 1 }}",
            {f"{K}s", f"{B}s"},
        ),
        (f"INSERT DATA {{ <{A}s> k:p '; PREFIX a: <{A}>' }}", {f"{A}s"}),
        (f"CLEAR ALL; PREFIX a: <{A}>", set()),
    ],
)
def test_a_later_prefix_holds(update: str, subjects: set[str]) -> None:
    assert written(update) == subjects


@pytest.mark.parametrize(
    "update",
    [
        f"PREFIX a: <{A}> INSERT DATA {{ a:s a:p 1 }}; PREFIX a: <{B}> INSERT DATA {{ a:s a:p 1 }}",
        f"INSERT DATA {{ k:s k:p 1 }}; PREFIX k: <{B}> INSERT DATA {{ k:s k:p 1 }}",
        f"CLEAR ALL; PREFIX a: <{A}> INSERT DATA {{ a:s a:p 1 }}; PREFIX a: <{B}> INSERT DATA {{ a:s a:p 1 }}",
        f"CLEAR ALL; BASE <{A}> CLEAR ALL",
        "CLEAR ALL; PREFIX a: <relative> CLEAR ALL",
    ],
)
def test_what_cannot_be_moved_stays_and_is_refused(update: str) -> None:
    text, prefixes = hoisted(update, KNOWN)

    assert (text, prefixes) == (update, KNOWN)
    with pytest.raises(SyntaxError):
        Store().update(text, prefixes=prefixes)


def test_a_write_may_have_them() -> None:
    store = Store()

    carry_out(store, Write("update", f"CLEAR ALL; PREFIX a: <{A}> INSERT DATA {{ a:s skos:note 1 }}"), merged=False)

    assert len(store) == 1
