"""Validation finds what is wrong and nothing else: each case breaks exactly the shapes that its first line names."""

import hashlib
import json
import random
from pathlib import Path

import pytest

from unodc_kg.build.assemble import read_graphs
from unodc_kg.errors import RdfError, ShapeError
from unodc_kg.namespaces import GRAPH, ID, KG, OA, RDF, SH, SHAPES
from unodc_kg.rdf import Literal, NamedNode, Quad, RdfFormat, named, read_file, serialize_quads, text
from unodc_kg.validation import Report, full, shapes, texts, validate, validate_files
from unodc_kg.validation.report import COLUMNS, SEVERITIES

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "shapes"
VALID = sorted((DATA / "valid").iterdir())
INVALID = sorted((DATA / "invalid").iterdir())
HEAD = "# violates: "
FIGURE = DATA / "invalid" / "FigureShape-unit.ttl"


@pytest.fixture(scope="module")
def base():
    """A small graph that conforms, with the ontology."""
    return read_file(DATA / "base.trig") + read_file(ROOT / "ontology" / "unodc.ttl", GRAPH.ontology)


@pytest.fixture(scope="module")
def loaded():
    return shapes.load(ROOT)


@pytest.fixture(scope="module")
def broken(base, loaded):
    """The report on everything that is wrong at once."""
    return full.run([*base, *(quad for path in INVALID for quad in read_file(path, GRAPH.curated))], loaded)


def names_of(loaded):
    return {*loaded.names, *(check.name for check in loaded.checks), *(code.check.name for code in texts.CHECKS)}


def promised(path):
    """The shapes that a case says it breaks."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith(HEAD), path.name
    return set(first.removeprefix(HEAD).split())


def test_the_base_conforms_and_gives_every_shape_something_to_look_at(base, loaded):
    report = full.run(base, loaded)

    assert report.rows() == []
    assert report.idle == ()
    assert report.conforms
    assert {*report.shapes, *report.checks} == names_of(loaded)


def test_the_graph_of_this_project_conforms():
    report = validate(read_graphs(ROOT), ROOT)

    assert [row for row in report.rows() if row[0] == "Violation"] == []


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_what_is_right_is_not_refused(base, loaded, path):
    added = read_file(path, GRAPH.curated)

    assert full.run([*base, *added], loaded, only_focus=full.touched(added)).rows() == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_case_breaks_exactly_what_it_promises(base, loaded, path):
    added = read_file(path, GRAPH.curated)
    report = full.run([*base, *added], loaded, only_focus=full.touched(added))

    assert {finding.shape for finding in report.findings} == promised(path), report.rows()


def test_every_shape_and_check_is_broken_by_a_case(loaded):
    assert len(VALID) > 5
    assert {name for path in INVALID for name in promised(path)} == names_of(loaded)


def test_each_finding_has_words_and_names_its_thing(broken):
    assert len(broken.findings) > 150
    for finding in broken.findings:
        assert finding.message("en")
        assert finding.message("zh") != finding.message("en")
        assert "{?" not in finding.message("zh")
        assert finding.severity in SEVERITIES
        assert isinstance(finding.focus, NamedNode)


def test_shapes_that_run_once_find_the_same_as_shapes_that_run_for_each_thing(base, loaded, monkeypatch):
    """The engine is given an equal form of the shapes, which it runs faster."""
    quads = [*base, *(quad for path in INVALID for quad in read_file(path, GRAPH.curated))]
    fast = {finding.key for finding in full._shacl(quads, loaded, None)}
    nested = shapes.Shapes(loaded.quads, loaded.checks)
    monkeypatch.setitem(nested.__dict__, "flat", loaded.quads)
    slow = {finding.key for finding in full._shacl(quads, nested, None)}

    assert fast == slow
    assert len(fast) > 100


def test_a_report_on_some_things_is_the_part_of_the_whole_report(base, loaded, broken):
    """Fewer triples are read for some things, with the same findings."""
    quads = [*base, *(quad for path in INVALID for quad in read_file(path, GRAPH.curated))]
    some = full.touched(read_file(FIGURE)) | {f"{ID}document/report-1/activity/1.99", f"{ID}state/SDN"}
    report = full.run(quads, loaded, only_focus=some)

    assert report.findings == tuple(f for f in broken.findings if f.focus.value in some)
    assert report.findings


def test_the_report_does_not_depend_on_the_order_of_the_graph(base, loaded):
    quads = [*base, *(quad for path in INVALID[:40] for quad in read_file(path, GRAPH.curated))]
    shuffled = random.Random(1).sample(quads, len(quads))

    assert full.run(quads, loaded).to_json() == full.run(shuffled, loaded).to_json()


def test_warnings_do_not_stop_a_release(base):
    report = validate_files([DATA / "invalid" / "EvidenceShape-lowConfidence.ttl"], base, ROOT)

    assert report.conforms
    assert report.counts == {"Violation": 0, "Warning": 1, "Info": 0}


def test_the_report_in_json_says_what_was_run(base):
    content = json.loads(validate_files([FIGURE], base, ROOT).to_json())

    assert content["conforms"] is False
    assert content["counts"]["Violation"] == 1
    assert content["ran"]["shapes"] > 150 < content["ran"]["shapes"] + content["ran"]["checks"]
    assert content["findings"] == [
        {
            "severity": "Violation",
            "shape": SHAPES + "FigureShape-unit",
            "focus": f"{ID}document/report-1/figure/1.84",
            "path": KG.unit,
            "messages": shapes.load(ROOT).messages("FigureShape-unit"),
        }
    ]


def test_the_report_in_rdf_is_a_validation_report(base):
    quads = validate_files([FIGURE], base, ROOT).to_rdf()
    found = {quad.predicate.value: quad.object for quad in quads}

    assert found[SH.conforms].value == "false"
    assert found[SH.sourceShape] == named(SHAPES + "FigureShape-unit")
    assert found[SH.resultPath] == named(KG.unit)
    assert {q.object.language for q in quads if q.predicate.value == SH.resultMessage} == {"en", "zh"}
    assert b"sh:ValidationReport" in serialize_quads(quads, RdfFormat.TURTLE)


def test_the_rows_for_people_have_a_message_in_their_language(base):
    report = validate_files([FIGURE], base, ROOT)
    (english,), (chinese,) = report.rows("en"), report.rows("zh")

    assert len(english) == len(COLUMNS)
    assert english[:3] == ("Violation", "FigureShape-unit", "document:report-1/figure/1.84")
    assert "no unit" in english[3]
    assert "没有单位" in chinese[3]
    assert "1 Violation" in report.summary()
    assert "checks were run" in report.summary()


def test_a_message_names_what_is_wrong(base):
    report = validate_files([DATA / "invalid" / "MentionShape-quoteMatches.ttl"], base, ROOT)

    assert "“乍得”" in report.findings[0].message("zh")
    assert report.findings[0].value == text("苏丹")


def test_a_changed_text_is_not_the_frozen_text(base):
    unit = named(f"{ID}document/report-1/paragraph/1")
    changed = [Quad(q.subject, q.predicate, text(q.object.value.replace("一次", "两次"), "zh"), q.graph_name)
               if q.subject == unit and q.predicate.value == KG.text else q for q in base]  # fmt: skip
    found = {finding.shape for finding in validate(changed, ROOT).findings}

    assert "SourceTextShape-file" in found


def test_a_frozen_text_is_a_line_a_unit():
    """The digest is that of the file: locator, tab, text; a line break inside a text is U+2028."""
    digest = texts.frozen_digest([(2, "1", "乙"), (1, "front", "甲\n丙")])

    assert digest == hashlib.sha256("front\t甲\u2028丙\n1\t乙\n".encode()).hexdigest()


def test_a_triple_in_two_graphs_is_one_triple(base, loaded):
    twice = [*base, *(Quad(q.subject, q.predicate, q.object, named(GRAPH.curated)) for q in base)]

    assert [f for f in full.run(twice, loaded).findings if f.severity == "Violation"] == []


def test_a_value_of_the_wrong_datatype_is_seen(base, loaded):
    """ "95" as a string or as an integer is no xsd:decimal, though it looks the same."""
    figure = f"{ID}document/report-1/figure/1.84"
    wrong = [text("95"), Literal("95", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))]
    for value in wrong:
        added = [*read_file(FIGURE), Quad(named(figure), named(KG.maxValue), value)]
        found = {f.shape for f in full.run([*base, *added], loaded, only_focus={figure}).findings}

        assert "FigureShape-maxValue" in found


def test_a_file_of_the_authority_needs_a_source(base, tmp_path):
    """Which graph a file belongs to depends on its folder."""
    (tmp_path / "graph" / "authority").mkdir(parents=True)
    for name in ("shapes", "ontology"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = tmp_path / "graph" / "authority" / "agents.ttl"
    content = f'<{ID}agent/who> a <{KG.Agent}> ; <{OA.exact}> "x" .'
    path.write_text(content, encoding="utf-8")
    beside = tmp_path / "agents.ttl"
    beside.write_text(content, encoding="utf-8")
    needs = "SharedThingShape-source"

    assert needs in {finding.shape for finding in validate_files([path], base, tmp_path).findings}
    assert needs not in {finding.shape for finding in validate_files([beside], base, tmp_path).findings}


def test_a_file_that_does_not_parse_says_where(base, tmp_path):
    path = tmp_path / "wrong.ttl"
    path.write_text("a b", encoding="utf-8")

    with pytest.raises(RdfError, match="line 1"):
        validate_files([path], base, ROOT)


def test_a_graph_without_shapes_is_not_a_graph_that_conforms(tmp_path):
    with pytest.raises(ShapeError):
        validate([], tmp_path)


def test_an_empty_graph_leaves_every_shape_idle(loaded):
    report = full.run([], loaded)

    assert isinstance(report, Report)
    assert len(report.idle) > 30


def test_a_query_that_does_not_parse_is_a_fault_of_the_check(tmp_path):
    (tmp_path / "shapes" / "checks").mkdir(parents=True)
    (tmp_path / "ontology").symlink_to(ROOT / "ontology")
    (tmp_path / "shapes" / "state.ttl").symlink_to(ROOT / "shapes" / "state.ttl")
    query = (ROOT / "shapes" / "checks" / "StateShape-key.rq").read_text(encoding="utf-8")
    path = tmp_path / "shapes" / "checks" / "StateShape-key.rq"
    path.write_text(query.replace("FILTER", "FLITER"), encoding="utf-8")

    with pytest.raises(ShapeError, match=r"StateShape-key\.rq"):
        validate([Quad(named(f"{ID}state/TCD"), named(RDF.type), named(KG.State))], tmp_path)
