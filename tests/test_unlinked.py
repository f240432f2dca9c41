"""Names that nobody has listed wait for a curator: with their place, a guess of their type, and what comes near."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from converting import REPORT, ROOT, converted, known, report
from unodc_kg import cli, rdf
from unodc_kg.convert import convert_text
from unodc_kg.unlinked import COLUMNS, Nearest, Unlinked, queue, to_tsv, to_turtle
from unodc_kg.vocabulary import Entry, Name, Vocabulary, load

LONG = "一二三四五六七八九十一二三四五六七八九十毒品和犯罪问题办公室在秘鲁出版了"
PARAGRAPHS = (
    f"{LONG}《灯塔守护者手册》，供二十个以上沿海港口的官员和渔业工作者日常使用和参考。",
    "世卫组织介绍了《灯塔守护者手册》和《2030年可持续发展议程》。",
    "肯尼亚加入了“蓝色海岸线”方案。",
)


def names(*paragraphs: str) -> list[Unlinked]:
    return queue([converted(*paragraphs).quads], known())


def by_name(items: list[Unlinked]) -> dict[str, Unlinked]:
    return {item.name: item for item in items}


def test_a_title_that_nobody_listed_is_in_the_queue_with_its_place():
    found = by_name(names(*PARAGRAPHS))["灯塔守护者手册"]

    assert (found.times, found.documents) == (2, 1)
    assert (found.document, found.unit, found.language) == ("X/PORTS/1", "1", "zh")
    assert found.before == LONG[-20:]
    assert found.after == "，供二十个以上沿海港口的官员和渔业工作者日常使用和参考。"[:20]
    assert found.type.startswith("Publication/")


def test_names_of_the_authority_files_are_not():
    printed = set(by_name(names(*PARAGRAPHS)))

    assert {"灯塔守护者手册", "蓝色海岸线"} <= printed
    assert not any(known().find(name) for name in printed)
    assert names("毒品和犯罪问题办公室在肯尼亚支持世卫组织。") == []


def test_quoted_names_have_the_type_that_their_word_shows():
    assert by_name(names(*PARAGRAPHS))["蓝色海岸线"].type.startswith("Programme")


def test_the_most_frequent_stands_first_and_documents_are_counted():
    other = converted("秘鲁出版了《灯塔守护者手册》。").quads
    items = queue([converted(*PARAGRAPHS).quads, other], known())

    assert items[0].name == "灯塔守护者手册"
    assert (items[0].times, items[0].documents) == (3, 2)
    named = [item.times for item in items if item.shown != "words"]
    assert named == sorted(named, reverse=True)


def test_a_name_that_was_listed_since_leaves_the_queue():
    name = Name("灯塔守护者手册", "zh", "preferred")
    entry = Entry("https://w3id.org/unodc-kg/id/publication/lighthouse", frozenset({"Document"}), "manual", (name,))
    wider = Vocabulary(dict(known().entries) | {entry.iri: entry})

    assert "灯塔守护者手册" not in by_name(queue([converted(*PARAGRAPHS).quads], wider))


def test_what_comes_near_is_shown_and_not_linked():
    quads = converted("秘鲁出版了《联合国打击跨国有组织犯罪活动公约手册》。").quads
    found = by_name(queue([quads], known()))["联合国打击跨国有组织犯罪活动公约手册"]

    assert 1 <= len(found.near) <= 3
    assert "联合国打击跨国有组织犯罪公约" in {near.name for near in found.near}
    assert [near.score for near in found.near] == sorted((near.score for near in found.near), reverse=True)
    assert all(0.5 <= near.score < 1 for near in found.near)
    near = {near.iri for near in found.near}
    assert not [q for q in quads if q.object.value in near and q.predicate.value.endswith(("#mentions", "sameAs"))]


@pytest.mark.parametrize(
    ("name", "nearest", "score"), [("世界卫生组织", "who", 1.0), ("World Health Organisation", "who", 0.96)]
)
def test_the_same_name_scores_one_and_blanks_do_not_count(name, nearest, score):
    near = Nearest(known()).to(f" {name}")[0]

    assert (near.iri.rpartition("/")[2], near.score) == (nearest, score)


def test_a_name_like_no_other_has_nothing_near():
    nearest = Nearest(known())

    assert nearest.to("qqq zzz") == nearest.to("") == nearest.to("x") == ()


def test_the_table_of_a_spreadsheet_has_one_line_a_name():
    items = names(*PARAGRAPHS)
    rows = list(csv.reader(to_tsv(items).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))

    assert rows[0] == list(COLUMNS)
    assert [row[0] for row in rows[1:]] == [item.name for item in items]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_the_records_parse_and_say_what_the_converter_guessed():
    items = names(*PARAGRAPHS)
    quads = rdf.parse_bytes(to_turtle(items).encode(), rdf.RdfFormat.TURTLE, "here")
    labels = {q.object.value: q.subject for q in quads if q.predicate.value.endswith("prefLabel")}
    title = {(q.predicate.value.rpartition("/")[2], q.object) for q in quads if q.subject == labels["灯塔守护者手册"]}

    assert set(labels) == set(by_name(items))
    assert ("source", rdf.text("printed in X/PORTS/1")) in title
    assert any("document-type/" in q.object.value for q in quads if q.subject == labels["灯塔守护者手册"])


def test_signs_that_mean_something_in_turtle_do_no_harm():
    item = names(*PARAGRAPHS)[0]
    odd = Unlinked('a "b" \\ \n.', "zh", item.classes, item.code, item.folder, "x\ny", "1", "\n# <", '"""\r')

    assert len(rdf.parse_bytes(to_turtle([odd]).encode(), rdf.RdfFormat.TURTLE, "here")) >= 3
    assert len(to_tsv([odd]).splitlines()) == 2


# ---------------------------------------------------------------- the command
@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with one text and the graph that it gave."""
    path = tmp_path_factory.mktemp("ports")
    (path / "ports.txt").write_text(report(*PARAGRAPHS), encoding="utf-8")
    (path / "x-ports.nq").write_bytes(rdf.canonical(converted(*PARAGRAPHS).quads))
    return path


def listed(capsys, *arguments: object) -> str:
    assert cli.main(["unlinked", *map(str, arguments), "--root", str(ROOT)]) == 0
    return capsys.readouterr().out


def test_a_document_its_graph_its_symbol_and_its_folder_give_the_same_names(folder, capsys):
    ways = (
        [folder / "ports.txt"],
        [folder / "x-ports.nq"],
        [REPORT.symbols[0], "--output", folder],
        ["--output", folder],
    )
    found = [listed(capsys, *way, "--format", "tsv") for way in ways]
    columns = [sorted(tuple(line.split("\t")[:6]) for line in text.splitlines()) for text in found]

    assert columns[0] == columns[1] == columns[2] == columns[3]
    assert len(columns[0]) >= 3


def test_the_table_ends_with_the_number_of_names(folder, capsys):
    text = listed(capsys, folder / "x-ports.nq")

    assert "灯塔守护者手册" in text
    assert text.endswith(" names that no authority file has\n")


def test_a_document_that_there_is_not_is_explained(folder, capsys):
    assert cli.main(["unlinked", "E/NONE", "--output", str(folder), "--root", str(ROOT)]) == 2
    assert "There are: x-ports" in capsys.readouterr().err
    assert cli.main(["unlinked", "--output", str(folder / "none"), "--root", str(ROOT)]) == 2
    assert "there is no such folder" in capsys.readouterr().err


# ---------------------------------------------------------------- into the authority files
def test_a_record_of_the_list_pasted_into_the_authority_links_the_name_and_its_line_vanishes(folder, tmp_path, capsys):
    root = tmp_path / "project"
    for name in ("ontology", "graph", "shapes"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("converted", "sources", "curated"))
    printed = listed(capsys, folder / "ports.txt", "--format", "ttl")
    head, *records = printed.split("\n\n")
    record = next(record for record in records if "灯塔守护者手册" in record)
    pasted = re.sub(r"\bnew-\d+", "lighthouse-manual", record)
    entry = f"{head}\n\n{pasted}"
    added = root / "graph" / "authority" / "added.ttl"
    added.write_text(entry, encoding="utf-8")
    before, wider = known(), load(root)
    after = convert_text(report(*PARAGRAPHS), REPORT, wider)

    assert "灯塔守护者手册" in by_name(queue([converted(*PARAGRAPHS).quads], before))
    assert "灯塔守护者手册" not in by_name(queue([after.quads], wider))
    linked = {
        t.iri for r in after.readings for m in r.mentions for t in m.things if t.iri.endswith("/lighthouse-manual")
    }
    assert len(linked) == 1
    assert cli.main(["validate", str(added), "--root", str(ROOT)]) == 0


@pytest.mark.parametrize("printed", ["联合国打击跨国有组织犯罪公纣", "世界卫生组级指南手册"])
def test_a_name_that_differs_in_one_sign_is_never_linked(printed):
    quads = converted(f"秘鲁出版了《{printed}》。").quads
    known_things = {iri for iri, entry in known().entries.items() if entry.category in ("Treaty", "Publication")}

    assert not [q for q in quads if q.predicate.value.endswith("#mentions") and q.object.value in known_things]


def test_volumes_of_official_records_come_last():
    items = names(*PARAGRAPHS, "见《大会正式记录，第七十届会议，补编第53号》。")

    assert items[-1].shown in ("volume", "words")
    assert {item.name for item in items if item.shown == "volume"} == {"大会正式记录，第七十届会议，补编第53号"}


def test_what_only_words_show_comes_last():
    items = names(*PARAGRAPHS, "毒品和犯罪问题办公室在秘鲁启动了一个新的渔业保护项目。")
    shown = [item.shown == "words" for item in items]

    assert {item.shown for item in items} >= {"title", "quoted"}
    assert shown == sorted(shown)
