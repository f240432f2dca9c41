"""Shapes can be relied on: whole, understandable, and refused where they could not find anything."""

import re
import shutil
from pathlib import Path

import pytest

from unodc_kg.errors import ShapeError
from unodc_kg.namespaces import KG, OWL, RDF, SH, SHAPES
from unodc_kg.rdf import read_file
from unodc_kg.validation import shapes, texts

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
CHECKS = sorted((ROOT / "shapes" / "checks").glob("*.rq"))
HAN = re.compile(r"[\u4e00-\u9fff]")
GOOD_SHAPE = """\
@prefix : <https://w3id.org/unodc-kg/ontology#> .
@prefix s: <https://w3id.org/unodc-kg/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

s:StateShape a sh:NodeShape ;
    sh:targetClass :State ;
    sh:property s:StateShape-iso2
.
s:StateShape-iso2 a sh:PropertyShape ;
    sh:path :iso2 ;
    sh:minCount 1 ;
    sh:severity sh:Violation ;
    sh:name "code"@en , "代码"@zh ;
    sh:message "Add the code."@en , "请补充代码。"@zh
.
"""
GOOD_CHECK = """\
# Problem: {?value} is wrong.
# Problem@zh: {?value}有误。
# Solution: Repair it.
# Solution@zh: 请更正。
# Severity: Warning
# Shape: StateShape-wrong
SELECT ?focus ?value WHERE { ?focus a :State ; :iso2 ?value }
"""


@pytest.fixture(scope="module")
def loaded():
    return shapes.load(ROOT)


@pytest.fixture
def project(tmp_path):
    """A project with one shape and one check."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "shapes" / "checks").mkdir(parents=True)
    (tmp_path / "shapes" / "state.ttl").write_text(GOOD_SHAPE, encoding="utf-8")
    (tmp_path / "shapes" / "checks" / "StateShape-wrong.rq").write_text(GOOD_CHECK, encoding="utf-8")
    return tmp_path


def test_there_are_shapes_and_checks(loaded):
    assert len(FILES) > 30
    assert len(loaded.checks) == len(CHECKS) > 40
    assert len(loaded.names) > 150


def test_every_class_has_a_node_shape_in_a_file_of_its_name():
    ontology = read_file(ROOT / "ontology" / "unodc.ttl")
    kind = [q.subject.value for q in ontology if q.predicate.value == RDF.type and q.object.value == OWL.Class]
    assert len(kind) == 34
    for name in (iri.removeprefix(KG) for iri in kind):
        path = ROOT / "shapes" / (re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower() + ".ttl")
        targets = {(q.subject.value, q.object.value) for q in read_file(path) if q.predicate.value == SH.targetClass}

        assert (f"{SHAPES}{name}Shape", KG[name]) in targets


def test_a_node_shape_stands_in_one_file_only():
    found = [q.subject.value for path in FILES for q in read_file(path) if q.object.value == SH.NodeShape]

    assert len(found) == len(set(found))


def test_every_message_is_a_sentence_in_english_and_chinese(loaded):
    messages = [loaded.messages(name) for name in loaded.names]
    messages += [check.messages for check in (*loaded.checks, *(code.check for code in texts.CHECKS))]
    for message in messages:
        assert message["en"][0].isupper() or message["en"][0] in "“{"
        assert message["en"].endswith((".", "...", "?"))
        assert HAN.search(message["zh"])
        assert message["zh"].endswith(("。", "？"))
        assert not re.search(r"less than \d|more than \d+ values", message["en"], re.IGNORECASE)


def test_no_shape_and_no_check_share_a_name(loaded):
    names = [*loaded.names, *(check.name for check in loaded.checks), *(code.check.name for code in texts.CHECKS)]

    assert len(names) == len(set(names))


def test_the_readme_has_a_line_for_every_shape_and_no_other(loaded):
    content = (ROOT / "shapes" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+Shape(?:-\w+)?)` \|", content, re.MULTILINE)
    names = [*loaded.names, *(check.name for check in loaded.checks), *(code.check.name for code in texts.CHECKS)]

    assert sorted(listed) == sorted(names)


def test_the_readme_says_what_people_are_told(loaded):
    content = (ROOT / "shapes" / "README.md").read_text(encoding="utf-8").replace("\\|", "|")
    told = {name: loaded.messages(name)["en"] for name in loaded.names}
    told |= {check.name: check.messages["en"] for check in loaded.checks}
    told |= {code.check.name: code.check.messages["en"] for code in texts.CHECKS}
    for name, message in told.items():
        assert re.search(rf"^\| `{name}` \| \w+ \| {re.escape(message)} \|$", content, re.MULTILINE), name


def test_a_sound_project_is_loaded(project):
    loaded = shapes.load(project)

    assert loaded.names == ("StateShape-iso2",)
    assert [check.name for check in loaded.checks] == ["StateShape-wrong"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sh:minCount 1", "sh:minCuont 1", r"state.ttl, StateShape-iso2: sh:minCuont"),
        ("sh:severity sh:Violation", "sh:severity sh:Violatoin", r"sh:Violatoin"),
        ("sh:minCount 1", 'sh:sparql [ sh:select "SELECT $this WHERE {}" ]', r"sh:s"),
        ("sh:targetClass :State", "sh:targetClass :Sate", r"Sate is not in the ontology"),
        ("sh:path :iso2", "sh:path :iso4", r"iso4 is not in the ontology"),
        ("sh:path :iso2", "sh:path <https://example.org/iso2>", r"example.org/iso2 is not in the ontology"),
        ("sh:severity sh:Violation ;", "", r"no sh:severity"),
        (' , "请补充代码。"@zh', "", r"no sh:message in zh"),
        ('"code"@en , ', "", r"no sh:name in en"),
        ("    sh:minCount 1 ;\n", "", r"constrains nothing"),
        ("sh:property s:StateShape-iso2", "sh:property s:StateShape-iso3", r"StateShape-iso3 has no sh:path"),
        (" ;\n    sh:property s:StateShape-iso2", "", r"no node shape has it"),
        ("sh:targetClass :State ;", "", r"no target"),
        ("s:StateShape-iso2", "s:stateIso2", r"its name is not"),
        ("sh:property s:StateShape-iso2", "sh:property [ sh:path :iso2 ; sh:minCount 1 ]", r"without an IRI"),
    ],
)
def test_a_shape_that_could_not_find_anything_is_refused(project, old, new, told):
    path = project / "shapes" / "state.ttl"
    assert old in GOOD_SHAPE
    path.write_text(GOOD_SHAPE.replace(old, new), encoding="utf-8")

    with pytest.raises(ShapeError, match=told):
        shapes.load(project)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# Solution@zh: 请更正。\n", "", "there is no line '# Solution@zh"),
        ("Severity: Warning", "Severity: Error", "'Error' is no severity"),
        ("Shape: StateShape-wrong", "Shape: StateShape-right", "not the name of the file"),
        ("SELECT ?focus ?value", "SELECT ?value ?focus", "does not begin with SELECT \\?focus"),
        ("SELECT ?focus ?value", "SELECT ?focus", "the message names {\\?value}"),
    ],
)
def test_a_check_with_a_wrong_head_is_refused(project, old, new, told):
    path = project / "shapes" / "checks" / "StateShape-wrong.rq"
    assert old in GOOD_CHECK
    path.write_text(GOOD_CHECK.replace(old, new), encoding="utf-8")

    with pytest.raises(ShapeError, match=told):
        shapes.load(project)


def test_a_project_without_shapes_is_refused(tmp_path):
    with pytest.raises(ShapeError, match="there are no shapes"):
        shapes.load(tmp_path)
