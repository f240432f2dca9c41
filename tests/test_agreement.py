"""Where several documents speak of one thing, the built graph has one preferred name a language and one date."""

from unodc_kg import iris
from unodc_kg.build.dates import settled
from unodc_kg.build.names import numbered, preferred
from unodc_kg.namespaces import CONCEPT, GRAPH, ID, KG, OA, RDF, SKOS
from unodc_kg.rdf import Quad, date, named, text

EVENT = ID + "event/port-congress-1"
ONE, TWO, THREE = (f"{GRAPH}document/x-{number}/facts" for number in (1, 2, 3))
PEOPLE = GRAPH + "authority/events"


def label(subject, words, language, graph):
    return Quad(named(subject), named(SKOS.prefLabel), text(words, language), named(graph))


def dated(start, graph, precision="day"):
    """An event's first day in one graph, with its statement and evidence."""
    triple = (EVENT, KG.startDate, start)
    statement, evidence = iris.statement(*triple), f"{ID}document/x/evidence/{iris.code(graph)}{start}"
    spelled = [
        (EVENT, KG.startDate, date(start)),
        (EVENT, KG.datePrecision, named(f"{CONCEPT}date-precision/{precision}")),
        (statement, RDF.subject, named(EVENT)),
        (statement, RDF.predicate, named(KG.startDate)),
        (statement, RDF.object, date(start)),
        (statement, KG.evidence, named(evidence)),
        (evidence, OA.exact, text(start)),
    ]
    return [Quad(named(s), named(p), o, named(graph)) for s, p, o in spelled]


def starts(quads):
    return {q.object.value for q in quads if q.predicate.value == KG.startDate}


def test_a_title_of_its_own_wins_over_what_others_call_it():
    iri = iris.instrument("resolution", "ga", "90/900")
    own = label(iri, "Safety of ports", "en", iris.document_graph(iri, "text.en"))
    others = [label(iri, "General Assembly resolution 90/900", "en", graph) for graph in (ONE, TWO)]
    found = preferred([*others, own])

    assert [q.object.value for q in found if q.predicate.value == SKOS.prefLabel] == ["Safety of ports"]
    assert {q.object.value for q in found if q.predicate.value == SKOS.altLabel} == {
        "General Assembly resolution 90/900"
    }


def test_names_of_people_win_and_other_languages_stay():
    names = [label(EVENT, "Port congress", "en", ONE), label(EVENT, "First port congress", "en", PEOPLE)]
    chinese = label(EVENT, "港口大会", "zh", ONE)
    found = preferred([*names, chinese])

    assert {q.object.value for q in found if q.predicate.value == SKOS.prefLabel} == {"First port congress", "港口大会"}


def test_two_names_of_one_author_are_left_for_the_shapes_to_find():
    names = [label(EVENT, "Port congress", "en", PEOPLE), label(EVENT, "Congress of ports", "en", PEOPLE)]

    assert preferred(names) == names


def test_the_date_of_most_documents_wins_and_the_other_has_no_statement_left():
    quads = [*dated("2031-04-20", ONE), *dated("2032-03-07", TWO), *dated("2032-03-07", THREE)]
    found = settled(quads)

    assert starts(found) == {"2032-03-07"}
    assert {q.object.value for q in found if q.predicate.value == OA.exact} == {"2032-03-07"}
    assert not any(q.object == date("2031-04-20") for q in found)


def test_a_finer_date_wins_over_a_coarse_one_of_people():
    found = settled([*dated("2032-03-01", PEOPLE, "month"), *dated("2032-03-07", ONE)])

    assert starts(found) == {"2032-03-07"}


def test_of_equally_fine_dates_that_of_people_wins():
    found = settled([*dated("2032-03-07", PEOPLE), *dated("2031-04-20", ONE), *dated("2031-04-20", TWO)])

    assert starts(found) == {"2032-03-07"}


def test_where_all_agree_nothing_is_taken_away():
    quads = [*dated("2032-03-07", ONE), *dated("2032-03-07", TWO)]

    assert settled(quads) == quads


def test_a_number_that_one_document_misprints_is_outvoted():
    iri = named(iris.instrument("resolution", "sc", "9000 (2090)"))
    printed = {ONE: "9000 (2089)", TWO: "9000 (2090)", THREE: "9000 (2090)"}
    found = numbered([Quad(iri, named(KG.number), text(number), named(graph)) for graph, number in printed.items()])

    assert {quad.object.value for quad in found} == {"9000 (2090)"}


def test_numbers_and_symbols_have_blanks_where_style_has_them():
    assert iris.spaced("217 A(III)") == "217 A (III)"
    assert iris.spaced("217A (III)") == "217 A (III)"
    assert iris.spaced("2370（2017）") == "2370 (2017)"
    assert iris.spaced("X/CONF.9/24(Part I)/Corr.1") == "X/CONF.9/24 (Part I)/Corr.1"
    assert iris.spaced("X/CONF.9/28(Parts I和II)") == "X/CONF.9/28 (Parts I and II)"
    assert iris.spaced("X(49)/INF/6") == "X(49)/INF/6"
    assert iris.spaced("S-32/1") == "S-32/1"
