"""Language versions of one document stand side by side: one text a language, one set of facts, one order of units."""

import pytest

import versions
from batches import contents, run
from converting import ROOT, known
from unodc_kg import annotations
from unodc_kg.batch import Done, Failed
from unodc_kg.build.assemble import read_graphs
from unodc_kg.build.conversions import convert_all
from unodc_kg.convert import convert
from unodc_kg.errors import SourceError
from unodc_kg.namespaces import KG
from unodc_kg.rdf import canonical
from unodc_kg.unlinked import queue
from unodc_kg.validation import validate

TITLES = f"SELECT ?title {{ <{versions.IRI}> dcterms:title ?title }}"
TEXT = f"SELECT ?text {{ <{versions.IRI}/paragraph/1> :text ?text }}"
LANGUAGES = (
    f"SELECT ?language {{ ?text dcterms:isVersionOf <{versions.IRI}> ; dcterms:language/skos:notation ?language }}"
)
REFERENCE = f"SELECT ?code {{ <{versions.IRI}> :referenceLanguage/skos:notation ?code }}"
RECORDS = """SELECT ?language (COUNT(DISTINCT ?r) AS ?n) {
  ?r :evidence/:sourceText/dcterms:language/skos:notation ?language
} GROUP BY ?language"""
POSITIONS = "SELECT ?part (COUNT(?p) AS ?n) { ?part :position ?p } GROUP BY ?part HAVING (COUNT(?p) != 1)"
ORDER = "SELECT ?position ?part { ?part :position ?position }"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return dict(zip(("zh", "en", "fr"), versions.write(tmp_path_factory.mktemp("in"), "zh", "en", "fr"), strict=True))


@pytest.fixture(scope="module")
def conversions(sources):
    return {language: versions.converted(source) for language, source in sources.items()}


@pytest.fixture(scope="module")
def concepts():
    """The project's graph: without it, codes have no notation."""
    return read_graphs(ROOT)


@pytest.fixture(scope="module")
def three(conversions):
    return versions.together(*conversions.values())


def asked(quads, concepts, query):
    return versions.rows([*quads, *(quad for quad in concepts if quad.graph_name.value.endswith("concepts"))], query)


def test_a_text_without_manifest_is_a_version_and_carries_its_language(conversions):
    graphs = {quad.graph_name.value.rpartition("/")[2] for quad in conversions["en"].quads}
    own = {quad.subject.value for quad in conversions["en"].quads if quad.object.value in (KG.Mention, KG.Record)}

    assert conversions["en"].name == "a-res-90-900.en"
    assert graphs == {"text.en", "structure.en", "mentions.en", "cited.en", "facts.en"}
    assert own
    assert all(".en." in iri for iri in own if versions.IRI in iri)


def test_a_manifest_makes_a_text_the_reference_and_its_iris_plain(tmp_path, conversions):
    source = versions.write(tmp_path, "zh")[0]
    versions.declare(source, "zh")
    conversion = convert(source, known())
    units = {unit.locator for unit in conversion.document.units}

    assert conversion.name == "a-res-90-900"
    assert {quad.graph_name.value.rpartition("/")[2] for quad in conversion.quads} == {"text", "mentions", "facts"}
    assert not any(".zh." in str(quad.subject) for quad in conversion.quads)
    assert units == {unit.locator for unit in conversions["zh"].document.units}


def test_a_manifest_may_name_another_reference(tmp_path):
    source = versions.write(tmp_path, "en")[0]
    versions.declare(source, "en", reference_language="zh")

    assert convert(source, known()).name == "a-res-90-900.en"


def test_a_reference_language_that_does_not_exist_is_refused(tmp_path):
    source = versions.write(tmp_path, "en")[0]
    versions.declare(source, "en", reference_language="de")

    with pytest.raises(SourceError, match="reference_language is 'de'"):
        convert(source, known())


def test_titles_and_paragraphs_of_all_versions_meet_on_one_iri(three, concepts):
    assert asked(three, concepts, TITLES) == [("Safety of ports",), ("Sécurité des ports",), ("港口的安全",)]
    assert len(asked(three, concepts, TEXT)) == 3
    assert asked(three, concepts, LANGUAGES) == [("en",), ("fr",), ("zh",)]


def test_facts_and_order_are_those_of_one_version(three, concepts):
    assert asked(three, concepts, REFERENCE) == [("en",)]
    assert [language for language, _ in asked(three, concepts, RECORDS)] == ["en"]
    assert asked(three, concepts, POSITIONS) == []


def test_mentions_of_one_thing_stand_in_several_languages(three, concepts):
    cited = "https://w3id.org/unodc-kg/id/resolution/ga/74/247"
    language = ":sourceText/dcterms:language/skos:notation ?language"
    query = f"SELECT DISTINCT ?language {{ ?m :mentions <{cited}> ; {language} }}"

    assert asked(three, concepts, query) == [("en",), ("fr",), ("zh",)]


def test_without_english_the_chinese_facts_count(conversions, concepts):
    two = versions.together(conversions["fr"], conversions["zh"])

    assert asked(two, concepts, REFERENCE) == [("zh",)]
    assert [language for language, _ in asked(two, concepts, RECORDS)] == ["zh"]


def test_the_declared_reference_counts_before_all_others(tmp_path, conversions, concepts):
    source = versions.write(tmp_path, "zh")[0]
    versions.declare(source, "zh")
    two = versions.together(conversions["en"], versions.converted(source))

    assert asked(two, concepts, REFERENCE) == [("zh",)]
    assert asked(two, concepts, TITLES) == [("Safety of ports",), ("Title in zh",)]


def test_a_unit_that_the_reference_lacks_stands_at_the_end_and_is_complete(tmp_path, conversions, concepts):
    source = versions.write(tmp_path, "zh")[0]
    versions.declare(source, "zh")
    reference = versions.converted(source)
    two = versions.together(conversions["en"], reference)
    last = max(asked(two, concepts, ORDER), key=lambda row: int(row[0]))

    assert "4" not in {unit.locator for unit in reference.document.units}
    assert last[1] == "/paragraph/4"
    assert asked(two, concepts, POSITIONS) == []


def test_versions_together_break_no_shape(three, tmp_path, concepts, conversions):
    source = versions.write(tmp_path, "zh")[0]
    versions.declare(source, "zh")
    with_reference = versions.together(conversions["en"], conversions["fr"], versions.converted(source))

    for quads in (three, with_reference, versions.together(conversions["fr"])):
        report = validate([*concepts, *quads], ROOT)
        found = [(str(f.focus), f.shape) for f in report.findings if f.severity == "Violation"]
        assert found == []


def test_a_mention_of_what_only_other_facts_describe_is_left_out(conversions, three, concepts):
    nowhere = "FILTER NOT EXISTS { ?thing ?p ?o } FILTER CONTAINS(STR(?thing), '90-900')"
    named = f"SELECT ?thing {{ ?m :mentions ?thing {nowhere} }}"
    chinese = asked(versions.together(conversions["zh"]), concepts, "SELECT ?thing { ?m :mentions ?thing }")

    assert any("a-res-90-900" in thing for (thing,) in chinese)
    assert asked(three, concepts, named) == []


def test_annotations_are_those_of_the_reference_language(three):
    units = {unit["unit"]: unit for unit in annotations.annotations(three, known(), versions.IRI)}

    assert units["1"]["text"].startswith("Requests the United Nations Office")
    assert all(entity["surface"] in units["1"]["text"] for entity in units["1"]["entities"])
    assert units["1"]["entities"]


def test_names_of_every_version_are_in_the_queue(conversions):
    names = {item.name for item in queue([conversions["zh"].quads], known())}

    assert "灯塔手册" in names


def test_another_version_changes_no_other_file(tmp_path, sources):
    output = tmp_path / "out"
    run([sources["zh"]], output)
    before, times = contents(output), {path.name: path.stat().st_mtime_ns for path in output.glob("*.nq")}
    results = run([sources["zh"], sources["en"], sources["fr"]], output)

    assert set(contents(output)) == {f"a-res-90-900.{language}.nq" for language in sources}
    assert [result.changed for result in results] == [False, True, True]
    assert contents(output)["a-res-90-900.zh.nq"] == before["a-res-90-900.zh.nq"]
    assert (output / "a-res-90-900.zh.nq").stat().st_mtime_ns == times["a-res-90-900.zh.nq"]
    assert contents(output)["a-res-90-900.zh.nq"] == canonical(versions.converted(sources["zh"]).quads)


def test_the_same_document_in_the_same_language_is_refused_even_beside_a_reference(tmp_path):
    (first,), (second,) = versions.write(tmp_path / "a", "zh"), versions.write(tmp_path / "b", "zh")
    versions.declare(first, "zh")
    one, two = run([tmp_path / "a", tmp_path / "b"], tmp_path / "out")

    assert isinstance(one, Done)
    assert isinstance(two, Failed)
    assert str(first) in two.message
    assert str(second) in two.message
    assert "its language zh" in two.message
    assert "Remove one" in two.hint


def test_two_references_of_one_document_are_refused(tmp_path):
    folder = tmp_path / "graph" / "sources"
    for source, language in zip(versions.write(folder, "zh", "en"), ("zh", "en"), strict=True):
        versions.declare(source, language)
    for name in ("ontology", "graph/authority"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)

    with pytest.raises(SourceError, match=r"A-RES-90-900\.zh\.txt: it is the reference text .* A-RES-90-900\.en\.txt"):
        convert_all(tmp_path)
