"""The measurement of serving: the generated graph is what it says, and one short run gives figures."""

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from converting import ROOT
from unodc_kg.namespaces import KG
from unodc_kg.rdf import BlankNode, Literal, read_file

NAMED = "named-00.nq"
FOLDER = ROOT / "bench" / "serve"


def module(name: str) -> ModuleType:
    """A module of bench/serve, which is no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def generated(folder: Path, *arguments: str) -> dict[str, int]:
    command = [sys.executable, str(FOLDER / "generate.py"), "50k", str(folder), *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(said))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    generated(folder)
    return folder


def test_the_same_seed_gives_the_same_graph_and_another_seed_another(graph: Path, tmp_path: Path) -> None:
    generated(tmp_path / "same")
    generated(tmp_path / "other", "--seed", "2")
    first = (graph / NAMED).read_bytes()
    assert (tmp_path / "same" / NAMED).read_bytes() == first
    assert (tmp_path / "other" / NAMED).read_bytes() != first


def test_a_graph_has_the_size_asked_for_in_each_of_its_files_some_of_it(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = read_file(graph / NAMED, "")
    assert 50_000 <= len({quad.triple for quad in named}) < 52_000
    generate = module("generate")
    monkeypatch.setattr(generate, "PART", 1_000_000)
    generate.generate(50_000, tmp_path)
    parts = [read_file(path, "") for path in sorted(tmp_path.glob("named-*.nq"))]
    assert len(parts) > 5
    assert [quad for part in parts for quad in part] == named
    nodes = [{str(term) for quad in part for term in quad.triple if isinstance(term, BlankNode)} for part in parts]
    assert sum(map(len, nodes)) == len(set().union(*nodes))


def test_units_have_chinese_and_english_text_and_say_as_much_as_in_the_real_graph(graph: Path) -> None:
    made = read_file(graph / NAMED, "")
    real = [quad for path in sorted((ROOT / "graph" / "converted").glob("*.nq")) for quad in read_file(path, "")]
    languages = Counter(
        quad.object.language for quad in made if isinstance(quad.object, Literal) and quad.predicate.value == KG.text
    )
    assert languages["zh"] == languages["en"] > 10

    def density(quads: list, predicate: str) -> float:  # type: ignore[type-arg]
        found = Counter(quad.predicate.value for quad in quads)
        return found[predicate] / found[KG.locator]

    for predicate in (KG.mentions, KG.evidence, KG.topic):
        assert density(made, predicate) == pytest.approx(density(real, predicate), rel=0.5)


def test_texts_of_the_report_are_not_copied(graph: Path) -> None:
    real = {
        quad.object.value
        for path in sorted((ROOT / "graph" / "converted").glob("*.nq"))
        for quad in read_file(path, "")
        if quad.predicate.value == KG.text
    }
    made = {quad.object.value for quad in read_file(graph / NAMED, "") if quad.predicate.value == KG.text}
    assert len(real) > 100 and len(made) > 20
    assert not real & made


def test_every_reference_to_a_made_thing_of_the_document_leads_to_one(graph: Path) -> None:
    quads = read_file(graph / NAMED, "")
    subjects = {str(quad.subject.value) for quad in quads}
    made = [str(quad.object.value) for quad in quads if "/id/document/e-x." in str(quad.object.value)]
    lost = Counter(iri for iri in made if iri not in subjects)
    assert len(made) > 1000
    assert sum(lost.values()) < len(made) / 100, lost.most_common(5)


def test_things_for_lookups_have_about_ten_triples(graph: Path) -> None:
    found = Counter(str(quad.subject.value) for quad in {*read_file(graph / NAMED, "")})
    things = (graph / "things.txt").read_text().split()
    assert len(things) > 100
    assert {found[thing] for thing in things} <= set(range(8, 14))


def test_a_ratio_above_one_means_that_we_are_ahead() -> None:
    for needed in ("progress", "usage", "virtuoso", "servers"):
        module(needed)
    report = module("report")
    assert report.ratio("lookups: a second", 200, 100) == 2
    assert report.ratio("aggregation, ms", 200, 100) == 0.5


def test_a_short_run_measures_our_service_and_says_which_servers_are_missing(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER), "--servers", "ours,virtuoso", "--place", str(tmp_path)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env={"PATH": "/nowhere", **_paths()},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Virtuoso was not measured: no program `virtuoso-t`" in done.stdout
    assert "a loop in Python" in done.stdout  # wrk is not on that path either
    for measure in ("new lookups, 8 at once: a second", "three-way join, ms", "export CSV, ms", "peak memory, MiB"):
        row = re.search(rf"^\| {re.escape(measure)} \| ([\d.,]+) \|$", done.stdout, re.MULTILINE)
        assert row and float(row[1].replace(",", "")) > 0, measure
    assert "failed" not in done.stdout
    assert len(json.loads((tmp_path / "50000" / "short.json").read_text())["medians"]) > 20


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "src"), "HOME": str(Path.home())}
