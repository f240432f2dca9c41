"""The authority files of works and events: every record can be named, typed and cited, and no name means two things."""

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from unodc_kg import iris

REPOSITORY = Path(__file__).parent.parent
AUTHORITY = REPOSITORY / "graph" / "authority"
CONCEPTS = REPOSITORY / "ontology" / "concepts"
ID = "https://w3id.org/unodc-kg/id/"
NS = Namespace("https://w3id.org/unodc-kg/ontology#")
# File: folder of its IRIs, and the class that all its records have.
FILES = {
    "events": ("event", NS.Event),
    "instruments": ("document", NS.Document),
    "programmes": ("programme", NS.Programme),
    "publications": ("publication", NS.Publication),
    "treaties": ("treaty", NS.Treaty),
}
SUPERCLASSES = {
    NS.Event: {NS.Activity},
    NS.Publication: {NS.Document},
    NS.Session: {NS.Event, NS.Activity},
    NS.Treaty: {NS.Document},
}
# How many types a record of a file has: group records of treaties have none.
TYPES = {
    "events": (NS.eventType, "event-type"),
    "instruments": (NS.documentType, "document-type"),
    "programmes": (NS.programmeType, "programme-type"),
    "publications": (NS.documentType, "document-type"),
}
LINKS = (NS.carriedOutBy, NS.reviews, NS.sessionOf, NS.supplements, DCTERMS.isPartOf)
# Words that many things share: alone they name nothing.
AMBIGUOUS_NAMES = (
    "公约",
    "《公约》",
    "议定书",
    "各项议定书",
    "宪章",
    "方案",
    "该方案",
    "战略",
    "该战略",
    "该网络",
    "工作组",
    "专题讨论",
    "手册",
    "宣言",
    "政治宣言",
    "大会",
    "会议",
    "倡议",
    "举措",
    "报告",
    "信托基金",
)
OPENING, CLOSING = "《“", "》”"


@pytest.fixture(scope="module")
def works() -> dict[str, Graph]:
    return {name: Graph().parse(AUTHORITY / f"{name}.ttl") for name in FILES}


@pytest.fixture(scope="module")
def authority() -> Graph:
    graph = Graph()
    for path in AUTHORITY.glob("*.ttl"):
        graph.parse(path)
    return graph


def concepts(scheme: str) -> set[Node]:
    return set(Graph().parse(CONCEPTS / f"{scheme}.ttl").subjects(RDF.type, SKOS.Concept))


def names(graph: Graph, record: Node) -> set[Literal]:
    """All names of a record, with their language."""
    values = [*graph.objects(record, SKOS.prefLabel), *graph.objects(record, SKOS.altLabel)]
    return {value for value in values if isinstance(value, Literal)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_records_of_its_kind_and_nothing_else(works: dict[str, Graph], name: str) -> None:
    folder, kind = FILES[name]
    graph = works[name]
    assert len(set(graph.subjects())) > 50
    for record in set(graph.subjects()):
        assert str(record).startswith(f"{ID}{folder}/"), record
        assert (record, RDF.type, kind) in graph, record


@pytest.mark.parametrize("name", FILES)
def test_a_record_is_typed_with_all_superclasses(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    for record in set(graph.subjects()):
        types = set(graph.objects(record, RDF.type))
        for kind in types & SUPERCLASSES.keys():
            assert SUPERCLASSES[kind] <= types, record


@pytest.mark.parametrize("name", FILES)
def test_a_record_has_one_preferred_label_a_language_with_english_and_chinese(
    works: dict[str, Graph], name: str
) -> None:
    graph = works[name]
    for record in set(graph.subjects()):
        languages = [label.language for label in graph.objects(record, SKOS.prefLabel) if isinstance(label, Literal)]
        assert {"en", "zh"} <= set(languages), record
        assert len(languages) == len(set(languages)), record
        assert all(label.language for label in names(graph, record)), record


@pytest.mark.parametrize("name", FILES)
def test_a_record_says_where_its_facts_come_from(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    for record in set(graph.subjects()):
        sources = list(graph.objects(record, DCTERMS.source))
        assert sources, record
        assert all(isinstance(source, Literal) and not source.language for source in sources), record


@pytest.mark.parametrize("name", TYPES)
def test_a_record_has_exactly_one_known_type(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    prop, scheme = TYPES[name]
    known = concepts(scheme)
    for record in set(graph.subjects()):
        types = list(graph.objects(record, prop))
        assert len(types) == 1, record
        assert types[0] in known, (record, types[0])


def test_frequencies_and_date_precisions_are_known(authority: Graph, works: dict[str, Graph]) -> None:
    for prop, scheme in ((NS.periodicity, "frequency"), (NS.datePrecision, "date-precision")):
        known = concepts(scheme)
        used = {value for graph in works.values() for value in graph.objects(None, prop)}
        assert used
        assert used <= known


@pytest.mark.parametrize("name", FILES)
def test_an_abbreviation_is_also_an_alternative_label(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    for record, abbreviation in graph.subject_objects(NS.abbreviation):
        assert (record, SKOS.altLabel, abbreviation) in graph, (record, abbreviation)


def test_no_name_of_one_language_means_two_things(works: dict[str, Graph], authority: Graph) -> None:
    """A work's name is neither that of another work nor that of an agent, a place or a State."""
    ours = {record for graph in works.values() for record in graph.subjects()}
    meanings: dict[Literal, set[Node]] = defaultdict(set)
    for record in set(authority.subjects()):
        for value in names(authority, record):
            meanings[value].add(record)
    shared = {value: things for value, things in meanings.items() if len(things) > 1 and things & ours}
    assert shared == {}


@pytest.mark.parametrize("name", FILES)
def test_no_name_is_one_that_many_things_share(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    for record in set(graph.subjects()):
        assert [value for value in names(graph, record) if str(value) in AMBIGUOUS_NAMES] == [], record


@pytest.mark.parametrize("name", FILES)
def test_a_name_stands_without_quotation_marks_around_it(works: dict[str, Graph], name: str) -> None:
    graph = works[name]
    for value in (value for record in set(graph.subjects()) for value in names(graph, record)):
        quoted = str(value)[:1] in OPENING and str(value)[-1:] in CLOSING
        inner = str(value)[1:-1]
        assert not quoted or any(mark in inner for mark in OPENING + CLOSING), value
        assert str(value) == str(value).strip(), value


def test_what_a_record_points_to_is_in_the_authority_files(works: dict[str, Graph], authority: Graph) -> None:
    known = set(authority.subjects())
    links = [
        (subject, prop, value)
        for graph in works.values()
        for prop in LINKS
        for subject, value in graph.subject_objects(prop)
    ]
    assert len(links) > 100
    assert [link for link in links if link[2] not in known] == []


def test_a_session_has_its_body_and_its_parts_have_the_same(works: dict[str, Graph]) -> None:
    graph = works["events"]
    numbered = [record for record in graph.subjects(RDF.type, NS.Session)]
    assert numbered
    for session in numbered:
        whole = graph.value(session, DCTERMS.isPartOf) or session
        organizational = any("Organizational" in str(name) for name in graph.objects(session, SKOS.prefLabel))
        for prop in (NS.sessionOf, NS.sessionNumber):
            assert graph.value(session, prop) is not None or (organizational and prop == NS.sessionNumber), session
            assert graph.value(session, prop) == graph.value(whole, prop), session


def test_a_review_mechanism_reviews_a_treaty(works: dict[str, Graph]) -> None:
    graph = works["programmes"]
    mechanisms = set(graph.subjects(NS.programmeType, URIRef(iris.concept("programme-type", "review-mechanism"))))
    assert mechanisms
    assert mechanisms == set(graph.subjects(NS.reviews))


def test_an_edition_is_dated_and_its_series_is_not(works: dict[str, Graph]) -> None:
    graph = works["publications"]
    editions = set(graph.subjects(NS.edition))
    assert editions
    for edition in editions:
        year = graph.value(edition, NS.edition)
        assert isinstance(year, Literal) and year.datatype == XSD.integer, edition
    assert {series for edition in editions for series in graph.objects(edition, DCTERMS.isPartOf)} & editions == set()


def test_a_dated_record_has_first_day_last_day_and_precision(works: dict[str, Graph]) -> None:
    dated = 0
    for graph in works.values():
        for record, start in graph.subject_objects(NS.startDate):
            end = graph.value(record, NS.endDate)
            assert isinstance(start, Literal) and isinstance(end, Literal), record
            assert start.datatype == end.datatype == XSD.date, record
            assert start.toPython() <= end.toPython(), record
            assert len(list(graph.objects(record, NS.datePrecision))) == 1, record
            dated += 1
    assert dated > 100


def test_the_key_of_a_document_with_a_symbol_is_its_first_symbol(works: dict[str, Graph]) -> None:
    graph = works["instruments"]
    symbols: dict[Node, list[str]] = defaultdict(list)
    for record, symbol in graph.subject_objects(NS.symbol):
        symbols[record].append(str(symbol))
    assert symbols
    for record, values in symbols.items():
        assert str(record) in {iris.document(iris.symbol_key(value)) for value in values}, record


def test_no_symbol_is_on_two_records(works: dict[str, Graph]) -> None:
    symbols = [str(symbol) for graph in works.values() for symbol in graph.objects(None, NS.symbol)]
    assert symbols
    assert len(symbols) == len(set(symbols))
