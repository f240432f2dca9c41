"""Annotations are read back from the graph: one object a unit, of the layer that is asked for."""

import json
from typing import Any

import pytest

from converting import converted, known
from unodc_kg import annotations, iris, rdf
from unodc_kg.errors import UnknownNameError
from unodc_kg.namespaces import KG, OA, RDF
from unodc_kg.rdf import Quad

DOCUMENT = iris.document("x-ports")
PARAGRAPHS = (
    "毒品和犯罪问题办公室与世卫组织合作，在肯尼亚为超过 1,200 名官员提供了培训。",
    "2020年3月，麻醉药品委员会第六十三届会议通过了第63/1号至第63/3号决议和第63/4号决定（见 E/CN.7/2020/15）。",
    "麻醉药品委员会似宜审议《2019 年港口报告》，占 12.5%。",
    "在毒品和犯罪问题办公室的支持下，乍得于2020年6月通过了渔业法令，斐济加入了《联合国反腐败公约》。",
)


def annotated(*paragraphs: str, more: tuple[Quad, ...] = (), layer: str = "all") -> dict[str, dict[str, Any]]:
    quads = [*converted(*paragraphs).quads, *more]
    return {unit["unit"]: unit for unit in annotations.annotations(quads, known(), DOCUMENT, layer=layer)}


def facts(unit: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(iris.code(str(r["s"])), r["p"], iris.code(str(r["o"]))) for r in unit["relations"]}


def curated(unit: str, start: int, end: int, exact: str, thing: str) -> tuple[Quad, ...]:
    """A mention that a person added."""
    mention = rdf.named(DOCUMENT + "/mention/added")
    form = rdf.named(iris.concept("mention-form", "name"))
    values = {
        RDF.type: rdf.named(KG.Mention),
        KG.inUnit: rdf.named(iris.unit(DOCUMENT, "paragraph", unit)),
        KG.mentions: rdf.named(thing),
        KG.form: form,
        OA.exact: rdf.text(exact),
        OA.start: rdf.integer(start),
        OA.end: rdf.integer(end),
    }
    graph = rdf.named(iris.graph("curated"))
    return tuple(Quad(mention, rdf.named(name), value, graph) for name, value in values.items())


def test_every_unit_is_given_in_reading_order() -> None:
    found = annotated(*PARAGRAPHS)
    assert list(found) == ["front", "summary", "fn*", "1", "2", "3", "4"] or list(found)[-4:] == ["1", "2", "3", "4"]
    assert [found[str(n)]["text"] for n in range(1, 5)] == list(PARAGRAPHS)


def test_entities_stand_where_they_say() -> None:
    for unit in annotated(*PARAGRAPHS).values():
        assert all(unit["text"][e["start"] : e["end"]] == e["surface"] for e in unit["entities"])
    first = annotated(*PARAGRAPHS)["1"]["entities"]
    assert [(e["type"], iris.code(e["iri"])) for e in first] == [
        ("Body", "unodc"),
        ("Partner", "who"),
        ("Country", "KEN"),
    ]


def test_ranges_of_resolutions_are_expanded_and_kinds_kept_apart() -> None:
    found = annotated(*PARAGRAPHS)["2"]
    assert found["resolutions"] == [
        *({"body": "CND", "number": f"63/{n}", "kind": "resolution"} for n in (1, 2, 3)),
        {"body": "CND", "number": "63/4", "kind": "decision"},
    ]
    assert found["symbols"] == ["E/CN.7/2020/15"]


def test_figures_have_numbers_and_the_words_of_an_annotator() -> None:
    found = annotated(*PARAGRAPHS)
    (trained,) = found["1"]["figures"]
    assert (trained["value"], trained["qualifier"], trained["unit"]) == (1200, "more_than", "person")
    assert trained["surface"] == "超过 1,200 名官员"
    assert [f["value"] for f in found["3"]["figures"]] == [12.5]


def test_dates_outside_names_are_given() -> None:
    found = annotated(*PARAGRAPHS)
    assert found["2"]["dates"] == [{"value": "2020-03", "surface": "2020年3月"}]
    assert found["3"]["dates"] == []


def test_relations_of_every_kind() -> None:
    found = annotated(*PARAGRAPHS)
    assert {("unodc", "partnersWith", "who"), ("unodc", "supportsCountry", "KEN")} <= facts(found["1"])
    assert ("cnd", "adopted", "2") in facts(found["2"])
    assert ("cnd", "recommends", "consider") in facts(found["3"])
    assert {("TCD", "lawAction", "law-adopted"), ("FJI", "treatyAction", "uncac")} <= facts(found["4"])


def test_every_relation_quotes_its_unit() -> None:
    for unit in annotated(*PARAGRAPHS).values():
        assert all(r["quote"] and r["quote"] in unit["text"] for r in unit["relations"])


def test_annotations_are_plain_json() -> None:
    found = annotated(*PARAGRAPHS)
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_the_layers_are_kept_apart() -> None:
    added = curated("1", 0, 2, "毒品", iris.thing("agent", "wco"))
    by_layer = {layer: annotated(*PARAGRAPHS, more=added, layer=layer)["1"] for layer in annotations.LAYERS}
    named = {layer: {iris.code(e["iri"]) for e in unit["entities"]} for layer, unit in by_layer.items()}
    assert named == {
        "all": {"unodc", "who", "KEN", "wco"},
        "extracted": {"unodc", "who", "KEN"},
        "curated": {"wco"},
    }


def test_unknown_layers_and_documents_are_explained() -> None:
    with pytest.raises(UnknownNameError, match="no layer 'mine'"):
        annotated("港口开放。", layer="mine")
    with pytest.raises(UnknownNameError, match="No units of"):
        list(annotations.annotations([], known(), DOCUMENT))


@pytest.mark.parametrize("name", ["x-ports", "X/PORTS/1", DOCUMENT])
def test_a_document_is_found_by_symbol_key_and_iri(name: str) -> None:
    assert annotations.document_iri(converted("港口开放。").quads, name) == DOCUMENT


def test_an_unknown_document_is_explained_by_those_there_are() -> None:
    with pytest.raises(UnknownNameError) as caught:
        annotations.document_iri(converted("港口开放。").quads, "y-ports")
    assert "x-ports" in str(caught.value) + repr(vars(caught.value))


def test_who_takes_part_works_with_those_who_hold_the_event() -> None:
    text = "毒品和犯罪问题办公室参加了世界海关组织举办的港口安保讲习班。"
    assert {("unodc", "partnersWith", "wco"), ("wco", "heldEvent", "x-ports-1.22")} <= facts(annotated(text)["1"])


def test_only_events_have_event_dates() -> None:
    text = "2020年4月，毒品和犯罪问题办公室出版了《港口海关手册》。"
    assert [name for _, name, _ in facts(annotated(text)["1"]) if name == "eventDate"] == []


def test_an_author_is_not_its_own_co_publisher() -> None:
    text = "毒品和犯罪问题办公室与世卫组织合作，出版了《港口海关手册》。"
    joint = [who for _, name, who in facts(annotated(text)["1"]) if name == "coPublishedWith"]
    assert joint == ["who"]
