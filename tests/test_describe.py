"""What pages show is read from the graph as it is: names by language, facts with their proof, texts cut at names."""

from pathlib import Path

import pytest

from paging import X1, store
from unodc_kg.describe import data, lists
from unodc_kg.describe.document import document
from unodc_kg.describe.graph import Graph, Label, checked
from unodc_kg.describe.links import linked, mentions
from unodc_kg.describe.nearest import nearest
from unodc_kg.describe.passages import Piece, pieces, readable, sentence
from unodc_kg.describe.terms import terms
from unodc_kg.describe.thing import thing
from unodc_kg.describe.units import anchor, reading_order, split
from unodc_kg.describe.usage import properties
from unodc_kg.errors import UnknownNameError
from unodc_kg.namespaces import ID, KG, RDF, SKOS
from unodc_kg.rdf import Quad, named
from unodc_kg.stores import embedded

STORE = store()
QUERIES = Path(__file__).parents[1] / "src" / "unodc_kg" / "queries"


@pytest.fixture
def graph():
    return Graph(STORE)


def iri(path):
    return checked(ID + path)


def piece_texts(passage):
    return [(piece.text, piece.marked) for piece in passage.pieces]


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "Pérou"), ("zh", "秘鲁"), ("ru", "Peru"), ("ar", "بيرو"), ("en", "Peru")]
)
def test_a_name_is_in_the_readers_language_or_in_english(language, expected):
    assert thing(Graph(STORE, language=language), iri("state/PER")).card.label.text == expected


def test_a_name_that_exists_in_chinese_only_is_shown_in_chinese_and_says_so(graph):
    assert thing(graph, iri("agent/parent")).card.label == Label("上级机构", "zh")


def test_a_thing_that_the_graph_does_not_know_is_none(graph):
    assert thing(graph, iri("agent/nobody")) is None


def test_a_thing_that_is_only_pointed_to_is_known(graph):
    found = thing(graph, iri("resolution/ga/75/2"))

    assert found.groups == []
    assert found.mentions.total == 1


def test_a_fact_has_the_sentence_that_proves_it_and_who_read_it(graph):
    group = next(g for g in thing(graph, iri("programme/watch")).groups if g.property == KG.partner)
    proved = [fact for fact in group.facts if fact.card.iri == ID["agent/ooe"]]
    (passage,) = group.passages

    assert len(group.facts) == 2
    assert len(proved) == 1
    assert "".join(piece.text for piece in passage.pieces) == "示例办公室秘鲁分处与示例观察合作，覆盖超过55个国家。"
    assert "".join(text for text, marked in piece_texts(passage) if marked) == "示例办公室秘鲁分处与示例观察合作"
    assert [(item.agent_label.text, item.curated) for item in passage.evidence] == [("reader 1", False), ("Ann", True)]


def test_a_record_has_its_own_evidence(graph):
    (passage,) = thing(graph, iri(f"{X1}/figure/1.26")).own

    assert piece_texts(passage)[-1] == ("覆盖超过55个国家。", True)


def test_mentions_come_in_reading_order_with_their_sentence(graph):
    found = mentions(graph, iri("state/PER"), 0, 10)

    assert found.total == 2
    assert [split(item.passage.unit)[1] for item in found.items] == ["paragraph/1", "paragraph/10"]
    assert [text for text, marked in piece_texts(found.items[0].passage) if marked] == ["秘鲁"]


def test_incoming_links_are_counted_and_cut(graph):
    found = linked(graph, iri("concept/agent-type"), SKOS.inScheme, 0, 50)
    none = linked(graph, iri("concept/agent-type"), SKOS.inScheme, 50, 50)

    assert (found.total, len(found.items)) == (1, 1)
    assert (none.total, none.items) == (1, [])


def test_the_link_of_a_shared_thing_says_where_it_is_stated(graph):
    found = linked(graph, iri("agent/ooe"), KG.partner, 0, 50)

    assert [item.unit for item in found.items] == [f"{ID}{X1}/paragraph/1"]


def test_a_document_is_read_in_order_with_footnotes_at_their_paragraph(graph):
    found = document(graph, iri(X1))

    assert [part.locator for part in found.parts] == ["front", "I", "1", "I.A", "10"]
    assert [note.locator for note in found.parts[2].notes] == ["fn1"]
    assert found.language == "zh"
    assert found.languages == ("en", "zh")


def test_of_nested_names_the_outermost_is_kept(graph):
    paragraph = document(graph, iri(X1)).parts[2]
    named = [(piece.text, [card.iri for card in piece.things]) for piece in paragraph.stretches if piece.things]

    assert named == [("示例办公室秘鲁", [ID["agent/ooe"]])]


def test_a_name_of_several_things_leads_to_all_of_them(graph):
    paragraph = document(graph, iri(X1)).parts[4]
    named = [len(piece.things) for piece in paragraph.stretches if piece.things]

    assert named == [1, 2]


def test_a_figure_is_marked_where_its_words_are_printed(graph):
    paragraph = document(graph, iri(X1)).parts[2]

    assert [piece.text for piece in paragraph.stretches if piece.figure] == ["超过55个国家"]


def test_names_and_figures_lie_on_the_text_that_they_were_read_from_only(graph):
    found = document(graph, iri(X1), "en").parts[2]

    assert [piece.text for piece in found.stretches] == [
        "The first sentence. The Office of Examples covers more than 55 countries. The last one."
    ]


def test_a_document_without_text_cannot_be_read(graph):
    assert document(graph, iri("agent/ooe")) is None


def test_the_number_of_queries_does_not_grow_with_the_document(graph):
    class Counting:
        version, asked = "", 0

        def query(self, text, **options):
            self.asked += 1
            return STORE.query(text, **options)

    counting = Counting()
    document(Graph(counting), iri(X1))

    assert counting.asked <= 5


def test_the_nearest_names_of_a_wrong_address_are_offered(graph):
    assert nearest(graph, "agent/ofice-of-exampels")[0].iri == ID["agent/ooe"]


def test_among_too_many_names_none_is_looked_for(graph, monkeypatch):
    other = Graph(embedded.memory(graph.store.quads()))
    monkeypatch.setattr("unodc_kg.describe.nearest.MOST", 3)
    assert nearest(other, "agent/ofice-of-exampels") == []


def test_figures_are_those_of_the_version_that_is_asked(graph):
    more = Quad(named(ID["state/XYZ"]), named(RDF.type), named(KG.State), named("https://example.org/g"))
    after = Graph(embedded.memory([*graph.store.quads(), more]))
    states = [next(count.total for count in lists.classes(one) if count.iri == KG.State) for one in (graph, after)]
    assert states[1] == states[0] + 1


@pytest.mark.parametrize(("symbol", "expected"), [("X/1", X1), ("y/2021/3", X1), ("A/RES/75/1", "resolution/ga/75/1")])
def test_a_symbol_leads_to_its_document(graph, symbol, expected):
    assert lists.with_symbol(graph, symbol) == ID[expected]


@pytest.mark.parametrize("symbol", ["X/2", "A/RES/75/999", "A/RES/", "A", '"'])
def test_an_unknown_symbol_is_said_to_be_unknown(graph, symbol):
    with pytest.raises(UnknownNameError):
        lists.with_symbol(graph, symbol)


def test_documents_say_how_much_was_read_from_them(graph):
    (source,) = lists.documents(graph)

    assert (source.symbols, source.languages) == (("X/1", "Y/2021/3"), ("en", "zh"))
    assert (source.units, source.records, source.mentions) == (4, 2, 4)
    assert source.title == Label("关于示例的报告", "zh")


def test_members_of_a_class_are_sorted_by_name(graph):
    names = [member.label.text for member in lists.members(graph, KG.Organization)]

    assert names[1:] == ["Office of Examples", "上级机构"]


def test_the_narrowest_class_says_what_a_thing_is(graph):
    assert terms(graph).narrowest([KG.Agent, KG.Place, KG.State]) == [KG.State]
    assert terms(graph).narrowest([KG.Record, KG.Figure]) == [KG.Figure]
    assert terms(graph).narrowest([KG.Record]) == [KG.Record]


def test_the_data_of_a_thing_have_its_proof_and_the_labels_of_what_it_links_to(graph):
    found = {(t.subject.value, t.predicate.value) for t in data.triples(graph, iri("programme/watch"))}

    assert (ID["agent/ooe"], SKOS.prefLabel) in found
    assert (ID[f"{X1}/evidence/e3"], "http://www.w3.org/ns/oa#exact") in found
    assert (ID["statement/a1"], "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate") in found
    assert not any(subject == ID["agent/ooe"] and predicate != SKOS.prefLabel for subject, predicate in found)


def test_the_address_of_the_store_does_not_change_what_is_read():
    here = "http://localhost:8000/"
    graph = Graph(store(here), here)
    found = thing(graph, iri("programme/watch"))

    assert found.card.iri == ID["programme/watch"]
    assert [group.property for group in found.groups] == [KG.partner]
    assert {t.subject.value.startswith(here) for t in data.triples(graph, iri("programme/watch"))} == {True}


def test_every_query_file_says_what_it_is_for():
    queries = sorted(QUERIES.glob("*.rq"))

    assert len(queries) > 20
    assert [path.name for path in queries if not path.read_text(encoding="utf-8").startswith("# ")] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("document/x-1/paragraph/35", ("document/x-1", "paragraph/35")),
        ("document/e-cn.7-2021-2", ("document/e-cn.7-2021-2", "")),
        ("resolution/ga/75/196/paragraph/14", ("resolution/ga/75/196", "paragraph/14")),
        ("resolution/sc/2370/front", ("resolution/sc/2370", "front")),
        ("decision/ga/74/550-b", ("decision/ga/74/550-b", "")),
    ],
)
def test_the_parts_of_an_address_are_told_apart(path, expected):
    assert split(ID + path) == (ID + expected[0], expected[1])


def test_the_anchor_of_a_paragraph_is_its_kind_and_locator():
    assert anchor(ID["document/x-1/paragraph/35"]) == "paragraph-35"
    assert anchor(ID["agent/ooe"]) == ""


def test_paragraph_9_stands_before_paragraph_10():
    assert sorted(["p/10", "p/9", "p/9.2"], key=reading_order) == ["p/9", "p/9.2", "p/10"]


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("一。二三。四", 2, 3, "二三。"),
        ("一。二三。四", 5, 6, "四"),
        ("One. Two three. Four", 5, 8, "Two three. "),
        ("No stop at all", 3, 5, "No stop at all"),
        ("一。二。三。", 0, 4, "一。二。"),
    ],
)
def test_a_quotation_is_whole_sentences(text, start, end, expected):
    begin, stop = sentence(text, start, end)

    assert text[begin:stop] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("在 2020 年", "在2020年"), ("more than 55 countries", "more than 55 countries"), ("第 1 号 UNODC", "第1号UNODC"),
     ("一\n 二", "一\n 二"), ("", "")],
)  # fmt: skip
def test_blanks_beside_han_characters_are_not_shown(text, expected):
    assert readable(text, 0, len(text)) == expected


def test_pieces_keep_the_letters_at_the_end_of_their_words():
    assert pieces("abcdef", 0, 6, [(0, 2, "a"), (2, 4, "b")]) == (
        Piece("ab", True, "a"), Piece("cd", True, "b"), Piece("ef"),
    )  # fmt: skip


def test_a_class_is_told_with_the_properties_that_its_things_have_our_own_first(graph):
    found = properties(graph)[KG.Figure]

    assert KG.printed in found
    assert KG.partner not in found  # other things have it
    assert found == sorted(found, key=lambda name: (not name.startswith(KG), name))
