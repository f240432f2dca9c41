"""The ontology and its vocabularies are complete in six languages and hold together."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from unodc_kg.namespaces import CONCEPT, DCTERMS, KG, ONTOLOGY, ORG, OWL, RDF, RDFS, SKOS

FOLDER = Path(__file__).parents[1] / "ontology"
SCHEMES = sorted(path.stem for path in (FOLDER / "concepts").glob("*.ttl"))
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")
OPEN_SCHEMES = {"activity-type", "indicator", "substance", "target-group", "topic"}
DIMENSIONS = {"area", "count", "mass", "money", "ratio", "time", "volume"}

Graph = list[ox.Quad]


def read(path: Path) -> Graph:
    return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))


def objects(graph: Graph, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
    wanted = (ox.NamedNode(subject), ox.NamedNode(predicate))
    return [quad.object for quad in graph if (quad.subject, quad.predicate) == wanted]


def values(graph: Graph, subject: str, predicate: str) -> list[str]:
    return [term.value for term in objects(graph, subject, predicate)]


def languages(graph: Graph, subject: str, predicate: str) -> list[str | None]:
    return sorted(term.language for term in objects(graph, subject, predicate) if isinstance(term, ox.Literal))


def instances(graph: Graph, *classes: str) -> list[str]:
    wanted = {ox.NamedNode(name) for name in classes}
    found = {q.subject.value for q in graph if q.predicate.value == RDF.type and q.object in wanted}
    return sorted(found)


ONTOLOGY_GRAPH = read(FOLDER / "unodc.ttl")
ALIGNMENTS = read(FOLDER / "alignments.ttl")
CONCEPTS = {scheme: read(FOLDER / "concepts" / f"{scheme}.ttl") for scheme in SCHEMES}
CLASSES = instances(ONTOLOGY_GRAPH, OWL.Class)
OBJECT_PROPERTIES = instances(ONTOLOGY_GRAPH, OWL.ObjectProperty)
DATATYPE_PROPERTIES = instances(ONTOLOGY_GRAPH, OWL.DatatypeProperty)
TERMS = CLASSES + OBJECT_PROPERTIES + DATATYPE_PROPERTIES


def test_there_are_terms_and_no_term_is_two_things():
    assert CLASSES and OBJECT_PROPERTIES and DATATYPE_PROPERTIES
    assert [term for term, times in Counter(TERMS).items() if times > 1] == []


def test_every_subject_is_a_term_or_the_ontology():
    assert {quad.subject.value for quad in ONTOLOGY_GRAPH} == {ONTOLOGY, *TERMS}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(KG))
def test_every_term_has_labels_definitions_and_an_owner(term):
    assert languages(ONTOLOGY_GRAPH, term, RDFS.label) == sorted(LANGUAGES)
    assert languages(ONTOLOGY_GRAPH, term, SKOS.definition) == ["en", "zh"]
    assert values(ONTOLOGY_GRAPH, term, RDFS.isDefinedBy) == [ONTOLOGY]


def test_classes_start_with_a_capital_and_properties_do_not():
    assert [term for term in CLASSES if not re.fullmatch(r"[A-Z][A-Za-z]+", term.removeprefix(KG))] == []
    properties = OBJECT_PROPERTIES + DATATYPE_PROPERTIES
    assert [term for term in properties if not re.fullmatch(r"[a-z][A-Za-z0-9]+", term.removeprefix(KG))] == []


@pytest.mark.parametrize("predicate", ["subClassOf", "subPropertyOf", "domain", "range"])
def test_own_terms_that_are_pointed_to_exist(predicate):
    targets = {quad.object.value for quad in ONTOLOGY_GRAPH if quad.predicate.value == RDFS[predicate]}

    assert {target for target in targets if target.startswith(KG)} <= set(TERMS)


def test_only_literals_are_the_range_of_datatype_properties():
    ranges = {value for term in DATATYPE_PROPERTIES for value in values(ONTOLOGY_GRAPH, term, RDFS.range)}

    assert ranges
    assert [value for value in ranges if "XMLSchema#" not in value and value != RDF.langString] == []


def test_a_property_that_points_to_a_scheme_points_to_one_that_exists():
    seen = {value for term in OBJECT_PROPERTIES for value in values(ONTOLOGY_GRAPH, term, RDFS.seeAlso)}

    assert seen <= {CONCEPT + scheme for scheme in SCHEMES}


def test_the_ontology_imports_nothing():
    assert values(ONTOLOGY_GRAPH, ONTOLOGY, OWL.imports) == []
    assert languages(ONTOLOGY_GRAPH, ONTOLOGY, DCTERMS["title"]) == ["en", "zh"]
    assert len(values(ONTOLOGY_GRAPH, ONTOLOGY, OWL.versionInfo)) == 1


def test_alignments_lead_from_terms_that_exist_to_outside():
    assert {quad.subject.value for quad in ALIGNMENTS} <= set(TERMS)
    assert [quad for quad in ALIGNMENTS if quad.object.value.startswith(KG)] == []


def test_alignments_keep_classes_and_properties_apart():
    by_predicate = defaultdict(set)
    for quad in ALIGNMENTS:
        by_predicate[quad.predicate.value].add(quad.subject.value)

    assert by_predicate[RDFS.subClassOf] <= set(CLASSES)
    assert by_predicate[RDFS.subPropertyOf] <= set(OBJECT_PROPERTIES + DATATYPE_PROPERTIES)
    assert by_predicate.keys() <= {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_is_described_and_says_whether_it_is_open(scheme):
    graph, iri = CONCEPTS[scheme], CONCEPT + scheme

    assert instances(graph, SKOS.ConceptScheme) == [iri]
    assert languages(graph, iri, SKOS.prefLabel) == sorted(LANGUAGES)
    note = values(graph, iri, SKOS.scopeNote)
    assert [text.split(":")[0] for text in note] == ["Open" if scheme in OPEN_SCHEMES else "Closed"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_code_and_iri_of_a_concept_agree_and_it_has_one_scheme(scheme):
    graph = CONCEPTS[scheme]
    concepts = instances(graph, SKOS.Concept)

    assert concepts
    assert [c for c in concepts if values(graph, c, SKOS.inScheme) != [CONCEPT + scheme]] == []
    assert [c for c in concepts if values(graph, c, SKOS.notation) != [c.removeprefix(f"{CONCEPT}{scheme}/")]] == []
    assert [c for c in concepts if len(values(graph, c, DCTERMS.source)) != 1] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_concept_has_a_label_in_six_languages_and_definitions(scheme):
    graph = CONCEPTS[scheme]
    concepts = instances(graph, SKOS.Concept)
    labels = {concept: languages(graph, concept, SKOS.prefLabel) for concept in concepts}
    coverage = Counter(language for tags in labels.values() for language in tags)
    print(scheme, *(f"{language} {coverage[language]}/{len(concepts)}" for language in LANGUAGES))

    assert [concept for concept, tags in labels.items() if tags != sorted(LANGUAGES)] == []
    assert [c for c in concepts if languages(graph, c, SKOS.definition) != ["en", "zh"]] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_name_means_two_concepts_of_a_scheme(scheme):
    graph, named = CONCEPTS[scheme], defaultdict(set)
    concepts = set(instances(graph, SKOS.Concept))
    for quad in graph:
        if quad.subject.value in concepts and quad.predicate.value in (SKOS.prefLabel, SKOS.altLabel):
            named[quad.object.language, quad.object.value.lower()].add(quad.subject.value)

    assert {name: who for name, who in named.items() if len(who) > 1} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_broader_and_related_concepts_exist_and_nothing_is_above_itself(scheme):
    graph = CONCEPTS[scheme]
    concepts = set(instances(graph, SKOS.Concept))
    links = [quad for quad in graph if quad.predicate.value in (SKOS.broader, SKOS.related)]
    above = {concept: values(graph, concept, SKOS.broader) for concept in concepts}

    assert {quad.object.value for quad in links} <= concepts
    assert [concept for concept in concepts if concept in ancestors(concept, above)] == []


def ancestors(concept: str, above: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(above[concept])
    while todo:
        parent = todo.pop()
        if parent not in found:
            found.add(parent)
            todo += above[parent]
    return found


def test_every_unit_lies_below_a_dimension():
    graph = CONCEPTS["unit"]
    units = instances(graph, SKOS.Concept)
    above = {unit: values(graph, unit, SKOS.broader) for unit in units}
    dimensions = {f"{CONCEPT}unit/{code}" for code in DIMENSIONS}

    assert {unit for unit in units if not above[unit]} == dimensions
    assert [unit for unit in units if len({unit, *ancestors(unit, above)} & dimensions) != 1] == []


def test_money_units_carry_their_currency_code():
    graph, dimension = CONCEPTS["unit"], f"{CONCEPT}unit/money"
    money = [unit for unit in instances(graph, SKOS.Concept) if dimension in values(graph, unit, SKOS.broader)]

    assert money
    assert [u for u in money if u.rsplit("/", 1)[1].upper() not in values(graph, u, SKOS.altLabel)] == []


def test_roles_are_roles_of_org_too():
    graph = CONCEPTS["role"]

    assert instances(graph, ORG.Role) == instances(graph, SKOS.Concept)


def test_the_official_languages_are_a_collection_of_six():
    members = values(CONCEPTS["language"], f"{CONCEPT}language/official-un", SKOS.member)

    assert sorted(members) == sorted(f"{CONCEPT}language/{code}" for code in LANGUAGES)
