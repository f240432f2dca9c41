"""The authority files of agents: every agent can be named, typed, cited and found without ambiguity."""

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import DCTERMS, ORG, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

REPOSITORY = Path(__file__).parent.parent
AUTHORITY = REPOSITORY / "graph" / "authority"
FILES = sorted(AUTHORITY.glob("agents-*.ttl"))
NS = Namespace("https://w3id.org/unodc-kg/ontology#")
ID = "https://w3id.org/unodc-kg/id/"
# The bodies whose keys stand in the IRIs of resolutions and decisions.
BODY_KEYS = ("ga", "sc", "ecosoc", "cnd", "ccpcj", "incb", "hrc", "csw", "cop-untoc", "cosp-uncac", "unodc", "unov")
# Words that many bodies share: alone they name nobody.
AMBIGUOUS_NAMES = ("委员会", "办公室", "理事会", "工作组", "秘书处", "ED", "Commission", "Committee", "Office")


def load(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return load(*FILES)


@pytest.fixture(scope="module")
def agents(graph: Graph) -> list[Node]:
    return sorted(graph.subjects(RDF.type, NS.Agent))


def names(graph: Graph, agent: Node) -> set[Literal]:
    """All names of an agent, with their language."""
    values = [*graph.objects(agent, SKOS.prefLabel), *graph.objects(agent, SKOS.altLabel)]
    return {value for value in values if isinstance(value, Literal)}


def test_the_files_hold_agents_and_nothing_else(graph: Graph, agents: list[Node]) -> None:
    assert [path.name for path in FILES] == ["agents-other.ttl", "agents-un.ttl"]
    assert len(agents) > 500
    assert set(graph.subjects()) == set(agents)
    assert [agent for agent in agents if not str(agent).startswith(f"{ID}agent/")] == []


def test_no_agent_is_described_in_two_files() -> None:
    first, second = (set(load(path).subjects()) for path in FILES)
    assert first & second == set()


def test_every_agent_has_one_preferred_label_in_english_and_in_chinese(graph: Graph, agents: list[Node]) -> None:
    for agent in agents:
        languages = [label.language for label in graph.objects(agent, SKOS.prefLabel) if isinstance(label, Literal)]
        assert {"en", "zh"} <= set(languages), agent
        assert len(languages) == len(set(languages)), agent


def test_every_agent_has_exactly_one_known_type(graph: Graph, agents: list[Node]) -> None:
    scheme = load(REPOSITORY / "ontology" / "concepts" / "agent-type.ttl")
    known = set(scheme.subjects(RDF.type, SKOS.Concept))
    assert known
    for agent in agents:
        types = list(graph.objects(agent, NS.agentType))
        assert len(types) == 1, agent
        assert types[0] in known, agent


def test_only_office_holders_are_no_organizations(graph: Graph, agents: list[Node]) -> None:
    office_holder = URIRef(f"{ID}concept/agent-type/office-holder")
    for agent in agents:
        is_post = (agent, NS.agentType, office_holder) in graph
        assert ((agent, RDF.type, NS.Organization) in graph) is not is_post, agent


def test_every_agent_says_where_its_facts_come_from(graph: Graph, agents: list[Node]) -> None:
    assert [agent for agent in agents if not list(graph.objects(agent, DCTERMS.source))] == []


def test_every_abbreviation_is_also_an_alternative_label(graph: Graph) -> None:
    pairs = set(graph.subject_objects(NS.abbreviation))
    assert pairs
    assert pairs <= set(graph.subject_objects(SKOS.altLabel))


def test_every_name_has_a_language_and_no_bracketed_acronym(graph: Graph, agents: list[Node]) -> None:
    for agent in agents:
        acronyms = {str(value) for value in graph.objects(agent, NS.abbreviation)}
        for name in names(graph, agent):
            assert name.language in {"ar", "en", "es", "fr", "ru", "zh"}, (agent, name)
            assert str(name) == str(name).strip(), (agent, name)
            brackets = {mark for acronym in acronyms for mark in (f"({acronym})", f"（{acronym}）")}
            assert not any(mark in name for mark in brackets), (agent, name)


def test_no_name_belongs_to_two_agents(graph: Graph, agents: list[Node]) -> None:
    owners: dict[tuple[str, str | None], set[Node]] = defaultdict(set)
    for agent in agents:
        for name in names(graph, agent):
            owners[str(name).casefold(), name.language].add(agent)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_no_name_is_a_word_that_many_bodies_share(graph: Graph, agents: list[Node]) -> None:
    found = {str(name) for agent in agents for name in names(graph, agent)}
    assert found.isdisjoint(AMBIGUOUS_NAMES)


def test_every_parent_organization_is_an_agent_and_no_agent_is_its_own_ancestor(
    graph: Graph, agents: list[Node]
) -> None:
    assert set(graph.objects(None, ORG.subOrganizationOf)) <= set(agents)
    for agent in agents:
        parents = graph.objects(agent, ORG.subOrganizationOf)
        ancestors = {above for parent in parents for above in graph.transitive_objects(parent, ORG.subOrganizationOf)}
        assert agent not in ancestors, agent


def test_every_seat_is_a_known_place(graph: Graph) -> None:
    places = set(load(AUTHORITY / "places.ttl").subjects(RDF.type, NS.Place))
    seats = set(graph.objects(None, NS.place))
    assert seats
    assert seats <= places


@pytest.mark.parametrize("key", BODY_KEYS)
def test_a_body_that_iris_of_resolutions_use_exists(agents: list[Node], key: str) -> None:
    assert URIRef(f"{ID}agent/{key}") in agents


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("毒品和犯罪问题办公室", "unodc"),
        ("大会", "ga"),
        ("麻管局", "incb"),
        ("世卫组织", "who"),
        ("人权高专办", "ohchr"),
        ("国际刑警组织", "interpol"),
        ("改进毒品和犯罪问题办公室治理和财务状况不限成员名额常设政府间工作组", "fingov"),
    ],
)
def test_a_printed_chinese_name_finds_its_agent(graph: Graph, name: str, key: str) -> None:
    found = {*graph.subjects(None, Literal(name, lang="zh"))}
    assert found == {URIRef(f"{ID}agent/{key}")}
