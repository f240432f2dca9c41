"""States, regions, cities and Sustainable Development Goals: what their authority files promise."""

import csv
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from unodc_kg.namespaces import DCTERMS, ID, KG, ORG, RDF, SDG, SDGO, SKOS
from unodc_kg.rdf import Literal, NamedNode, read_file

ROOT = Path(__file__).resolve().parents[1]
AUTHORITY = ROOT / "graph" / "authority"
SHARED = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared"))
WORLD = ID["region/m49-001"]
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}

Name = tuple[str, str]
Things = dict[str, dict[str, list[str]]]


def things(name: str) -> Things:
    """Subject IRI to property IRI to values; a label is written `value@language`."""
    found: Things = defaultdict(lambda: defaultdict(list))
    for quad in read_file(AUTHORITY / f"{name}.ttl"):
        value = quad.object
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(value, NamedNode | Literal)
        tag = f"@{value.language}" if isinstance(value, Literal) and value.language else ""
        found[quad.subject.value][quad.predicate.value].append(value.value + tag)
    return {iri: dict(properties) for iri, properties in found.items()}


STATES = things("states")
REGIONS = things("regions")
PLACES = things("places")
GOALS = things("sdg")
EVERYTHING = STATES | REGIONS | PLACES | GOALS


def one(iri: str, term: str) -> str:
    values = EVERYTHING[iri].get(KG + term, [])
    assert len(values) == 1, f"{iri} has {len(values)} values of {term}"
    return values[0]


def names(iri: str, term: str) -> list[Name]:
    pairs = [value.rpartition("@") for value in EVERYTHING[iri].get(SKOS + term, [])]
    return [(text, language) for text, _, language in pairs]


def ancestors(iri: str) -> list[str]:
    """Every place that the thing lies within, nearest first; a cycle fails."""
    chain: list[str] = []
    while parents := EVERYTHING[iri].get(KG.within, []):
        assert len(parents) == 1, f"{iri} lies within {len(parents)} places"
        iri = parents[0]
        assert iri not in chain, f"{iri} lies within itself"
        chain.append(iri)
    return chain


def is_m49(iri: str) -> bool:
    return iri.startswith(f"{ID}region/m49-")


def by_iso3() -> dict[str, dict[str, str]]:
    path = SHARED / "reference" / "countries.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there: set UNODC_KG_SHARED to the folder of reference data")
    with path.open(encoding="utf-8-sig", newline="") as table:
        return {row["alpha3"]: row for row in csv.DictReader(table)}


def test_counts_of_states_regions_and_goals() -> None:
    assert len(STATES) == 249
    assert sum(map(is_m49, REGIONS)) == 30
    assert len(REGIONS) > 30
    assert len(PLACES) >= 45
    assert Counter(goal[RDF.type][0] for goal in GOALS.values()) == {
        SDGO.Goal: 17,
        SDGO.Target: 169,
    }


@pytest.mark.parametrize(
    ("found", "key", "types"),
    [
        (STATES, "state/[A-Z]{3}", {"State", "Agent", "Place"}),
        (REGIONS, f"region/{SLUG}", {"Region", "Place"}),
        (PLACES, f"place/{SLUG}", {"Place"}),
    ],
)
def test_everything_has_all_its_types_and_a_key(found: Things, key: str, types: set[str]) -> None:
    for iri, properties in found.items():
        assert re.fullmatch(re.escape(ID) + key, iri), iri
        assert set(properties[RDF.type]) == {KG + name for name in types}, iri


@pytest.mark.parametrize(("term", "pattern"), [("iso2", "[A-Z]{2}"), ("iso3", "[A-Z]{3}"), ("m49Code", "[0-9]{3}")])
def test_codes_of_states_are_well_formed_and_unique(term: str, pattern: str) -> None:
    codes = [one(iri, term) for iri in STATES]
    assert [code for code in codes if not re.fullmatch(pattern, code)] == []
    assert len(set(codes)) == len(codes)


def test_the_key_of_a_state_is_its_alpha_3_code() -> None:
    assert [iri for iri in STATES if iri != f"{ID}state/{one(iri, 'iso3')}"] == []


def test_namibia_is_na_and_not_a_missing_value() -> None:
    namibia = f"{ID}state/NAM"
    assert one(namibia, "iso2") == "NA"
    assert "http://www.wikidata.org/entity/Q1030" in EVERYTHING[namibia][SKOS.exactMatch]


def test_the_united_nations_has_193_member_states() -> None:
    members = [iri for iri, state in STATES.items() if state.get(ORG.memberOf) == [ID["agent/un"]]]
    assert len(members) == 193
    others = {"ATA", "COK", "ESH", "HKG", "MAC", "NIU", "PSE", "TWN", "VAT"}
    assert {iri[-3:] for iri in members}.isdisjoint(others)


def test_every_state_is_an_agent_of_the_type_state() -> None:
    assert {one(iri, "agentType") for iri in STATES} == {f"{ID}concept/agent-type/state"}


def test_state_groups_are_those_of_the_scheme() -> None:
    groups = {group for state in STATES.values() for group in state.get(KG.stateGroup, [])}
    assert groups == {f"{ID}concept/state-group/{code}" for code in ("ldc", "lldc", "sids")}


def test_every_state_and_city_reaches_the_world() -> None:
    assert [iri for iri in STATES | PLACES if ancestors(iri)[-1] != WORLD] == []


def test_every_state_lies_directly_within_an_m49_region() -> None:
    assert [iri for iri in STATES if not is_m49(one(iri, "within"))] == []


def test_every_city_lies_directly_within_a_state() -> None:
    assert [iri for iri in PLACES if one(iri, "within") not in STATES] == []


def test_m49_regions_nest_up_to_the_world_and_carry_the_code_of_their_key() -> None:
    for iri in filter(is_m49, REGIONS):
        assert one(iri, "m49Code") == iri[-3:]
        assert iri == WORLD or ancestors(iri)[-1] == WORLD, iri


def test_codes_of_regions_and_states_do_not_meet() -> None:
    codes = [one(iri, "m49Code") for iri in [*STATES, *filter(is_m49, REGIONS)]]
    assert len(set(codes)) == len(codes)


def test_a_printed_region_has_no_code_and_no_members() -> None:
    printed = {iri for iri in REGIONS if not is_m49(iri)}
    parents = {parent for thing in EVERYTHING.values() for parent in thing.get(KG.within, [])}
    assert [iri for iri in printed if KG.m49Code in REGIONS[iri] or KG.within in REGIONS[iri]] == []
    assert printed.isdisjoint(parents)


def test_everything_has_one_preferred_name_in_each_of_six_languages() -> None:
    for iri in EVERYTHING:
        languages = [language for _, language in names(iri, "prefLabel")]
        assert sorted(languages) == sorted(LANGUAGES), iri


def test_everything_says_where_it_comes_from() -> None:
    for iri, thing in EVERYTHING.items():
        assert len(thing.get(DCTERMS.source, [])) == 1, iri


def test_no_preferred_name_belongs_to_two_things() -> None:
    counts = Counter(name for iri in EVERYTHING for name in names(iri, "prefLabel"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_other_name_is_a_preferred_name_or_belongs_to_two_things() -> None:
    preferred = {name for iri in EVERYTHING for name in names(iri, "prefLabel")}
    others = Counter(name for iri in EVERYTHING for name in names(iri, "altLabel"))
    assert [name for name in others if name in preferred] == []
    assert [name for name, count in others.items() if count > 1] == []


def test_names_are_clean_text() -> None:
    """No name keeps a listing article, a curly apostrophe or stray blanks."""
    article = re.compile(r" \((the|la|le|les|l'|el|los|las)\)$")
    for iri in EVERYTHING:
        for text, _ in names(iri, "prefLabel") + names(iri, "altLabel"):
            assert text == " ".join(text.split()), (iri, text)
            assert not article.search(text), (iri, text)
            assert "’" not in text, (iri, text)


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ru", "[\u0400-\u04ff]"), ("ar", "[\u0600-\u06ff]"), ("zh", "[\u4e00-\u9fff]")],
)
def test_names_of_places_are_in_the_script_of_their_language(language: str, letters: str) -> None:
    for iri in STATES | REGIONS | PLACES:
        for text, tag in names(iri, "prefLabel") + names(iri, "altLabel"):
            if tag == language:
                assert re.search(letters, text), (iri, text)
                assert not re.search("[A-Za-z]", text), (iri, text)


def test_every_abbreviation_is_also_an_alternative_name() -> None:
    shortened = [iri for iri in EVERYTHING if KG.abbreviation in EVERYTHING[iri]]
    assert shortened
    for iri in shortened:
        assert set(EVERYTHING[iri][KG.abbreviation]) <= set(EVERYTHING[iri][SKOS.altLabel]), iri


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("中非共和国", "state/CAF"),
        ("中非", "region/central-africa"),
        ("刚果", "state/COG"),
        ("刚果（金）", "state/COD"),
        ("印度", "state/IND"),
        ("印度洋", "region/indian-ocean"),
        ("马里", "state/MLI"),
        ("索马里", "state/SOM"),
        ("几内亚", "state/GIN"),
        ("几内亚湾", "region/gulf-of-guinea"),
        ("韩国", "state/KOR"),
        ("朝鲜", "state/PRK"),
        ("萨尔瓦多", "state/SLV"),
        ("中东欧", "region/central-and-eastern-europe"),
    ],
)
def test_a_chinese_name_that_contains_another_is_a_name_of_its_own(name: str, key: str) -> None:
    wanted = (name, "zh")
    holders = [iri for iri in EVERYTHING if wanted in names(iri, "prefLabel") + names(iri, "altLabel")]
    assert holders == [ID + key]


def test_a_matched_outside_thing_matches_one_thing_here() -> None:
    matches = Counter(match for thing in EVERYTHING.values() for match in thing.get(SKOS.exactMatch, []))
    assert matches
    assert [match for match, count in matches.items() if count > 1] == []


def test_every_state_matches_geonames_and_wikidata() -> None:
    patterns = (r"https://sws\.geonames\.org/\d+/", r"http://www\.wikidata\.org/entity/Q\d+")
    for iri, state in STATES.items():
        found = state[SKOS.exactMatch]
        for pattern in patterns:
            assert len([match for match in found if re.fullmatch(pattern, match)]) == 1, iri


def test_every_target_belongs_to_the_goal_of_its_number() -> None:
    assert len(GOALS) == 186
    for iri, thing in GOALS.items():
        number = iri.removeprefix(SDG)
        goal, dot, _ = number.partition(".")
        assert thing[SKOS.notation] == [number]
        assert thing.get(SKOS.broader, []) == ([SDG + goal] if dot else [])
        assert SDG + goal in GOALS


def test_codes_of_states_are_those_of_the_reference_table() -> None:
    rows = by_iso3()
    assert {iri.removeprefix(f"{ID}state/") for iri in STATES} == set(rows)
    for iso3, row in rows.items():
        iri = f"{ID}state/{iso3}"
        assert (one(iri, "iso2"), one(iri, "m49Code")) == (row["alpha2"], row["m49"])
        assert f"https://sws.geonames.org/{row['geonames_id']}/" in STATES[iri][SKOS.exactMatch]


def test_places_and_groups_of_states_are_those_of_the_reference_table() -> None:
    for iso3, row in by_iso3().items():
        iri = f"{ID}state/{iso3}"
        smallest = row["intermediate_code"] or row["subregion_code"] or row["region_code"] or "001"
        assert one(iri, "within") == f"{ID}region/m49-{smallest}"
        listed = {code for code in ("sids", "lldc", "ldc") if row[code]}
        groups = STATES[iri].get(KG.stateGroup, [])
        assert {group.rpartition("/")[2] for group in groups} == listed
        around = {region[-3:] for region in ancestors(iri)}
        assert {row["region_code"], row["subregion_code"]} - {""} <= around
