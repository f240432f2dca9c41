"""Every question in questions/ gets exactly its recorded answer from the project's own files, and is asked fairly.

Fairly: with prefixes of its own, of the default graph, never by words of the text or by the place of a paragraph.
"""

import csv
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from unodc_kg import vocabulary
from unodc_kg.build.inputs import graph_files, source_files
from unodc_kg.convert import convert
from unodc_kg.rdf import Quad, read_file
from unodc_kg.stores import embedded, guard

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = sorted((ROOT / "questions").glob("*.rq"))
SHARED = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared"))
HEADERS = ("question@en", "question@zh", "persona", "classes")
PERSONAS = {"researcher", "un-system", "curator"}
FEWEST = 60


def quads() -> Iterator[Quad]:
    """The graph from its sources; what stands in graph/converted may be old and is not read."""
    for file in graph_files(ROOT):
        if file.graph:
            yield from read_file(file.path, file.graph)
    known = vocabulary.load(ROOT)
    for source in source_files(ROOT):
        yield from convert(source, known).quads


@pytest.fixture(scope="module")
def engine() -> pyoxigraph.Store:
    """The whole graph in memory."""
    return embedded.memory(quads()).engine


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def headers(path: Path) -> dict[str, str]:
    """The comment lines of a question, by what stands before the colon."""
    return dict(re.findall(r"^# ([\w@-]+): (.+)$", text(path), re.MULTILINE))


def code(path: Path) -> str:
    """The query without comments and strings."""
    bare = re.sub(r"^#.*$", "", text(path), flags=re.MULTILINE)
    return re.sub(r'"[^"\n]*"', '""', bare)


def answer(path: Path) -> bytes:
    return path.with_suffix(".csv").read_bytes()


def name(path: Path) -> str:
    return path.stem


each = pytest.mark.parametrize("path", QUESTIONS, ids=name)


@each
def test_answer_is_the_recorded_one(path: Path, engine: pyoxigraph.Store) -> None:
    result = engine.query(text(path))  # no prefixes are given: the query must declare its own
    assert isinstance(result, pyoxigraph.QuerySolutions)
    assert result.serialize(format=pyoxigraph.QueryResultsFormat.CSV) == answer(path)


@each
def test_question_says_what_it_asks(path: Path) -> None:
    found = headers(path)
    number = path.stem.partition("-")[0]
    assert text(path).startswith(f"# {number.upper()}\n")
    assert not [field for field in HEADERS if not found.get(field)]
    assert found["persona"] in PERSONAS
    assert re.search(r"[\u4e00-\u9fff]", found["question@zh"])


@each
def test_answer_has_rows_and_none_twice(path: Path) -> None:
    rows = list(csv.reader(answer(path).decode().splitlines()))
    assert len(rows) > 1
    assert len({tuple(row) for row in rows}) == len(rows)


@each
def test_rows_have_an_order(path: Path) -> None:
    single = len(answer(path).splitlines()) == 2
    assert single or "ORDER BY" in code(path).rpartition("}")[2]


@each
def test_service_accepts_the_query(path: Path) -> None:
    guard.check(text(path))


@each
def test_query_stays_in_the_default_graph(path: Path) -> None:
    assert not re.search(r"\b(GRAPH|FROM|SERVICE)\b", code(path))


@each
def test_query_reads_no_prose(path: Path) -> None:
    """No paragraph's text is touched, and no quoted or printed words decide what is found."""
    assert not re.search(r"(?<![\w-]):text\b", code(path))
    assert not re.search(r"\b(REGEX|CONTAINS)\b", code(path), re.IGNORECASE)
    quoted = set(re.findall(r"(?:oa:(?:exact|prefix|suffix)|:printed) (\?\w+)", code(path)))
    filters = " ".join(re.findall(r"FILTER.*", code(path)))
    assert not [variable for variable in quoted if re.search(rf"\{variable}\b", filters)]


@each
def test_query_is_not_keyed_to_a_place(path: Path) -> None:
    keys = re.findall(r':locator "([^"]*)"', text(path)) + re.findall(r"/(?:paragraph|footnote|section)/", text(path))
    assert [key for key in keys if not re.search(rf"\b{re.escape(key)}\b", headers(path)["question@en"])] == []


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= FEWEST
    assert sorted(path.stem for path in (ROOT / "questions").glob("*.csv")) == [path.stem for path in QUESTIONS]
    assert len({path.stem.partition("-")[0] for path in QUESTIONS}) == len(QUESTIONS)


def test_every_class_is_asked_for() -> None:
    classes = set(re.findall(r"^:(\w+)\n    a owl:Class", text(ROOT / "ontology" / "unodc.ttl"), re.MULTILINE))
    declared = {item.strip() for path in QUESTIONS for item in headers(path)["classes"].split(",")}
    used = {item for path in QUESTIONS for item in re.findall(r"(?<![\w-]):([A-Z]\w+)", code(path))}
    assert declared == classes
    assert used == classes


def test_every_known_question_is_here() -> None:
    known = SHARED / "questions" / "visible.jsonl"
    if not known.exists():
        pytest.skip(f"{known} is not there: the list of known questions is not part of this repository")
    wanted = {json.loads(line)["id"].lower() for line in text(known).splitlines() if line.strip()}
    assert wanted <= {path.stem.partition("-")[0] for path in QUESTIONS}
