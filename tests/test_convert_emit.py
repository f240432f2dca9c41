"""The quads of a document: every record proves itself with words that stand where it says."""

import hashlib
import random
from functools import cache
from pathlib import Path

import pytest

from converting import COVER, REPORT, ROOT, converted, known, report
from unodc_kg import iris, rdf, vocabulary
from unodc_kg.convert import Conversion, convert, convert_file, convert_text, emit_document, manifest
from unodc_kg.errors import SourceError
from unodc_kg.namespaces import ID, KG, OA, RDF, SKOS
from unodc_kg.rdf import Literal, NamedNode, Quad

PARAGRAPHS = (
    "毒品和犯罪问题办公室与世卫组织合作，在肯尼亚和秘鲁为 1,200 名官员举办了关于海上安全的讲习班。",
    "麻醉药品委员会第六十三届会议于2020年3月通过了第63/1号至第63/3号决议（见 E/CN.7/2020/15-E/CN.15/2020/15）。",
    "在毒品和犯罪问题办公室的支持下，乍得通过了渔业法令。缉获了 3 吨可卡因，12 人被捕。",
    "麻醉药品委员会似宜审议《港口安全手册》，该手册惠及 20 个国家。",
)
Values = dict[tuple[str, str], list[str]]


@cache
def document() -> Conversion:
    return converted(*PARAGRAPHS)


def values(quads: list[Quad]) -> Values:
    found: Values = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        found.setdefault((quad.subject.value, quad.predicate.value), []).append(quad.object.value)
    return found


def of_type(name: str) -> list[str]:
    return [q.subject.value for q in document().quads if q.predicate.value == RDF.type and q.object.value == KG[name]]


def stands(thing: str, found: Values) -> bool:
    """Do the words of a mention or of evidence stand at its offsets?"""
    (unit,), (exact,) = found[thing, KG.inUnit], found[thing, OA.exact]
    start, end = (int(found[thing, name][0]) for name in (OA.start, OA.end))
    return bool(exact) and found[unit, KG.text][0][start:end] == exact


# ---------------------------------------------------------------- evidence
def test_every_record_has_evidence_that_stands_in_the_text() -> None:
    found = values(document().quads)
    proofs = {record: found.get((record, KG.evidence), []) for record in of_type("Record")}
    assert len(proofs) > 10 and all(proofs.values())
    assert all(stands(proof, found) for each in proofs.values() for proof in each)


def test_every_mention_stands_in_the_text() -> None:
    found = values(document().quads)
    assert len(of_type("Mention")) > 10 and all(stands(mention, found) for mention in of_type("Mention"))


def test_what_stands_around_the_evidence_is_kept() -> None:
    found = values(document().quads)
    for proof in of_type("Evidence"):
        text = found[found[proof, KG.inUnit][0], KG.text][0]
        around = found[proof, OA.prefix][0] + found[proof, OA.exact][0] + found[proof, OA.suffix][0]
        assert around in text


def test_every_plain_fact_has_its_statement() -> None:
    found = values(document().quads)
    for statement in of_type("Statement"):
        subject, predicate = found[statement, RDF.subject][0], found[statement, RDF.predicate][0]
        assert found[statement, RDF.object][0] in found[subject, predicate]
    stated = {(a.subject, a.predicate) for r in document().readings for a in r.assertions}
    assert stated == {(found[s, RDF.subject][0], found[s, RDF.predicate][0]) for s in of_type("Statement")}


def test_everything_new_has_a_name_in_every_case() -> None:
    found = values(document().quads)
    new = {t.iri for r in document().readings for m in r.mentions for t in m.things if t.new}
    assert new and all(found[iri, SKOS.prefLabel] for iri in new)
    assert all(found[record, SKOS.prefLabel] for record in of_type("Activity") + of_type("Figure"))


def test_a_joint_symbol_is_one_document_with_two_symbols() -> None:
    found = values(document().quads)
    assert found[iris.document("e-cn.7-2020-15"), KG.symbol] == ["E/CN.7/2020/15", "E/CN.15/2020/15"]


def test_units_and_sections_count_in_reading_order() -> None:
    found = values(document().quads)
    places = sorted(int(place) for (_, name), each in found.items() if name == KG.position for place in each)
    assert places == list(range(1, len(document().document.units) + len(document().document.sections) + 1))


def test_the_digest_is_that_of_the_frozen_text() -> None:
    found = values(document().quads)
    digest = hashlib.sha256(emit_document.frozen(document().document.units)).hexdigest()
    assert found[iris.document("x-ports") + "/text/zh", KG.sha256] == [digest]


# ---------------------------------------------------------------- the same every time
def test_two_runs_give_the_same_bytes() -> None:
    again = convert_text(report(*PARAGRAPHS), REPORT, known())
    assert rdf.serialize_quads(again.quads, rdf.RdfFormat.N_QUADS) == rdf.serialize_quads(
        document().quads, rdf.RdfFormat.N_QUADS
    )


def test_the_order_of_the_authority_files_does_not_matter() -> None:
    quads = [quad for path in vocabulary.files(ROOT) for quad in rdf.read_file(path)]
    random.Random(7).shuffle(quads)
    again = convert_text(report(*PARAGRAPHS), REPORT, vocabulary.from_quads(quads))
    assert rdf.serialize_quads(again.quads, rdf.RdfFormat.N_QUADS) == rdf.serialize_quads(
        document().quads, rdf.RdfFormat.N_QUADS
    )


def test_iris_do_not_depend_on_what_follows() -> None:
    longer = converted(*PARAGRAPHS, "在肯尼亚培训了 5 名渔民。")
    gone = {q.subject for q in document().quads} - {q.subject for q in longer.quads}
    assert gone == set()


def test_quads_stay_within_the_graphs_of_the_document() -> None:
    graphs = {iris.document_graph(iris.document("x-ports"), layer) for layer in ("text", "mentions", "facts")}
    assert {q.graph_name.value for q in document().quads} == graphs
    assert all(q.subject.value.startswith(ID) for q in document().quads)


# ---------------------------------------------------------------- sources and their manifests
def write(folder: Path, text: str, **changes: str) -> Path:
    source = folder / "ports.txt"
    source.write_bytes(text.encode())
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines = {"key": '"x-ports"', "language": '"zh"', "sha256": f'"{digest}"', "title": '"港口"'} | changes
    source.with_suffix(".toml").write_text("".join(f"{k} = {v}\n" for k, v in lines.items() if v), encoding="utf-8")
    return source


def test_a_source_with_its_manifest_is_converted(tmp_path: Path) -> None:
    found = convert(write(tmp_path, report("港口开放。")), known())
    assert (found.key, found.title, found.units) == ("x-ports", "港口", 4)


def test_the_iri_of_a_numbered_resolution_follows_from_its_number(tmp_path: Path) -> None:
    changes = {"instrument": '["resolution", "ga", "75/196"]'}
    found = convert(write(tmp_path, report("港口开放。"), **changes), known())
    assert any(iris.instrument("resolution", "ga", "75/196") in str(quad) for quad in found.quads)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key": ""}, "no key"),
        ({"title": "", "language": ""}, "no language, title"),
        ({"language": '"xx"'}, "language is 'xx'"),
        ({"sha256": f'"{"0" * 64}"'}, "its manifest says 0000"),
        ({"key": "= ="}, "cannot be read"),
        ({"instrument": '"75/196"'}, "instrument is '75/196'"),
        ({"instrument": '["resolution", "ga"]'}, "Expected \\[.resolution., .ga., .75/196.\\]"),
    ],
)
def test_a_manifest_that_does_not_fit_is_explained(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        convert(write(tmp_path, report("港口开放。"), **changes), known())


def test_a_missing_manifest_or_source_is_explained(tmp_path: Path) -> None:
    source = write(tmp_path, report("港口开放。"))
    source.unlink()
    with pytest.raises(SourceError, match="cannot be read"):
        convert(source, known())
    source.with_suffix(".toml").unlink()
    with pytest.raises(SourceError, match="no such manifest"):
        convert(source, known())


def test_a_source_that_is_not_utf_8_is_explained(tmp_path: Path) -> None:
    source = tmp_path / "ports.txt"
    source.write_bytes("港口".encode("gb18030"))
    with pytest.raises(SourceError, match="is not UTF-8"):
        convert_file(source, known())


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff".strip("\ufeff")])
def test_an_empty_text_is_explained(text: str) -> None:
    with pytest.raises(SourceError, match="is empty"):
        convert_text(text, REPORT, known())


def test_a_text_without_units_is_explained() -> None:
    with pytest.raises(SourceError, match="No unit of text"):
        convert_text("摘要\n", REPORT, known())


def test_a_text_without_numbers_is_cover_and_summary() -> None:
    found = convert_text(COVER, REPORT, known()).document.units
    assert [(unit.kind, unit.text) for unit in found if unit.kind != "footnote"] == [
        ("front", "港口的工作"),
        ("summary", "本文件介绍港口。"),
    ]


def test_a_guessed_manifest_reads_the_same_text(tmp_path: Path) -> None:
    source = tmp_path / "ports.txt"
    source.write_text(report("港口开放。"), encoding="utf-8")
    assert manifest.guess(report("港口开放。"), source).language == "zh"
    assert [u.text for u in convert_file(source, known()).document.units][-1] == "港口开放。"


def test_the_name_of_a_special_sessions_resolution_has_its_whole_number() -> None:
    quads = converted("大会第S-20/3号决议和第S-20/4号决议获得通过。").quads
    found = values(quads)
    assert found[(f"{ID}resolution/ga/s-20/3", SKOS.prefLabel)] == [
        "General Assembly resolution S-20/3",
        "大会第S-20/3号决议",
    ]


def test_a_resolution_is_adopted_by_the_organ_of_its_number_only() -> None:
    quads = converted("联合国在大会第64/293号决议中通过了该计划。联合国通过了大会第64/293号决议。").quads
    adopters = values(quads)[(f"{ID}resolution/ga/64/293", KG.adoptedBy)]
    assert set(adopters) == {f"{ID}agent/ga"}
