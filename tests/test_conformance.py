"""The W3C suites through HTTP: the harness tells right from wrong, known failures are what we say, a run holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from converting import ROOT

sys.path.insert(0, str(ROOT))  # bench/ is no part of the package

from bench.conformance import answers, report
from bench.conformance.evaluation import ORDERED
from bench.conformance.manifest import APART, cases

SUITES = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "w3c" / "rdf-tests" / "sparql" / "sparql11"
with_suites = pytest.mark.skipif(
    not (SUITES / "manifest-all.ttl").is_file(), reason=f"no suites at {SUITES}; name their folder in UNODC_KG_SHARED"
)
TSV = "text/tab-separated-values"
XSD = "http://www.w3.org/2001/XMLSchema#"
CAUSES = report.causes()


def table(*rows: str) -> answers.Outcome:
    return answers.read("\n".join(["?a\t?b", *rows, ""]).encode(), TSV, "")


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (("_:x\t_:x", "_:y\t1"), ("_:q\t1", "_:p\t_:p")),
        (("<urn:a>\t", "\t<urn:a>"), ("\t<urn:a>", "<urn:a>\t")),
        (('"a"@en-US\t1',), ('"a"@en-us\t1',)),
        ((f'"a"^^<{XSD}string>\t1',), ('"a"\t1',)),
    ],
)
def test_the_same_rows_are_the_same(expected: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert answers.difference(table(*expected), table(*found)) == ""


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (("_:x\t_:x",), ("_:x\t_:y",)),
        (("_:x\t1", "_:x\t2"), ("_:x\t1", "_:y\t2")),
        (("1\t1", "1\t1"), ("1\t1",)),
        (("1\t",), ("\t1",)),
        (('"01"^^<' + XSD + "integer>\t1",), ("1\t1",)),
        (("1\t1",), ('"1"\t1',)),
        (("1\t1",), ("1.0\t1",)),
    ],
)
def test_other_rows_are_different(expected: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert answers.difference(table(*expected), table(*found))


def test_the_order_counts_where_it_is_asked_for() -> None:
    one, two = table("1\t1", "2\t2"), table("2\t2", "1\t1")

    assert answers.difference(one, two) == ""
    assert "order" in answers.difference(one, two, ordered=True)


def test_an_order_inside_a_subquery_is_none_of_the_answer() -> None:
    assert ORDERED.search("SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 2")
    assert not ORDERED.search("SELECT * { { SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 2 } }")


def test_computed_numbers_are_compared_by_value_and_given_ones_as_they_are() -> None:
    right, found = table("2.0\t2.0E3"), table(f'"2"^^<{XSD}decimal>\t"2000"^^<{XSD}double>')
    given = {term for row in right.rows for term in row}

    assert answers.difference(answers.by_value(right, set()), answers.by_value(found, set())) == ""
    assert answers.difference(answers.by_value(right, given), answers.by_value(found, given))


def test_true_is_not_a_table() -> None:
    assert answers.difference(True, False)
    assert answers.difference(True, table("1\t1"))


def test_a_cell_of_csv_that_is_empty_says_nothing() -> None:
    csv, same = b"x,y\r\n_:a,\r\n", b"y,x\r\n,_:b\r\n"

    assert answers.difference(answers.read(csv, "text/csv", ""), answers.read(same, "text/csv", "")) == ""
    assert answers.difference(answers.read(csv, "text/csv", ""), answers.read(b"x,y\r\na,\r\n", "text/csv", ""))


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause.query], ids=lambda cause: cause.name)
def test_the_smallest_case_of_a_cause_is_what_the_engine_does(cause: report.Cause) -> None:
    store = Store()
    store.load(cause.data.encode(), format=RdfFormat.TRIG)

    found = store.query(cause.query).serialize(format=QueryResultsFormat.TSV).decode().splitlines()[1:]

    assert tuple(found) == cause.found
    assert cause.found != cause.right


def test_every_cause_is_explained_and_no_test_has_two() -> None:
    tests = [test for cause in CAUSES for test in cause.tests]

    assert len(tests) == len(set(tests)) > 0
    for cause in CAUSES:
        assert cause.whose in ("engine", "specification", "us"), cause.name
        assert len(cause.why) > 50, cause.name


def test_the_page_names_every_known_failure() -> None:
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")

    for cause in CAUSES:
        assert cause.title in page
        assert [test for test in cause.tests if f"`{test}`" not in page] == []


@with_suites
def test_the_suites_are_read_whole() -> None:
    found = cases(SUITES)

    assert len([case for case in found if case.suite not in APART]) > 500
    assert report.unknown_names(found, CAUSES) == []


@with_suites
def test_surprises_go_both_ways() -> None:
    case = cases(SUITES)[0]
    cause = report.Cause("c", "us", "t", "w", (case.key,))

    assert report.surprises([report.Outcome(case, "wrong")], [])
    assert report.surprises([report.Outcome(case, "")], [cause])
    assert report.surprises([report.Outcome(case, "wrong")], [cause]) == []


@with_suites
def test_the_short_run_holds() -> None:
    command = [sys.executable, "-m", "bench.conformance", "--short", "--memory", "--shared", str(SUITES.parents[3])]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed, " in done.stdout.splitlines()[-1]
