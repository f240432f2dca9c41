"""The vocabulary finds things by name, code and class, and types them as an annotator does."""

from pathlib import Path

import pytest

from converting import ROOT, known
from unodc_kg import iris, rdf, vocabulary
from unodc_kg.errors import RdfError

PREFIXES = """
@prefix : <https://w3id.org/unodc-kg/ontology#> .
@prefix agent: <https://w3id.org/unodc-kg/id/agent/> .
@prefix agent-type: <https://w3id.org/unodc-kg/id/concept/agent-type/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
PORTS = """
agent:ports a :Agent , :Organization ;
  skos:prefLabel "Port Authority"@en , "港务局"@zh ; skos:altLabel "PA"@en , "The Ports"@en ;
  :abbreviation "PA"@en ; :agentType agent-type:un-office .
agent:nameless a :Agent .
agent:untyped skos:prefLabel "Untyped"@en .
"""


def small(text: str = PORTS) -> vocabulary.Vocabulary:
    return vocabulary.from_quads(rdf.parse_bytes((PREFIXES + text).encode(), rdf.RdfFormat.TURTLE, "here"))


def test_an_entry_has_classes_code_and_names() -> None:
    entry = small().entries[iris.thing("agent", "ports")]
    assert (entry.classes, entry.code) == ({"Agent", "Organization"}, "un-office")
    assert [(n.text, n.language, n.kind) for n in entry.names] == [
        ("PA", "en", "short"),
        ("Port Authority", "en", "preferred"),
        ("The Ports", "en", "other"),
        ("港务局", "zh", "preferred"),
    ]


def test_labels_fall_back_to_english_and_then_to_the_key() -> None:
    ports = iris.thing("agent", "ports")
    assert [small().label(ports, tag) for tag in ("zh", "en", "fr")] == ["港务局", "Port Authority", "Port Authority"]
    assert small().label(iris.thing("agent", "nameless")) == "nameless"
    assert small().label(iris.thing("agent", "unknown")) == "unknown"


def test_what_has_no_class_is_no_entry() -> None:
    assert sorted(small().entries) == [iris.thing("agent", "nameless"), iris.thing("agent", "ports")]


@pytest.mark.parametrize("name", ["港务局", "port authority", "PORTAUTHORITY", " pa ", "港 务 局"])
def test_names_are_found_without_regard_to_blanks_and_case(name: str) -> None:
    assert small().find(name) == (iris.thing("agent", "ports"),)


def test_an_unknown_name_finds_nothing() -> None:
    assert small().find("渔业局") == () == small("").find("港务局")


def test_the_order_of_quads_does_not_matter() -> None:
    quads = rdf.parse_bytes((PREFIXES + PORTS).encode(), rdf.RdfFormat.TURTLE, "here")
    assert vocabulary.from_quads(reversed(quads)).entries == vocabulary.from_quads(quads).entries


@pytest.mark.parametrize(
    ("classes", "code", "expected"),
    [
        (["State"], "", "Country"),
        (["Region"], "", "Region"),
        (["Place"], "", "Region"),
        (["Document", "Treaty"], "", "Treaty"),
        (["Document", "Publication"], "handbook", "Publication"),
        (["Programme"], "network", "Programme"),
        (["Activity", "Event", "Session"], "session", "Event"),
        (["Document"], "strategy", "Programme"),
        (["Document"], "declaration", "Instrument"),
        (["Document"], "report", "Publication"),
        (["Document", "Resolution"], "", ""),
        (["Goal"], "", "Instrument"),
        (["Agent", "Organization"], "un-office", "Body"),
        (["Agent"], "office-holder", "Body"),
        (["Agent", "Organization"], "company", "Partner"),
        (["Concept"], "", ""),
        ([], "", ""),
    ],
)
def test_the_category_follows_from_classes_and_code(classes: list[str], code: str, expected: str) -> None:
    assert vocabulary.category(classes, code) == expected


def test_a_scheme_is_read_by_code() -> None:
    units = known().scheme("unit")
    assert {"person", "usd", "kilogram"} <= set(units)
    assert all(entry.iri == iris.concept("unit", code) for code, entry in units.items())
    assert known().scheme("no-such-scheme") == {}


def test_the_real_vocabulary_has_every_kind_of_thing() -> None:
    for name, least in (("State", 190), ("Agent", 100), ("Treaty", 10), ("Publication", 20), ("Session", 10)):
        assert sum(1 for _ in known().of_class(name)) >= least, name
    assert len(known()) > 1000


@pytest.mark.parametrize(
    ("name", "key"),
    [("麻委会", "agent/cnd"), ("世卫组织", "agent/who"), ("Kenya", "state/KEN"), ("联合国反腐败公约", "treaty/uncac")],
)
def test_well_known_names_are_known(name: str, key: str) -> None:
    assert [iris.key(iri) for iri in known().find(name)] == [key]


def test_files_are_read_in_one_order() -> None:
    found = vocabulary.files(ROOT)
    assert found == sorted(found) and len({path.parent for path in found}) == 2


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "graph" / "authority"
    folder.mkdir(parents=True)
    (folder / "ports.ttl").write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(RdfError, match=r"ports\.ttl, line 1"):
        vocabulary.load(tmp_path)
    assert len(vocabulary.load(tmp_path / "empty")) == 0
