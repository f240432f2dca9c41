"""How a resolution came about stands in the graph: linked where an authority has the name, else as printed."""

import pytest

import akoma
from akoma import akn
from converting import ROOT, known
from unodc_kg import iris
from unodc_kg.convert.authority_names import Names, fold
from unodc_kg.convert.openings import by_rule
from unodc_kg.namespaces import DCTERMS, GRAPH, KG, RDF, SKOS
from unodc_kg.rdf import Literal, read_file
from unodc_kg.validation import validate

IRI = iris.instrument("resolution", "ga", "90/300")
DRAFT = iris.document("a-c.3-90-l.7")


@pytest.fixture(scope="module")
def quads(tmp_path_factory):
    return akoma.converted(akn(), tmp_path_factory.mktemp("akn")).quads


@pytest.fixture(scope="module")
def values(quads):
    """(subject, predicate) -> the values, shortened to what follows id/."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in quads:
        value = quad.object.value
        found.setdefault((quad.subject.value, quad.predicate.value), []).append(
            iris.key(value) if iris.kind(value) else value
        )
    return found


def test_it_is_a_resolution_of_its_organ_with_the_parts_of_its_number(values):
    assert set(values[IRI, RDF.type]) == {KG.Document, KG.Resolution}
    assert values[IRI, KG.adoptedBy] == ["agent/ga"]
    assert (values[IRI, KG.number], values[IRI, KG.sessionNumber]) == (["90/300"], ["90"])
    assert values[IRI, KG.serialNumber] == ["300"]
    assert values[IRI, KG.symbol] == ["A/RES/90/300"]
    assert values[IRI, KG.aknWork] == ["/akn/un/statement/deliberation/unga/2031-12-18/90/300/"]


def test_it_is_named_as_people_cite_it_and_titled_as_printed(quads):
    labels = {quad.object for quad in quads if quad.subject.value == IRI and quad.predicate.value == SKOS.prefLabel}
    titles = [quad.object for quad in quads if quad.subject.value == IRI and quad.predicate.value == DCTERMS["title"]]
    assert {(label.value, label.language) for label in labels} == {
        ("General Assembly resolution 90/300", "en"),
        ("大会第90/300号决议", "zh"),
    }
    assert [(title.value, title.language) for title in titles] == [("Safety of ports", "en")]


def test_a_decision_has_its_letter(tmp_path):
    made = akoma.converted(akn(symbol="A/DEC/90/402", letter="B", kind="decision"), tmp_path)
    iri = iris.instrument("decision", "ga", "90/402 B")
    found = {(q.predicate.value, q.object.value) for q in made.quads if q.subject.value == iri}
    assert {(RDF.type, KG.Decision), (KG.suffix, "B"), (KG.number, "90/402 B")} <= found


def test_day_meeting_session_and_item_are_known(values):
    assert values[IRI, KG.startDate] == values[IRI, KG.endDate] == ["2031-12-18"]
    assert values[IRI, KG.meetingNumber] == ["61"]
    assert values[IRI, KG.meetingRecord] == ["document/a-90-pv.61"]
    assert values[IRI, KG.agendaItem] == ["106(b)"]
    assert values[IRI, KG.adoptedAt] == ["event/ga-90"]
    assert values[iris.thing("event", "ga-90"), KG.sessionOf] == ["agent/ga"]


def test_committee_and_report_are_linked(values):
    assert values[IRI, KG.recommendedBy] == ["agent/ga-third-committee"]
    assert values[IRI, KG.recommendedIn] == ["document/a-90-777"]


def test_a_draft_has_sponsors_and_those_who_joined(values):
    assert values[IRI, KG.draft] == ["document/a-c.3-90-l.7"]
    assert values[DRAFT, DCTERMS.issued] == ["2031-11-02"]
    assert values[DRAFT, KG.documentType] == ["concept/document-type/draft-resolution"]
    assert set(values[DRAFT, KG.sponsor]) == {"state/BIH", "state/TCD", "state/NLD"}
    assert set(values[DRAFT, KG.additionalSponsor]) == {"state/TTO", "state/CHL"}
    assert set(values[DRAFT, KG.sponsorPrinted]) == {"Chad (on behalf of the group of ports)", "Portland"}


def test_each_vote_is_linked_to_its_state_and_no_name_is_dropped(values):
    vote = f"{IRI}/vote"
    assert values[IRI, KG.recordedVote] == [iris.key(vote)]
    assert values[IRI, KG.adoptedWithoutVote] == ["false"]
    assert (values[vote, KG.inFavourTotal], values[vote, KG.againstTotal]) == (["3"], ["1"])
    assert values[vote, KG.abstainingTotal] == ["0"]
    assert set(values[vote, KG.inFavour]) == {"state/CIV", "state/BOL"}
    assert values[vote, KG.inFavourPrinted] == ["PORTLAND"]
    assert values[vote, KG.against] == ["state/TCD"]


def test_names_that_no_authority_has_are_listed(tmp_path):
    found = akoma.converted(akn(), tmp_path).unlinked
    assert {"PORTLAND", "Portland", "Chad (on behalf of the group of ports)"} <= set(found)


def test_keywords_are_goals_subjects_or_words(values):
    assert values[IRI, KG.servesGoal] == ["http://metadata.un.org/sdg/16"]
    assert values[IRI, DCTERMS.subject] == ["http://metadata.un.org/thesaurus/1009999"]
    assert values[IRI, KG.keyword] == ["PORT SAFETY"]


def test_what_was_adopted_without_a_vote_says_so(tmp_path):
    about = '<voting outcome="adoptedWithoutVote"><quorum value=""/></voting>'
    made = akoma.converted(akn(about=about), tmp_path)
    found = {quad.predicate.value: quad.object for quad in made.quads if quad.subject.value == IRI}
    assert found[KG.adoptedWithoutVote].value == "true"
    assert KG.recordedVote not in found


def test_each_clause_has_its_opening_words(quads):
    found = {iris.code(q.subject.value): q.object for q in quads if q.predicate.value == KG.opening}
    assert {key: (word.value, word.language) for key, word in found.items() if isinstance(word, Literal)} == {
        "pp1": ("Recalling", "en"),
        "pp2": ("Mindful also", "en"),
        "1": ("Requests", "en"),
        "2": ("Decides", "en"),
    }


def test_a_converted_resolution_and_a_decision_keep_the_shapes(tmp_path):
    folder = ROOT / "graph" / "authority"
    context = [
        quad for path in sorted(folder.glob("*.ttl")) for quad in read_file(path, f"{GRAPH}authority/{path.stem}")
    ]
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        context += read_file(path, f"{GRAPH}ontology")
    made = akoma.converted(akn(), tmp_path).quads
    made += akoma.converted(akn(symbol="A/DEC/90/402", letter="B", kind="decision", language="zh"), tmp_path).quads
    report = validate([*context, *made], ROOT)

    assert [row for row in report.rows() if row[0] == "Violation"] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("COTE D’IVOIRE", "CIV"),
        ("Bahamas (The)", "BHS"),
        ("the Bahamas", "BHS"),
        ("Plurinational State of Bolivia", "BOL"),
        ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
        ("Republic of Korea", "KOR"),
        ("CONGO", "COG"),
        ("UNITED STATES", "USA"),
        ("Türkiye", "TUR"),
        ("TURKEY", "TUR"),
        ("大不列颠及北爱尔兰联合王国", "GBR"),
        ("伊朗(伊斯兰共和国)", "IRN"),
    ],
)
def test_a_state_is_known_by_the_words_of_its_name(name, key):
    assert Names(known()).state(name) == iris.thing("state", key)


def test_no_two_states_have_a_name_of_the_same_words():
    owners: dict[str, set[str]] = {}
    for entry in known().of_class("State"):
        for name in entry.names:
            owners.setdefault(fold(name.text), set()).add(entry.iri)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("text", "linked", "rest"),
    [
        ("Chad", ["TCD"], []),
        ("Chad and Chile", ["TCD", "CHL"], []),
        ("Antigua and Barbuda and Bosnia and Herzegovina", ["ATG", "BIH"], []),
        ("Chile, Trinidad and Tobago and Chad", ["CHL", "TTO", "TCD"], []),
        ("submitted by the Chair of the Committee", [], ["submitted by the Chair of the Committee"]),
        ("submitted by the President, Ann Port (Chad)", [], ["submitted by the President, Ann Port (Chad)"]),
        ("Chile and Portland", ["CHL"], ["Portland"]),
        ("", [], []),
    ],
)
def test_a_list_of_sponsors_is_read_name_by_name(text, linked, rest):
    found = Names(known()).listed(text)
    assert ([iris.code(iri) for iri in found[0]], found[1]) == (linked, rest)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Takes note with appreciation of the report of the port;", "Takes note with appreciation"),
        ("en", "Also calls upon all ports to be safe;", "Also calls upon"),
        ("en", "Having considered the report,", "Having considered"),
        ("en", "Deeply concerned about ports,", "Deeply concerned"),
        ("en", "The ports shall be safe.", ""),
        ("en", "Notable ports are safe.", ""),
        ("zh", "又请秘书长提出报告；", "又请"),
        ("zh", "赞赏地注意到各港口的工作，", "赞赏地注意到"),
        ("zh", "表示严重关切港口事故，", "表示严重关切"),
        ("zh", "各港口应当安全。", ""),
    ],
)
def test_in_plain_text_the_opening_is_known_by_rule(language, text, words):
    assert by_rule(text, language) == words
