"""Which graphs count as changed by a write."""

import pytest

from unodc_kg.stores import marks
from unodc_kg.stores.writes import Write

A, B, C = (f"http://e/{name}" for name in "abc")


def changed(write: Write) -> set[str] | None:
    """The graphs among A, B, C that the write changes; None for all graphs."""
    found = marks.after({}, "before", write, "new")
    if found == {"": "new"}:
        return None
    assert found[""] == "before"
    return {graph for graph, version in found.items() if version == "new"}


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        (f"INSERT DATA {{ GRAPH <{A}> {{ <s> <p> 1 }} }}", {A}),
        (f"PREFIX e: <http://e/> INSERT DATA {{ GRAPH e:a {{ e:s e:p 1 }} GRAPH <{B}> {{ }} }}", {A, B}),
        (f"DELETE DATA {{ GRAPH <{A}> {{ <s> <p> 1 }} }} ; PREFIX e: <http://e/> CLEAR GRAPH e:b", {A, B}),
        ("BASE <http://e/x/> PREFIX a: <../> DROP SILENT GRAPH a:c", {C}),
        ("CREATE GRAPH <a>", {A}),
        (f"WITH <{A}> DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 2 }} WHERE {{ GRAPH <{B}> {{ ?s ?p 1 }} }}", {A}),
        (f"WITH <{A}> INSERT {{ GRAPH <{C}> {{ ?s ?p 2 }} }} WHERE {{ ?s ?p 1 }}", {A, C}),
        (f"DELETE WHERE {{ GRAPH <{B}> {{ ?s ?p ?o }} }}", {B}),
        (f"INSERT {{ GRAPH <{A}> {{ ?s ?p 2 }} }} USING <{B}> WHERE {{ ?s ?p 1 }}", {A}),
        (f"COPY <{A}> TO <{B}>", {B}),
        (f"ADD SILENT GRAPH <{A}> TO GRAPH <{B}>", {B}),
        (f"MOVE GRAPH <{A}> TO <{B}>", {A, B}),
        (f"MOVE <{A}> TO DEFAULT", {A}),
        (f"COPY DEFAULT TO <{A}>", {A}),
        ("INSERT DATA { <s> <p> 1 } ; CLEAR DEFAULT", set()),
        ("INSERT DATA { }", set()),
        ("INSERT { GRAPH ?g { ?s ?p 2 } } WHERE { GRAPH ?g { ?s ?p 1 } }", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        (f"INSERT DATA {{ GRAPH <{A}> {{ <s> <p> 1 }} }} ; DROP NAMED", None),
        ("CLEAR ALL", None),
    ],
)
def test_an_update_changes_the_graphs_that_it_names(text: str, graphs: set[str] | None) -> None:
    assert changed(Write("update", text, base_iri="http://e/")) == graphs


def test_an_update_may_name_thousands_of_graphs() -> None:
    blocks = " ".join(f"GRAPH <{A}/{number}> {{ <s> <p> 1 }} GRAPH <{A}> {{ }}" for number in range(3_000))
    found = changed(Write("update", f"INSERT DATA {{ {blocks} }}", base_iri="http://e/"))
    assert found == {A, *(f"{A}/{number}" for number in range(3_000))}


def test_a_write_to_one_graph_changes_that_one() -> None:
    assert changed(Write("put", graph=A)) == {A}
    assert changed(Write("patch", "INSERT DATA { <s> <p> 1 }", graph=A)) == {A}
    assert changed(Write("delete", whole=True)) is None
    assert changed(Write("put")) == set()


def test_marks_stay_until_their_graph_changes_again() -> None:
    first = marks.after({}, "v0", Write("put", graph=A), "v1")
    second = marks.after(first, "v1", Write("put", graph=B), "v2")
    assert second == {"": "v0", A: "v1", B: "v2"}
    assert marks.after(second, "v2", Write("delete", whole=True), "v3") == {"": "v3"}


def test_too_many_marks_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST", 2)
    first = marks.after({}, "v0", Write("put", graph=A), "v1")
    assert marks.after(first, "v1", Write("put", graph=B), "v2") == {"": "v2"}
