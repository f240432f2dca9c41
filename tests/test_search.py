"""Search finds exactly what contains the words, in every script, the nearest first, and takes all input as words."""

import random
import re
import threading

import pytest

from unodc_kg.build.assemble import read_graphs
from unodc_kg.config import SOURCE_TREE
from unodc_kg.errors import SearchError
from unodc_kg.namespaces import ID, KG, SKOS
from unodc_kg.rdf import Quad, named, text
from unodc_kg.search.find import Scope, find, kind_iri, suggest
from unodc_kg.search.index import open_index, write_index
from unodc_kg.search.words import HAN, key, parse
from unodc_kg.stores import embedded

GRAPH = named("https://example.org/g")
NAMES = {
    "state/MLI": [("马里", "zh"), ("Mali", "en"), ("مالي", "ar"), ("Мали", "ru"), ("马里共和国", "zh")],
    "state/SOM": [("索马里", "zh"), ("Somalia", "en"), ("الصُّومال", "ar")],
    "state/PER": [("秘鲁", "zh"), ("Pérou", "fr"), ("Perú", "es"), ("Перу", "ru")],
    "agent/ooe": [("Office of Examples", "en"), ("مكتب الأمثلة", "ar"), ("Бюро примеров Ёлка", "ru")],
    "agent/guild": [("Mali Guild of Weavers", "en"), ("Straße der Musik", "de"), ("ジャムの会", "ja")],
}
TEXTS = {
    "document/x-1/paragraph/1": [("在马里缴获可卡因。", "zh"), ("Cocaine seized in Mali, CRP.12 of 2020.", "en")],
    "document/x-1/paragraph/2": [("索马里的毒品问题，2020年第3次。", "zh")],
    "document/x-1/paragraph/3": [("办公室访问了马里共和国", "zh")],
    "document/x-1/paragraph/9": [("索马里和马里的 UNODC办公室", "zh")],
    "document/x-1/paragraph/10": [("𠮷野访问", "ja")],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "index.sqlite"
    write_index(embedded.memory(_quads()), path)
    return open_index(path)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The index of the project's own graph, and all its texts as they are."""
    store = embedded.memory(read_graphs(SOURCE_TREE))
    path = tmp_path_factory.mktemp("project") / "index.sqlite"
    write_index(store, path)
    rows = store.query("SELECT ?unit ?text { ?unit :text ?text }").rows()
    return open_index(path), [(row["unit"].value, row["text"].value) for row in rows]


def _quads():
    for thing, names in NAMES.items():
        for name, language in names:
            yield Quad(named(ID[thing]), named(SKOS.prefLabel), text(name, language), GRAPH)
        yield Quad(named(ID[thing]), named(kind_iri("rdf:type")), named(KG.State), GRAPH)
    for unit, texts in TEXTS.items():
        for words, language in texts:
            yield Quad(named(ID[unit]), named(KG["text"]), text(words, language), GRAPH)


def found(index, query, **scope):
    return [match.iri.removeprefix(ID) for match in find(index, query, Scope(**scope)).matches]


def paragraphs(index, query, **scope):
    return sorted(iri.rpartition("/")[2] for iri in found(index, query, part="text", **scope))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("马里", ["1", "2", "3", "9"]),
        ("索马里", ["2", "9"]),
        ("毒", ["2"]),
        ("里", ["1", "2", "3", "9"]),
        ("年第", ["2"]),
        ("0年第3", ["2"]),
        ("，2020年", ["2"]),
        ("马里 可卡因", ["1"]),
        ("马里 -索马里", ["1", "3"]),
        ("办公室 -0年", ["3", "9"]),
        ('"的 UNODC办"', ["9"]),
        ("的UNODC办", []),
        ("unodc办公室", ["9"]),
        ("𠮷野", ["10"]),
        ("𠮷", ["10"]),
        ("crp.12", ["1"]),
        ('"seized in"', ["1"]),
        ('"in seized"', []),
        ("coca*", ["1"]),
        ("coca", []),
        ("COCAINE mali -peru", ["1"]),
        ("cocaine -mali", []),
    ],
)
def test_texts_are_found_by_what_they_contain(index, query, expected):
    assert paragraphs(index, query) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("perou", "state/PER"),
        ("PERÚ", "state/PER"),
        ("перу", "state/PER"),
        ("елка", "agent/ooe"),
        ("الصومال", "state/SOM"),
        ("الامثله", "agent/ooe"),
        ("STRASSE", "agent/guild"),
        ("ジャム", "agent/guild"),
        ("ャ", "agent/guild"),
        ("Ｍａｌｉ", "state/MLI"),
    ],
)
def test_names_are_found_without_case_marks_and_choices_of_spelling(index, query, expected):
    assert expected in found(index, query, part="labels")


def test_whole_names_come_before_beginnings_before_words_before_texts(index):
    matches = find(index, "Mali").matches

    assert [(match.iri.removeprefix(ID), match.way) for match in matches] == [
        ("state/MLI", "exact"),
        ("agent/guild", "prefix"),
        ("document/x-1/paragraph/1", "text"),
    ]
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


def test_a_name_inside_another_is_found_but_not_as_a_whole(index):
    assert found(index, "马里", part="labels") == ["state/MLI", "state/SOM"]
    assert found(index, "马里", part="labels", whole=True) == ["state/MLI"]
    assert paragraphs(index, "马里", whole=True) == ["1", "3", "9"]
    assert paragraphs(index, "索马里", whole=True) == ["2", "9"]
    assert found(index, "Mali", part="labels", whole=True) == ["state/MLI"]


def test_a_search_is_limited_to_a_language_or_a_class(index):
    assert paragraphs(index, "马里", language="zh") == ["1", "2", "3", "9"]
    assert paragraphs(index, "马里", language="en") == []
    assert found(index, "马里", kind=KG.State) == ["state/MLI", "state/SOM"]
    assert found(index, "马里", kind=KG.Paragraph) == []


def test_spans_are_where_the_words_stand_and_never_overlap(index):
    (match,) = find(index, "马里 里的 unodc", Scope(part="text")).matches

    assert [match.text[start:end] for start, end in match.spans] == ["马里", "马里的", "UNODC"]


def test_pages_of_hits_follow_each_other(index):
    everything = find(index, "马里", size=50)
    pieces = [find(index, "马里", begin=begin, size=2) for begin in range(0, 8, 2)]

    assert {piece.total for piece in pieces} == {everything.total} == {6}
    assert [match for piece in pieces for match in piece.matches] == everything.matches


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "nothing"),
        ("，。", "nothing"),
        ("*", "star"),
        ("a.*", "star"),
        ("-mali", "only_without"),
        ("a" * 201, "long"),
    ],
)
def test_a_search_that_asks_for_nothing_says_why(index, query, reason):
    with pytest.raises(SearchError) as caught:
        find(index, query)

    assert caught.value.reason == reason
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    ['" } UNION { ?s ?p ?o } #', "mali' OR 1=1 --", "NEAR(mali, 2)", "mali AND", "text:mali", "^mali", "{mali}",
     "a\x00b", "mali OR peru NOT", '"', '""" x', "\\", "\ud800x", "(((", "mali\n*x", "%_"],
)  # fmt: skip
def test_hostile_input_is_words_like_any_other(index, query):
    words = key(query)
    try:
        total = find(index, query).total
    except SearchError as error:
        assert error.reason in ("star", "nothing", "only_without")
    else:
        assert words
        assert total <= 6


def test_words_of_the_query_language_are_words(index):
    assert found(index, "office AND examples") == []
    assert found(index, "office of examples") == ["agent/ooe"]
    assert [term.written for term in parse("NOT mali")] == ["NOT", "mali"]


def test_chinese_is_found_exactly_as_containment_finds_it(project):
    index, texts = project
    rng = random.Random(20211)
    pool = [words for _, words in texts if re.search(f"[{HAN}]", words)]
    wanted = ["毒品", "可卡因", "马里"]
    while len(wanted) < 203:
        words = rng.choice(pool)
        start = rng.randrange(len(words))
        piece = words[start : start + rng.randint(1, 6)].strip()
        if re.search(f"[{HAN}]", piece) and not re.search(r'["\s]{2}|\n|"', piece):
            wanted.append(piece)

    for piece in wanted:
        expected = {unit for unit, words in texts if piece.casefold() in words.casefold()}
        got = find(index, f'"{piece}"', Scope(part="text"), size=10_000)
        assert {match.iri for match in got.matches} == expected, piece
        assert got.total == len(expected)
        assert all(piece.casefold() in match.text[slice(*match.spans[0])].casefold() for match in got.matches)


def test_suggestions_go_on_from_what_was_typed(index):
    assert [match.text for match in suggest(index, "mal")] == ["Mali", "Mali Guild of Weavers"]
    assert [match.text for match in suggest(index, "马里")][:1] == ["马里"]
    assert [match.iri.removeprefix(ID) for match in suggest(index, "exam")] == ["agent/ooe"]
    assert [match.iri.removeprefix(ID) for match in suggest(index, "马里")] == ["state/MLI", "state/SOM"]
    assert suggest(index, "") == suggest(index, "*") == suggest(index, "zzzz") == []
    assert len(suggest(index, "m", size=1)) == 1


def test_threads_search_at_the_same_time(index):
    expected, answers, failures = find(index, "马里").matches, [], []

    def ask():
        try:
            answers.extend(find(index, "马里").matches == expected for _ in range(20))
        except Exception as error:  # told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert answers == [True] * 160
