"""A build is repeatable, does nothing twice, and leaves the version in force as it was when it fails."""

import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tiny
from unodc_kg import config
from unodc_kg.build import build, open_store
from unodc_kg.build.assemble import read_graphs
from unodc_kg.errors import GraphInvalidError, KgError, RdfError, SettingError, SourceError, StoreError
from unodc_kg.stores import versions

ROOT = Path(__file__).parent.parent


class Told:
    """Remembers what a build told."""

    def __init__(self):
        self.steps, self.reports = [], []

    def step(self, text):
        self.steps.append(text)

    def report(self, report):
        self.reports.append(report)


@pytest.fixture
def settings(tmp_path):
    return tiny.make_project(tmp_path / "project")


@pytest.fixture
def told():
    return Told()


def test_a_build_puts_a_version_in_force(settings, told):
    built = build(settings, told)

    assert built.new
    assert versions.current(settings.data) == built.version
    assert open_store(settings).count() == built.record["triples"]
    assert len(told.steps) == 5


def test_the_merged_graph_has_a_triple_of_two_layers_once(settings, told):
    build(settings, told)
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    typed = "SELECT ?g WHERE { GRAPH ?g { <https://w3id.org/unodc-kg/id/state/PER> a :State } } ORDER BY ?g"

    assert [row["n"].value for row in open_store(settings).query(count).rows()] == ["10"]
    assert [row["g"].value.rpartition("/")[2] for row in open_store(settings).query(typed).rows()] == [
        "states",
        "curated",
    ]


def test_version_json_counts_the_graphs_and_has_no_time(settings, told):
    built = build(settings, told)
    text = (built.path / "version.json").read_text()

    assert json.loads(text)["graphs"] == {
        "https://w3id.org/unodc-kg/graph/authority/states": 6,
        "https://w3id.org/unodc-kg/graph/curated": 2,
        "https://w3id.org/unodc-kg/graph/ontology": 3,
    }
    assert set(json.loads(text)) == {"version", "base_iri", "graphs", "inputs", "triples"}


def test_two_builds_of_the_same_files_give_the_same_version(tmp_path, told):
    first, second = (build(tiny.make_project(tmp_path / name), told) for name in ("a", "b"))

    assert first.version == second.version
    assert (first.path / "version.json").read_bytes() == (second.path / "version.json").read_bytes()


def test_the_order_of_lines_does_not_matter(settings, told):
    before = build(settings, told)
    lines = tiny.FILES["graph/authority/states.ttl"].splitlines(keepends=True)
    tiny.write(settings.root, "graph/authority/states.ttl", "".join(reversed(lines)))
    after = build(settings, told)

    assert after.new
    assert after.version == before.version


def test_a_curated_file_may_be_split_and_renamed(settings, told):
    tiny.write(settings.root, "graph/curated/kenya.ttl", 'state:KEN skos:altLabel "Republic of Kenya"@en .\n')
    before = build(settings, told)
    (settings.root / "graph/curated/kenya.ttl").rename(settings.root / "graph/curated/a.ttl")

    assert build(settings, told).version == before.version


def test_a_project_without_curated_files_builds(settings, told):
    shutil.rmtree(settings.root / "graph/curated")

    assert build(settings, told).record["triples"] == 9


def test_nothing_is_done_twice(settings, told):
    first = build(settings, told)
    second = build(settings, Told())

    assert not second.new
    assert second.version == first.version
    assert len(told.steps) == 5


@pytest.mark.parametrize("name", ["shapes/state.ttl", "ontology/unodc.ttl", "graph/curated/peru.ttl"])
def test_a_change_of_any_input_is_noticed(settings, told, name):
    build(settings, told)
    path = settings.root / name
    path.write_text(path.read_text() + "# looked at again\n")

    assert build(settings, told).new


def test_the_version_before_is_kept_and_older_ones_go(settings, told):
    names = []
    for number in range(3):
        tiny.write(settings.root, "graph/curated/more.ttl", f'state:KEN skos:altLabel "name {number}"@en .\n')
        names.append(build(settings, told).version)

    assert len(set(names)) == 3
    assert sorted(path.name for path in (settings.data / "store").iterdir()) == sorted(names[1:])


def test_what_a_dead_build_left_is_removed(settings, told):
    left = settings.data / "store" / "0123456789ab.new"
    (left / "quads").mkdir(parents=True)
    build(settings, told)

    assert not left.exists()


def test_a_damaged_store_is_written_again(settings, told):
    built = build(settings, told)
    for path in (built.path / "quads").glob("*.sst"):
        path.unlink()
    (built.path / "quads" / "CURRENT").unlink()

    assert build(settings, told).new
    assert open_store(settings).count() == built.record["triples"]


def test_blank_nodes_of_two_files_stay_apart(settings, told):
    for name in ("a", "b"):
        tiny.write(settings.root, f"graph/curated/{name}.ttl", f'_:x skos:altLabel "{name}"@en .\n')
    build(settings, told)
    found = open_store(settings).query("SELECT DISTINCT ?x WHERE { ?x skos:altLabel ?name FILTER isBlank(?x) }")

    assert len(list(found.rows())) == 2


def test_another_base_moves_our_iris_and_no_others(settings, told):
    moved = config.load({"root": str(settings.root), "base_iri": "https://example.org/kg/"}, environ={})
    before, after = build(settings, told), build(moved, told)
    rows = open_store(moved).query("SELECT ?s ?p WHERE { ?s ?p 'Peru'@en }").rows()

    assert after.version != before.version
    assert [(row["s"].value, row["p"].value) for row in rows] == [
        ("https://example.org/kg/id/state/PER", "http://www.w3.org/2004/02/skos/core#prefLabel")
    ]


def test_broken_turtle_names_file_and_line(settings, told):
    path = tiny.write(settings.root, "graph/authority/states.ttl", "state:AFG a :State\nstate:KEN a :State .\n")
    with pytest.raises(RdfError) as caught:
        build(settings, told)

    assert str(path) in caught.value.message
    assert "line 10" in caught.value.message


def test_a_graph_that_does_not_conform_is_reported(settings, told):
    tiny.write(settings.root, "graph/curated/chad.ttl", tiny.NAMELESS)
    with pytest.raises(GraphInvalidError):
        build(settings, told)

    assert [report.conforms for report in told.reports] == [False]


def test_a_converted_file_names_its_graphs(settings, told):
    path = settings.root / "graph" / "converted" / "lost.nq"
    path.parent.mkdir()
    path.write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    with pytest.raises(RdfError, match=r"lost\.nq"):
        read_graphs(settings.root)


def test_a_converted_file_without_source_is_refused(settings, told):
    path = settings.root / "graph" / "converted" / "lost.nq"
    path.parent.mkdir()
    path.write_text("<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n")
    with pytest.raises(SourceError, match=r"lost\.nq"):
        build(settings, told)


def _break_turtle(settings):
    tiny.write(settings.root, "graph/curated/peru.ttl", "state:PER a \n")


def _break_shape(settings):
    tiny.write(settings.root, "graph/curated/peru.ttl", tiny.NAMELESS)


def _break_source(settings):
    folder = settings.root / "graph" / "sources"
    folder.mkdir()
    for path in sorted((ROOT / "graph" / "sources").glob("*"))[:2]:
        shutil.copy(path, folder)
    text = next(path for path in folder.iterdir() if path.suffix != ".toml")
    text.write_bytes(text.read_bytes() + b"\n")


@pytest.mark.parametrize(
    ("spoil", "error"), [(_break_turtle, RdfError), (_break_shape, GraphInvalidError), (_break_source, SourceError)]
)
def test_a_failed_build_leaves_the_version_in_force(settings, told, spoil, error):
    before = build(settings, told)
    spoil(settings)
    with pytest.raises(error):
        build(settings, told)

    assert versions.current(settings.data) == before.version
    assert open_store(settings).count() == before.record["triples"]


def test_a_data_folder_that_cannot_be_made_is_named(settings, tmp_path, told):
    (tmp_path / "file").write_text("not a folder")
    wrong = config.load({"root": str(settings.root), "data": str(tmp_path / "file" / "data")}, environ={})
    with pytest.raises(StoreError, match="Not a directory") as caught:
        build(wrong, told)

    assert str(wrong.data) in caught.value.message


def test_a_folder_without_project_is_named(tmp_path, told):
    with pytest.raises(SettingError, match="--root"):
        build(config.load({"root": str(tmp_path)}, environ={}), told)


def test_opening_before_the_first_build_says_what_to_do(settings):
    with pytest.raises(StoreError, match="unodc-kg build"):
        open_store(settings)


def test_two_builds_do_not_collide(settings, told):
    settings.data.mkdir()
    with (settings.data / "build.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another build"):
            build(settings, told)

    assert build(settings, told).new


def test_a_full_disk_leaves_the_version_in_force(settings, told):
    """The system refuses large files to a process as a full disk does; this needs no rights."""
    before = build(settings, told)
    many = "".join(f'state:KEN skos:altLabel "name {number:060}"@en .\n' for number in range(2000))
    tiny.write(settings.root, "graph/curated/many.ttl", many)
    result = subprocess.run(
        [sys.executable, "-m", "unodc_kg.cli", "build", "--root", str(settings.root)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 2
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in (settings.data / "store").iterdir()] == [before.version]
    assert versions.current(settings.data) == before.version
    assert open_store(settings).count() == before.record["triples"]


def test_every_error_of_a_build_says_what_to_do(settings, told):
    for spoil in (_break_turtle, _break_shape, _break_source):
        project = tiny.make_project(settings.root.parent / spoil.__name__)
        spoil(project)
        with pytest.raises(KgError) as caught:
            build(project, told)
        assert caught.value.hint
